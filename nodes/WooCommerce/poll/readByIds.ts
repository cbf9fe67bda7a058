import { ok, type Result } from '../../core/result';
import { listById, type IdListing, type IdRow, type Shop } from '../api';
import type { PolledResource } from './polledResource';

/** Reads the objects with these ids from a resource's list, at most 100. */
export async function readByIds(
	shop: Shop,
	{ resource: { path, listAll } }: PolledResource,
	ids: readonly number[],
	query: Readonly<Record<string, string>>,
): Promise<Result<IdListing>> {
	const include = [...ids].sort((left, right) => left - right).join(',');
	return await listById(shop, path, { ...listAll, ...query, per_page: '100', include });
}

/** Does what `readByIds` does, but returns no rows if the total shows that some of them are left out. */
export async function readCompleteByIds(
	...parameters: Parameters<typeof readByIds>
): Promise<Result<readonly IdRow[]>> {
	const read = await readByIds(...parameters);
	if (!read.ok) return read;
	const { rows, total } = read.value;
	return ok(rows.length === total ? rows : []);
}
