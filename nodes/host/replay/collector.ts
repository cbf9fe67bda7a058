import { toEvent, type Change, type NormalizedEvent, type Source } from '../../core/event';
import { isEmptyFilter, passesFilter, type EventFilter } from '../../core/eventFilter';
import { replaces } from '../../core/replaces';

/** What a replay keeps of the changes that a vendor returns. */
export interface Choice {
	/** Epoch milliseconds. */
	from: number;
	/** Epoch milliseconds, not part of the span. */
	to: number;
	/** Empty for all objects. */
	ids: readonly string[];
	filter: EventFilter;
}

/** How much a replay may keep. */
export interface Room {
	/** Number of events. Of more events, those with the earliest dates are kept. */
	most: number;
	/** Characters of all raw objects. */
	mostRaw: number;
	/** Whether the events are only counted. */
	isCount: boolean;
}

/** The event of a change, without its content if it is only counted. */
interface Kept extends Pick<NormalizedEvent, 'objectType' | 'eventType'> {
	at: number;
	date: string;
	event?: NormalizedEvent;
	rawLength: number;
}

/** The changes of a replay, as they come in. */
export interface Collector {
	/** Keeps the changes that match the choice, and returns their number. */
	take(changes: readonly Change[]): number;
	/** Returns whether the events exceed the room for their raw objects. */
	isFull(): boolean;
	/** Returns what was kept, in the order of dates. */
	result(): Collected;
}

/** The events of a replay, in the order of their dates. */
export interface Collected {
	kept: readonly Kept[];
	/** Whether there were more events than the room allows. */
	isCut: boolean;
}

/**
 * Returns a collector of a replay's events. It keeps an event once, even if a vendor lists it twice. It never keeps more than
 * twice as many events as there is room for. It sorts them only then, or to find out whether they exceed the room. Sorting
 * them at each event would block n8n for minutes.
 *
 * @param source whose events they are, and whether they contain the raw objects
 * @param receivedAt epoch milliseconds
 */
export function collector(
	{ from, to, ids, filter }: Choice,
	{ most, mostRaw, isCount }: Room,
	source: Source,
	receivedAt: number,
): Collector {
	const wantedIds = new Set(ids);
	let kept = new Map<string, Kept>();
	let rawLength = 0;
	let isCut = false;
	const eventOf = (change: Change): NormalizedEvent | undefined => {
		const { date, objectId, raw } = change;
		const at = Date.parse(date);
		const isWanted = wantedIds.size === 0 || wantedIds.has(objectId);
		if (!isWanted || at < from || at >= to) return undefined;
		const event = toEvent(change, source, { capture: 'backfill', receivedAt });
		return isEmptyFilter(filter) || passesFilter({ ...event, raw }, filter) ? event : undefined;
	};
	const trim = () => {
		if (kept.size <= most) return;
		const entries = [...kept].sort(([, one], [, other]) => one.at - other.at).slice(0, most);
		kept = new Map(entries);
		rawLength = entries.reduce((sum, [, one]) => sum + one.rawLength, 0);
		isCut = true;
	};
	const keep = (event: NormalizedEvent) => {
		const { id, stateId = id, objectType, eventType, date, raw } = event;
		if (!replaces(event, kept.get(stateId))) return;
		const length = isCount || raw === undefined ? 0 : JSON.stringify(raw).length;
		rawLength += length - (kept.get(stateId)?.rawLength ?? 0);
		const one = { objectType, eventType, date, at: Date.parse(date), rawLength: length };
		kept.set(stateId, isCount ? one : { ...one, event });
		if (kept.size > 2 * most) trim();
	};
	return {
		take(changes) {
			const chosen = changes.flatMap((change) => eventOf(change) ?? []);
			chosen.forEach(keep);
			return chosen.length;
		},
		isFull() {
			if (rawLength > mostRaw) trim();
			return rawLength > mostRaw;
		},
		result() {
			trim();
			return { kept: [...kept.values()].sort((one, other) => one.at - other.at), isCut };
		},
	};
}
