import { ok, type Result } from '../../../core/result';
import type { IdListing, IdRow } from '../../client/api';
import { readRows, type Query, type ShopResource } from './readPages';

/** Reads the objects with these ids from a resource's list, at most 100. */
export async function readByIds(
	context: ShopResource,
	ids: readonly number[],
	query: Query = {},
): Promise<Result<IdListing>> {
	const include = [...ids].sort((left, right) => left - right).join(',');
	return await readRows(context, { ...query, per_page: '100', include });
}

/** Does what `readByIds` does, but returns undefined if the total shows that the list left out some of the rows. */
export async function readCompleteByIds(
	...parameters: Parameters<typeof readByIds>
): Promise<Result<readonly IdRow[] | undefined>> {
	const read = await readByIds(...parameters);
	if (!read.ok) return read;
	const { rows, total } = read.value;
	return ok(rows.length === total ? rows : undefined);
}
