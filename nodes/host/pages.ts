import { err, PROBLEM, ok, type Result } from '../core/result';

/** A page of a list, and the cursor of the next one. It is undefined on the last page. */
export interface CursorPage<Row> {
	rows: readonly Row[];
	next: string | undefined;
}

/**
 * Reads all pages of a list that is paged by cursors. It stops with a problem if a cursor repeats, or after
 * `mostPages`, so that a vendor cannot keep it running.
 *
 * @param what names the list in a sentence: `Box's list of webhooks`
 * @param mostPages after this many pages the list counts as endless
 * @param mostRows after this many rows the list counts as endless if another page follows. Defaults to no limit
 */
export async function readPages<Row>(
	what: string,
	mostPages: number,
	read: (cursor: string | undefined) => Promise<Result<CursorPage<Row>>>,
	mostRows = Infinity,
): Promise<Result<Row[]>> {
	const rows: Row[] = [];
	const seen = new Set<string>();
	let cursor: string | undefined;
	for (let page = 0; page < mostPages; page++) {
		const answer = await read(cursor);
		if (!answer.ok) return answer;
		for (const row of answer.value.rows) rows.push(row);
		cursor = answer.value.next;
		if (cursor === undefined) return ok(rows);
		if (seen.has(cursor) || rows.length > mostRows) break;
		seen.add(cursor);
	}
	return err(
		PROBLEM.unexpected,
		`${what} has no end: its pages repeat, or it has more than ${mostPages} pages. Try again later. If it persists, report it to the vendor.`,
	);
}
