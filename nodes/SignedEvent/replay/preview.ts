import { isoSecond } from '../../core/dates';
import type { EventType } from '../../core/event';
import type { Collected } from '../../host/replay/collector';
import type { ReplayPreview } from './replayItem';
import type { Settings } from './settings';

const COUNTERS = {
	CREATED: 'created',
	UPDATED: 'updated',
	DELETED: 'deleted',
	UNKNOWN: 'unknown',
} as const satisfies Record<EventType, string>;

/** Returns the item of a preview. */
export function previewOf(
	{ vendor, from, to }: Settings,
	{ kept }: Collected,
	{
		account,
		requests,
		warnings,
	}: { account: string; requests: number; warnings: readonly string[] },
): ReplayPreview {
	const byType = new Map<string, ReplayPreview['byType'][number]>();
	for (const { objectType, eventType } of kept) {
		const none = { objectType, events: 0, created: 0, updated: 0, deleted: 0, unknown: 0 };
		const counts = byType.get(objectType) ?? none;
		const counter = COUNTERS[eventType];
		byType.set(objectType, {
			...counts,
			events: counts.events + 1,
			[counter]: counts[counter] + 1,
		});
	}
	const span = {
		from: isoSecond(from),
		to: to === Infinity ? new Date().toISOString() : isoSecond(to),
	};
	const [earliest, latest] = [kept[0]?.date, kept.at(-1)?.date];
	return {
		summary: `A replay would emit ${kept.length} event${kept.length === 1 ? '' : 's'} of ${account}.`,
		vendor: vendor.name,
		account,
		...span,
		events: kept.length,
		byType: [...byType.values()].sort((one, other) =>
			one.objectType.localeCompare(other.objectType),
		),
		...(earliest !== undefined && { earliest, latest }),
		requests,
		...(warnings.length > 0 && { warnings: [...warnings] }),
	};
}
