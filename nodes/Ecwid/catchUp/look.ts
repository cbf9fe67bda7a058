import { floorToSecond, isoSecond } from '../../core/dates';
import type { Change } from '../../core/event';
import { err, ok, PROBLEM, type Problem, type Result } from '../../core/result';
import type { CaughtUp, Cursor, HowToLook } from '../../core/vendor';
import {
	isJustRead,
	isSameTime,
	nextWindow,
	OVERLAP_MS,
	WEBHOOK_GRACE_MS,
	type Window,
} from '../../core/window';
import { withoutException } from '../../host/exceptions';
import { created, datesOf, deleted, deletedId, readDate, readId, updated } from '../changes';
import { MOST_BYTES } from '../client/listing';
import type { Connection } from '../connection';
import { isChosen } from '../eventTypes';
import type { Resource, Row } from '../resources';
import {
	keepStart,
	keepWatermark,
	readBornSince,
	readPart,
	readStart,
	type PartReading,
	type Start,
} from './parts';
import { sourcesFor, type Source } from './sources';

/**
 * Ecwid creates an order when its buyer begins to pay, and sends its event when it is paid. So an object counts as
 * new if it was created at most this long before a window. If its creation was already emitted, both events have the same id.
 */
const CREATED_BEFORE_MS = 3_600_000;

/** Maximum time from a deletion until Ecwid lists it. */
const DELETED_BEFORE_MS = 3_600_000;

/**
 * How far the `Date` of a response may be ahead before a change could be lost. A window ends earlier than `Date` by the grace period,
 * and the next window begins earlier by the overlap.
 */
const MOST_AHEAD_MS = WEBHOOK_GRACE_MS + OVERLAP_MS;
/** The period that is read again after a wrong watermark. Repeated events keep their ids. */
const REREAD_MS = 24 * 3_600_000;

/** Longer than the longest time between two checks. */
const BETWEEN_CHECKS_MS = 65 * 60_000;

/** Maximum number of bytes of all lists in one look, because their rows are in memory at once. The first list may be larger. */
const MOST_BYTES_TOGETHER = 64 * 1024 * 1024;

/** What each request returns after a look was stopped. The result of that look is not used. */
const STOPPED = err(PROBLEM.timedOut, 'Catch-up was stopped before it had read all lists.');

interface SourceRead {
	changes: Change[];
	/** Number of rows without a usable id. */
	oddRows: number;
	/** Length of the list, in bytes. */
	bytes: number;
	window: Window;
	/** Ecwid's clock, in epoch milliseconds. */
	serverNow: number;
	/** Where the next look continues. Absent if the list was read to its end. */
	next?: Start;
	/** Whether the list cannot be divided into periods. */
	isUndivided: boolean;
}

/**
 * Returns what changed and what was deleted since a cursor, as the webhooks would have reported it. A list that
 * cannot be read keeps its own watermark and does not block other lists.
 */
export async function look(
	opened: Connection,
	begun: Cursor,
	{ mayGoOn = () => true, graceMs = WEBHOOK_GRACE_MS, rows }: HowToLook = {},
): Promise<Result<CaughtUp>> {
	const ask: Connection['ask'] = async (...request) =>
		mayGoOn() ? await opened.ask(...request) : STOPPED;
	const connection = { ...opened, ask };
	// The legacy API has no list of changes. Its notifications are retried for 72 hours.
	if (!connection.hasToken) return ok({ changes: [], cursor: movedOn(begun, connection.now()) });
	const changes: Change[] = [];
	const warnings: string[] = [];
	const behind: Record<string, number> = {};
	const unread: Array<{ list: string; problem: Problem }> = [];
	let cursor = begun;
	let watermark: number | undefined;
	let problem: Problem | undefined;
	let clockWarning: string | undefined;
	let isConfirmed = false;
	let isAnyRead = false;
	let hasMore = false;
	let bytes = 0;
	// Only the first list may exceed the limit of a look. The list that is furthest behind is the first one, so each list has
	// its turn.
	const sources = sourcesFor(connection.eventTypes).sort(
		(one, other) => watermarkOf(begun, one.path) - watermarkOf(begun, other.path),
	);
	if (sources.length === 0) return ok({ changes, cursor: movedOn(begun, connection.now()) });
	// While one list is read in many parts, each other list is read at most once a minute. Otherwise, each of them
	// would cost a request at every look.
	const leavesOut =
		begun.behind !== undefined && isJustRead(begun.watermark, connection.now(), graceMs);
	for (const source of sources) {
		if (leavesOut && begun.behind?.[source.path] === undefined) {
			watermark = Math.min(watermark ?? Infinity, begun.watermark);
			continue;
		}
		const mostBytes = bytes === 0 ? MOST_BYTES : MOST_BYTES_TOGETHER - bytes;
		const how: HowToRead = { by: 'created', mostBytes, graceMs, rows };
		let read = await readIsolated(connection, source, cursor, how);
		if (read.ok) clockWarning ??= warningOf(read.value.serverNow, connection.now());
		const serverNow = read.ok ? read.value.serverNow : NaN;
		const restarted = restartAt(cursor, serverNow, connection.now());
		if (restarted !== undefined) {
			const again = await readIsolated(connection, source, restarted, how);
			// A single response can have a wrong date. Two that agree show that the cursor is wrong.
			if (again.ok && Math.abs(again.value.serverNow - serverNow) < MOST_AHEAD_MS) {
				if (restarted.since <= cursor.since)
					warnings.push(restartWarning(cursor, restarted, serverNow));
				cursor = restarted;
				read = again;
			}
		}
		if (read.ok) {
			isAnyRead = true;
			for (const change of read.value.changes)
				if (isChosen(connection.eventTypes, change.topic)) changes.push(change);
			bytes += read.value.bytes;
			if (read.value.oddRows > 0) warnings.push(oddRowsWarning(source.path, read.value.oddRows));
			if (isSameTime(serverNow, connection.now())) isConfirmed = true;
			const { next, window, isUndivided } = read.value;
			// A list that is read in parts has its own start, and its own watermark after the last part.
			const isInParts = next !== undefined || readStart(cursor, source.path) !== undefined;
			if (next !== undefined) keepStart(behind, source.path, next);
			else if (isInParts) keepWatermark(behind, source.path, window.to, cursor);
			else watermark = Math.min(watermark ?? Infinity, window.to);
			// After the last part, the next look usually follows at once. There are two exceptions: a list that ignores
			// periods, and any list of deleted objects, because each look reads the last hour of it again. Each look would find the
			// same rows in such a list, so the looks would never end.
			const isOver = isUndivided || source.of === 'deleted';
			hasMore ||= next !== undefined || (isInParts && !isOver);
		} else {
			problem ??= read.problem;
			unread.push({ list: source.path, problem: read.problem });
			const start = readStart(cursor, source.path);
			if (start !== undefined) keepStart(behind, source.path, start);
			else keepWatermark(behind, source.path, watermarkOf(cursor, source.path), cursor);
			warnings.push(
				`Catch-up skipped the list ${source.path} until the next check. ${read.problem.message}`,
			);
		}
	}
	if (problem !== undefined && watermark === undefined && !isAnyRead) return { ok: false, problem };
	if (clockWarning !== undefined) warnings.push(clockWarning);
	const { since, begunAt } = cursor;
	const next = {
		...{ since, watermark: watermark ?? cursor.watermark },
		...(begunAt !== undefined && !isConfirmed && { begunAt }),
	};
	return ok({
		changes,
		cursor: Object.keys(behind).length === 0 ? next : { ...next, behind },
		...(warnings.length > 0 && { warnings }),
		...(unread.length > 0 && { unread }),
		...(hasMore && { hasMore }),
	});
}

/**
 * Moves a cursor on if no list is read. If it did not move, and the user later chose an event with a list, catch-up would
 * read that list from the activation on.
 */
function movedOn({ since, watermark }: Cursor, now: number): Cursor {
	return { since, watermark: Math.max(watermark, floorToSecond(now)) };
}

const watermarkOf = ({ watermark, behind }: Cursor, path: string) => behind?.[path] ?? watermark;

/** Whether a cursor is so far ahead of a clock that it must come from a response with a wrong `Date`. */
function isAhead({ since, watermark }: Cursor, clock: number): boolean {
	return Math.max(since, watermark) > clock + MOST_AHEAD_MS;
}

/** Returns Ecwid's clock, or n8n's if Ecwid's is so far ahead that a change could be lost. */
function endOf(serverNow: number, now: number): number {
	return serverNow > now + MOST_AHEAD_MS ? now : serverNow;
}

function warningOf(serverNow: number, now: number): string | undefined {
	if (Math.abs(serverNow - now) <= MOST_AHEAD_MS) return undefined;
	return `Ecwid's clock shows ${isoSecond(serverNow)}, and n8n's shows ${isoSecond(now)}. Catch-up reads only up to the earlier time. If this repeats, correct the clock that is wrong.`;
}

/**
 * Returns the cursor at which to start again if Ecwid's clock was wrong. It is at the activation, or up to a day before
 * the present time.
 *
 * @param now n8n's time. A cursor counts as wrong only if both clocks agree on that, because one wrong clock must not cause
 *   events from before the activation
 */
function restartAt(cursor: Cursor, serverNow: number, now: number): Cursor | undefined {
	const { since, watermark, begunAt } = cursor;
	if (begunAt !== undefined && isSameTime(serverNow, now)) {
		if (since > begunAt) return { since: begunAt, watermark: begunAt };
		const behindMs = begunAt - since;
		// If Ecwid's clock was behind at the activation, the watermark is behind too. Otherwise, n8n's clock was ahead.
		const isEcwids = behindMs > BETWEEN_CHECKS_MS && now - watermark > behindMs && begunAt <= now;
		return isEcwids ? { since: begunAt, watermark: Math.max(watermark, begunAt) } : undefined;
	}
	if (!isAhead(cursor, serverNow) || !isAhead(cursor, now)) return undefined;
	const earliest = Math.min(since, serverNow);
	return {
		...(begunAt !== undefined && { begunAt }),
		since: earliest,
		watermark: Math.max(earliest, serverNow - REREAD_MS),
	};
}

function restartWarning(
	{ since, watermark }: Cursor,
	restarted: Cursor,
	serverNow: number,
): string {
	const wrong = isoSecond(Math.max(since, watermark));
	return `Ecwid's clock shows ${isoSecond(serverNow)}, but an earlier response was dated ${wrong}. Catch-up starts again from ${isoSecond(restarted.watermark)}. Look in the store for earlier changes that no event reported.`;
}

function oddRowsWarning(path: string, count: number): string {
	const rows = count === 1 ? '1 row' : `${count} rows`;
	return `Catch-up skipped ${rows} without a usable ID in the list ${path}. Look in the store for changes that no event reported.`;
}

/** How a list is read. */
export interface HowToRead extends Pick<PartReading, 'by' | 'mostBytes' | 'rows'> {
	/** Changes younger than this are not read. In milliseconds. */
	graceMs: number;
}

/** Reads one list, and returns an exception as a problem, so that the other lists are still read. */
async function readIsolated(
	connection: Connection,
	source: Source,
	cursor: Cursor,
	how: HowToRead,
): Promise<Result<SourceRead>> {
	return await withoutException(
		async () => await readSource(connection, source, cursor, how),
		(message) =>
			`The rows of the list could not be read (${message}). If this repeats, report it as a bug.`,
	);
}

/**
 * Reads one list, or the next part of it.
 *
 * @returns `next` is where the next part begins, if there is one
 */
export async function readSource(
	{ ask, now }: Pick<Connection, 'ask' | 'now'>,
	{ objectType, resource, path, of }: Source,
	cursor: Cursor,
	{ graceMs, ...how }: HowToRead,
): Promise<Result<SourceRead>> {
	const { since } = cursor;
	const windowAt = (serverNow: number) =>
		nextWindow(watermarkOf(cursor, path), since, serverNow - graceMs);
	const endAt = (serverNow: number) => windowAt(endOf(serverNow, now())).to;
	// A list that is read in one part is requested without an upper bound for the date of change. With such a bound, a row
	// that changes during the reading would leave the list. Another row would then move to a page that was already read.
	// Changes after the window are left out later. The window ends by Ecwid's clock.
	const { from } = windowAt(Infinity);
	const isDeleted = of === 'deleted';
	const earliest = isDeleted ? Math.max(from - DELETED_BEFORE_MS, since) : from;
	const idOf = (row: Row) => (isDeleted ? deletedId(row) : changedId(resource, row));
	const by = isDeleted ? 'deleted' : how.by;
	const bornSince = readBornSince(cursor, path) ?? earliest;
	const begin = readStart(cursor, path) ?? { first: earliest, bornSince };
	const read = await readPart(ask, path, begin, { ...how, by, endAt, idOf });
	if (!read.ok) return read;
	const { listing, next, isUndivided } = read.value;
	const { rows, oddRows, bytes, serverNow } = listing;
	// If a part is a period of creation dates, its rows can have been changed at any time since `first`.
	const span = by === 'created' ? { from: begin.first, to: read.value.until } : read.value;
	const window = { from: span.from, to: Math.max(span.to, span.from) };
	const odd = rows.filter((row) => idOf(row) === undefined);
	const createdFrom = Math.max(bornSince - CREATED_BEFORE_MS, since);
	const changes = rows.flatMap((row) =>
		isDeleted
			? deletionOf(objectType, row, window)
			: changesOf(objectType, resource, row, window, createdFrom),
	);
	const found = { changes, oddRows: oddRows + odd.length, bytes };
	return ok({ ...found, window, serverNow, isUndivided, ...(next && { next }) });
}

function changedId({ idField = 'id' }: Resource, row: Row): string | undefined {
	return readId(row[idField]);
}

/**
 * Returns the creation and the last change of a row, if they belong to a window. A row that was created in the window may
 * have been changed after it.
 *
 * @param bornSince epoch milliseconds. Objects that were created earlier are not new
 */
function changesOf(
	objectType: string,
	resource: Resource,
	row: Row,
	{ from, to }: Window,
	bornSince: number,
): Change[] {
	const { created: createdAt, updated: at = createdAt } = datesOf(resource, row);
	if (createdAt === undefined || at === undefined || at < from) return [];
	const objectId = changedId(resource, row);
	if (objectId === undefined) return [];
	const changes: Change[] = [];
	if (createdAt >= bornSince && createdAt < to)
		changes.push(created(objectType, objectId, row, createdAt));
	if (at > createdAt && at < to)
		changes.push(updated(objectType, objectId, row, resource, { at, eventId: String(at) }));
	return changes;
}

function deletionOf(objectType: string, row: Row, { from, to }: Window): Change[] {
	const at = readDate(row.date);
	const objectId = deletedId(row);
	if (objectId === undefined || at === undefined || at < from || at >= to) return [];
	return [deleted(objectType, objectId, at, { ...row })];
}
