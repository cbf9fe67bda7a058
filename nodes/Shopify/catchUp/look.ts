import { z } from 'zod';

import { floorToSecond, isoSecond } from '../../core/dates';
import type { Change } from '../../core/event';
import { isObject } from '../../core/json';
import { err, ok, PROBLEM, unexpected, type Problem, type Result } from '../../core/result';
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
import { readAs, type Connection } from '../api';
import { listsFor, type List, type Row } from './lists';
import { LOOK_LIMITS, pacedAsk, type PacedAsk } from './pacedAsk';
import { keepStart, readStart, type Start } from './start';

const DAY_MS = 24 * 3_600_000;

/** A gap up to this long is read from its end, if the list's filter matches whole days. */
const SHORT_GAP_MS = DAY_MS;

/** A page's cursor has a few hundred characters. */
const LONGEST_CURSOR = 10_000;

const pageShape = z.object({
	rows: z.object({
		nodes: z.array(z.unknown()).max(250),
		pageInfo: z.object({
			hasNextPage: z.boolean(),
			endCursor: z.string().max(LONGEST_CURSOR).nullish(),
		}),
	}),
});

/** What a look has read of a list. */
export interface ListRead {
	changes: Change[];
	/** The end of the window. Undefined if Shopify did not respond. */
	to?: number;
	/** Where the next look goes on. Undefined if the list was read to its end. */
	next?: Start;
	problem?: Problem;
	/** Why the changes do not have the objects of the REST API. */
	restProblem?: Problem;
	/** Number of rows without a usable id or date. */
	oddRows: number;
	/** The start of the window. */
	from: number;
	/** Set if Shopify's clock is ahead of n8n's. */
	clockWarning?: string;
}

/**
 * Returns what changed and what was deleted since a cursor, as the webhooks would have reported it. If a list cannot be
 * read to its end, the cursor stores where the next look continues with that list.
 */
export async function look(
	connection: Connection,
	begun: Cursor,
	{ mayGoOn = () => true, graceMs = WEBHOOK_GRACE_MS, rows = Infinity }: HowToLook = {},
): Promise<Result<CaughtUp>> {
	const lists = listsFor(connection)
		.map((list) => ({ list, start: readStart(begun, list.name) }))
		.sort((one, other) => turnOf(one.start) - turnOf(other.start));
	const limits = { ...LOOK_LIMITS, rows: Math.min(rows, LOOK_LIMITS.rows) };
	const paced = pacedAsk(connection, mayGoOn, limits);
	const changes: Change[] = [];
	const warnings: string[] = [];
	const behind: Record<string, number> = {};
	const unread: Array<{ list: string; problem: Problem }> = [];
	/** The ends of the windows that were read to their end, and of the others. */
	const ends: number[] = [];
	const openEnds: number[] = [];
	let clockWarning: string | undefined;
	let problem: Problem | undefined;
	let hasMore = false;
	// While one list is read in many looks, the other lists would otherwise cost a request each at every look.
	const isLong = lists.some(({ start }) => turnOf(start) > 0);
	const leavesOut = isLong && isJustRead(begun.watermark, connection.now(), graceMs);
	for (const { list, start } of lists) {
		if (leavesOut && start === undefined) {
			ends.push(begun.watermark);
			continue;
		}
		const read = await readList(connection, paced, list, begun, start, graceMs);
		for (const change of read.changes) changes.push(change);
		if (read.to !== undefined) (read.next === undefined ? ends : openEnds).push(read.to);
		if (read.next !== undefined) keepStart(behind, list.name, read.next);
		problem ??= read.problem;
		hasMore ||= read.next !== undefined && read.problem === undefined;
		if (read.problem !== undefined) unread.push({ list: list.name, problem: read.problem });
		warnings.push(...warningsOf(list, read, start, connection.now()));
		clockWarning ??= read.clockWarning;
	}
	if (clockWarning !== undefined) warnings.push(clockWarning);
	// A list that the app may not read does not make the check fail. A warning already reports it.
	const isDenied = problem?.reason === PROBLEM.refused;
	if (problem !== undefined && !isDenied && ends.length + openEnds.length === 0)
		return { ok: false, problem };
	// Lists that were not read to their end have their own start. The host stores only a later watermark.
	// Without lists, the watermark moves on. Otherwise, a topic that is chosen later would be read from the activation on.
	if (lists.length === 0) ends.push(Math.max(begun.watermark, floorToSecond(connection.now())));
	const watermark = ends.length > 0 ? Math.min(...ends) : Math.max(begun.watermark, ...openEnds);
	return ok({
		changes,
		cursor: {
			since: begun.since,
			watermark,
			...(Object.keys(behind).length > 0 && { behind }),
		},
		...(warnings.length > 0 && { warnings }),
		...(unread.length > 0 && { unread }),
		...(hasMore && { hasMore }),
	});
}

/** Returns 1 for a list that needs several looks, so that the others are read before it. */
function turnOf(start: Start | undefined): number {
	return start?.at === undefined ? 0 : 1;
}

/** Reads one list, and returns an exception as a problem, so that the other lists are still read. */
export async function readList(
	connection: Connection,
	paced: PacedAsk,
	list: List,
	cursor: Cursor,
	start: Start | undefined,
	graceMs: number,
): Promise<ListRead> {
	const read = await withoutException(
		async () => ok(await readPages(connection, paced, list, cursor, start, graceMs)),
		(message) =>
			`The rows of the list could not be read (${message}). If this repeats, report it as a bug.`,
	);
	if (read.ok) return read.value;
	const { from } = windowAt(cursor, start, Infinity, graceMs);
	return { changes: [], next: { ...start, from }, problem: read.problem, oddRows: 0, from };
}

async function readPages(
	connection: Connection,
	paced: PacedAsk,
	list: List,
	cursor: Cursor,
	start: Start | undefined,
	graceMs: number,
): Promise<ListRead> {
	// The request has no upper bound. A row that was created in the window may have been changed after it.
	const { from } = windowAt(cursor, start, Infinity, graceMs);
	const isShort = connection.now() - from <= SHORT_GAP_MS;
	const isReverse = list.isByDay && start?.at === undefined && isShort;
	const isById = list.queryById !== undefined && !isReverse;
	const at = start?.at ?? (isById ? 0 : from);
	const read: ListRead & { next: Start } = {
		...{ changes: [], oddRows: 0, from },
		next: { ...start, from },
	};
	const query = (isById ? list.queryById : list.query) ?? '';
	const q = isById ? list.filter(from, at) : list.filter(at);
	let after: string | null = null;
	for (;;) {
		// Many rows can have one date. The next look would begin at the same row and never come further.
		const isFurther = after === null || (read.next.at ?? at) > at;
		if (paced.hasEnough() && isFurther) return read;
		const variables = { q, after, ...(!isById && { reverse: isReverse }) };
		const page = await readPage(connection, paced, list, query, variables);
		if (page === undefined) return read;
		if (!page.ok) return failed(read, page.problem);
		const { rows, oddRows, next, serverNow } = page.value;
		const now = connection.now();
		read.to ??= start?.to ?? windowAt(cursor, start, endOf(serverNow, now), graceMs).to;
		read.clockWarning ??= clockWarningOf(serverNow, now);
		const window = { from, to: Math.max(read.to, from) };
		const found = await list.changesOf(rows, window, paced, connection.apiVersion);
		if (found === undefined) return read;
		if (!found.ok) return failed(read, found.problem);
		for (const change of found.value.changes) read.changes.push(change);
		read.restProblem ??= found.value.restProblem;
		read.oddRows += oddRows;
		paced.count(rows.length + oddRows);
		const isBefore = isReverse && rows.some((row) => dateIn(list, row) < from);
		if (next === undefined || isBefore) return ended(read, window, cursor, start);
		// If a row of the next page changes now, it moves to the first page and would be missed.
		if (isReverse)
			return await readPages(connection, paced, list, cursor, { ...start, from, at: 0 }, graceMs);
		if (next === after) {
			const { domain } = connection.shop;
			const { problem } = unexpected(
				`${domain}'s list ${list.name} could not be read to its end: Shopify returned a repeated page cursor. Try again later.`,
			);
			return failed(read, problem);
		}
		read.next = progressOf(list, rows, read.next, window, isById);
		after = next;
	}
}

/** Returns a list that was read to its end. */
function ended(read: ListRead, { to }: Window, { since }: Cursor, start?: Start): ListRead {
	// If an earlier look fixed the end of the window, the next look reads the changes after that end.
	const next = start?.to === undefined ? undefined : { from: Math.max(to - OVERLAP_MS, since) };
	return { ...read, next };
}

/** Returns a list that could not be read to its end. */
function failed(read: ListRead & { next: Start }, problem: Problem): ListRead {
	const isDenied = problem.reason === PROBLEM.refused;
	return { ...read, problem, next: { ...read.next, ...(isDenied && { denied: 1 }) } };
}

/** Returns where to go on after a page that is not the last one. */
function progressOf(
	list: List,
	rows: readonly Row[],
	{ from, at }: Start,
	{ to }: Window,
	isById: boolean,
): Start {
	if (isById) {
		// The objects that were read may change later, so the window must end now.
		const ids = rows.map((row) => Number(list.idOf(row))).filter(Number.isSafeInteger);
		return { from, at: Math.max(at ?? 0, ...ids), to };
	}
	// Shopify's search can sort by an older date than the one it returns. Only dates before the end of the window are
	// settled, so only they show how far the list was read.
	const dates = rows.map((row) => dateIn(list, row)).filter((date) => date < to);
	return { from, at: Math.max(at ?? from, ...dates) };
}

/** Returns the date of a row that `readPage` accepted. */
function dateIn({ dateOf }: List, row: Row): number {
	return dateOf(row) ?? NaN;
}

/** Reads a page, and leaves out rows without a usable ID or date. Returns undefined if the look has to end. */
async function readPage(
	{ shop: { domain } }: Connection,
	{ ask }: PacedAsk,
	{ name, dateOf, idOf }: List,
	query: string,
	variables: object,
) {
	const answer = await ask(query, variables);
	if (answer === undefined || !answer.ok) return answer;
	const { data, serverNow } = answer.value;
	// `events` is null if the app may not read it.
	if (data.rows === null)
		return err(
			PROBLEM.refused,
			`The request to ${domain} failed: Shopify returned no list. Check the scopes of the app.`,
		);
	const page = readAs(pageShape, data, domain);
	if (!page.ok) return page;
	const { nodes, pageInfo } = page.value.rows;
	const { hasNextPage, endCursor } = pageInfo;
	if (hasNextPage && !endCursor)
		return unexpected(
			`${domain}'s list ${name} could not be read to its end: Shopify returned a page without a cursor. Try again later.`,
		);
	const rows = nodes
		.filter(isObject)
		.filter((row) => idOf(row) !== undefined && dateOf(row) !== undefined);
	return ok({
		rows,
		oddRows: nodes.length - rows.length,
		next: hasNextPage ? (endCursor ?? undefined) : undefined,
		serverNow,
	});
}

/** Returns the window of a list. If an earlier look began to read it, the stored start already includes the overlap. */
function windowAt(
	{ watermark, since }: Cursor,
	start: Start | undefined,
	serverNow: number,
	graceMs: number,
): Window {
	// The grace period also covers Shopify's search, which shows a change only a few seconds after it happened.
	const window = nextWindow(watermark, since, serverNow - graceMs);
	return start === undefined ? window : { from: Math.max(start.from, since), to: window.to };
}

/** Returns Shopify's clock, or n8n's if Shopify's is ahead of it by more than a minute. */
function endOf(serverNow: number, now: number): number {
	return serverNow > now && !isSameTime(serverNow, now) ? floorToSecond(now) : serverNow;
}

function clockWarningOf(serverNow: number, now: number): string | undefined {
	if (serverNow <= now || isSameTime(serverNow, now)) return undefined;
	return `Shopify's clock shows ${isoSecond(serverNow)}, and n8n's shows ${isoSecond(now)}. Catch-up reads only up to the earlier time. If this repeats, correct n8n's clock.`;
}

/** Returns what the log says about a list. */
function warningsOf(
	{ name, days, daysNote = '' }: List,
	{ problem, restProblem, oddRows, from }: ListRead,
	start: Start | undefined,
	now: number,
): string[] {
	const warnings: string[] = [];
	if (days !== undefined && start === undefined && now - from > days * DAY_MS)
		warnings.push(`Catch-up begins at ${isoSecond(from)}. ${daysNote}`);
	if (oddRows > 0)
		warnings.push(
			`Catch-up skipped ${oddRows === 1 ? '1 row' : `${oddRows} rows`} without a usable ID or date in the list ${name}. Look in the shop for changes that no event reported.`,
		);
	if (restProblem !== undefined)
		warnings.push(
			`Events of catch-up from the list ${name} have the objects of GraphQL in raw, because the REST API did not return the objects. ${restProblem.message}`,
		);
	if (problem?.reason === PROBLEM.refused) {
		if (start?.denied === undefined)
			warnings.push(
				`Catch-up cannot read the list ${name}, and tries again at each check. ${problem.message}`,
			);
	} else if (problem !== undefined)
		warnings.push(`Catch-up skipped the list ${name} until the next check. ${problem.message}`);
	return warnings;
}
