import { stateRevisionOf } from '../../../nodes/Box/stateRevision';

const AT = Date.parse('2026-11-21T10:00:00Z');
const FILE = {
	type: 'file',
	id: '1',
	sequence_id: '4',
	file_version: { type: 'file_version', id: '900' },
};
const COMMENT = { type: 'comment', id: '7', item: FILE };

describe('the state that an event reports', () => {
	it.each<[trigger: string, object: { type: string }, state: string | undefined]>([
		['FILE.UPLOADED', FILE, 'version:900'],
		['FILE.RENAMED', FILE, 'seq:4:FILE.RENAMED'],
		['FILE.MOVED', FILE, 'seq:4:FILE.MOVED'],
		['FOLDER.RESTORED', { ...FILE, type: 'folder' }, 'seq:4:FOLDER.RESTORED'],
		['FOLDER.CREATED', { ...FILE, type: 'folder' }, 'created'],
		['COMMENT.CREATED', COMMENT, 'created'],
		['COMMENT.DELETED', COMMENT, 'gone'],
		['COMMENT.CREATED', FILE, 'at:2026-11-21T10:00:00Z:COMMENT.CREATED'],
		['FILE.TRASHED', { type: 'file' }, 'at:2026-11-21T10:00:00Z:FILE.TRASHED'],
		['FILE.LOCKED', FILE, 'at:2026-11-21T10:00:00Z:FILE.LOCKED'],
		['FILE.DOWNLOADED', FILE, 'at:2026-11-21T10:00:00Z:22:FILE.DOWNLOADED'],
		['FILE.UPLOADED', { type: 'file' }, 'at:2026-11-21T10:00:00Z:FILE.UPLOADED'],
		[
			'FILE.RENAMED',
			{ ...FILE, sequence_id: { toString: 1 } } as never,
			'at:2026-11-21T10:00:00Z:FILE.RENAMED',
		],
		['FILE.DELETED', FILE, undefined],
		['SIGN_REQUEST.COMPLETED', FILE, undefined],
	])('by %s', (trigger, object, state) => {
		expect(stateRevisionOf({ trigger, object, at: AT, actor: '22' })).toBe(state);
	});

	it('is not known without a time or a number', () => {
		const event = { trigger: 'FILE.TRASHED', object: { type: 'file' }, actor: undefined };
		expect(stateRevisionOf({ ...event, at: undefined })).toBeUndefined();
	});
});
