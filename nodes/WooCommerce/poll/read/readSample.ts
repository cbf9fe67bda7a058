import type { Change } from '../../../core/event';
import { ok, type Result } from '../../../core/result';
import { list } from '../../client/api';
import { readObject, updatedChanges } from '../../changes';
import type { Query, ShopResource } from './readPages';

/** Returns the object that changed last as an event, for a person who builds a workflow. */
export async function readSample({ shop, polled }: ShopResource): Promise<Result<Change[]>> {
	const { path, listAll, hasWindows } = polled.resource;
	const order: Query = hasWindows ? { orderby: 'modified', order: 'desc' } : {};
	const read = await list(shop, path, { ...listAll, ...order, per_page: '1' });
	if (!read.ok) return read;
	const { rows, serverNow } = read.value;
	// A cache may return more than the one row that was requested.
	const [row] = rows;
	return ok(row === undefined ? [] : updatedChanges(polled, readObject(polled, row), serverNow));
}
