import { createHash } from 'node:crypto';

import { isObject } from '../../core/json';
import { ok, type Result } from '../../core/result';
import type { Row } from '../resources';
import type { Ask } from './client';
import { askPage, PAGE, type Page } from './askPage';

/** Returns the id of a row. */
export type IdOf = (row: Row) => string | undefined;

/** A place within a list whose order is unknown. Rows before it can be deleted, and changes can move rows. */
export interface Place {
	/** Number of rows before the place. */
	offset: number;
	/** Digest of the id of the row before the place (`digestOf`). */
	last: number;
}

/** A page after a place. */
export interface NextPage extends Page {
	/** The rows after the place. */
	fresh: readonly unknown[];
	isLast: boolean;
	/** Whether the page equals the previous one, which shows that the list ignores offsets. */
	isRepeated: boolean;
}

/** A page that does not have the row before the place. */
export interface Moved {
	isMoved: true;
	/** Epoch milliseconds. */
	serverNow: number;
}

/**
 * Reads the pages of a list. Each page begins with the last row of the previous one, which shows whether rows have moved to
 * pages that were already read. The total does not show a row that a change moved to the end of the list. Nor does it show
 * that one row was deleted and another one created.
 */
export class Pages {
	private offset: number;
	/** Digest of the row before the offset. Undefined if it has no id. */
	private last: number | undefined;
	private lastPage = '';

	/** @param place defaults to the beginning of the list */
	constructor(
		private readonly ask: Ask,
		private readonly path: string,
		private readonly query: Readonly<Record<string, string>>,
		private readonly idOf: IdOf = () => undefined,
		place?: Place,
	) {
		this.offset = place?.offset ?? 0;
		this.last = place?.last;
	}

	/** The place after the pages that were read. Undefined if the row before it has no id. */
	get place(): Place | undefined {
		const { offset, last } = this;
		return last === undefined ? undefined : { offset, last };
	}

	/** Reads the next page. If earlier rows were deleted or have moved, searches for the place up to a page further back. */
	async next(): Promise<Result<NextPage | Moved>> {
		const begin = this.last === undefined ? this.offset : Math.max(this.offset - 1, 0);
		const page = await this.pageAt(begin);
		if (!page.ok || !('isMoved' in page.value) || begin === 0) return page;
		return await this.pageAt(Math.max(begin - PAGE, 0), true);
	}

	private async pageAt(begin: number, isBack = false): Promise<Result<NextPage | Moved>> {
		const answer = await askPage(this.ask, this.path, this.query, begin);
		if (!answer.ok) return answer;
		const { items, total, serverNow } = answer.value;
		const { last } = this;
		const known = last === undefined ? 0 : 1 + this.indexOf(items, last);
		if (last !== undefined && known === 0) return ok({ isMoved: true, serverNow });
		const fresh = items.slice(known);
		const shown = JSON.stringify(items);
		// If a page equals the previous one, the list ignores offsets. There are two exceptions. First, both pages can consist
		// of only the row that each page repeats. Second, if one row was deleted, a page further back (`isBack`) has exactly
		// the rows of the previous page.
		const isSame = shown === this.lastPage && !isBack;
		const isRepeated = isSame && items.length > (known === 0 ? 0 : 1);
		this.lastPage = shown;
		this.offset = begin + items.length;
		const isShort = items.length < PAGE;
		// A full page is never the last one, because a cached total may be too small.
		const isLast = items.length === 0 || (isShort && this.offset >= total);
		// If the total is too large, only an empty page shows the end of the list. So the next page must not repeat a row.
		const isEnd = isShort && fresh.length === 0;
		this.last = isEnd ? undefined : this.digestOf(items.at(-1));
		return ok({ ...answer.value, fresh, isLast, isRepeated });
	}

	private indexOf(items: readonly unknown[], last: number): number {
		return items.findIndex((item) => this.digestOf(item) === last);
	}

	/** Returns 48 bits of a hash of a row's id, because a cursor holds numbers only. */
	private digestOf(item: unknown): number | undefined {
		const id = isObject(item) ? this.idOf(item) : undefined;
		return id === undefined ? undefined : createHash('sha256').update(id).digest().readUIntBE(0, 6);
	}
}
