import type { IWebhookFunctions } from 'n8n-workflow';

import { UNACCEPTED } from '../../../core/health/rejections';
import type { Vendor } from '../../../core/vendor';
import { nodeRefOf } from '../../health/nodeRef';
import { noteRedelivery, noteRejected } from '../../health/noteDeliveries';
import type { ProcessState } from '../processState';
import { nodeKey } from '../webhookUrls';
import type { VerifiedChange } from './decision';
import type { RequestStream } from './delivery';
import { logLimited } from './logLimited';
import type { DeliveryKey, Redeliveries } from './redeliveries';

const TOO_SOON =
	'The node responded 503 to a delivery and started no workflow: deliveries with the same signed content have just started several executions. A vendor that retries will send a genuine delivery again. If the vendor did not send them, someone is replaying a recorded delivery: replace the signing secret.';

const WAITS =
	'A delivery waits before it starts an execution: deliveries with the same signed content have just started several executions. Deliveries with this content that arrive during the wait share one execution. If the vendor did not send them, someone is replaying a recorded delivery: replace the signing secret.';

const TOO_MANY_WAIT_TO_START =
	'The node responded 503 to a delivery and started no workflow: deliveries with the same signed content arrived too often, and too many other deliveries wait. Someone is probably replaying recorded deliveries. Replace the signing secret.';

/** The limits for bodies that different events can share, such as the argument of an action. */
const UNDISTINGUISHED = { retriesForMs: 0, startsAtOnce: 60, startEveryMs: 1_000 } as const;

/** Whether a verified delivery may start the workflow, or the status to respond with. */
export type Admitted =
	| { ok: false; status: 200 | 503 }
	| {
			ok: true;
			/** The delivery is in flight here, until its response has ended. */
			redeliveries: Redeliveries;
			key: DeliveryKey;
			/** Whether the delivery waited for the next start of its signed bytes. */
			hasWaited: boolean;
	  };

/**
 * Decides whether a verified delivery may start the workflow. A redelivery may not, nor may bytes that have just started
 * several executions. If the vendor never retries, such a delivery waits here.
 */
export async function admit<Connection, Payload, Wanted, Existing>(
	functions: IWebhookFunctions,
	vendor: Vendor<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	change: VerifiedChange<Payload>,
): Promise<Admitted> {
	const { health, clock } = state;
	const { isUnsigned = false } = change;
	const redeliveries = isUnsigned ? state.unsignedRedeliveries : state.redeliveries;
	const key = keyOf(nodeKey(functions), vendor, change);
	const admission = redeliveries.admit(key, clock());
	switch (admission) {
		case 'new':
			return { ok: true, redeliveries, key, hasWaited: false };
		case 'seen':
			if (!isUnsigned) noteRedelivery(health, nodeRefOf(functions));
			return { ok: false, status: 200 };
		case 'in_flight':
			return { ok: false, status: 503 };
		case 'too_soon': {
			const status = await waitForStart(functions, redeliveries, key, state);
			if (status === undefined) return { ok: true, redeliveries, key, hasWaited: true };
			if (status === 503) noteRejected(health, nodeRefOf(functions), UNACCEPTED.replayed);
			return { ok: false, status };
		}
	}
}

/** Returns how a delivery is recognized when it comes again. */
function keyOf<Connection, Payload, Wanted, Existing>(
	node: string,
	vendor: Vendor<Connection, Payload, Wanted, Existing>,
	{ fingerprint, occurrence, retriesForMs = vendor.retriesForMs }: VerifiedChange<Payload>,
): DeliveryKey {
	const { isNeverRetried, startEveryMs } = vendor;
	const signed = [node, fingerprint];
	return occurrence === null
		? { signed, isNeverRetried, ...UNDISTINGUISHED }
		: { signed, isNeverRetried, occurrence, retriesForMs, startEveryMs };
}

/**
 * Waits for the next start of a delivery's signed bytes, if its vendor never retries. The delivery then also represents
 * all equal ones that arrive while it waits. They get a 200 and start no execution.
 *
 * @returns the status to respond with, or undefined if the delivery may start the workflow
 */
async function waitForStart(
	functions: IWebhookFunctions,
	redeliveries: Redeliveries,
	key: DeliveryKey,
	state: ProcessState,
): Promise<200 | 503 | undefined> {
	const { clock, pause, waitingForStart } = state;
	if (key.isNeverRetried !== true) {
		logLimited(functions, state, TOO_SOON);
		return 503;
	}
	const ms = redeliveries.reserve(key, clock());
	if (ms === undefined) return 200;
	const { rawBody }: RequestStream = functions.getRequestObject();
	const hasWaited = await waitingForStart.wait(rawBody?.length ?? 0, async () => {
		logLimited(functions, state, WAITS);
		await pause(ms);
		return true;
	});
	if (hasWaited) return undefined;
	redeliveries.cancel(key, clock());
	logLimited(functions, state, TOO_MANY_WAIT_TO_START);
	return 503;
}
