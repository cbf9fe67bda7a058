import { INCIDENT, type NodeRef } from '../../core/health/incident';
import { addCounts, addDelivery, addRejection } from '../../core/health/ledger';
import {
	AFTER_VERIFICATION,
	BODY_SIZE,
	isCountedOnly,
	rejectionFinding,
	UNACCEPTED,
	type UnacceptedReason,
} from '../../core/health/rejections';
import type { NormalizedEvent } from '../../core/event';
import { findOverdueChecks } from './noteChecks';
import type { HealthRegistry } from './registry';

/** The `objectType` of redeliveries, which the node does not read. */
const REDELIVERIES = 'redeliveries';

/** Reports a delivery that the node did not accept. */
export function noteRejected(
	health: HealthRegistry,
	node: NodeRef,
	reason: UnacceptedReason,
): void {
	addRejection(health.ledger(node), reason, health.now());
	if (isCountedOnly(reason)) return;
	const about = reason === UNACCEPTED.bodyTooLarge ? BODY_SIZE : undefined;
	health.fail(node, rejectionFinding(reason, about));
}

/** Reports a delivery with a valid signature. It shows that the URL, the proxies and the secret are right. */
export function noteVerified(health: HealthRegistry, node: NodeRef): void {
	addDelivery(health.ledger(node), health.now());
	const { deliveriesRejected, deliveriesMissing, silent } = INCIDENT;
	for (const kind of [deliveriesRejected, deliveriesMissing, silent])
		health.recover(node, { kind });
	findOverdueChecks(health, node);
}

/** Reports that a verified delivery started no workflow, because its caller hung up or it could not be read. */
export function noteUnfinished(
	health: HealthRegistry,
	node: NodeRef,
	reason: UnacceptedReason,
): void {
	addRejection(health.ledger(node), reason, health.now());
	health.fail(node, rejectionFinding(reason, AFTER_VERIFICATION));
}

/** Reports a delivery that got a 2xx. */
export function noteAccepted(health: HealthRegistry, node: NodeRef): void {
	health.recover(node, { kind: INCIDENT.deliveriesRejected, about: AFTER_VERIFICATION });
}

/** Counts a redelivery, which starts no execution. */
export function noteRedelivery(health: HealthRegistry, node: NodeRef): void {
	addCounts(health.ledger(node), REDELIVERIES, { repeated: 1 }, health.now());
}

/** Counts an event of a delivery that catch-up had emitted before. */
export function noteLate(
	health: HealthRegistry,
	node: NodeRef,
	{ objectType }: NormalizedEvent,
): void {
	addCounts(health.ledger(node), objectType, { late: 1 }, health.now());
}
