import {
	toEvent,
	type Capture,
	type Change,
	type NormalizedEvent,
	type Source,
} from '../../../core/event';
import { passesFilter, type EventFilter } from '../../../core/eventFilter';

/** The events of a delivery, by what happens to them. */
export interface SortedEvents {
	/** Catch-up emitted them before, so they are not emitted again. */
	late: NormalizedEvent[];
	/** All others, including those that the filter drops. */
	events: NormalizedEvent[];
	/** The events that start the workflow. */
	chosen: NormalizedEvent[];
}

/** What sorts the events of a delivery. */
export interface Sorting {
	/** Whether the execution confirms an event at the vendor. It filters the event too, once it has the object. */
	isUnconfirmed(event: Pick<NormalizedEvent, 'unproven'>): boolean;
	/** Whether catch-up emitted an event before. */
	isCaughtUp(event: NormalizedEvent): boolean;
	filter: EventFilter;
}

/** Makes the events of a delivery's changes, and sorts them. An unconfirmed event always has its raw object. */
export function sortEvents(
	changes: readonly Change[],
	source: Source,
	capture: Capture,
	{ isUnconfirmed, isCaughtUp, filter }: Sorting,
): SortedEvents {
	const made = changes.map((change) => {
		const includeRaw = source.includeRaw || isUnconfirmed(change);
		const event = toEvent(change, { ...source, includeRaw }, capture);
		return { raw: change.raw, event, isLate: isCaughtUp(event) };
	});
	const eventsOf = (some: typeof made) => some.map(({ event }) => event);
	const others = made.filter(({ isLate }) => !isLate);
	const chosen = others.filter(
		({ raw, event }) => isUnconfirmed(event) || passesFilter({ ...event, raw }, filter),
	);
	return {
		late: eventsOf(made.filter(({ isLate }) => isLate)),
		events: eventsOf(others),
		chosen: eventsOf(chosen),
	};
}
