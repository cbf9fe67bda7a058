import { SAMPLE_AT, type Samples } from '../core/sample';
import { normalize } from './normalize';
import { findTrigger, type Trigger } from './triggers';

/** As Box writes dates, in Californian time. */
const DATE = '2026-11-21T02:00:00-08:00';
const EVENT_ID = 'eb0c4e06-751f-442c-86f8-fd5bb404dbec';

const USER = { type: 'user', id: '226067247', name: 'Ada Example', login: 'ada@example.com' };
const ROOT = { type: 'folder', id: '0', sequence_id: null, etag: null, name: 'All Files' };
const FOLDER = mini('folder', '829018626', 'Contracts');
const FILE = mini('file', '738355214', 'Offer.pdf');

/** The sample events of Box's webhooks (https://developer.box.com/guides/webhooks/v2). */
export const samples: Samples = {
	account: 'enterprise_27335',
	deliveryId: EVENT_ID,
	changeOf: async (name) => {
		const trigger = findTrigger(name);
		if (trigger === undefined) return undefined;
		const source = sourceOf(trigger);
		const body = {
			...{ type: 'webhook_event', id: EVENT_ID, created_at: DATE, trigger: name },
			webhook: { id: '53', type: 'webhook' },
			...{ created_by: USER, source, additional_info: additionalInfo(name) },
		};
		return normalize({ id: EVENT_ID, trigger: name, happenedAt: SAMPLE_AT, source, body });
	},
};

function mini(type: 'file' | 'folder', id: string, name: string) {
	return { type, id, sequence_id: '0', etag: '0', name };
}

function sourceOf({ trigger, object, targets }: Trigger): { id: string; type: string } {
	if (object === 'comment' || object === 'collaboration' || object === 'task_assignment')
		return {
			...{ type: object, id: '7001', item: object === 'collaboration' ? FOLDER : FILE },
			...{ created_by: USER, created_at: DATE, modified_at: DATE },
		};
	const isFolder = object === 'folder' || (object === 'item' && !targets.includes('file'));
	// For an item that was trashed or deleted, Box sends only type and id.
	const { type, id } = isFolder ? FOLDER : FILE;
	if (/\.(TRASHED|DELETED)$/.test(trigger) && object !== 'item') return { type, id };
	return isFolder
		? item({ ...FOLDER, size: 0 }, [ROOT], ROOT)
		: item(
				{
					...FILE,
					file_version: {
						type: 'file_version',
						id: '9738355214001',
						sha1: '2c61623e86bee78e6ab444af456bccc7a1164095',
					},
					size: 26_458,
				},
				[ROOT, FOLDER],
				FOLDER,
			);
}

function item<Own extends { id: string; type: string }>(
	own: Own,
	entries: readonly object[],
	parent: object,
) {
	return {
		...own,
		description: '',
		path_collection: { total_count: entries.length, entries },
		...{ created_at: DATE, modified_at: DATE, trashed_at: null },
		...{ purged_at: null, content_created_at: DATE, content_modified_at: DATE },
		...{ created_by: USER, modified_by: USER, owned_by: USER },
		...{ shared_link: null, parent, item_status: 'active' },
	};
}

/** Returns what Box adds to the event of a move or a rename. For other events, Box sends an empty list. */
function additionalInfo(trigger: string): object {
	if (trigger.endsWith('.RENAMED')) return { old_name: 'Draft' };
	const folder = (id: string) => ({ type: 'folder', id });
	return trigger.endsWith('.MOVED') ? { before: folder('0'), after: folder(FOLDER.id) } : [];
}
