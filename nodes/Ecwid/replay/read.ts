import type { Replayed, ReplayRequest } from '../../core/replay';
import { err, ok, PROBLEM, type Result } from '../../core/result';
import { SETTLE_MS } from '../../core/window';
import { readSource } from '../catchUp/look';
import { sourcesFor } from '../catchUp/sources';
import type { Connection } from '../connection';
import { EVENTS } from '../eventTypes';

/** Most bytes of one list, because its rows are in memory at once. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Catch-up leaves out the last minutes. A replay also reads the present second. */
const GRACE_MS = -SETTLE_MS - 1_000;

const NEXT_STEP = 'Choose a later From, or try again later.';

/** The problem of requests after the end of a replay. Its result is not used. */
const STOPPED = err(PROBLEM.timedOut, 'The replay was stopped before it had read all lists.');

/** Reads what was created, changed or deleted in a span, as catch-up does. */
export async function readAgain(
	connection: Pick<Connection, 'ask' | 'now'>,
	{ objectTypes, from, take, mayGoOn }: ReplayRequest,
): Promise<Result<Replayed>> {
	const ask: Connection['ask'] = async (...request) =>
		mayGoOn() ? await connection.ask(...request) : STOPPED;
	const topics = [...EVENTS.values()]
		.filter(({ objectType }) => objectTypes.includes(objectType))
		.map(({ topic }) => topic);
	const warnings: string[] = [];
	for (const source of sourcesFor(topics)) {
		const cursor = { since: from, watermark: from };
		const reader = { ...connection, ask };
		const read = await readSource(reader, source, cursor, MOST_BYTES, GRACE_MS, NEXT_STEP);
		if (!read.ok) return mayGoOn() ? read : ok({ isComplete: false, warnings });
		take(read.value.changes);
		const { oddRows } = read.value;
		const rows = oddRows === 1 ? '1 row' : `${oddRows} rows`;
		if (oddRows > 0)
			warnings.push(
				`The list ${source.path} has ${rows} without a usable ID, which emit no event.`,
			);
	}
	return ok({ isComplete: true, warnings });
}
