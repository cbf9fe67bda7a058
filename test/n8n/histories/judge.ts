import { normalizedEvent, type NormalizedEvent } from '../../../nodes/core/event';
import { itemsOf, type Execution } from '../support/n8n';
import type { Site } from './site';

interface Verdict {
	/** What is wrong, in words. */
	faults: string[];
	/** The events that count as emitted: those of finished executions, and once those of interrupted ones. */
	told: NormalizedEvent[];
	/** Deliveries beyond those of finished executions. */
	repeated: number;
	crashed: number;
}

/**
 * Compares what n8n's database has of a workflow with what its receiver got, and both with what happened at the vendor.
 * If n8n is killed during a delivery, it cannot know whether it arrived, so that event may come again.
 */
export function verdictOf(
	site: Site,
	executions: readonly Execution[],
	received: readonly NormalizedEvent[],
): Verdict {
	const faults: string[] = [];
	const finished = executions.filter(({ status }) => status === 'success');
	const crashed = executions.filter(({ status }) => status !== 'success');
	for (const { id, status, error } of crashed)
		if (status === 'error') faults.push(`execution ${id} failed: ${error?.message}`);
	const delivered = finished.flatMap((execution) => deliveredBy(execution, site.trigger));
	const counts = { delivered: countsOf(delivered), received: countsOf(received) };
	let repeated = 0;
	const told = [...delivered];
	for (const [state, count] of counts.received) {
		const known = counts.delivered.get(state) ?? 0;
		const more = count - known;
		if (more > crashed.length)
			faults.push(`${state} came ${count} times, ${known} times by finished executions`);
		if (known === 0) told.push(received.find((event) => stateOf(event) === state)!);
		repeated += known === 0 ? more - 1 : more;
	}
	for (const [state, count] of counts.delivered)
		if (count > (counts.received.get(state) ?? 0))
			faults.push(`${state} did not arrive, but its execution succeeded`);
	const emitted = finished.flatMap((execution) => emittedBy(execution, site.trigger));
	for (const event of emitted)
		if (!counts.received.has(stateOf(event)))
			faults.push(`${event.topic} ${event.objectId} was skipped, but never delivered`);
	return { faults: [...faults, ...site.faultsOf(told)], told, repeated, crashed: crashed.length };
}

function emittedBy(execution: Execution, trigger: string): NormalizedEvent[] {
	return itemsOf(execution, trigger).map(({ json }) => normalizedEvent.parse(json));
}

/** The events that *Signed Event* delivered: those whose messages passed. */
function deliveredBy(execution: Execution, trigger: string): NormalizedEvent[] {
	const events = emittedBy(execution, trigger);
	return itemsOf(execution, 'Signed Event').flatMap(({ pairedItem }) =>
		[pairedItem as Array<{ item: number }>].flat().map(({ item }) => events[item]),
	);
}

function countsOf(events: readonly NormalizedEvent[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const event of events) counts.set(stateOf(event), (counts.get(stateOf(event)) ?? 0) + 1);
	return counts;
}

function stateOf({ stateId, id }: NormalizedEvent): string {
	return stateId ?? id;
}
