import { isoSecond } from '../../core/dates';
import type { Change } from '../../core/event';
import { ok, PROBLEM, type Problem, type Result } from '../../core/result';
import { withoutException } from '../../host/exceptions';
import { LARGEST_EVENT_PAGE, readEvents } from '../api';
import type { Connection } from '../vendor';
import { changesOf } from './changes';
import { readEntry, type Entry } from './entry';
import type { History, StreamPosition } from './positions';
import { eventTypesOf, streamTypeOf, triggersOf, type Stream } from './streamEvents';
import type { Questions } from './watched';
import type { PlacesOfLook } from './places';

/** What one look may read of a stream. The next look continues. */
const MOST_PAGES = 40;
const MOST_BYTES = 32 * 1024 * 1024;
/** After this many requests for folders, the look reads no further pages. A page normally causes at most two requests per entry. */
const MOST_QUESTIONS = 1_000;

/** Enterprise events that change the folder of an item. They are always read, so that the cached places are right. */
const MOVING = ['MOVE', 'UNDELETE'];

/** What all reads of one look share. */
export interface Looking {
	connection: Connection;
	account: string;
	/** Events before this time produce no changes. Epoch milliseconds. */
	since: number;
	questions: Questions;
	places: PlacesOfLook;
	/** Events younger than this are left to the next look. In milliseconds. */
	graceMs: number;
	/** After this many events of a stream, the look reads no further pages of it. */
	enough: number;
	/** Ids of the events that this look has read. */
	seen: Set<string>;
	/** Returns false once no further request may be sent. */
	mayGoOn(): boolean;
}

/** What was read of a stream. */
export interface StreamRead {
	changes: Change[];
	position: StreamPosition;
	/** Whether only events that are too young are left. */
	isComplete: boolean;
	/** Whether all pages of the look were empty, so that the next look need not follow at once. */
	isIdle?: boolean;
	/** The earliest date on the first page that has events. Epoch milliseconds. */
	oldest?: number;
	/** The latest date of all events. Epoch milliseconds. */
	newest: number;
	/** Box's clock at the first response. Undefined without a response. */
	serverNow?: number;
	problem?: Problem;
}

/**
 * Reads a stream from a position to its end, or as far as one look may. A page can be short or empty before the end, so
 * the end is reached when the position no longer changes. If a page cannot be read, the position stays before that page.
 *
 * @param rereadFrom the date from which events count if Box rejects the position, in epoch milliseconds
 */
export async function readStream(
	looking: Looking,
	stream: Stream,
	triggers: readonly string[],
	from: StreamPosition,
	rereadFrom: number,
): Promise<StreamRead> {
	const types = [...new Set([...eventTypesOf(stream, triggers), ...MOVING])].join(',');
	const read: StreamRead = { changes: [], position: from, isComplete: false, newest: 0 };
	const ask = async (limit: number) =>
		await readPage(looking, stream, {
			stream_type: streamTypeOf(stream, triggers),
			stream_position: read.position.position,
			limit: String(limit),
			...(stream === 'enterprise' && { event_type: types }),
		});
	let bytes = 0;
	let isIdle = true;
	let count = 0;
	for (let pages = 0; pages < MOST_PAGES && bytes < MOST_BYTES && count < looking.enough; pages++) {
		if (looking.questions.count >= MOST_QUESTIONS || !looking.mayGoOn()) return read;
		let page = await ask(LARGEST_EVENT_PAGE);
		if (!page.ok) {
			const isLost = page.problem.reason === PROBLEM.refused && read.position.position !== '0';
			if (!isLost || pages > 0) return { ...read, problem: page.problem };
			// Box does not document its response to a position that is too old.
			read.position = { position: '0', after: rereadFrom };
			continue;
		}
		read.serverNow ??= page.value.serverNow;
		const young = indexOfYoung(page.value, stream, triggers, looking.graceMs);
		if (young === 0) return { ...read, isComplete: true };
		if (young > 0) page = await ask(young);
		if (!page.ok) return { ...read, problem: page.problem };
		bytes += page.value.bytes;
		if (indexOfYoung(page.value, stream, triggers, looking.graceMs) >= 0)
			return { ...read, isComplete: true };
		const { rows, position } = page.value;
		count += rows.length;
		isIdle &&= rows.length === 0;
		const isEnd = rows.length === 0 && (position === read.position.position || position === '0');
		if (isEnd) return { ...read, position: withoutAfter(read.position), isComplete: true };
		const { after = -Infinity } = read.position;
		const entries = known(rows);
		const { serverNow } = page.value;
		const isNew = (entry: Entry) => entry.at >= after;
		const changes = await changesOf(looking, stream, triggers, { entries, serverNow }, isNew);
		if (changes === undefined) return read;
		if (!changes.ok) return { ...read, problem: changes.problem };
		const dates = entries.map(({ at }) => at);
		read.changes.push(...changes.value);
		read.oldest ??= dates.length > 0 ? Math.min(...dates) : undefined;
		read.newest = Math.max(read.newest, ...dates);
		const isStill = position === read.position.position;
		read.position = { ...read.position, position };
		if (young > 0 || isStill) return { ...read, isComplete: true };
	}
	return { ...read, isIdle };
}

/**
 * Reads the history of the enterprise, in the order of its dates.
 *
 * @returns `history` is undefined once it is read to its end
 */
export async function readHistory(
	looking: Looking,
	triggers: readonly string[],
	given: History,
): Promise<{ changes: Change[]; history?: History; problem?: Problem }> {
	const changes: Change[] = [];
	let history = given;
	let bytes = 0;
	let count = 0;
	for (let pages = 0; pages < MOST_PAGES && bytes < MOST_BYTES && count < looking.enough; pages++) {
		if (looking.questions.count >= MOST_QUESTIONS || !looking.mayGoOn()) break;
		const { from, to, position } = history;
		const page = await readPage(looking, 'enterprise', {
			stream_type: 'admin_logs',
			created_after: isoSecond(from - 1_000),
			created_before: isoSecond(to),
			event_type: eventTypesOf('enterprise', triggers).join(','),
			limit: String(LARGEST_EVENT_PAGE),
			...(position !== undefined && { stream_position: position }),
		});
		if (!page.ok) {
			const isLost = page.problem.reason === PROBLEM.refused && position !== undefined;
			if (!isLost || pages > 0) return { changes, history, problem: page.problem };
			// As for a stream: Box does not document its response to a position that is too old.
			history = { ...history, position: undefined };
			continue;
		}
		if (page.value.rows.length === 0) return { changes };
		bytes += page.value.bytes;
		count += page.value.rows.length;
		const isInGap = ({ at }: Entry) => at >= from && at < to;
		const { serverNow } = page.value;
		const entries = known(page.value.rows);
		const shown = { entries, serverNow };
		const read = await changesOf(looking, 'enterprise', triggers, shown, isInGap);
		if (read === undefined) break;
		if (!read.ok) return { changes, history, problem: read.problem };
		changes.push(...read.value);
		if (page.value.position === position) return { changes };
		history = { ...history, position: page.value.position };
	}
	return { changes, history };
}

interface Page {
	/** Undefined for events that are not about a file or folder. */
	rows: Array<Entry | undefined>;
	position: string;
	bytes: number;
	serverNow: number;
}

/** Reads one page. */
async function readPage(
	{ connection }: Looking,
	stream: Stream,
	query: Record<string, string>,
): Promise<Result<Page>> {
	return await withoutException(
		async () => {
			const page = await readEvents(connection.box, query, connection.now);
			if (!page.ok) return page;
			const { entries, ...rest } = page.value;
			return ok({ ...rest, rows: entries.map((entry) => readEntry(stream, entry)) });
		},
		(message) => `The events could not be read (${message}). If this repeats, report it as a bug.`,
	);
}

/** Returns the index of the first event whose webhook may still arrive, or -1. Ignores dates far in the future. */
function indexOfYoung(
	{ rows, serverNow }: Page,
	stream: Stream,
	triggers: readonly string[],
	graceMs: number,
): number {
	return rows.findIndex(
		(row) =>
			row !== undefined &&
			Math.abs(serverNow - row.at) < graceMs &&
			triggersOf(stream, row.type, row.object.type, triggers).length > 0,
	);
}

function known(rows: Page['rows']): Entry[] {
	return rows.filter((row) => row !== undefined);
}

function withoutAfter({ position }: StreamPosition): StreamPosition {
	return { position };
}
