import { read } from '../../client/api';
import { detectByContent } from '../scan/detectChanges';
import type { ResourceState } from '../pollState';
import { joinWarnings, type PollContext, type ScanResult } from './readPages';
import type { BrokenRow } from './splitPage';

/** Maximum number of unreadable objects that are remembered. Each takes some 60 characters of the stored data. */
const MOST_BROKEN = 1_000;
/** Number of objects that one poll reads again while they cannot be read. */
const MOST_FAILED = 2;
/** Number of objects that one poll reads again if they can be read. */
const MOST_READ_AGAIN = 100;
/** How often the warning about an object without an id is repeated. The poll cannot read such an object again. */
const REPEAT_MS = 24 * 3_600_000;

/** Reads unreadable objects again, and returns the changes of those that can now be read. */
export async function readBroken(
	{ shop, polled, hasBudget }: PollContext,
	before: ResourceState,
	serverNow: number,
): Promise<ScanResult> {
	const broken = (before.broken ?? []).filter(
		({ id, notedAt }) => id !== undefined || Math.abs(serverNow - notedAt) < REPEAT_MS,
	);
	if (broken.length === 0) return { state: { ...before, broken: undefined }, changes: [] };
	const again = broken.filter(({ id }) => id !== undefined).slice(0, MOST_READ_AGAIN);
	let failed = 0;
	let result: ScanResult = { state: before, changes: [] };
	let left = broken;
	for (const one of again) {
		if (!hasBudget() || failed >= MOST_FAILED) break;
		const row = await read(shop, polled.resource.path, String(one.id));
		left = left.filter((other) => other !== one);
		if (!row.ok) {
			// The other objects come first in the next poll.
			left = [...left, one];
			failed++;
			// The list could be read a moment ago, so the shop may reject requests for this object only. A pause applies to all.
			if (row.problem.retryAfterMs === undefined) continue;
			return { ...result, state: { ...result.state, broken: left }, problem: row.problem };
		}
		const isSame = row.value?.id === one.id && row.value?.status !== 'trash';
		if (!isSame || row.value === undefined) continue;
		const isOlder = (polled.resource.readModified(row.value) ?? Infinity) < one.since;
		// A difference from the recorded content is a change, even with an old date.
		const isOld = isOlder && !before.digests.has(Number(one.id));
		const detected = detectByContent(
			polled,
			result.state,
			[{ ...row.value, id: row.value.id as number }],
			serverNow,
		);
		const changes = isOld && before.ids.has(Number(one.id)) ? [] : detected.changes;
		result = { state: detected.state, changes: [...result.changes, ...changes] };
	}
	return { ...result, state: { ...result.state, broken: left.length === 0 ? undefined : left } };
}

/** Adds the rows that this poll could not read to the state, and returns a warning that names the new ones. */
export function noteBroken(
	{ shop: { store }, polled: { name }, notes }: PollContext,
	result: ScanResult,
	since: number,
	serverNow: number,
): ScanResult {
	const known = result.state.broken ?? [];
	const keyOf = ({ id, afterId }: { id?: number; afterId?: number }) => id ?? `after ${afterId}`;
	const keys = new Set(known.map(keyOf));
	const added = (notes?.broken ?? []).filter(
		(one) => !keys.has(keyOf(one)) && keys.add(keyOf(one)),
	);
	if (added.length === 0) return result;
	const objects = added.map(({ id, afterId }) => ({ id, afterId, since, notedAt: serverNow }));
	// The first note of an object has the right cursor: changes since then were not emitted.
	const broken = [...known, ...objects].slice(0, MOST_BROKEN);
	const lost = known.length + objects.length - broken.length;
	const which = added.slice(0, 10).map(placeOf).join(', ');
	const more = added.length > 10 ? ` and ${added.length - 10} more` : '';
	const hasId = added.every(({ id }) => id !== undefined);
	const isOne = added.length === 1;
	const emitted = `${isOne ? 'Its' : 'Their'} changes are emitted once ${isOne ? 'it' : 'they'} can be read.`;
	const then = hasId
		? emitted
		: isOne
			? 'Once it can be read, only later changes are emitted, because its ID is not known.'
			: `${emitted} If the ID of an object is not known, only its later changes are emitted.`;
	const unnoted =
		lost > 0
			? ` The node notes at most ${MOST_BROKEN} of them. Changes of ${lost} others are not emitted. Look for these changes in the shop.`
			: '';
	const warning = `${added.length === 1 ? 'One object' : `${added.length} objects`} of ${name} of ${store.account} could not be read: ${which}${more}. ${then}${unnoted} The rest of the list is polled. ${added[0].cause}`;
	return {
		...result,
		state: { ...result.state, broken },
		warning: joinWarnings(result.warning, warning),
	};
}

function placeOf({ id, afterId, rank }: BrokenRow): string {
	if (id !== undefined) return `ID ${id}`;
	return afterId === undefined
		? `number ${rank + 1} of the list`
		: `the next one after ID ${afterId}`;
}
