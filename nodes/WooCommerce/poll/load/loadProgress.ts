import type { PollState } from '../pollState';
import { openLoad } from './loadState';

/** Returns the loads that a poll has ended, and how many objects of each it has emitted. */
export function endedLoads(
	before: PollState | undefined,
	after: PollState,
): Array<{ resource: string; objects: number }> {
	return Object.entries(after.resources).flatMap(([resource, { load, unordered }]) => {
		const last = before?.resources[resource]?.load;
		if (load?.isOver !== true || unordered !== undefined) return [];
		if (last?.choice === load.choice && last.isOver) return [];
		return [{ resource, objects: load.loaded }];
	});
}

/** Returns how many objects the loads that are under way have emitted, or undefined without such a load. */
export function loadedSoFar({ resources }: PollState): number | undefined {
	const open = Object.values(resources).flatMap((state) => openLoad(state) ?? []);
	return open.length === 0 ? undefined : open.reduce((sum, { loaded }) => sum + loaded, 0);
}

/**
 * Returns sentences for the log about the loads that a poll has continued or ended.
 *
 * @param account the shop
 */
export function loadProgress(
	account: string,
	before: PollState | undefined,
	after: PollState,
): string[] {
	return Object.entries(after.resources).flatMap(([name, { load, ids, unordered, beginTotal }]) => {
		const last = before?.resources[name]?.load;
		if (load === undefined || (last?.choice === load.choice && last.isOver)) return [];
		if (unordered !== undefined)
			return [
				`The existing objects of ${name} of ${account} are not emitted, because the list of ${name} cannot be ordered by id. Configure a URL whose list accepts orderby=id, or set Start From to Now.`,
			];
		const of = load.since === undefined ? ` of ${beginTotal ?? ids.size}` : '';
		if (load.isOver)
			return [`The load of ${name} of ${account} has ended. Objects emitted: ${load.loaded}.`];
		return load.loaded === (last?.loaded ?? 0)
			? []
			: [
					`The load of ${name} of ${account} continues. Objects emitted so far: ${load.loaded}${of}.`,
				];
	});
}
