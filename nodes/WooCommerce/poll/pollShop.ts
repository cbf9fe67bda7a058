import type { Change } from '../../core/event';
import { PROBLEM, err, ok, type Result, type Problem } from '../../core/result';
import { shownText } from '../../core/shownText';
import { redactSecrets } from '../../host/vendorErrors';
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
	/** An exception costs one resource this look: what was known before is kept. */
	const tryLook = async (
		{ name }: Watched,
		before: Memory | undefined,
		look: (memory: Memory | undefined) => Promise<[Memory | undefined, Look]>,
	) => {
		try {
			take(name, ...(await look(before && copyOf(before))));
		} catch (error) {
			take(name, before, { changes: [], problem: exceptionProblem(name, error) });
		}
	};
	for (const one of watched) {
		const stored = previous?.resources[one.name];
		await tryLook(one, stored?.path === one.resource.path ? stored : undefined, async (memory) => {
			if (!mayAsk()) return [memory, { changes: [] }];
			if (memory === undefined) return await begin(shop, one);
			return [memory, await lookOnce(shop, one, memory, mayAsk)];
		});
	}
	for (const one of watched) {
		const before = poll.state.resources[one.name];
		if (before?.baseline === undefined || poll.problems.some(({ name }) => name === one.name))
			continue;
		await tryLook(one, before, async (memory) => [
			memory,
			await lookAtBaseline(shop, one, memory as Memory, mayAsk),
		]);
	}
	poll.changes.sort((left, right) =>
		left.date < right.date ? -1 : left.date > right.date ? 1 : 0,
	);
	return poll;
}

/** Watching begins with a look at what there is, and at whether the configuration fits it. */
async function begin(shop: Shop, watched: Watched): Promise<[Memory | undefined, Look]> {
	const checked = await checkClaims(shop, watched);
	const began = checked.ok ? await beginOrdered(shop, watched) : checked;
	return began.ok
		? [began.value, { changes: [] }]
		: [undefined, { changes: [], problem: began.problem }];
}

function copyOf(memory: Memory): Memory {
	const { recent, contents, census, loose } = memory;
	return {
		...memory,
		recent: new Map(recent),
		contents: contents.copy(),
		census: { ...census, lives: new Map(census.lives) },
		loose: loose && { ...loose, contents: new Map(loose.contents) },
	};
}

function exceptionProblem(name: string, error: unknown): Problem {
	const cause = shownText(
		redactSecrets(error instanceof Error ? error.message : String(error)),
		200,
	);
	return err(
		PROBLEM.unexpected,
		`Polling ${name} failed: ${cause}. Report this as a bug if the next polls fail too.`,
	).problem;
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
