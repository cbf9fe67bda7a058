import { ok, unexpected, type Result } from '../../core/result';
import type { Ask } from './client';

/** Ecwid's largest page. Without a limit, Ecwid returns 100 rows of a list, but only 10 of a list of deleted objects. */
export const PAGE = 100;

/** The next step in catch-up's errors. Other readers of a list replace it (withNextStep.ts). */
export const NEXT_CHECK = 'Wait for the next check.';

/** A page of a list. */
export interface Page {
	items: readonly unknown[];
	/** How many rows the whole list has. A cached total may be too small. */
	total: number;
	bytes: number;
	/** Epoch milliseconds. */
	serverNow: number;
}

/** Requests one page of a list. */
export async function askPage(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
	offset: number,
): Promise<Result<Page>> {
	const paging = { offset: String(offset), limit: String(PAGE) };
	const answer = await ask(path, { ...query, ...paging });
	if (!answer.ok) return answer;
	const { value, bytes, serverNow } = answer.value;
	const { items, total } = value as { items?: unknown; total?: unknown };
	if (Array.isArray(items) && typeof total === 'number')
		return ok({ items, total, bytes, serverNow });
	return unexpected(
		`Ecwid's list of ${path} was not read: the response is not a list. ${NEXT_CHECK}`,
	);
}
