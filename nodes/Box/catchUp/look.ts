import { isoSecond } from '../../core/dates';
import type { Change } from '../../core/event';
import { ok, PROBLEM, type Problem, type Result } from '../../core/result';
import type { CaughtUp, Cursor } from '../../core/vendor';
import { WEBHOOK_GRACE_MS } from '../../core/window';
import type { Connection } from '../vendor';
import { readPositions, writePositions, type History, type Positions } from './positions';
import { readHistory, readStream, type Looking, type StreamRead } from './readStream';
import {
	isInStream,
	streamTypeOf,
	triggersIn,
	triggersInHistory,
	type Stream,
} from './streamEvents';

/**
 * How long Box keeps the events of a stream, less an hour. Its pages name two weeks and two months for that of a user
 * (https://developer.box.com/guides/events/user-events/for-user).
 */
const KEPT_MS = 14 * 24 * 3_600_000 - 3_600_000;
/** How far back a stream is read again if its position is lost. Events are listed late, and repeated ones are skipped. */
const REREAD_MS = 3_600_000;

/** Less than the host allows (30 minutes). A look that takes longer loses what it has found. */
const LOOK_FOR_MS = 20 * 60_000;

/**
 * Returns what happened since a cursor to the chosen files and folders, as the webhooks would have reported it. A
 * stream that cannot be read keeps its position and does not block the other one.
 */
export async function look(
	connection: Connection,
	begun: Cursor,
	mayGoOn: () => boolean = () => true,
): Promise<Result<CaughtUp>> {
	const { triggers, now, steadyNow } = connection;
	const account =
		connection.account === '' ? await connection.findAccount() : ok(connection.account);
	if (!account.ok) return account;
	const startedAt = now();
	const endsAt = steadyNow() + LOOK_FOR_MS;
	const mayAsk = () => mayGoOn() && steadyNow() < endsAt;
	const looking: Looking = {
		connection,
		account: account.value,
		since: begun.since,
		questions: { count: 0, refused: new Set() },
		seen: new Set(),
		mayGoOn: mayAsk,
	};
	const ofUser = triggersIn('user', triggers, readPositions(begun).enterprise !== undefined);
	const start = startOf(begun, `${account.value}/${streamTypeOf('user', ofUser)}`);
	const next: Positions = { ...start };
	const reads: StreamRead[] = [];
	const warnings: string[] = [];
	for (const stream of ['user', 'enterprise'] as const) {
		const chosen = triggersIn(stream, triggers, next.enterprise !== undefined);
		if (chosen.length === 0) continue;
		const from = start[stream] ?? { position: '0', after: begun.watermark - REREAD_MS };
		const read = await readStream(looking, stream, chosen, from, begun.watermark - REREAD_MS);
		if (stream === 'enterprise' && read.problem?.reason === PROBLEM.forbidden) {
			next.isDenied = true;
			if (!start.isDenied) warnings.push(deniedWarning(chosen, read.problem));
			continue;
		}
		if (stream === 'enterprise') delete next.isDenied;
		next[stream] = read.position;
		reads.push(read);
		if (read.problem !== undefined) warnings.push(stoppedWarning(stream, read.problem));
	}
	const problem = reads.find((read) => read.problem !== undefined)?.problem;
	if (problem !== undefined && reads.every((read) => read.serverNow === undefined))
		return { ok: false, problem };
	const serverNow = Math.min(...reads.flatMap((read) => read.serverNow ?? []));
	const clock = Number.isFinite(serverNow) ? serverNow : startedAt;
	const gap = gapOf(begun, reads, Math.min(clock, startedAt));
	if (gap !== undefined && next.history === undefined) {
		const isCovered = next.enterprise !== undefined && triggersInHistory(triggers).length > 0;
		if (isCovered) next.history = gap;
		const lost = isCovered ? withoutHistory(triggers) : triggers.filter(isInStream);
		if (lost.length > 0) warnings.push(gapWarning(gap, lost));
	}
	const changes = reads.flatMap((read) => read.changes);
	if (next.history !== undefined) {
		const read = await readHistory(looking, triggersInHistory(triggers), next.history);
		changes.push(...read.changes);
		next.history = read.history;
		if (read.problem !== undefined) warnings.push(stoppedWarning('history', read.problem));
	}
	const { refused, refusal } = looking.questions;
	if (refusal !== undefined) warnings.push(refusedWarning(refused.size, refusal));
	const isComplete = reads.every((read) => read.isComplete);
	const front = Math.max(begun.watermark + 1, gap?.to ?? 0, ...reads.map((read) => read.newest));
	const watermark = isComplete ? clock : Math.min(front, Math.max(clock, begun.watermark + 1));
	return ok({
		changes: inOrder(changes),
		cursor: {
			...{ since: begun.since, watermark },
			positions: writePositions({ ...next, at: watermark }),
		},
		...(warnings.length > 0 && { warnings }),
	});
}

/**
 * Returns where the streams are read on. They are read from their oldest event in two cases: the host moved the cursor
 * back, because catch-up could not begin at the activation, or the node reads other streams since it was activated again.
 * Box does not document that a position counts for another account or type of stream.
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
		of: streams,
	};
}

/** Returns the time that the streams no longer have, if n8n did not read them for two weeks. */
function gapOf(
	{ watermark }: Cursor,
	reads: readonly StreamRead[],
	now: number,
): History | undefined {
	if (now - watermark <= KEPT_MS || reads.length === 0) return undefined;
	const oldest = reads.flatMap((read) => read.oldest ?? []);
	const to = Math.min(...oldest, now - KEPT_MS);
	return to > watermark ? { from: watermark, to } : undefined;
}

/** Returns the chosen triggers that the streams have, but not the history. */
function withoutHistory(triggers: readonly string[]): string[] {
	const covered = triggersInHistory(triggers);
	return triggers.filter((trigger) => isInStream(trigger) && !covered.includes(trigger));
}

function gapWarning({ from, to }: History, triggers: readonly string[]): string {
	return `Catch-up cannot find changes between ${isoSecond(from)} and ${isoSecond(to)} (${triggers.join(', ')}): Box no longer keeps its events of that time. Compare the files and folders, and keep n8n's pauses shorter than two weeks.`;
}

const NAMES: Record<Stream | 'history', string> = {
	user: 'the events of the user',
	enterprise: 'the events of the enterprise',
	history: 'the history of the enterprise',
};

function stoppedWarning(stream: Stream | 'history', { message }: Problem): string {
	return `Catch-up stopped reading ${NAMES[stream]} until the next check. ${message}`;
}

function deniedWarning(triggers: readonly string[], { message }: Problem): string {
	return `Catch-up cannot read the events of the enterprise (${triggers.join(', ')}), and tries again at each check. Check that the app has the scope Manage enterprise properties. ${message}`;
}

function refusedWarning(items: number, message: string): string {
	const what = items === 1 ? 'a file or folder' : `${items} files and folders`;
	return `Catch-up left out events of ${what}, because Box did not show where they are. ${message}`;
}

/** Sorts changes by their date, because a stream lists some events late. */
function inOrder(changes: readonly Change[]): Change[] {
	const dated = changes.map((change) => ({ change, at: Date.parse(change.date) }));
	return dated.sort((left, right) => left.at - right.at).map(({ change }) => change);
}
