import type { INode, IDataObject } from 'n8n-workflow';

import { BoundedMap } from '../../core/cache/boundedMap';
import { isStoredApart } from '../../host/cursorStorage';
import type { Poll } from './pollShop';
import type { PollState, ResourceState } from './pollState';

/** Minimum time between two executions without items. n8n's list of executions shows each of them. */
const STORE_EVERY_MS = 3_600_000;

/**
 * Remembers which nodes have a state that n8n has not stored. n8n stores a node's static data only when its poll emits
 * something (n8n-core, poll-trigger-executor.js). If a filter drops all changes, the state of these objects is only in
 * memory. After a restart, the poll would miss some of their later changes.
 *
 * A poll can emit an empty list. n8n then stores the state, and starts an execution in which no other node runs.
 */
export class UnstoredStates {
	/** By node. */
	private readonly nodes = new BoundedMap<string, { isUnstored: boolean; storedAt?: number }>(
		10_000,
	);

	/**
	 * Returns whether a poll that emits no change should emit an empty list. The first list is due at once, and later
	 * ones at most once an hour.
	 *
	 * @param node its key
	 * @param hasLearned whether this poll learned something that no event reports
	 * @param now milliseconds of a monotonic clock
	 */
	isDue(node: string, hasLearned: boolean, now: number): boolean {
		const { isUnstored = false, storedAt = -Infinity } = this.nodes.get(node) ?? {};
		const isPending = isUnstored || hasLearned;
		if (isPending) this.nodes.set(node, { isUnstored: true, storedAt });
		return isPending && now - storedAt >= STORE_EVERY_MS;
	}

	/**
	 * Notes that the stored state of a node is damaged or of another address, so that an empty list is due at once. After a
	 * restart, polling could otherwise start again and lose the changes of an outage.
	 */
	noteReplaced(node: string): void {
		this.nodes.set(node, { isUnstored: true });
	}

	/** Notes that a node emits changes or an empty list, so that n8n stores its state. */
	noteEmitted(node: string, now: number): void {
		this.nodes.set(node, { isUnstored: false, storedAt: now });
	}
}

/**
 * Returns whether only an emitted list makes n8n store the state. Durable cursors are stored with each poll. If *Always
 * Output Data* is on, n8n would put an item into the empty list, and the workflow would run with it.
 */
export function needsEmission({ alwaysOutputData }: INode, staticData: IDataObject): boolean {
	return isStoredApart(staticData) && alwaysOutputData !== true;
}

/**
 * Returns whether a poll learned something that no emitted event reports: changes that a filter drops, a part of a first
 * listing, or a resource whose polling began.
 */
export function hasLearned({ changes, state }: Poll, previous: PollState | undefined): boolean {
	if (previous === undefined) return false;
	const isFurther = Object.entries(state.resources).some(([name, one]) => {
		const before = previous.resources[name] as ResourceState | undefined;
		return before === undefined || isListedFurther(before, one);
	});
	return changes.length > 0 || isFurther;
}

function isListedFurther(before: ResourceState, after: ResourceState): boolean {
	if (before.baseline !== undefined && !isSame(before.baseline, after.baseline)) return true;
	const [one, other] = [before.unordered, after.unordered];
	// Only the first pass of a list without an order records which objects existed when polling began.
	if (other === undefined || one?.isListed === true) return false;
	return one?.page !== other.page || other.isListed;
}

function isSame(one: unknown, other: unknown): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
