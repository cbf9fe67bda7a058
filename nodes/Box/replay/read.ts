import { isoSecond } from '../../core/dates';
import type { Change } from '../../core/event';
import type { Replayed, ReplayRequest } from '../../core/replay';
import { ok, PROBLEM, type Problem, type Result } from '../../core/result';
import { SETTLE_MS } from '../../core/window';
import { withoutYoungStates } from '../../core/youngStates';
import { readEvents } from '../api';
import { gapOf, withoutHistory } from '../catchUp/look';
import type { History } from '../catchUp/positions';
import { readHistory, readStream, type Looking, type StreamRead } from '../catchUp/readStream';
import { STREAM_ROWS, triggersIn, triggersInHistory, type Stream } from '../catchUp/streamEvents';
import { TRIGGERS } from '../triggers';
import type { Connection } from '../vendor';

/** Catch-up leaves out the last minutes. A replay also reads the present second. */
const GRACE_MS = -SETTLE_MS - 1_000;

/** Maximum number of parts of one stream, in case the stream never ends. Each part has up to 20,000 events. */
const MOST_PARTS = 100;

/** What was read of one source of events. */
interface Source {
	isComplete: boolean;
	problem?: Problem;
}

/**
 * Reads the events of a span from the streams of the user and of the enterprise, as catch-up does. Older events,
 * which the streams no longer have, come from the history of the enterprise.
 */
export async function readAgain(
	opened: Connection,
	{ objectTypes, from, to, take, mayGoOn }: ReplayRequest,
): Promise<Result<Replayed>> {
	const connection = { ...opened, triggers: triggersOf(objectTypes) };
	const enterprise = await mayReadEnterprise(connection);
	if (!enterprise.ok) return enterprise;
	const hasEnterprise = enterprise.value;
	const isLacking = isOfEnterprise(connection) && !hasEnterprise;
	const warnings = isLacking ? [LACKING] : [];
	const places = connection.places.open('');
	const looking = (): Looking => ({
		...{ connection, places, mayGoOn },
		account: connection.account,
		since: from,
		graceMs: GRACE_MS,
		enough: Infinity,
		questions: { count: 0, refused: new Set() },
		seen: new Set(),
	});
	const isChosen = ({ objectType }: Change) => objectTypes.includes(objectType);
	const takeChosen = async (changes: readonly Change[]) =>
		void (await take(changes.filter(isChosen)));
	const reads: StreamRead[] = [];
	for (const stream of ['user', 'enterprise'] as const) {
		const triggers = triggersIn(stream, connection.triggers, hasEnterprise);
		if (triggers.length === 0) continue;
		const read = await readWhole(looking, stream, triggers, from, takeChosen);
		if (read.problem !== undefined) return { ok: false, problem: read.problem };
		if (!read.isComplete) return ok({ isComplete: false, warnings });
		reads.push(read);
	}
	const gap = gapOf(from, reads, connection.now());
	if (gap === undefined) return ok({ isComplete: true, warnings });
	const missed = hasEnterprise ? withoutHistory(connection.triggers) : connection.triggers;
	const warned = [...warnings, ...(missed.length > 0 ? [gapWarning(gap, missed)] : [])];
	if (!hasEnterprise) return ok({ isComplete: true, warnings: warned });
	const span = { from, to: Math.min(gap.to, to) };
	const triggers = triggersInHistory(connection.triggers);
	const read = await readGap(looking, triggers, span, takeChosen);
	if (read.problem !== undefined) return { ok: false, problem: read.problem };
	return ok({ isComplete: read.isComplete, warnings: warned });
}

const isOfEnterprise = ({ account }: Connection) => account.startsWith('enterprise_');

const LACKING =
	"The app has no permission to read the events of its enterprise, so the replay emits only those of the app's own user. To include the enterprise's events, add the scope Manage enterprise properties to the app, and authorize the app again.";

/** Returns whether the credential acts for an enterprise and may read its events. */
async function mayReadEnterprise(connection: Connection): Promise<Result<boolean>> {
	if (!isOfEnterprise(connection)) return ok(false);
	const query = { stream_type: 'admin_logs_streaming', stream_position: 'now' };
	const page = await readEvents(connection.box, query, connection.now);
	if (!page.ok && page.problem.reason !== PROBLEM.forbidden) return page;
	return ok(page.ok);
}

/** Returns the triggers in the streams that are about objects of some types. */
function triggersOf(objectTypes: readonly string[]): string[] {
	const inStreams = new Set(STREAM_ROWS.map(({ trigger }) => trigger));
	return TRIGGERS.filter(
		({ trigger, object }) =>
			inStreams.has(trigger) && typesOf(object).some((type) => objectTypes.includes(type)),
	).map(({ trigger }) => trigger);
}

/** Returns the object types of the events about a kind of object. An item is a file or a folder. */
export function typesOf(object: string): string[] {
	return object === 'item' ? ['files', 'folders'] : [`${object}s`];
}

/** Reads a stream from a time to its end, in parts, so that no more than one part is in memory. */
async function readWhole(
	looking: () => Looking,
	stream: Stream,
	triggers: readonly string[],
	from: number,
	take: (changes: readonly Change[]) => Promise<void>,
): Promise<StreamRead> {
	let position: StreamRead['position'] = { position: '0', after: from };
	let whole: StreamRead | undefined;
	for (let part = 0; part < MOST_PARTS; part++) {
		const looked = looking();
		const read = await readStream(looked, stream, triggers, position, from);
		await take(withoutYoungStates(read.changes, read.serverNow ?? looked.connection.now()));
		whole = { ...read, changes: [], oldest: whole?.oldest ?? read.oldest };
		const isStill = read.position.position === position.position;
		const isOver = read.isComplete || read.problem !== undefined || isStill;
		if (isOver || read.isIdle === true) return whole;
		position = read.position;
	}
	return whole as StreamRead;
}

/** Reads the history of the enterprise, in parts. */
async function readGap(
	looking: () => Looking,
	triggers: readonly string[],
	gap: History,
	take: (changes: readonly Change[]) => Promise<void>,
): Promise<Source> {
	let left: History | undefined = gap;
	for (let part = 0; left !== undefined && part < MOST_PARTS; part++) {
		const before: History = left;
		const { changes, history, problem } = await readHistory(looking(), triggers, before);
		await take(changes);
		const isStill = history !== undefined && history.position === before.position;
		if (problem !== undefined || isStill) return { isComplete: false, problem };
		left = history;
	}
	return { isComplete: left === undefined };
}

function gapWarning({ to }: History, triggers: readonly string[]): string {
	return `Box no longer has all events from before ${isoSecond(to)}. The replay emits no earlier events of these types: ${triggers.join(', ')}.`;
}
