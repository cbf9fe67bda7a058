import type { Change } from '../../core/event';
import { PROBLEM, ok, type Result, type Problem } from '../../core/result';
import type { Shop } from '../api';
import { lookAtBalance } from './balance';
import { beginLoose, lookAtPages } from './looseList';
import { noResources, type Memory, type PollState } from './memory';
import {
	beginMemory,
	checkClaims,
	forgetFuture,
	isOrdered,
	type Look,
	lookAtBaseline,
	lookAtContents,
	lookAtNewest,
	lookAtWindow,
	type MayAsk,
	probe,
} from './pollResource';
import type { Watched } from './watched';

export interface Poll {
	state: PollState;
	/** In the order in which they happened. */
	changes: Change[];
	/** A resource that failed does not stop the others; it is asked again from where it was. */
	problems: Array<{ name: string; problem: Problem }>;
	/** What the user should hear of, though nothing failed. */
	warnings: Array<{ name: string; warning: string }>;
}

/**
 * One poll of a shop: first what has changed, of every resource, then, in the time that is left,
 * the listing of what was there before.
 *
 * @param previous what the last poll left, read anew; it is changed. Undefined for the first poll
 * @param mayAsk false when the time for this poll is used up
 */
export async function pollShop(
	shop: Shop,
	watched: readonly Watched[],
	previous: PollState | undefined,
	mayAsk: MayAsk,
): Promise<Poll> {
	const poll: Poll = {
		state: { account: shop.store.account, resources: noResources() },
		changes: [],
		problems: [],
		warnings: [],
	};
	const take = (name: string, memory: Memory | undefined, { changes, problem, warning }: Look) => {
		if (memory !== undefined) poll.state.resources[name] = memory;
		// A loop: more arguments than the stack holds would end every poll from then on.
		for (const change of changes) poll.changes.push(change);
		if (problem !== undefined) poll.problems.push({ name, problem });
		if (warning !== undefined) poll.warnings.push({ name, warning });
	};
	for (const one of watched) {
		const stored = previous?.resources[one.name];
		const memory = stored?.path === one.resource.path ? stored : undefined;
		if (!mayAsk()) take(one.name, memory, { changes: [] });
		else if (memory === undefined) await begin(shop, one, take);
		else take(one.name, memory, await lookOnce(shop, one, memory, mayAsk));
	}
	for (const one of watched) {
		const memory = poll.state.resources[one.name];
		if (memory?.baseline === undefined || poll.problems.some(({ name }) => name === one.name))
			continue;
		take(one.name, memory, await lookAtBaseline(shop, one, memory, mayAsk));
	}
	poll.changes.sort((left, right) =>
		left.date < right.date ? -1 : left.date > right.date ? 1 : 0,
	);
	return poll;
}

/** Watching begins with a look at what there is, and at whether the configuration fits it. */
async function begin(
	shop: Shop,
	watched: Watched,
	take: (name: string, memory: Memory | undefined, look: Look) => void,
): Promise<void> {
	const checked = await checkClaims(shop, watched);
	const began = checked.ok ? await beginOrdered(shop, watched) : checked;
	if (began.ok) take(watched.name, began.value, { changes: [] });
	else take(watched.name, undefined, { changes: [], problem: began.problem });
}

async function beginOrdered(shop: Shop, watched: Watched): Promise<Result<Memory>> {
	const newest = await probe(shop, watched);
	if (!newest.ok) {
		const { reason } = newest.problem;
		const isUnordered = reason === PROBLEM.refused || reason === PROBLEM.unordered;
		return isUnordered ? await beginLoose(shop, watched) : newest;
	}
	const ordered = await isOrdered(shop, watched, newest.value);
	if (!ordered.ok) return ordered;
	return ordered.value ? ok(beginMemory(watched, newest.value)) : await beginLoose(shop, watched);
}

async function lookOnce(
	shop: Shop,
	watched: Watched,
	memory: Memory,
	mayAsk: MayAsk,
): Promise<Look> {
	const { loose } = memory;
	if (loose !== undefined) return await lookAtPages(shop, watched, loose, mayAsk);
	const newest = await probe(shop, watched);
	if (!newest.ok) return { changes: [], problem: newest.problem };
	const wrong = forgetFuture(memory, newest.value.serverNow);
	const { hasWindows, isScanned } = watched.resource;
	const first = hasWindows
		? await lookAtWindow(shop, watched, memory, newest.value.serverNow, mayAsk)
		: await lookAtNewest(shop, watched, memory, newest.value, mayAsk);
	if (first.problem !== undefined) return { ...first, ...wrong };
	const second = await lookAtBalance(shop, watched, memory, newest.value, mayAsk);
	const both = { ...second, ...wrong, changes: [...first.changes, ...second.changes] };
	if (!isScanned || memory.baseline !== undefined || second.problem !== undefined) return both;
	const third = await lookAtContents(shop, watched, memory, mayAsk);
	return { ...both, ...third, ...wrong, changes: [...both.changes, ...third.changes] };
}
