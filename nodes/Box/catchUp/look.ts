import { isoSecond } from '../../core/dates';
import type { Change } from '../../core/event';
import { ok, PROBLEM, type Problem, type Result } from '../../core/result';
import type { CaughtUp, Cursor, HowToLook } from '../../core/vendor';
import { agreedTime, isSameTime, WEBHOOK_GRACE_MS } from '../../core/window';
import { readEvents } from '../api';
import type { Connection } from '../vendor';
import { LATER, readPositions, writePositions, type History, type Positions } from './positions';
import { readHistory, readStream, type Looking, type StreamRead } from './readStream';
import {
	isInStream,
	streamTypeOf,
	triggersIn,
	triggersInHistory,
	type Stream,
} from './streamEvents';

/**
 * How long Box keeps the events of a stream, less an hour. For a user's stream, Box documents both two weeks and two months
 * (https://developer.box.com/guides/events/user-events/for-user).
 */
const KEPT_MS = 14 * 24 * 3_600_000 - 3_600_000;
/** How far back a stream is read again if its position is lost. Box can list events late. Repeated ones are skipped. */
const REREAD_MS = 3_600_000;

/** Less than the 30 minutes that the host allows. The host discards what a look has found if the look takes longer than those. */
const LOOK_FOR_MS = 20 * 60_000;

/**
 * Returns what happened to the chosen files and folders since a cursor, as the webhooks would have reported it. A
 * stream that cannot be read keeps its position and does not block the other one.
 */
export async function look(
	connection: Connection,
	begun: Cursor,
	{ mayGoOn = () => true, graceMs = WEBHOOK_GRACE_MS, rows = Infinity }: HowToLook = {},
): Promise<Result<CaughtUp>> {
	const { triggers, now, steadyNow } = connection;
	const account =
		connection.account === '' ? await connection.findAccount() : ok(connection.account);
	if (!account.ok) return account;
	const startedAt = now();
	const endsAt = steadyNow() + LOOK_FOR_MS;
	const looking: Looking = {
		connection,
		account: account.value,
		since: begun.since,
		graceMs,
		enough: rows,
		questions: { count: 0, refused: new Set() },
		places: connection.places.open(nameOfCursor(begun)),
		seen: new Set(),
		mayGoOn: () => mayGoOn() && steadyNow() < endsAt,
	};
	const ofUser = triggersIn('user', triggers, readPositions(begun).enterprise !== undefined);
	const start = startOf(begun, `${account.value}/${streamTypeOf('user', ofUser)}`);
	const streams = await readStreams(looking, begun.watermark, start);
	const { reads } = streams;
	const problem = reads.find((read) => read.problem !== undefined)?.problem;
	if (problem !== undefined && reads.every((read) => read.serverNow === undefined))
		return { ok: false, problem };
	const shown = Math.min(...reads.flatMap((read) => read.serverNow ?? []));
	const clock = Number.isFinite(shown)
		? await clockOf(connection, shown, { startedAt, watermark: begun.watermark })
		: startedAt;
	const gaps = gapsOfLook(begun.watermark, start, streams, clock);
	const found = gaps.map((gap) => inGap(gap, triggers, streams.next));
	const toRead = [...(start.histories ?? []), ...found.flatMap(({ history }) => history ?? [])];
	const past = await readPast(looking, toRead);
	const { refused, refusal } = looking.questions;
	const warnings = [
		...streams.warnings,
		...found.flatMap((each) => each.warnings),
		...past.warnings,
		...(refusal === undefined ? [] : [refusedWarning(refused.size, refusal)]),
	];
	const isComplete = reads.every((read) => read.isComplete);
	const front = Math.max(
		begun.watermark + 1,
		...gaps.map(({ to }) => to),
		...reads.map((read) => read.newest),
	);
	const watermark = isComplete ? clock : Math.min(front, Math.max(clock, begun.watermark + 1));
	const { histories } = past;
	const [earliest] = histories;
	const cursor = {
		...{ since: begun.since, watermark },
		...(earliest && { behind: { history: earliest.from } }),
		positions: writePositions({ ...streams.next, histories, at: watermark }),
	};
	if (mayGoOn()) looking.places.keep(nameOfCursor(cursor));
	const hasMore = reads.some(hasMoreToRead) || past.hasMore;
	return ok({
		changes: inOrder([...reads, past].flatMap(({ changes }) => changes)),
		cursor,
		...(warnings.length > 0 && { warnings }),
		...(streams.unread.length > 0 && { unread: streams.unread }),
		...(hasMore && { hasMore }),
	});
}

/**
 * Returns Box's clock, in epoch milliseconds. A cache or proxy can respond with a wrong `Date`, and n8n's clock can be wrong
 * too. So Box's date counts if n8n's clock or a second response confirms it. A date before the last look is wrong if n8n's
 * clock is after that look.
 */
async function clockOf(
	{ box, now }: Connection,
	shown: number,
	{ startedAt, watermark }: { startedAt: number; watermark: number },
): Promise<number> {
	if (isSameTime(shown, startedAt)) return shown;
	if (shown < watermark && startedAt >= watermark) return startedAt;
	const query = { stream_type: 'changes', stream_position: 'now' };
	const second = await readEvents(box, query, now);
	if (!second.ok) return Math.min(shown, startedAt);
	return agreedTime(shown, second.value.serverNow, startedAt);
}

/** What a look read of the streams. */
interface StreamsRead {
	/** One for each stream, except the stream of the enterprise if Box denied access to it. */
	reads: StreamRead[];
	/** The one for the stream of the enterprise, even if Box denied access to it. */
	enterprise?: StreamRead;
	/** Where the next look continues. */
	next: Positions;
	warnings: string[];
	unread: Array<{ list: string; problem: Problem }>;
}

/** Reads the streams that have chosen triggers. A stream that cannot be read keeps its position. */
async function readStreams(
	looking: Looking,
	watermark: number,
	start: Positions,
): Promise<StreamsRead> {
	const { triggers } = looking.connection;
	const next: Positions = { ...start };
	const read: StreamsRead = { reads: [], next, warnings: [], unread: [] };
	for (const stream of ['user', 'enterprise'] as const) {
		const chosen = triggersIn(stream, triggers, next.enterprise !== undefined);
		if (chosen.length === 0) {
			// If a trigger of the stream is chosen later, its events count from then on.
			if (next[stream] !== undefined) next[stream] = { position: LATER };
			continue;
		}
		const readUntil = (stream === 'enterprise' ? start.deniedAt : undefined) ?? watermark;
		const from = start[stream] ?? { position: '0', after: readUntil };
		const one = await readStream(looking, stream, chosen, from, readUntil - REREAD_MS);
		const { problem } = one;
		if (stream === 'enterprise') read.enterprise = one;
		if (problem !== undefined) read.unread.push({ list: stream, problem });
		if (stream === 'enterprise' && problem?.reason === PROBLEM.forbidden) {
			if (start.deniedAt === undefined) read.warnings.push(deniedWarning(chosen));
			next.deniedAt = start.deniedAt ?? watermark;
			continue;
		}
		if (stream === 'enterprise' && one.serverNow !== undefined) delete next.deniedAt;
		next[stream] = one.position;
		read.reads.push(one);
		if (problem !== undefined) read.warnings.push(stoppedWarning(stream, problem));
	}
	return read;
}

/** Returns whether Box has more events of a stream now, so that the next look should follow at once. */
function hasMoreToRead({ isComplete, isIdle = false, problem }: StreamRead): boolean {
	return !isComplete && !isIdle && problem === undefined;
}

/**
 * Returns the periods that the streams no longer cover, the earliest first. If Box denied access to the stream of the
 * enterprise before n8n stopped reading, there are two.
 */
function gapsOfLook(
	watermark: number,
	{ deniedAt }: Positions,
	{ reads, enterprise, next }: StreamsRead,
	now: number,
): History[] {
	const gap = gapOf(watermark, reads, now);
	const wasDeniedAt = next.deniedAt === undefined ? deniedAt : undefined;
	const denied = gapOfEnterprise(wasDeniedAt, enterprise, now);
	if (gap === undefined || denied === undefined)
		return [denied, gap].filter((each) => each !== undefined);
	const before = { ...denied, to: Math.min(denied.to, gap.from) };
	return before.from < before.to ? [before, gap] : [gap];
}

/**
 * Returns the gap if the history of the enterprise covers it, at least for some triggers. Also returns a warning about the
 * triggers whose events in the gap are lost.
 */
function inGap(
	gap: History,
	triggers: readonly string[],
	{ enterprise }: Positions,
): { history?: History; warnings: string[] } {
	const missed = missedIn(gap, triggers);
	const isCovered = enterprise !== undefined && triggersInHistory(missed).length > 0;
	const lost = isCovered ? withoutHistory(missed) : missed.filter(isInStream);
	return {
		...(isCovered && { history: gap }),
		warnings: lost.length > 0 ? [gapWarning(gap, lost)] : [],
	};
}

/** Reads the earliest gap in the history of the enterprise. The next look continues, and then reads the next gap. */
async function readPast(looking: Looking, [gap, ...later]: readonly History[]) {
	if (gap === undefined) return { changes: [], warnings: [], hasMore: false, histories: [] };
	const missed = triggersInHistory(missedIn(gap, looking.connection.triggers));
	const { changes, history, problem } = await readHistory(looking, missed, gap);
	const histories = [...(history === undefined ? [] : [history]), ...later];
	return {
		changes,
		histories,
		hasMore: histories.length > 0 && problem === undefined,
		warnings: problem === undefined ? [] : [stoppedWarning('history', problem)],
	};
}

/** Returns a text that identifies a cursor. It shows `Places` whether a look begins where the last one ended. */
function nameOfCursor(cursor: Cursor): string {
	return JSON.stringify([cursor.since, cursor.watermark, readPositions(cursor)]);
}

/**
 * Returns where to continue reading the streams. They are read from their oldest event in two cases. In the first, the
 * host moved the cursor back, because catch-up could not begin at the activation. In the second, the node was activated
 * again and now reads other streams. Box does not document whether a position is valid for another account or stream type.
 */
function startOf(begun: Cursor, streams: string): Positions {
	const positions = readPositions(begun);
	const { at = -Infinity, of = streams } = positions;
	const isMovedBack = begun.watermark < at;
	if (!isMovedBack && of === streams) return { ...positions, of: streams };
	const after = isMovedBack ? begun.since : begun.watermark - WEBHOOK_GRACE_MS;
	const again = { position: '0', after };
	return {
		...(positions.user && { user: again }),
		...(positions.enterprise && { enterprise: again }),
		...(positions.histories && { histories: historiesAgain(positions.histories, begun.watermark) }),
		...(positions.deniedAt !== undefined && { deniedAt: positions.deniedAt }),
		of: streams,
	};
}

/** Returns gaps to read again from their beginning. What follows the watermark is a part of a gap that the look will find. */
function historiesAgain(histories: readonly History[], watermark: number): History[] {
	return histories
		.filter(({ from }) => from < watermark)
		.map((history) => ({ ...history, position: undefined }));
}

/** Returns the period that the streams no longer cover, if n8n did not read them for two weeks. */
export function gapOf(
	watermark: number,
	reads: readonly StreamRead[],
	now: number,
): History | undefined {
	if (now - watermark <= KEPT_MS || reads.length === 0) return undefined;
	const oldest = reads.flatMap((read) => read.oldest ?? []);
	const to = Math.min(...oldest, now - KEPT_MS);
	return to > watermark ? { from: watermark, to } : undefined;
}

/** Returns the period that the stream of the enterprise no longer has, if Box denied access to it for two weeks. */
function gapOfEnterprise(
	deniedAt: number | undefined,
	read: StreamRead | undefined,
	now: number,
): History | undefined {
	if (deniedAt === undefined || read === undefined) return undefined;
	const gap = gapOf(deniedAt, [read], now);
	return gap && { ...gap, isOfEnterprise: true };
}

/** Returns the chosen triggers whose events a gap can contain. */
function missedIn({ isOfEnterprise }: History, triggers: readonly string[]): string[] {
	return isOfEnterprise ? triggersIn('enterprise', triggers, true) : [...triggers];
}

/** Returns the chosen triggers that the streams have, but not the history. */
export function withoutHistory(triggers: readonly string[]): string[] {
	const covered = triggersInHistory(triggers);
	return triggers.filter((trigger) => isInStream(trigger) && !covered.includes(trigger));
}

function gapWarning({ from, to, isOfEnterprise }: History, triggers: readonly string[]): string {
	const precaution = isOfEnterprise
		? 'do not take the scope Manage enterprise properties from the app'
		: 'do not stop n8n for two weeks or longer';
	return `Catch-up cannot find changes between ${isoSecond(from)} and ${isoSecond(to)} (${triggers.join(', ')}): Box no longer keeps the events of that period. Check the monitored files and folders in Box. To avoid this, ${precaution}.`;
}

const NAMES: Record<Stream | 'history', string> = {
	user: 'the events of the user',
	enterprise: 'the events of the enterprise',
	history: 'the history of the enterprise',
};

function stoppedWarning(stream: Stream | 'history', { message }: Problem): string {
	return `Catch-up stopped reading ${NAMES[stream]} until the next check. ${message}`;
}

function deniedWarning(triggers: readonly string[]): string {
	return `Catch-up cannot read the events of the enterprise (${triggers.join(', ')}), and tries again at each check. Add the scope Manage enterprise properties to the app, and authorize the app again.`;
}

function refusedWarning(items: number, message: string): string {
	const [what, where] =
		items === 1
			? ['a file or folder', 'its parent folder']
			: [`${items} files and folders`, 'their parent folders'];
	return `Catch-up left out events of ${what}, because Box did not show ${where}. ${message}`;
}

/** Sorts changes by their date, because a stream lists some events late. */
function inOrder(changes: readonly Change[]): Change[] {
	const dated = changes.map((change) => ({ change, at: Date.parse(change.date) }));
	return dated.sort((left, right) => left.at - right.at).map(({ change }) => change);
}
