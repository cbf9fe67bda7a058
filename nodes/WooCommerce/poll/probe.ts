import type { Result } from '../../core/result';
import { listById, type IdListing, type Shop } from '../api';
import type { PolledResource } from './polledResource';

/** Reads the newest row alone: it shows the highest id, the total, and the shop's clock. */
export async function probe(shop: Shop, { resource }: PolledResource): Promise<Result<IdListing>> {
	const query = { order: 'desc', per_page: '1', _fields: 'id' };
	return await listById(shop, resource.path, { ...resource.listAll, ...query });
}
