import type { Replayed, ReplayRequest } from '../../core/replay';
import { err, ok, PROBLEM, type Problem, type Result } from '../../core/result';
import { SETTLE_MS } from '../../core/window';
import { readSource } from '../catchUp/look';
import { keepStart } from '../catchUp/parts';
import { sourcesFor, type Source } from '../catchUp/sources';
import { TOGETHER } from '../client/listing';
import { withNextStep } from '../client/withNextStep';
import type { Connection } from '../connection';
import { EVENTS } from '../eventTypes';

/** Maximum number of bytes of one part of a list, because its rows are in memory at once. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Catch-up leaves out the last minutes. A replay also reads the present second. */
const GRACE_MS = -SETTLE_MS - 1_000;

/** Maximum number of parts of one list, in case the list never ends. A part of a long list has several thousand rows. */
const MOST_PARTS = 1_000;

/** A replay reads one list at a time, so each list may use the whole limit. */
const TOO_LARGE = `it is larger than ${MOST_BYTES / 1024 / 1024} MB`;

const NEXT_STEP = 'Choose a later From, or try again later.';

/** What each request returns after a replay was stopped. The result of that replay is not used. */
const STOPPED = err(PROBLEM.timedOut, 'The replay was stopped before it had read all lists.');

/** The part of a connection that a replay needs. */
type Reader = Pick<Connection, 'ask' | 'now'>;

/** Reads what was created, changed or deleted in a span, as catch-up does. */
export async function readAgain(
	{ ask, now }: Reader,
	request: ReplayRequest,
): Promise<Result<Replayed>> {
	const { objectTypes, mayGoOn } = request;
	const topics = [...EVENTS.values()]
		.filter(({ objectType }) => objectTypes.includes(objectType))
		.map(({ topic }) => topic);
	const reader: Reader = {
		ask: async (...asked) => (mayGoOn() ? await ask(...asked) : STOPPED),
		now,
	};
	const warnings: string[] = [];
	for (const source of sourcesFor(topics)) {
		const read = await readWhole(reader, source, request);
		if (!read.ok) return mayGoOn() ? read : ok({ isComplete: false, warnings });
		const { oddRows, isComplete } = read.value;
		if (!isComplete) return ok({ isComplete, warnings });
		const rows = oddRows === 1 ? '1 row' : `${oddRows} rows`;
		if (oddRows > 0)
			warnings.push(
				`The list ${source.path} has ${rows} without a usable ID. The replay emits no events for such rows.`,
			);
	}
	return ok({ isComplete: true, warnings });
}

/** Reads a list in parts, the earliest changes first, until its end or until enough events are found. */
async function readWhole(
	reader: Reader,
	source: Source,
	{ from, take, mostPerList }: ReplayRequest,
): Promise<Result<{ oddRows: number; isComplete: boolean }>> {
	const behind: Record<string, number> = {};
	let oddRows = 0;
	let found = 0;
	for (let part = 0; part < MOST_PARTS; part++) {
		const cursor = { since: from, watermark: from, behind };
		const read = await readSource(reader, source, cursor, {
			// The earliest changes come first, because a replay ends once it has enough of them.
			...{ by: 'updated', mostBytes: MOST_BYTES, graceMs: GRACE_MS },
		});
		if (!read.ok) return { ok: false, problem: forReplay(read.problem) };
		const { changes, next } = read.value;
		found += await take(changes);
		oddRows += read.value.oddRows;
		if (next === undefined || found >= mostPerList) return ok({ oddRows, isComplete: true });
		keepStart(behind, source.path, next);
	}
	return ok({ oddRows, isComplete: false });
}

/** Replaces the cause and the next step of a catch-up problem with those of a replay. */
function forReplay(problem: Problem): Problem {
	const message = problem.message.replace(TOGETHER, TOO_LARGE);
	return withNextStep({ ...problem, message }, NEXT_STEP);
}
