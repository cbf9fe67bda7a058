import type { Change } from '../../core/event';
import { ok, type Problem } from '../../core/result';
import { withoutException } from '../../host/exceptions';
import type { Shop } from '../api';
import { beginResource } from './beginResource';
import type { PolledResource } from './configuration/polledResource';
import { orderChanges } from './orderChanges';
import { pollResource } from './pollResource';
import type { PollState, ResourceState } from './pollState';
import type { PollContext, ScanResult } from './read/readPages';
import { scanBaseline } from './scan/scanList';
import { resourcesByName } from './storedState';

export interface Poll {
	readonly state: PollState;
	/** In the order in which they happened. */
	readonly changes: readonly Change[];
	/** A resource that failed does not stop the others. It is read again from its last state. */
	readonly problems: ReadonlyArray<{ name: string; problem: Problem }>;
	/** What the user should know although the poll did not fail. */
	readonly warnings: ReadonlyArray<{ name: string; warning: string }>;
}

/** A resource without a state has not begun. */
type ResourceResult = Omit<ScanResult, 'state'> & { readonly state?: ResourceState };

/**
 * Polls a shop once. It first reads the changes of every resource. In the time that is left, it lists the
 * objects that existed before polling began.
 *
 * @param previous the state after the last poll; undefined for the first one
 * @param hasBudget false when the time for this poll is used up
 */
export async function pollShop(
	shop: Shop,
	polled: readonly PolledResource[],
	previous: PollState | undefined,
	hasBudget: () => boolean,
): Promise<Poll> {
	const context = contextOf(shop, hasBudget);
	const results: Array<[PolledResource, ResourceResult]> = [];
	for (const one of polled) {
		const stored = previous?.resources[one.name];
		const state = stored?.path === one.resource.path ? stored : undefined;
		const scan = async () => await scanChanges(context(one), state);
		results.push([one, await scanIsolated(one, state, scan)]);
	}
	for (const [one, { state, problem }] of [...results]) {
		if (state?.baseline === undefined || problem !== undefined) continue;
		const scan = async () => await scanBaseline(context(one), state);
		results.push([one, await scanIsolated(one, state, scan)]);
	}
	return pollOf(shop, results);
}

/** Bytes of responses whose changes one poll holds. Items of several times this size would exhaust n8n's memory. */
const MOST_HELD_BYTES = 32 * 1024 * 1024;

/** Returns the context of each resource. All share the time and the memory of the poll. */
function contextOf(shop: Shop, hasTime: () => boolean): (polled: PolledResource) => PollContext {
	let held = 0;
	const hasBudget = () => held < MOST_HELD_BYTES && hasTime();
	const hold = (bytes: number) => void (held += bytes);
	return (polled) => ({ shop, polled, hasBudget, hold });
}

async function scanChanges(
	context: PollContext,
	state: ResourceState | undefined,
): Promise<ResourceResult> {
	const now = context.shop.now();
	if (!context.hasBudget() || isPaused(state, now)) return { state, changes: [] };
	if (state !== undefined) return withPause(await pollResource(context, state), now);
	const begun = await beginResource(context);
	return begun.ok ? { state: begun.value, changes: [] } : { changes: [], problem: begun.problem };
}

/** A pause that the shop asks for applies to one resource only, so a plugin's list cannot stop the other polls. */
function withPause(result: ScanResult, now: number): ScanResult {
	const pause = result.problem?.retryAfterMs ?? 0;
	const paused = pause > 0 ? { pausedAt: now, notBefore: now + pause } : {};
	const none = { pausedAt: undefined, notBefore: undefined };
	return { ...result, state: { ...result.state, ...none, ...paused } };
}

/** A pause that begins in the future was stored before this machine's clock was set back. */
function isPaused(state: ResourceState | undefined, now: number): boolean {
	const { notBefore, pausedAt = -Infinity } = state ?? {};
	return notBefore !== undefined && now >= pausedAt && now < notBefore;
}

/** An exception ends the scan of one resource only, and the state of that resource stays as it was. */
async function scanIsolated(
	{ name }: PolledResource,
	state: ResourceState | undefined,
	scan: () => Promise<ResourceResult>,
): Promise<ResourceResult> {
	const scanned = await withoutException(
		async () => ok(await scan()),
		(message) =>
			`Polling ${name} failed: ${message}. Report this as a bug if the next polls fail too.`,
	);
	return scanned.ok ? scanned.value : { state, changes: [], problem: scanned.problem };
}

/** Later results of a resource replace its state, and add to its changes. */
function pollOf(
	{ store }: Shop,
	results: ReadonlyArray<readonly [PolledResource, ResourceResult]>,
): Poll {
	const states = results.flatMap(([{ name }, { state }]) =>
		state === undefined ? [] : [[name, state] as const],
	);
	const changes = results.flatMap(([, result]) => result.changes);
	return {
		state: { account: store.account, resources: resourcesByName(states) },
		changes: orderChanges(changes),
		problems: results.flatMap(([{ name }, { problem }]) => (problem ? [{ name, problem }] : [])),
		warnings: results.flatMap(([{ name }, { warning }]) => (warning ? [{ name, warning }] : [])),
	};
}
