import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { NormalizedEvent } from '../../core/event';
import { stateKeys } from '../../core/envelope/eventKey';
import { readEvent } from '../../core/envelope/parseEnvelope';
import { KeyedMutex } from '../keyedMutex';
import { messageOf, warn } from '../log';
import { processedStore, type KeyStore } from '../processedStore';

/** The store records each key that it is asked about, and drops its oldest keys for them. So few are asked about at a time. */
const ASKED_AT_ONCE = 500;

/**
 * Two keys per event, for the last 3,000 events, and room for the keys that are asked about. n8n rewrites them, about 160 KB
 * in one row, with each execution.
 */
const MOST_KEYS = 6_000 + ASKED_AT_ONCE;

/** Calls of one node must not overlap. */
const mutex = new KeyedMutex();

/**
 * In queue mode with webhook processes, catch-up runs in a process that does not receive deliveries. So the executions,
 * which run in workers, record in n8n's database which events webhooks reported. They also drop events of catch-up that
 * are recorded there.
 *
 * If the database fails, the events are emitted, because a duplicate is better than a loss.
 *
 * @param node its key
 * @param items the events of an execution. A user may have pinned and edited them
 * @returns the items that are to be emitted
 */
export async function withoutReported(
	functions: IExecuteFunctions,
	node: string,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const known = items.map((item) => ({ item, event: readEvent(item.json) }));
	const marks = known.flatMap(({ event }) => (event && markOf(event)) ?? []);
	const asked = known.flatMap(({ event }) => (event && askedOf(event)) ?? []);
	if (marks.length + asked.length === 0) return items;
	const store = processedStore(functions, MOST_KEYS);
	try {
		return await mutex.runExclusive(node, async () => {
			if (marks.length > 0) await store.add(marks.flatMap((mark) => [mark, proofOf(mark)]));
			const reported = asked.length > 0 ? await reportedOf(store, asked) : new Set<string>();
			const isReported = (event: NormalizedEvent) =>
				askedOf(event)?.some((key) => reported.has(key)) ?? false;
			return known
				.filter(({ event }) => event === undefined || !isReported(event))
				.map(({ item }) => item);
		});
	} catch (error) {
		warn(
			functions,
			`The node could not read from n8n's database which events webhooks have reported, so catch-up may emit some of them again. Check n8n's database. The reason was: ${messageOf(error)}`,
		);
		return items;
	}
}

/**
 * Returns which keys are recorded. The store records each key that it is asked about. If another worker writes at the same
 * time, or this worker is killed, such a key can stay. So an event counts as reported only if a second key is recorded
 * too. The store is asked about the second key only if it has the first one.
 */
async function reportedOf(store: KeyStore, asked: readonly string[]): Promise<ReadonlySet<string>> {
	const first = await askFor(store, asked);
	if (first.length === 0) return new Set();
	const proofs = new Set(await askFor(store, first.map(proofOf)));
	return new Set(first.filter((key) => proofs.has(proofOf(key))));
}

async function askFor(store: KeyStore, keys: readonly string[]): Promise<string[]> {
	const unique = [...new Set(keys)];
	const known: string[] = [];
	for (let first = 0; first < unique.length; first += ASKED_AT_ONCE) {
		const asked = unique.slice(first, first + ASKED_AT_ONCE);
		const stored = await store.add(asked);
		const added = asked.filter((key) => !stored.has(key));
		if (added.length > 0) await store.remove(added);
		known.push(...asked.filter((key) => stored.has(key)));
	}
	return known;
}

function proofOf(key: string): string {
	return `${key}.emitted`;
}

/** Returns the key by which the event of a webhook is recorded, unless it may be forged. */
function markOf(event: NormalizedEvent): string | undefined {
	if (event.capture !== 'webhook' || event.unproven) return undefined;
	const isForgeable = event.unsigned?.includes('id') ?? false;
	return stateKeys(event)?.mark ?? (isForgeable ? undefined : event.id);
}

/** Returns the keys of webhook events that report the same as an event of catch-up. Undefined for other events. */
function askedOf(event: NormalizedEvent): readonly string[] | undefined {
	if (event.capture === 'webhook') return undefined;
	return stateKeys(event)?.skippedBy ?? [event.id];
}
