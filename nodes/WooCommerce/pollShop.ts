import type { Change } from '../core/event';
import type { Problem } from '../core/problem';
import type { Shop } from './api';
import type { Memory, PollState } from './memory';
import { beginMemory, lookAtBaseline, lookAtChanges, probe, type MayAsk } from './pollResource';
import type { Resource } from './resources';

/** One resource that is watched, under the user's name for it. */
export interface Watched {
	name: string;
	resource: Resource;
}

export interface Poll {
	state: PollState;
	/** In the order in which they happened. */
	changes: Change[];
	/** A resource that failed does not stop the others; it is asked again from where it was. */
	problems: Array<{ name: string; problem: Problem }>;
}

/**
 * One poll of a shop: first what has changed, of every resource, then, in the time that is left,
 * the listing of what was there before.
 *
 * @param previous what the last poll left, or undefined for the first
 * @param mayAsk false when the time for this poll is used up
 */
export async function pollShop(
	shop: Shop,
	watched: readonly Watched[],
	previous: PollState | undefined,
	mayAsk: MayAsk,
): Promise<Poll> {
	const poll: Poll = {
		state: { account: shop.store.account, resources: {} },
		changes: [],
		problems: [],
	};
	for (const { name, resource } of watched) {
		const memory = previous?.resources[name];
		const look = mayAsk()
			? await lookOnce(shop, resource, memory, mayAsk)
			: { memory, changes: [] };
		take(poll, name, look);
	}
	for (const { name, resource } of watched) {
		const memory = poll.state.resources[name];
		const isOpen =
			memory?.baseline !== undefined && !poll.problems.some((each) => each.name === name);
		if (isOpen) take(poll, name, await lookAtBaseline(shop, resource, memory, mayAsk));
	}
	poll.changes.sort((left, right) =>
		left.date < right.date ? -1 : left.date > right.date ? 1 : 0,
	);
	return poll;
}

interface PartialLook {
	memory?: Memory;
	changes: Change[];
	problem?: Problem;
}

async function lookOnce(
	shop: Shop,
	resource: Resource,
	memory: Memory | undefined,
	mayAsk: MayAsk,
): Promise<PartialLook> {
	const newest = await probe(shop, resource);
	if (!newest.ok) return { memory, changes: [], problem: newest.problem };
	if (memory === undefined) return { memory: beginMemory(newest.value), changes: [] };
	return await lookAtChanges(shop, resource, memory, newest.value.serverNow, mayAsk);
}

function take(poll: Poll, name: string, { memory, changes, problem }: PartialLook): void {
	if (memory !== undefined) poll.state.resources[name] = memory;
	poll.changes.push(...changes);
	if (problem !== undefined) poll.problems.push({ name, problem });
}
