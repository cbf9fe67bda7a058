import type { IExecuteFunctions } from 'n8n-workflow';

import type { NormalizedEvent } from '../../core/event';
import { stateKeys } from '../../core/envelope/eventKey';
import { readEvent } from '../../core/envelope/parseEnvelope';
import { KeyedMutex } from '../keyedMutex';
import { messageOf, warn } from '../log';
import { processedStore } from '../processedStore';

/**
 * Events of webhooks until the next look, at most some hundred KB in a row of n8n's database. n8n rewrites the row with
 * each execution.
 */
const MOST_KEYS = 5_000;

/** Calls of one node must not overlap. */
const mutex = new KeyedMutex();

/**
 * In queue mode with webhook processes, catch-up runs in a process that sees no delivery. So the executions, which run
 * in workers, record in n8n's database what webhooks reported, and drop events of catch-up that are recorded there.
 *
 * If the database fails, the events are emitted: a repeated event is better than a lost one.
 *
 * @param node its key
 * @param given the events of an execution, which a person can have pinned and changed
 * @returns the events that are to be emitted
 */
export async function withoutReported<Given>(
	functions: IExecuteFunctions,
	node: string,
	given: readonly Given[],
	eventOf: (one: Given) => unknown,
): Promise<Given[]> {
	const known = given.map((one) => ({ one, event: readEvent(eventOf(one)) }));
	const reported = known.flatMap(({ event }) => (event && markOf(event)) ?? []);
	const asked = known.flatMap(({ event }) => (event && askedOf(event)) ?? []);
	if (reported.length + asked.length === 0) return [...given];
	const store = processedStore(functions, MOST_KEYS);
	try {
		return await mutex.runExclusive(node, async () => {
			const stored = await store.add([...new Set([...reported, ...asked])]);
			// To ask is also to record. A later execution with the same event must not find it.
			const added = asked.filter((key) => !stored.has(key));
			if (added.length > 0) await store.remove(added);
			const isReported = (event: NormalizedEvent) =>
				askedOf(event)?.some((key) => stored.has(key)) ?? false;
			return known
				.filter(({ event }) => event === undefined || !isReported(event))
				.map(({ one }) => one);
		});
	} catch (error) {
		warn(
			functions,
			`The node could not read from n8n's database what webhooks have reported, so catch-up may repeat events. ${messageOf(error)}`,
		);
		return [...given];
	}
}

/** Returns the key by which the event of a webhook is recorded, unless it may be forged. */
function markOf(event: NormalizedEvent): string | undefined {
	if (event.capture === 'polling' || event.unproven) return undefined;
	const isForgeable = event.unsigned?.includes('id') ?? false;
	return stateKeys(event)?.mark ?? (isForgeable ? undefined : event.id);
}

/** Returns the keys of the webhooks for which an event of catch-up stands. */
function askedOf(event: NormalizedEvent): readonly string[] | undefined {
	if (event.capture !== 'polling') return undefined;
	return stateKeys(event)?.skippedBy ?? [event.id];
}
