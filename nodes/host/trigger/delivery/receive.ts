import { randomUUID } from 'node:crypto';

import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { toEvent, type Change, type NormalizedEvent } from '../../../core/event';
import { passesFilter } from '../../../core/eventFilter';
import { ok, type Result } from '../../../core/result';
import {
	REJECTION,
	type Delivery,
	type RejectionReason,
	type Vendor,
	type VerifyResult,
} from '../../../core/vendor';
import { UNACCEPTED, type UnacceptedReason } from '../../../core/health/rejections';
import { eventFilterOf } from '../../eventFilterOptions';
import { nodeRefOf } from '../../health/nodeRef';
import {
	noteAccepted,
	noteLate,
	noteRedelivery,
	noteRejected,
	noteUnfinished,
	noteVerified,
} from '../../health/noteDeliveries';
import { info, messageOf, warn } from '../../log';
import { readSource } from '../../sourceOptions';
import type { Credential } from '../credential';
import { catchUpStateOf, withLoad } from '../catchUpState';
import { toItem, wrapTold, wrapUnconfirmed } from '../items';
import { checkSubscriptions } from '../subscription/checkSubscriptions';
import { claimAnswer } from '../subscription/servedElsewhere';
import type { ProcessState } from '../processState';
import { isCaughtUp, noteEvents, noteKeys } from '../recentEvents';
import { answerProbe } from '../probe/answerProbe';
import { noteDelivery } from '../probe/contradictions';
import { requestedTestEvent } from '../testEventRequest';
import type { TriggerConfig } from '../triggerConfig';
import { isAcknowledgedLate, nodeKey, servedUrl } from '../webhookUrls';
import { MAX_BODY_BYTES, readDelivery, type RequestStream } from './delivery';
import type { DeliveryKey, Redeliveries } from './redeliveries';
import { onResponseEnd, respond, type ResponseStream } from './respond';

type VerifiedChange<Payload> = Extract<VerifyResult<Payload>, { kind: 'change' }>;

/** What the node does with a request: read a verified change, or respond and start no workflow. */
type Decision<Connection, Payload> =
	| { ok: true; change: VerifiedChange<Payload>; connection: Connection }
	| {
			ok: false;
			status: number;
			headers?: Readonly<Record<string, string>>;
			/** The body of the response. Defaults to none. */
			body?: string | Record<string, string | number>;
			/** A function if the line takes long to make. It is then called only if the line is logged. */
			warning?: string | (() => string);
			information?: string;
			/** Lines of one kind are limited together. Defaults to the line. Required if the line is a function. */
			logAs?: string;
			isAboutSubscription?: true;
			/** Why the delivery was not accepted, for the health of the node. */
			unaccepted?: UnacceptedReason;
			/** Whether the signature is valid, although no workflow starts. */
			isVerified?: true;
			/** Whether another credential would lead to the same decision. */
			isFinal?: boolean;
	  };

const JSON_TYPE = { 'Content-Type': 'application/json' } as const;

const IGNORED = { ok: false, status: 200, isFinal: true } as const;

/** A 503, not a 401: the delivery may be signed with a secret that was entered within the last second. */
const TOO_MANY_WAIT = {
	ok: false,
	status: 503,
	unaccepted: UNACCEPTED.tooMany,
	warning:
		'The node responded 503 to a delivery and started no workflow: too many deliveries wait while n8n reads the credential. If the vendor did not send them, limit requests in a proxy.',
} as const;

const UNREAD = {
	too_large: {
		ok: false,
		status: 413,
		unaccepted: UNACCEPTED.bodyTooLarge,
		warning: `The node rejected a delivery: its body has more than ${MAX_BODY_BYTES / 1024 / 1024} MB. If it came from your account, choose fewer fields at the vendor.`,
	},
	unreadable: {
		ok: false,
		status: 400,
		unaccepted: UNACCEPTED.bodyUnreadable,
		warning:
			'The node rejected a delivery: n8n could not read its body. If it came from your account, check the proxies between the vendor and n8n.',
	},
} as const;

const TOO_SOON =
	'The node responded 503 to a delivery and started no workflow: deliveries with the same signed content have just started several executions. A vendor that retries will send a genuine delivery again. If the vendor did not send them, someone is replaying a recorded delivery: replace the signing secret.';

/** Log lines about a caller that disconnected, for a response after the workflow and before it. */
const ABANDONED = {
	late: 'The caller closed the connection before the workflow had finished. The vendor counts the delivery as failed and may send it again. Shorten the workflow, or set Acknowledge to When Received.',
	early:
		'The caller closed the connection before n8n had stored the execution. The vendor counts the delivery as failed and may send it again. If this repeats, find out why n8n or its database is slow.',
} as const;

const WAITS =
	'A delivery waits before it starts an execution: deliveries with the same signed content have just started several executions. Deliveries with this content that arrive during the wait share one execution. If the vendor did not send them, someone is replaying a recorded delivery: replace the signing secret.';

const TOO_MANY_WAIT_TO_START =
	'The node responded 503 to a delivery and started no workflow: deliveries with the same signed content arrived too often, and too many other deliveries wait. Someone is probably replaying recorded deliveries. Replace the signing secret.';

/** The limits for bodies that different events can share, such as the argument of an action. */
const UNDISTINGUISHED = { retriesForMs: 0, startsAtOnce: 60, startEveryMs: 1_000 } as const;

const CHECK_SECRETS = 'check the secrets in the credential';
const LET_BODY_PASS =
	'a proxy encoded its JSON again: configure the proxies between the vendor and n8n to pass bodies on unchanged';
const CHECK_PROXIES = 'check the proxies between the vendor and n8n';
const IS_COMPRESSED = `${CHECK_SECRETS}, and the proxies between the vendor and n8n: a proxy has compressed the body`;

/** What to check if a genuine delivery was rejected. Defaults to `CHECK_SECRETS`. */
const NEXT_STEPS: Readonly<Partial<Record<RejectionReason, string>>> = {
	[REJECTION.signatureMissing]: CHECK_PROXIES,
	[REJECTION.signatureMalformed]: CHECK_PROXIES,
	[REJECTION.headerMissing]: CHECK_PROXIES,
	[REJECTION.headerRepeated]: CHECK_PROXIES,
	[REJECTION.bodyMalformed]: CHECK_PROXIES,
	[REJECTION.timestampMissing]: CHECK_PROXIES,
	[REJECTION.timestampMalformed]: CHECK_PROXIES,
	[REJECTION.schemeUnknown]: 'check which signatures or notifications the node accepts',
	[REJECTION.timestampOutOfTolerance]: "check n8n's clock",
	[REJECTION.accountMismatch]: "choose that account's credential",
};

/** Only for these reasons is the credential read again: another credential may lead to another decision. */
const DEPEND_ON_CREDENTIAL: readonly RejectionReason[] = [
	REJECTION.secretMissing,
	REJECTION.signatureMismatch,
	REJECTION.accountMismatch,
];

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
		return await handle(functions, config, state, now(), response);
	} catch (error) {
		const line = `The node failed to read a delivery and started no workflow. ${messageOf(error)}`;
		logLimited(functions, state, line, { logAs: 'failed' });
		return respond(response, 503);
	}
}

async function handle<Connection, Payload, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	receivedAt: number,
	response: ResponseStream,
): Promise<IWebhookResponseData> {
	const testEvent = requestedTestEvent(functions, state);
	if (testEvent !== undefined) return { workflowData: [[toItem(testEvent)]] };
	const decision = await decide(functions, config, state, receivedAt);
	const { health } = state;
	const ref = nodeRefOf(functions);
	if (!decision.ok) {
		if (decision.unaccepted !== undefined) noteRejected(health, ref, decision.unaccepted);
		if (decision.isVerified) noteVerified(health, ref);
		const { warning, information, logAs } = decision;
		if (warning !== undefined) logLimited(functions, state, warning, { logAs });
		if (information !== undefined) logLimited(functions, state, information, { log: info, logAs });
		const node = nodeKey(functions);
		const responded = respond(response, decision.status, decision.headers, decision.body);
		// Not awaited: it calls the vendor, which waits for this response.
		if (decision.isAboutSubscription && mayCheck(state, node))
			void checkSubscriptions(functions, config, state);
		return responded;
	}
	const { change } = decision;
	const { isUnsigned = false } = change;
	if (!isUnsigned) {
		noteDelivery(state.probes.records, nodeKey(functions), state.clock());
		noteVerified(health, ref);
	}
	const redeliveries = isUnsigned ? state.unsignedRedeliveries : state.redeliveries;
	let isRefuted = false;
	const { isNeverRetried, startEveryMs } = config.vendor;
	const { retriesForMs = config.vendor.retriesForMs } = change;
	const signed = [nodeKey(functions), change.fingerprint];
	const key: DeliveryKey =
		change.occurrence === null
			? { signed, isNeverRetried, ...UNDISTINGUISHED }
			: { signed, isNeverRetried, occurrence: change.occurrence, retriesForMs, startEveryMs };
	const admission = redeliveries.admit(key, state.clock());
	if (admission === 'seen') {
		if (!isUnsigned) noteRedelivery(health, ref);
		return respond(response, 200);
	}
	if (admission === 'in_flight') return respond(response, 503);
	if (admission === 'too_soon') {
		const status = await waitForStart(functions, redeliveries, key, state);
		if (status === 503) noteRejected(health, ref, UNACCEPTED.replayed);
		if (status !== undefined) return respond(response, status);
	}
	const hasCatchUp = config.vendor.catchUp !== undefined;
	const progress = catchUpStateOf(state, nodeKey(functions));
	const { recentIds, confirmed } = progress;
	const attempt = randomUUID();
	// If n8n responds after the workflow, the execution that catch-up started can have failed. Only the vendor's retries then deliver
	// the event.
	const isLate = isAcknowledgedLate(functions);
	let events: NormalizedEvent[] = [];
	let isEmitted = false;
	// The vendor retries a delivery that did not get a 2xx.
	onResponseEnd(response, (ending) => {
		if (ending === 'accepted' && !isRefuted) redeliveries.accept(key, state.clock());
		else redeliveries.release(key);
		// In queue mode, its execution runs in another process than catch-up.
		if (ending === 'accepted' && hasCatchUp) {
			noteEvents(recentIds, events, state.clock());
			noteKeys(recentIds, confirmed.get(attempt) ?? [], state.clock());
		}
		confirmed.delete(attempt);
		if (ending === 'accepted')
			config.vendor.noteAccepted?.(change.payload, decision.connection, isEmitted);
		if (ending === 'accepted') noteAccepted(health, ref);
		if (ending === 'abandoned') {
			logLimited(functions, state, isLate ? ABANDONED.late : ABANDONED.early);
			noteUnfinished(health, ref, UNACCEPTED.abandoned);
		}
	});

	const hasWaited = admission === 'too_soon';
	const read = await readChanges(config.vendor, decision, receivedAt, hasWaited);
	if (!read.ok) {
		const line = `The node could not read a delivery and started no workflow. ${read.problem.message}`;
		logLimited(functions, state, line, { logAs: 'unread' });
		noteUnfinished(health, ref, UNACCEPTED.unread);
		return respond(response, 503);
	}
	const { changes, account } = read.value;
	// A stranger can send a form before its order exists or is paid. This must not suppress Ecwid's own notification.
	isRefuted = isUnsigned && changes.every(({ unsigned }) => unsigned?.includes('id') === true);
	if (changes.length === 0) return respond(response, 200);
	const { elementKey, hubKey } = config.vendor.sourceOf?.(decision.connection) ?? config.vendor;
	const source = readSource(functions, { elementKey, hubKey, account });
	const capture = { capture: 'webhook', deliveryId: change.deliveryId, receivedAt } as const;
	const { confirm } = config.vendor;
	const isUnconfirmed = ({ unproven }: Pick<Change, 'unproven'>) =>
		unproven === true && confirm !== undefined;
	const isSkipped = (event: NormalizedEvent) =>
		hasCatchUp && !isLate && isCaughtUp(recentIds, event, state.clock() - retriesForMs);
	const filter = eventFilterOf(functions);
	const made = changes
		.map((change) => {
			const includeRaw = source.includeRaw || isUnconfirmed(change);
			return { change, event: toEvent(change, { ...source, includeRaw }, capture) };
		})
		.filter(({ event }) => {
			const isLate = isSkipped(event);
			if (isLate) noteLate(health, ref, event);
			return !isLate;
		});
	events = made.map(({ event }) => event);
	const chosen = made
		// `execute` filters unconfirmed events, once it has their object.
		.filter(
			({ change: { raw }, event }) =>
				isUnconfirmed(event) || passesFilter({ ...event, raw }, filter),
		)
		.map(({ event }) => event);
	if (chosen.length === 0) return respond(response, 200);
	isEmitted = true;
	health.ledger(ref).started++;
	const items = chosen.map((event, index) => {
		const { settled } = progress;
		const isFirst = index === 0 && hasCatchUp;
		const cursor = isFirst && settled ? withLoad(settled, progress) : undefined;
		if (isUnconfirmed(event)) return wrapUnconfirmed(event, attempt, cursor);
		return cursor === undefined ? toItem(event) : wrapTold(event, cursor);
	});
	return { workflowData: [items] };
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
): Promise<number | undefined> {
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

/** Returns the changes of a verified delivery, and their account. Both may require requests to the vendor. */
async function readChanges<Connection, Payload, Wanted, Existing>(
	vendor: Vendor<Connection, Payload, Wanted, Existing>,
	{ change, connection }: { change: VerifiedChange<Payload>; connection: Connection },
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

/** Verifies a request with one credential after another. Until it is verified, it is neither parsed nor recorded. */
async function decide<Connection, Payload, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	receivedAt: number,
): Promise<Decision<Connection, Payload>> {
	const node = nodeKey(functions);
	const address = servedUrl(functions, state.webhookUrls.get(node));
	const request: RequestStream = functions.getRequestObject();
	const answer = claimAnswer(request.headersDistinct, address);
	if (answer !== undefined) return { ok: false, ...answer };
	const read = await readDelivery(request, address, receivedAt);
	if (!read.ok) return UNREAD[read.reason];
	const json = answerProbe(functions, state.probes, node, {
		headers: request.headersDistinct,
		body: read.delivery.body,
		served: address,
	});
	if (json !== undefined) return { ok: false, status: 200, headers: JSON_TYPE, body: json };
	const type = config.credentialType(functions);
	let decision: Decision<Connection, Payload> = TOO_MANY_WAIT;
	let last: Result<Credential> | undefined;
	const { length } = read.delivery.body;
	for await (const credential of state.credentialCache.credentials(functions, node, type, length)) {
		if (credential === undefined) return TOO_MANY_WAIT;
		// Verifying a large body twice with the same secret would double the cost of a forged request.
		if (JSON.stringify(credential) === JSON.stringify(last)) return decision;
		const connection = credential.ok ? config.connect(functions, credential.value) : credential;
		decision = verifyBy(connection, config.vendor, read.delivery);
		if (decision.ok || decision.isFinal) return decision;
		last = credential;
	}
	return decision;
}

function nextStep<Connection, Payload, Wanted, Existing>(
	reason: RejectionReason,
	{ isReencoded, diagnose }: Vendor<Connection, Payload, Wanted, Existing>,
	delivery: Delivery,
	connection: Connection,
): string {
	const { body, headers } = delivery;
	const diagnosis = diagnose?.(delivery, connection, reason);
	if (diagnosis !== undefined) return diagnosis;
	if (reason === REJECTION.signatureMismatch) {
		if (isReencoded?.(body)) return LET_BODY_PASS;
		if (headers['content-encoding'] !== undefined) return IS_COMPRESSED;
	}
	return NEXT_STEPS[reason] ?? CHECK_SECRETS;
}

/** Returns the reason of a rejection, or the more precise one that the request shows. */
function unacceptedReason<Connection, Payload, Wanted, Existing>(
	reason: RejectionReason,
	{ isReencoded }: Vendor<Connection, Payload, Wanted, Existing>,
	{ body, headers }: Delivery,
): UnacceptedReason {
	if (reason !== REJECTION.signatureMismatch) return reason;
	if (isReencoded?.(body)) return UNACCEPTED.bodyReencoded;
	return headers['content-encoding'] === undefined ? reason : UNACCEPTED.bodyCompressed;
}

/** Whether a vendor's notice may start another check of a node. The limit is that for executions by equal bytes. */
function mayCheck({ redeliveries, clock }: ProcessState, node: string): boolean {
	return redeliveries.admit({ signed: [node, 'notice'], retriesForMs: 0 }, clock()) === 'new';
}

/** Logs a line, at most five of a kind at once and then one a minute. Strangers cause some of them, without a limit. */
function logLimited(
	functions: IWebhookFunctions,
	{ logLimit, clock }: ProcessState,
	line: string | (() => string),
	{ log = warn, logAs = String(line) } = {},
): void {
	const omitted = logLimit.admit(JSON.stringify([nodeKey(functions), logAs]), clock());
	if (omitted === undefined) return;
	const made = typeof line === 'string' ? line : line();
	log(functions, omitted === 0 ? made : `${made} ${omitted} similar lines were omitted.`);
}

function verifyBy<Connection, Payload, Wanted, Existing>(
	connection: Result<Connection>,
	vendor: Vendor<Connection, Payload, Wanted, Existing>,
	delivery: Delivery,
): Decision<Connection, Payload> {
	if (!connection.ok)
		return {
			ok: false,
			status: 503,
			unaccepted: UNACCEPTED.notConfigured,
			warning: `The node could not verify a delivery and started no workflow. ${connection.problem.message}`,
		};
	const result = vendor.verify(delivery, connection.value);
	if (!result.ok)
		return {
			ok: false,
			status: 401,
			isFinal: !DEPEND_ON_CREDENTIAL.includes(result.reason),
			unaccepted: unacceptedReason(result.reason, vendor, delivery),
			...(result.explanation !== undefined && {
				body: {
					...{ type: 'about:blank', title: 'Unauthorized', status: 401 },
					...{ detail: result.explanation, reason: result.reason },
				},
			}),
			// Finding the cause takes as long as some hundred rejections, and strangers cause these without a limit.
			logAs: `rejected: ${result.reason}`,
			warning: () =>
				`The node rejected a delivery (${result.reason}) and started no workflow. If it came from your account, ${nextStep(result.reason, vendor, delivery, connection.value)}.`,
		};
	switch (result.kind) {
		case 'change':
			return { ok: true, change: result, connection: connection.value };
		case 'greeting':
			return IGNORED;
		case 'unwanted':
			return {
				...IGNORED,
				isVerified: true,
				logAs: result.kind,
				information: `The node ignored a delivery of ${JSON.stringify(result.topic.slice(0, 100))}, which is not selected in the node.`,
			};
		case 'reply': {
			const { status, headers, body, check } = result;
			return {
				// With another verify token, the response to a check may differ.
				...{ ok: false, isFinal: status !== 403, status, headers, body, logAs: result.kind },
				...(check !== undefined && {
					information: `The node responded ${status} to a check of its URL (${JSON.stringify(check.slice(0, 100))}) and started no workflow.`,
				}),
			};
		}
		case 'notice':
			return { ...IGNORED, isVerified: true, warning: result.message, isAboutSubscription: true };
		case 'foreign':
			// Not final: the credential may have been changed to this account within the last seconds.
			return {
				...IGNORED,
				isFinal: false,
				unaccepted: UNACCEPTED.otherAccount,
				logAs: result.kind,
				warning: `The node ignored a signed delivery of ${JSON.stringify(result.account.slice(0, 100))}, which is not the account of its credential. If it is your account, correct the credential.`,
			};
		case 'unreadable':
			return {
				...IGNORED,
				isVerified: true,
				unaccepted: UNACCEPTED.noEvent,
				logAs: result.kind,
				warning: `The node ignored a signed delivery, because ${result.cause}. Report this as a bug if an event is missing.`,
			};
	}
}
