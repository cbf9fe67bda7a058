import { ok, PROBLEM, type Result } from '../../core/result';
import { list, notOrdered } from '../client/api';
import { checkConfigAssertions } from './configuration/configAssertions';
import { Digests } from './ids/digests';
import { emptyLedger } from './ids/idLedger';
import { IdSet } from './ids/idSet';
import { LayeredMap } from './ids/layeredMap';
import type { PolledResource } from '../polledResource';
import type { ResourceState } from './pollState';
import { clockOf, datedProbe, type DatedProbe } from './read/clockSteps';
import { pageReader, type ShopResource } from './read/readPages';
import { withLedger } from './deletes/reconcileContext';
import { withEdge } from './read/rowClock';
import { START } from './read/seekPage';
import { beginUnordered, listedUnordered } from './scan/unorderedList';

/**
 * Returns the state with which the polling of a resource begins, after checking that the configuration
 * fits a real object. Existing objects do not produce events.
 *
 * @param hasTime false when the time for more pages of recent objects has ended. Defaults to no limit
 */
export async function beginResource(
	context: ShopResource,
	hasTime = () => true,
): Promise<Result<ResourceState>> {
	const checked = await checkConfigAssertions(context);
	if (!checked.ok) return checked;
	const first = await probeOrder(context);
	// A single wrong response must not turn off the search for deletes permanently.
	const probed = isUnorderable(context, first) ? await probeOrder(context) : first;
	if (isUnorderable(context, probed)) return await unorderedState(context);
	if (!probed.ok) return probed;
	const trashed = await readTrash(context);
	if (!trashed.ok) return trashed;
	return await withEdge(context, orderedState(context, probed.value, trashed.value), hasTime);
}

/**
 * Returns the state of a list that turns out to have no order; undefined if it has one. With fewer than two objects,
 * nothing could show that when polling began.
 */
export async function unorderedInstead(
	context: ShopResource,
	state: ResourceState,
): Promise<ResourceState | undefined> {
	const isShown = state.unordered !== undefined || state.ids.size >= 2;
	if (isShown || !isUnorderable(context, await probeOrder(context))) return undefined;
	const known = [...state.ids.with(state.topId < 0 ? [] : [state.topId])];
	const left = { baseline: undefined, pending: undefined, scan: undefined };
	return { ...state, ...left, unordered: listedUnordered(state.digests, known) };
}

/** Returns whether a probe shows that a list cannot be ordered. WooCommerce's own lists can. */
function isUnorderable({ polled }: ShopResource, probed: Result<unknown>): boolean {
	if (probed.ok || polled.resource.isMeasured) return false;
	return UNORDERABLE.includes(probed.problem.reason);
}

/**
 * Problems which show that a list cannot be ordered. A proxy or a firewall causes other problems, which do not depend
 * on the order.
 */
const UNORDERABLE: readonly string[] = [
	PROBLEM.invalidParameter,
	PROBLEM.unordered,
	PROBLEM.unusable,
];

/** Probes a list. If it is not known whether the list supports `orderby` and `offset`, two rows show it. */
async function probeOrder(context: ShopResource): Promise<Result<DatedProbe>> {
	const probed = await datedProbe(context);
	if (!probed.ok) return probed;
	const { newest } = probed.value;
	const isSingle = newest.total < 2 && newest.isUncounted !== true;
	if (context.polled.resource.isMeasured || isSingle) return probed;
	const readAt = pageReader(context, { _fields: 'id' });
	const ids: number[] = [];
	for (const offset of [1, 0]) {
		const read = await readAt(offset, 1);
		if (!read.ok) return read;
		ids.unshift(read.value.rows[0]?.id ?? -1);
	}
	const [lowest, next] = ids;
	const isOrdered = lowest < next && next <= (newest.rows[0]?.id ?? -1);
	return isOrdered ? probed : notOrdered(context.shop, context.polled.resource.path);
}

/**
 * Returns the newest objects in the trash, so that the poll recognizes them when they are restored. It recognizes older
 * ones by their ids and dates.
 */
async function readTrash({ shop, polled }: ShopResource): Promise<Result<IdSet>> {
	const { hasTrash, path } = polled.resource;
	if (!hasTrash) return ok(IdSet.empty);
	const query = {
		status: 'trash',
		orderby: 'id',
		order: 'desc',
		per_page: '100',
		_fields: 'id,status',
	};
	const read = await list(shop, path, query);
	if (!read.ok) return read;
	const trashed = read.value.rows.filter(({ status }) => status === 'trash').map(({ id }) => id);
	return ok(
		IdSet.from(trashed.filter((id) => Number.isSafeInteger(id) && Number(id) >= 0) as number[]),
	);
}

function orderedState(
	{ polled, shop }: ShopResource,
	probed: DatedProbe,
	trashed: IdSet,
): ResourceState {
	const { newest } = probed;
	const topId = newest.rows[0]?.id ?? -1;
	const empty = emptyState(polled, newest.serverNow);
	const state = { ...withLedger(empty, { trashed }), ...clockOf(shop, probed), topId };
	return topId < 0 ? state : { ...state, baseline: START, beginTotal: newest.total };
}

async function unorderedState(context: ShopResource): Promise<Result<ResourceState>> {
	const begun = await beginUnordered(context);
	if (!begun.ok) return begun;
	const { serverNow, unordered } = begun.value;
	return ok({ ...emptyState(context.polled, serverNow), unordered });
}

function emptyState({ resource }: PolledResource, serverNow: number): ResourceState {
	return {
		...{ path: resource.path, since: serverNow, watermark: serverNow, topId: -1 },
		ids: IdSet.empty,
		recent: LayeredMap.from(),
		digests: Digests.empty,
		seen: LayeredMap.from(),
		hiddenSeen: LayeredMap.from(),
		ledger: emptyLedger(),
	};
}
