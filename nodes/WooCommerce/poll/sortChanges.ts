import type { Change } from '../../core/event';

/**
 * Sorts changes by date, but keeps the changes of one object in the order in which they were read. An import, a plugin or a clock
 * that was set back can date an update before the creation that a poll read first.
 *
 * @param changes as read
 */
export function sortChanges(changes: readonly Change[]): Change[] {
	const latest = new Map<string, string>();
	const placed = changes.map((change) => {
		const object = JSON.stringify([change.objectType, change.objectId]);
		const before = latest.get(object) ?? '';
		const place = change.date > before ? change.date : before;
		latest.set(object, place);
		return { change, place };
	});
	placed.sort((left, right) => Number(left.place > right.place) - Number(left.place < right.place));
	return placed.map(({ change }) => change);
}
