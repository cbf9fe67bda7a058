import { err, PROBLEM, ok, type Result } from '../core/result';

/** A page of a list, and where the next one begins; undefined on the last. */
export interface CursorPage<Row> {
	rows: readonly Row[];
	next: string | undefined;
}

/**
 * Reads a list that is paged by cursors to its end. A vendor that repeats a cursor, or never stops,
 * must not keep anything running.
 *
 * @param what names the list in a sentence: `Box's list of webhooks`
 * @param mostPages the list counts as endless after so many
 * @param mostRows the list counts as endless if more pages follow so many rows. Defaults to no limit
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
		`${what} has no end: its pages repeat, or there are more than ${mostPages}. Try again later, and tell the vendor if it stays so.`,
	);
}
