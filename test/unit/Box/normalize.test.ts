import { normalize } from '../../../nodes/Box/normalize';
import type { VerifiedPayload } from '../../../nodes/Box/verify';

const told = (trigger: string, type = 'file'): VerifiedPayload => ({
	id: 'eb0c4e06',
	trigger,
	happenedAt: Date.parse('2016-07-11T10:10:32-07:00'),
	source: { id: '73835521473', type, name: 'Test-Image-3.png' },
});

describe('a change of Box', () => {
	it('is normalized from the documented example', () => {
		expect(normalize(told('FILE.UPLOADED'))).toEqual({
			eventType: 'CREATED',
			kind: 'FILE.UPLOADED',
			objectType: 'files',
			objectId: '73835521473',
			date: '2016-07-11T17:10:32Z',
			revision: 'eb0c4e06',
			topic: 'FILE.UPLOADED',
			unsigned: ['id', 'account'],
			raw: { id: '73835521473', type: 'file', name: 'Test-Image-3.png' },
		});
	});

	it.each([
		['FOLDER.CREATED', 'folder', 'CREATED', 'CREATED', 'folders'],
		['FILE.DELETED', 'file', 'DELETED', 'DELETED', 'files'],
		['FILE.TRASHED', 'file', 'DELETED', 'FILE.TRASHED', 'files'],
		['FILE.RESTORED', 'file', 'UPDATED', 'FILE.RESTORED', 'files'],
		['FILE.PREVIEWED', 'file', 'UNKNOWN', 'FILE.PREVIEWED', 'files'],
		['COMMENT.CREATED', 'comment', 'CREATED', 'CREATED', 'comments'],
		[
			'COLLABORATION.REMOVED',
			'collaboration',
			'DELETED',
			'COLLABORATION.REMOVED',
			'collaborations',
		],
		['SHARED_LINK.CREATED', 'folder', 'UPDATED', 'SHARED_LINK.CREATED', 'folders'],
		['METADATA_INSTANCE.UPDATED', 'file', 'UPDATED', 'METADATA_INSTANCE.UPDATED', 'files'],
		['FILE.TELEPORTED', 'file', 'UNKNOWN', 'FILE.TELEPORTED', 'files'],
	])('%s of a %s is %s', (trigger, type, eventType, kind, objectType) => {
		expect(normalize(told(trigger, type))).toMatchObject({ eventType, kind, objectType });
	});

	it('of another object than the one of its trigger is UPDATED', () => {
		expect(normalize(told('COMMENT.DELETED', 'file'))).toMatchObject({
			eventType: 'UPDATED',
			kind: 'COMMENT.DELETED',
			objectType: 'files',
		});
	});
});
