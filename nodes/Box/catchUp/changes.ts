import type { Change } from '../../core/event';
import { ok, type Result } from '../../core/result';
import { changeOf } from '../normalize';
import { stateRevisionOf } from '../stateRevision';
import { nameOf } from '../targets';
import type { Entry } from './entry';
import type { Looking } from './readStream';
import { triggersOf, type Stream } from './streamEvents';
import { watcher } from './watched';

const MOVES = ['ITEM_MOVE', 'MOVE'];
const UPLOADED = 'FILE.UPLOADED';

/** The events of a page. */
interface EntryPage {
	entries: readonly Entry[];
	/** Box's clock, in epoch milliseconds. */
	serverNow: number;
}

/**
 * Returns the changes that the events of a page report, of monitored files and folders and of chosen triggers only.
 *
 * The event of a move contains the item's new place. The old place is known only if catch-up saw the item before.
 *
 * @param isNew whether an event was not read before
 * @returns a problem if the request for an item's folder failed, or undefined if the look has to end. In both cases, the
 *   page can be read again
 */
export async function changesOf(
	looking: Looking,
	stream: Stream,
	triggers: readonly string[],
	{ entries, serverNow }: EntryPage,
	isNew: (entry: Entry) => boolean,
): Promise<Result<Change[]> | undefined> {
	const { account, since, seen, connection, questions, mayGoOn } = looking;
	const places = looking.places.draft();
	const watched = watcher(connection, account, places, questions, mayGoOn);
	const changes: Change[] = [];
	const ids = new Set<string>();
	for (const entry of [...entries].sort((left, right) => left.at - right.at)) {
		const { item, place, at } = entry;
		const isMove = MOVES.includes(entry.type);
		const before = isMove ? watched.known(item, at) : new Set<string>();
		if (place !== undefined) places.note(account, item, place, at);
		const reported = triggersOf(stream, entry.type, entry.object.type, triggers);
		if (reported.length === 0 || seen.has(entry.id) || ids.has(entry.id)) continue;
		if (at < since || !isNew(entry)) continue;
		const found = await watched.find(item, place, serverNow);
		if (found === undefined || !found.ok) return found;
		const now = found.value;
		for (const trigger of reported) {
			const isMonitored =
				isMove && trigger === UPLOADED
					? hasEntered(item, before, now)
					: now.size > 0 || before.size > 0;
			if (isMonitored) changes.push(toChange(trigger, entry, account));
		}
		ids.add(entry.id);
	}
	for (const id of ids) seen.add(id);
	places.keep();
	return ok(changes);
}

/** Returns whether a file is now in a monitored folder that it was not in before. */
function hasEntered(
	item: Entry['item'],
	before: ReadonlySet<string>,
	now: ReadonlySet<string>,
): boolean {
	return [...now].some((target) => target !== nameOf(item) && !before.has(target));
}

/** Enterprise events have no counters. Instead, these event types show that the file already existed. */
const OF_KNOWN_FILES = ['EDIT', 'MOVE'];

function toChange(trigger: string, entry: Entry, account: string): Change {
	const { id, type, object, at, actor, raw } = entry;
	const stateRevision = stateRevisionOf({ trigger, object, at, actor });
	const change = changeOf({ id, trigger, at, object, stateRevision, raw });
	const isKnown = trigger === UPLOADED && OF_KNOWN_FILES.includes(type);
	return {
		...change,
		...(isKnown && { eventType: 'UPDATED' as const }),
		account,
		rawShape: 'event',
	};
}
