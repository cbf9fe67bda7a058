import { BoundedMap } from '../cache/boundedMap';
import type { Problem } from '../result';
import type { Moment, NodeRef } from './incident';
import type { UnacceptedReason } from './rejections';

/** How the changes of one type of object reached the workflow within one interval. */
export interface Counts {
	/** Changes that a delivery reported. */
	webhook: number;
	/** Changes that a poll or catch-up found, and no delivery had reported. */
	polling: number;
	/** Changes that a load of existing objects emitted. */
	backfill: number;
	/** Of `polling` at a trigger with webhooks: the changes that only catch-up found. */
	healed: number;
	/** Of `healed`: those that a delivery reported later. */
	late: number;
	/** Deliveries that reported a change again, and executions that a person retried. They are not changes. */
	repeated: number;
	/** Looks of catch-up that found a change again that a delivery had reported. They are not changes. */
	confirmed: number;
}

/** A row of a ledger. */
interface LedgerRow {
	/** Start of the interval, in epoch milliseconds: a whole hour. */
	startsAt: number;
	/** `orders`, or `other` if the node has many types. */
	objectType: string;
	counts: Counts;
}

/** What one trigger node has received and found in this process. Times are epoch milliseconds. */
export interface Ledger {
	node: NodeRef;
	/** When counting began. A restart of n8n begins again. */
	since: number;
	/**
	 * Whether n8n has the node active in this process. Absent if it never had, as in the workers of queue mode, which only
	 * run executions.
	 */
	isActive?: boolean;
	/** How the activations of the node ended. `failed` only if none has succeeded. */
	activation?: 'failed' | 'succeeded';
	/** Deliveries of earlier changes are not expected: n8n was off, or the subscription was missing. */
	expectedFrom: number;
	/** When the last check began, in milliseconds of the monotonic clock. Absent in a process that runs no checks. */
	tickedAt?: number;
	/** When the last verified delivery arrived. */
	lastDeliveryAt?: number;
	/** The vendor's time of the newest change that was emitted. */
	lastChangeAt?: number;
	/** When the last check of the subscriptions succeeded. */
	lastCheckAt?: number;
	/** When the last poll or look of catch-up succeeded. */
	lastLookAt?: number;
	/** Until when the last poll or look has read, by the vendor's clock. */
	watermark?: number;
	/** The load of existing objects that is under way, and how many objects it has emitted. */
	loading?: { objects: number };
	/** The polls of a node that polls. */
	polls?: Polls;
	/** Deliveries with a valid signature, also redeliveries and those of topics that are not selected. */
	deliveries: number;
	/** Rejected requests by reason. Strangers can cause them. */
	rejections: Map<UnacceptedReason, { count: number; lastAt: number }>;
	/** Executions with events that this process gave to n8n. */
	started: number;
	/** Executions of the node that ran in this process. In queue mode, workers run them. */
	executions: number;
	/** Whether another process of this n8n receives the node's deliveries, as a probe found. */
	isReceivedElsewhere: boolean;
	/** The lists that the last look of catch-up could not read. */
	unreadLists: readonly string[];
	/** Ids of the last events, to recognize repeated ones. */
	readonly recentIds: BoundedMap<string, true>;
	/** The newest last, at most `MOST_ROWS`. */
	rows: LedgerRow[];
	/** All rows together since `since`, also those that were dropped, by `objectType`. */
	totals: Map<string, Counts>;
	/** The intervals between the last deliveries. */
	rhythm: Rhythm;
}

/** When a node has polled. n8n does not tell a node that it will start no further poll. */
export interface Polls {
	/** When the last poll ended. */
	lastAt: Moment;
	/** The longest pause between two polls so far, in milliseconds. Absent after one poll. */
	longestMs?: number;
	/** Why the last poll failed, or a part of it. */
	problem?: Problem;
}

/** How often deliveries arrive. Times are milliseconds of the monotonic clock. */
export interface Rhythm {
	deliveries: number;
	firstAt?: number;
	lastAt?: number;
	/** The longest pause between two deliveries so far. */
	longestMs: number;
}

/** Length of an interval of the ledger. */
export const INTERVAL_MS = 3_600_000;

/** Limits the memory of one node: two days of four types of objects. A row takes some 200 bytes. */
export const MOST_ROWS = 200;

/** *Report* shows at most the last 48 hours and the hour in which they began. Older rows are dropped first. */
const KEPT_MS = 49 * INTERVAL_MS;

/** A node can have any number of polled lists and topics. */
const MOST_TYPES = 20;
const LONGEST_TYPE = 100;
const OTHER = 'other';

/** Recognizing repeated events is best effort. An id takes some 150 bytes. */
const MOST_IDS = 200;

/** Returns the ledger of a node that reports for the first time in this process. */
export function newLedger(node: NodeRef, at: Moment): Ledger {
	return {
		...{ node, since: at.date, deliveries: 0, started: 0, executions: 0, rows: [] },
		isReceivedElsewhere: false,
		...{ rejections: new Map(), totals: new Map(), unreadLists: [], expectedFrom: at.date },
		recentIds: new BoundedMap(MOST_IDS),
		rhythm: { deliveries: 0, longestMs: 0 },
	};
}

/**
 * Returns whether another process counts the changes of a node, as in queue mode. Deliveries can arrive here although
 * workers run the executions.
 */
export function isCountedElsewhere({ started, executions, isReceivedElsewhere }: Ledger): boolean {
	return executions === 0 && (started > 0 || isReceivedElsewhere);
}

function noCounts(): Counts {
	return { webhook: 0, polling: 0, backfill: 0, healed: 0, late: 0, repeated: 0, confirmed: 0 };
}

/** Adds to the counts of a type of object. If the clock steps back, it adds to an earlier interval. */
export function addCounts(
	ledger: Ledger,
	objectType: string,
	added: Partial<Counts>,
	at: Moment,
): void {
	const type = typeOf(ledger, objectType);
	const startsAt = Math.floor(at.date / INTERVAL_MS) * INTERVAL_MS;
	const total = ledger.totals.get(type) ?? noCounts();
	ledger.totals.set(type, total);
	add(total, added);
	add(rowOf(ledger, startsAt, type).counts, added);
	shrink(ledger.rows);
}

/** Returns the type under which changes are counted. A sender of signed events chooses its types, and each can have 16 MB. */
function typeOf({ totals }: Ledger, objectType: string): string {
	if (objectType.length > LONGEST_TYPE) return OTHER;
	// A copy, because a part of a text keeps the whole text in memory.
	const type = Buffer.from(objectType).toString();
	return totals.has(type) || totals.size < MOST_TYPES ? type : OTHER;
}

/** Notes an accepted delivery. */
export function addDelivery(ledger: Ledger, at: Moment): void {
	ledger.deliveries++;
	ledger.lastDeliveryAt = at.date;
	const { rhythm } = ledger;
	rhythm.deliveries++;
	rhythm.firstAt ??= at.steady;
	rhythm.longestMs = Math.max(rhythm.longestMs, at.steady - (rhythm.lastAt ?? at.steady));
	rhythm.lastAt = at.steady;
}

/** Notes the end of a poll. */
export function addPoll(ledger: Ledger, at: Moment, problem?: Problem): void {
	const { lastAt, longestMs = 0 } = ledger.polls ?? {};
	const pause = lastAt && Math.max(longestMs, at.steady - lastAt.steady);
	ledger.polls = {
		lastAt: at,
		...(pause !== undefined && { longestMs: pause }),
		...(problem !== undefined && { problem }),
	};
}

/** Counts a rejected request. */
export function addRejection(ledger: Ledger, reason: UnacceptedReason, at: Moment): void {
	const { count = 0 } = ledger.rejections.get(reason) ?? {};
	ledger.rejections.set(reason, { count: count + 1, lastAt: at.date });
}

/** Returns whether an event was counted recently, and notes it. */
export function isRepeated({ recentIds }: Ledger, id: string): boolean {
	const isKnown = recentIds.has(id);
	recentIds.set(id, true);
	return isKnown;
}

/** Returns the sum of counts. */
export function sumCounts(all: Iterable<Counts>): Counts {
	const sum = noCounts();
	for (const one of all) add(sum, one);
	return sum;
}

/** Returns the row of an interval, which it inserts if the ledger lacks it. */
function rowOf(ledger: Ledger, startsAt: number, objectType: string): LedgerRow {
	const { rows } = ledger;
	// The newest rows come last, so this finds nearly every row at once.
	for (let index = rows.length - 1; index >= 0 && rows[index].startsAt >= startsAt; index--)
		if (rows[index].startsAt === startsAt && rows[index].objectType === objectType)
			return rows[index];
	const row = { startsAt, objectType, counts: noCounts() };
	const later = rows.findIndex((one) => one.startsAt > startsAt);
	rows.splice(later === -1 ? rows.length : later, 0, row);
	return row;
}

/** Limits the rows. If a report still needs the oldest ones, it combines the types of an hour, so that no change is left out. */
function shrink(rows: LedgerRow[]): void {
	if (rows.length <= MOST_ROWS) return;
	const newest = rows[rows.length - 1].startsAt;
	const first = rows.findIndex(({ startsAt }, index) => rows[index + 1]?.startsAt === startsAt);
	if (rows[0].startsAt < newest - KEPT_MS || first === -1) {
		rows.shift();
		return;
	}
	const { startsAt } = rows[first];
	const hour = rows.filter((row) => row.startsAt === startsAt);
	const counts = sumCounts(hour.map((row) => row.counts));
	rows.splice(first, hour.length, { startsAt, objectType: OTHER, counts });
}

function add(counts: Counts, added: Partial<Counts>): void {
	for (const name of Object.keys(counts) as Array<keyof Counts>) counts[name] += added[name] ?? 0;
}
