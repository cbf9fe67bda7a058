import type { Change } from '../../../core/event';
import { ok, type Result } from '../../../core/result';
import { list } from '../../client/api';
import { createdChange, isChangedSince, readObject, updatedChanges } from '../../changes';
import { newestFirst } from '../../newestFirst';
import type { ShopResource } from './readPages';

/**
 * Returns the newest object as an event, for a person who builds a workflow (`newestFirst`). The event has a type that the
 * poll emits. If the poll emits only deletes, the event is an update, because the shop no longer shows a deleted object.
 *
 * @param wanted the event types that the node emits
 */
export async function readSample(
	{ shop, polled }: ShopResource,
	wanted: readonly string[],
): Promise<Result<Change[]>> {
	const { path, listAll } = polled.resource;
	const order = newestFirst(polled.resource);
	const read = await list(shop, path, { ...listAll, ...order, per_page: '1' });
	if (!read.ok) return read;
	const { rows, serverNow } = read.value;
	// A cache may return more than the one row that was requested.
	const [row] = rows;
	if (row === undefined) return ok([]);
	const object = readObject(polled, row);
	const isUpdate = wanted.includes('UPDATED') && !polled.onlyCreated;
	const isCreation = wanted.includes('CREATED') && !(isUpdate && isChangedSince(polled, object));
	return ok(
		isCreation || polled.onlyCreated
			? [createdChange(polled, object, serverNow)]
			: updatedChanges(polled, object, serverNow),
	);
}
