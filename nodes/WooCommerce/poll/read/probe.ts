import type { Result } from '../../../core/result';
import { listById, type IdListing } from '../../api';
import type { Query, ShopResource } from './readPages';

/** Reads the newest row alone: it shows the highest id, the total, and the shop's clock. */
export async function probe(
	{ shop, polled }: ShopResource,
	more: Query = {},
): Promise<Result<IdListing>> {
	const { path, listAll } = polled.resource;
	const query = { order: 'desc', per_page: '1', _fields: 'id', ...more };
	return await listById(shop, path, { ...listAll, ...query });
}
