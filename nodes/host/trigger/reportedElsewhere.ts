import type { IExecuteFunctions } from 'n8n-workflow';

import type { NormalizedEvent } from '../../core/event';
import { stateKeys } from '../../core/envelope/eventKey';
import { readEvent } from '../../core/envelope/parseEnvelope';
import { KeyedMutex } from '../keyedMutex';
import { messageOf, warn } from '../log';
import { processedStore, type KeyStore } from '../processedStore';

/** Two for each of the last 3,000 events, some 150 KB in a row of n8n's database. n8n rewrites it with each execution. */
const MOST_KEYS = 6_000;

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
	const marks = known.flatMap(({ event }) => (event && markOf(event)) ?? []);
	const asked = known.flatMap(({ event }) => (event && askedOf(event)) ?? []);
	if (marks.length + asked.length === 0) return [...given];
	const store = processedStore(functions, MOST_KEYS);
	try {
		return await mutex.runExclusive(node, async () => {
			if (marks.length > 0) await store.add(marks.flatMap((mark) => [mark, proofOf(mark)]));
			const reported = asked.length > 0 ? await reportedOf(store, asked) : new Set<string>();
			const isReported = (event: NormalizedEvent) =>
				askedOf(event)?.some((key) => reported.has(key)) ?? false;
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

/**
 * Returns which keys are recorded. To ask is also to record, and if another worker writes at the same time or this one is
 * killed, a key that was only asked about can stay. So a second key must be recorded too, which is asked about only if
 * the first one is.
 */
async function reportedOf(store: KeyStore, asked: readonly string[]): Promise<ReadonlySet<string>> {
	const first = await askFor(store, asked);
	if (first.length === 0) return new Set();
	const proofs = new Set(await askFor(store, first.map(proofOf)));
	return new Set(first.filter((key) => proofs.has(proofOf(key))));
}

async function askFor(store: KeyStore, keys: readonly string[]): Promise<string[]> {
	const unique = [...new Set(keys)];
	const stored = await store.add(unique);
	const added = unique.filter((key) => !stored.has(key));
	if (added.length > 0) await store.remove(added);
	return unique.filter((key) => stored.has(key));
}

function proofOf(key: string): string {
	return `${key}.emitted`;
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
