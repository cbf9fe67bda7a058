import { ok, unexpected, type Result } from '../core/result';

/** A page of a list, and the cursor of the next one. It is undefined on the last page. */
export interface CursorPage<Row> {
	rows: readonly Row[];
	next: string | undefined;
}

/** All rows are in memory at once. 25,000 webhooks take some 12 MB. */
const MOST_MB = 32;
/** All cursors are in memory too. A vendor's cursor has a few hundred characters. */
const LONGEST_CURSOR = 10_000;

/**
 * Reads all pages of a list that is paged by cursors. It stops with a problem if a cursor is empty, repeats or is too long,
 * after `mostPages`, or after 32 MB of rows. So a vendor can neither keep it running nor fill the memory.
 *
 * @param what name of the list for messages, such as `Box's list of webhooks`
 * @param mostPages after this many pages the list counts as endless
 * @param mostRows after this many rows the list counts as endless if another page follows. Defaults to no limit
 * @param shorten the next step if the list is too long. Defaults to the removal of entries
 */
export async function readPages<Row>(
	what: string,
	mostPages: number,
	read: (cursor: string | undefined) => Promise<Result<CursorPage<Row>>>,
	mostRows = Infinity,
	shorten = 'Remove the entries that are not needed.',
): Promise<Result<Row[]>> {
	const rows: Row[] = [];
	const seen = new Set<string>();
	let cursor: string | undefined;
	let length = 0;
	for (let page = 0; page < mostPages; page++) {
		const answer = await read(cursor);
		if (!answer.ok) return answer;
		for (const row of answer.value.rows) rows.push(row);
		cursor = answer.value.next;
		if (cursor === undefined) return ok(rows);
		length += JSON.stringify(answer.value.rows).length;
		if (length > MOST_MB * 1024 * 1024) return tooLong(what, `${MOST_MB} MB`, shorten);
		if (rows.length > mostRows) return tooLong(what, `${mostRows} entries`, shorten);
		if (cursor === '' || cursor.length > LONGEST_CURSOR || seen.has(cursor)) return badCursor(what);
		seen.add(cursor);
	}
	return tooLong(what, `${mostPages} pages`, shorten);
}

function tooLong(what: string, limit: string, shorten: string): Result<never> {
	return unexpected(`${what} could not be read to its end: it has more than ${limit}. ${shorten}`);
}

function badCursor(what: string): Result<never> {
	return unexpected(
		`${what} could not be read to its end: the vendor returned an invalid or repeated page cursor. Try again later. If this repeats, report it to the vendor.`,
	);
}
