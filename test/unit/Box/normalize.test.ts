import { normalize } from '../../../nodes/Box/normalize';
import type { VerifiedPayload } from '../../../nodes/Box/verify';

/** The payload of a delivery about a file or folder, with more members of its `source`. */
function told(trigger: string, type = 'file', more: object = {}): VerifiedPayload {
	const source = { id: '73835521473', type, name: 'Test-Image-3.png', ...more };
	return {
		id: 'eb0c4e06',
		trigger,
		happenedAt: Date.parse('2016-07-11T10:10:32-07:00'),
		source,
		body: {
			type: 'webhook_event',
			id: 'eb0c4e06',
			trigger,
			webhook: { id: '53', type: 'webhook' },
			created_by: { type: 'user', id: '226067247', login: 'ada@acme.example' },
			source,
			additional_info: { sign_request_id: '12ab', external_id: null },
		},
	};
}

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
			raw: told('FILE.UPLOADED').body,
		});
	});

	it('ignores counts that are not numbers', () => {
		const odd = { sequence_id: { toString: 1 }, etag: [{}] };
		expect(normalize(told('FILE.UPLOADED', 'file', odd))).toMatchObject({ eventType: 'CREATED' });
	});

	it('says who did it, and all that Box adds about it', () => {
		expect(normalize(told('SIGN_REQUEST.COMPLETED')).raw).toMatchObject({
			created_by: { login: 'ada@acme.example' },
			additional_info: { sign_request_id: '12ab' },
			source: { name: 'Test-Image-3.png' },
		});
	});

	it.each<[what: string, more: object, eventType: string]>([
		['a new file', {}, 'CREATED'],
		['a new file of which Box shows the counters', { sequence_id: '0', etag: '0' }, 'CREATED'],
		[
			'a new file of which Box shows the dates',
			{ created_at: '2016-07-11T10:10:32-07:00', modified_at: '2016-07-11T17:10:32Z' },
			'CREATED',
		],
		['counters that are no numbers', { sequence_id: 'x', etag: null }, 'CREATED'],
		['dates that are no dates', { created_at: 'yesterday', modified_at: 'today' }, 'CREATED'],
		['a new version or a file moved in, by its sequence_id', { sequence_id: '1' }, 'UPDATED'],
		['a new version or a file moved in, by its etag', { etag: '3' }, 'UPDATED'],
		[
			'a new version, by its dates',
			{ created_at: '2016-07-11T10:10:32-07:00', modified_at: '2016-07-11T10:10:33-07:00' },
			'UPDATED',
		],
	])('FILE.UPLOADED of %s', (_what, more, eventType) => {
		const change = normalize(told('FILE.UPLOADED', 'file', more));
		// The kind stays, and with it the id of the event.
		expect(change).toMatchObject({ eventType, kind: 'FILE.UPLOADED', revision: 'eb0c4e06' });
	});

	it('FOLDER.CREATED is CREATED, although the folder was renamed since', () => {
		const change = normalize(told('FOLDER.CREATED', 'folder', { sequence_id: '1', etag: '1' }));
		expect(change).toMatchObject({ eventType: 'CREATED', kind: 'CREATED' });
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
