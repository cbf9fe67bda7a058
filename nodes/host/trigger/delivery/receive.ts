import { randomUUID } from 'node:crypto';

import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { UNACCEPTED } from '../../../core/health/rejections';
import type { Change, NormalizedEvent } from '../../../core/event';
import { ok, type Result } from '../../../core/result';
import type { Vendor } from '../../../core/vendor';
import { eventFilterOf } from '../../eventFilterOptions';
import { nodeRefOf } from '../../health/nodeRef';
import {
	noteAccepted,
	noteLate,
	noteRejected,
	noteUnfinished,
	noteVerified,
} from '../../health/noteDeliveries';
import { info, messageOf } from '../../log';
import { readSource } from '../../sourceOptions';
import { catchUpStateOf, withLoad, type CatchUpState } from '../catchUpState';
import { toItem, wrapTold, wrapUnconfirmed } from '../items';
import { noteDelivery } from '../probe/contradictions';
import type { ProcessState } from '../processState';
import { isCaughtUp, noteEvents, noteKeys } from '../recentEvents';
import { checkSubscriptions } from '../subscription/checkSubscriptions';
import { requestedTestEvent } from '../testEventRequest';
import type { TriggerConfig } from '../triggerConfig';
import { isAcknowledgedLate, nodeKey } from '../webhookUrls';
import { admit } from './admit';
import { decide } from './decide';
import type { Decision } from './decision';
import { logLimited } from './logLimited';
import { onResponseEnd, respond, type ResponseStream } from './respond';
import { sortEvents, type SortedEvents } from './sortEvents';

/** Log lines about a caller that disconnected, for a response after the workflow and before it. */
const ABANDONED = {
	late: 'The caller closed the connection before the workflow had finished. The vendor counts the delivery as failed and may send it again. Shorten the workflow, or set Acknowledge to When Received.',
	early:
		'The caller closed the connection before n8n had stored the execution. The vendor counts the delivery as failed and may send it again. If this repeats, find out why n8n or its database is slow.',
} as const;

/**
 * Verifies a delivery, reads its changes and passes them to n8n, which runs the workflow and responds. The node responds
 * to all other requests itself, and no execution starts.
 *
 * It never throws, because n8n turns an error into a failed execution. It does not use static data, because concurrent
 * requests overwrite each other's changes of it (docs/facts/n8n.md 0.3).
 *
 * @param now epoch milliseconds. Defaults to `Date.now`
 */
export async function receive<Connection, Payload, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	now: () => number = Date.now,
): Promise<IWebhookResponseData> {
	const response: ResponseStream = functions.getResponseObject();
	try {
		const testEvent = requestedTestEvent(functions, state);
		if (testEvent !== undefined) return { workflowData: [[toItem(testEvent)]] };
		const receivedAt = now();
		const decision = await decide(functions, config, state, receivedAt);
		return decision.ok
			? await accept(functions, config, state, { decision, receivedAt, response })
			: decline(functions, config, state, { decision, response });
	} catch (error) {
		const line = `The node failed to read a delivery and started no workflow. ${messageOf(error)}`;
		logLimited(functions, state, line, { logAs: 'failed' });
		return respond(response, 503);
	}
}

/** Responds to a request that starts no workflow. */
function decline<Connection, Payload, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	{
		decision,
		response,
	}: { decision: Extract<Decision<Connection, Payload>, { ok: false }>; response: ResponseStream },
): IWebhookResponseData {
	const { health } = state;
	const ref = nodeRefOf(functions);
	const { warning, information, logAs, status, headers, body } = decision;
	if (decision.unaccepted !== undefined) noteRejected(health, ref, decision.unaccepted);
	if (decision.isVerified) noteVerified(health, ref);
	if (warning !== undefined) logLimited(functions, state, warning, { logAs });
	if (information !== undefined) logLimited(functions, state, information, { log: info, logAs });
	const responded = respond(response, status, headers, body);
	// Not awaited: it calls the vendor, which waits for this response.
	if (decision.isAboutSubscription && mayCheck(state, nodeKey(functions)))
		void checkSubscriptions(functions, config, state);
	return responded;
}

/** Whether a vendor's notice may start another check of a node. The limit is that for executions by equal bytes. */
function mayCheck({ redeliveries, clock }: ProcessState, node: string): boolean {
	return redeliveries.admit({ signed: [node, 'notice'], retriesForMs: 0 }, clock()) === 'new';
}

/** A verified delivery that reports changes. */
interface Accepted<Connection, Payload> {
	decision: Extract<Decision<Connection, Payload>, { ok: true }>;
	/** Epoch milliseconds. */
	receivedAt: number;
	response: ResponseStream;
}

/** What a delivery led to so far. The end of its response needs it. */
interface Outcome extends Pick<SortedEvents, 'events' | 'chosen'> {
	/** Whether the vendor denies what an unsigned delivery says. */
	isRefuted: boolean;
}

/** Starts the workflow with the events of a verified delivery, or responds if it has no event to emit. */
async function accept<Connection, Payload, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	{ decision, receivedAt, response }: Accepted<Connection, Payload>,
): Promise<IWebhookResponseData> {
	const { vendor } = config;
	const { health, clock } = state;
	const { change, connection } = decision;
	const { isUnsigned = false, retriesForMs = vendor.retriesForMs } = change;
	const node = nodeKey(functions);
	const ref = nodeRefOf(functions);
	if (!isUnsigned) {
		noteDelivery(state.probes.records, node, clock());
		noteVerified(health, ref);
	}
	const admitted = await admit(functions, vendor, state, change);
	if (!admitted.ok) return respond(response, admitted.status);
	const { redeliveries, key, hasWaited } = admitted;
	const progress = catchUpStateOf(state, node);
	const attempt = randomUUID();
	// If n8n responds after the workflow, the execution that catch-up started can have failed. Only the vendor's retries then
	// deliver the event.
	const isLate = isAcknowledgedLate(functions);
	let outcome: Outcome = { events: [], chosen: [], isRefuted: false };
	// The vendor retries a delivery that did not get a 2xx.
	onResponseEnd(response, (ending) => {
		const { events, chosen, isRefuted } = outcome;
		if (ending === 'accepted' && !isRefuted) redeliveries.accept(key, clock());
		else redeliveries.release(key);
		if (ending === 'accepted') {
			if (vendor.catchUp !== undefined) noteEmitted(progress, events, attempt, clock());
			vendor.noteAccepted?.(change.payload, connection, chosen.length > 0);
			noteAccepted(health, ref);
		}
		progress.confirmed.delete(attempt);
		if (ending === 'abandoned') {
			logLimited(functions, state, isLate ? ABANDONED.late : ABANDONED.early);
			noteUnfinished(health, ref, UNACCEPTED.abandoned);
		}
	});
	const read = await readChanges(vendor, decision, receivedAt, hasWaited);
	if (!read.ok) {
		const line = `The node could not read a delivery and started no workflow. ${read.problem.message}`;
		logLimited(functions, state, line, { logAs: 'unread' });
		noteUnfinished(health, ref, UNACCEPTED.unread);
		return respond(response, 503);
	}
	const { changes, account } = read.value;
	// A stranger can send a form before its order exists or is paid. This must not suppress Ecwid's own notification.
	const isRefuted =
		isUnsigned && changes.every(({ unsigned }) => unsigned?.includes('id') === true);
	outcome = { ...outcome, isRefuted };
	if (changes.length === 0) return respond(response, 200);
	const { elementKey, hubKey } = vendor.sourceOf?.(connection) ?? vendor;
	const source = readSource(functions, { elementKey, hubKey, account });
	const capture = { capture: 'webhook', deliveryId: change.deliveryId, receivedAt } as const;
	const { late, ...others } = sortEvents(changes, source, capture, {
		isUnconfirmed: (event) => isUnconfirmed(vendor, event),
		isCaughtUp: (event) =>
			vendor.catchUp !== undefined &&
			!isLate &&
			isCaughtUp(progress.recentIds, event, clock() - retriesForMs),
		filter: eventFilterOf(functions),
	});
	outcome = { ...others, isRefuted };
	for (const event of late) noteLate(health, ref, event);
	const { chosen } = others;
	if (chosen.length === 0) return respond(response, 200);
	health.ledger(ref).started++;
	return { workflowData: [toItems(chosen, vendor, progress, attempt)] };
}

/** Records events that the vendor counts as delivered, so that catch-up skips them. */
function noteEmitted(
	{ recentIds, confirmed }: CatchUpState,
	events: readonly NormalizedEvent[],
	attempt: string,
	now: number,
): void {
	noteEvents(recentIds, events, now);
	noteKeys(recentIds, confirmed.get(attempt) ?? [], now);
}

/** Returns the changes of a verified delivery, and their account. Both may require requests to the vendor. */
async function readChanges<Connection, Payload, Wanted, Existing>(
	vendor: Vendor<Connection, Payload, Wanted, Existing>,
	{ change, connection }: Accepted<Connection, Payload>['decision'],
	receivedAt: number,
	hasWaited: boolean,
): Promise<Result<{ changes: Change[]; account: string }>> {
	const identified = (await vendor.identify?.(connection)) ?? ok(connection);
	if (!identified.ok) return identified;
	const { value } = identified;
	const changes = await vendor.normalize(change.payload, value, receivedAt, hasWaited);
	if (!changes.ok) return changes;
	return ok({ changes: changes.value, account: vendor.account(value) });
}

/** Whether the execution has to confirm an event at the vendor. */
function isUnconfirmed<Connection, Payload, Wanted, Existing>(
	{ confirm }: Vendor<Connection, Payload, Wanted, Existing>,
	{ unproven }: Pick<NormalizedEvent, 'unproven'>,
): boolean {
	return unproven === true && confirm !== undefined;
}

/** Wraps events for their execution. The first one carries the cursor: in queue mode, the execution stores it. */
function toItems<Connection, Payload, Wanted, Existing>(
	events: readonly NormalizedEvent[],
	vendor: Vendor<Connection, Payload, Wanted, Existing>,
	progress: CatchUpState,
	attempt: string,
): INodeExecutionData[] {
	const { settled } = vendor.catchUp === undefined ? {} : progress;
	return events.map((event, index) => {
		const cursor = index === 0 && settled ? withLoad(settled, progress) : undefined;
		if (isUnconfirmed(vendor, event)) return wrapUnconfirmed(event, attempt, cursor);
		return cursor === undefined ? toItem(event) : wrapTold(event, cursor);
	});
}
