import { INCIDENT, type NodeRef } from '../../core/health/incident';
import { addCounts, isRepeated } from '../../core/health/ledger';
import { rejectionFinding } from '../../core/health/rejections';
import type { NormalizedEvent } from '../../core/event';
import type { HealthRegistry } from './registry';

/** What the host knows about an execution. */
interface Emission {
	/** The items that the node emits. A user may have pinned and edited them. */
	items: ReadonlyArray<{ json: unknown }>;
	/** Whether a person retries an execution that failed. */
	isRetry: boolean;
	/** Whether the vendor sends deliveries to this node at all. */
	hasWebhooks: boolean;
}

/** Reports that an execution of a node runs in this process. One that a person retries can run in any process. */
export function noteExecution(
	health: HealthRegistry,
	node: NodeRef,
	{ isRetry }: Pick<Emission, 'isRetry'>,
): void {
	if (!isRetry) health.ledger(node).executions++;
}

/**
 * Counts the events of an execution in the ledger. Each event of a workflow passes here once, from a delivery or catch-up.
 * It also finds that deliveries do not arrive, because catch-up and deliveries meet here in one process. In queue mode, the
 * workers execute, and the main process reports nothing about it.
 */
export function noteEmitted(
	health: HealthRegistry,
	node: NodeRef,
	{ items, isRetry, hasWebhooks }: Emission,
): void {
	const at = health.now();
	const ledger = health.ledger(node);
	let missing = 0;
	let delivered = 0;
	for (const { json } of items) {
		const event = readCounted(json);
		if (event === undefined) continue;
		const { id, objectType, capture, date } = event;
		if (isRepeated(ledger, id) || isRetry) {
			addCounts(ledger, objectType, { repeated: 1 }, at);
			continue;
		}
		const changedAt = Date.parse(date);
		ledger.lastChangeAt = Math.max(ledger.lastChangeAt ?? changedAt, changedAt);
		const healed = capture === 'polling' && hasWebhooks ? 1 : 0;
		addCounts(ledger, objectType, { [capture]: 1, healed }, at);
		if (capture === 'webhook') delivered++;
		// Deliveries of earlier changes went to an earlier subscription, or n8n was off.
		else if (healed > 0 && changedAt >= ledger.expectedFrom) missing++;
	}
	if (delivered > 0) health.recover(node, { kind: INCIDENT.deliveriesMissing });
	if (missing > 0) reportMissing(health, node, missing);
}

/** Returns the fields that are counted. It is called for each event, so it does not parse the whole event. */
function readCounted(json: unknown) {
	const { id, objectType, capture, date } = (json ?? {}) as Record<string, unknown>;
	const isEvent = typeof id === 'string' && typeof objectType === 'string';
	if (!isEvent || typeof date !== 'string' || !isCapture(capture)) return undefined;
	return { id, objectType, capture, date };
}

function isCapture(value: unknown): value is NormalizedEvent['capture'] {
	return value === 'webhook' || value === 'polling' || value === 'backfill';
}

function reportMissing(health: HealthRegistry, node: NodeRef, missing: number): void {
	const { rejections, lastDeliveryAt = -Infinity } = health.ledger(node);
	const rejected = [...rejections].filter(([, { lastAt }]) => lastAt > lastDeliveryAt);
	const [reason] = rejected.sort(([, a], [, b]) => b.count - a.count)[0] ?? [];
	health.fail(
		node,
		{
			kind: INCIDENT.deliveriesMissing,
			cause: reason === undefined ? 'not_delivered' : 'rejected',
			sentence:
				reason === undefined
					? 'Deliveries do not arrive: catch-up finds changes that no delivery reported.'
					: `${rejectionFinding(reason).sentence} Only catch-up finds the changes.`,
			nextStep:
				reason === undefined
					? "Check in the vendor's settings that the vendor calls the node's Production URL. Check also that requests from the internet reach this URL."
					: rejectionFinding(reason).nextStep,
			...(reason !== undefined && { facts: { reason } }),
		},
		missing,
	);
}
