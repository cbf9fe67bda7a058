import type { IWebhookFunctions } from 'n8n-workflow';

import { UNACCEPTED } from '../../../core/health/rejections';
import type { Result } from '../../../core/result';
import { oneSentence } from '../../../core/text/oneSentence';
import {
	REJECTION,
	type Delivery,
	type RejectionReason,
	type Vendor,
	type VerifyResult,
} from '../../../core/vendor';
import type { Credential } from '../credential';
import { answerProbe } from '../probe/answerProbe';
import type { ProcessState } from '../processState';
import { claimAnswer, isClaim } from '../subscription/servedElsewhere';
import type { TriggerConfig } from '../triggerConfig';
import { nodeKey, servedUrl } from '../webhookUrls';
import { IGNORED, TOO_MANY_WAIT, UNREAD, type Decision } from './decision';
import { readDelivery, type RequestStream } from './delivery';
import { nextStep, unacceptedReason } from './nextStep';

const JSON_TYPE = { 'Content-Type': 'application/json' } as const;

/** Only for these reasons is the credential read again: another credential may lead to another decision. */
const DEPEND_ON_CREDENTIAL: readonly RejectionReason[] = [
	REJECTION.secretMissing,
	REJECTION.signatureMismatch,
	REJECTION.accountMismatch,
];

/**
 * Decides what the node does with a request. Verifies it with one credential after another. Until it is verified, it is
 * neither parsed nor recorded.
 *
 * @param receivedAt epoch milliseconds
 */
export async function decide<Connection, Payload, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	receivedAt: number,
): Promise<Decision<Connection, Payload>> {
	const node = nodeKey(functions);
	const address = servedUrl(functions, state.webhookUrls.get(node));
	const request: RequestStream = functions.getRequestObject();
	if (isClaim(request.headersDistinct)) {
		const secrets = await secretsFor(functions, config, state);
		return { ok: false, ...claimAnswer(request.headersDistinct, address, secrets) };
	}
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

/** Returns the secrets of the node's cached credential. A question is answered with these, so it causes few readings. */
async function secretsFor<Connection, Payload, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	{ credentialCache }: ProcessState,
): Promise<readonly string[]> {
	const type = config.credentialType(functions);
	const readings = credentialCache.credentials(functions, nodeKey(functions), type, 0);
	const { value: credential } = await readings.next();
	const connection = credential?.ok && config.connect(functions, credential.value);
	const { subscriptions } = config.vendor;
	return connection && connection.ok && subscriptions
		? subscriptions.secretsOf(connection.value)
		: [];
}

/** Returns the decision about a delivery with one connection, or without one if its credential could not be read. */
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
	if (!result.ok) return rejected(result, vendor, delivery, connection.value);
	if (result.kind === 'change') return { ok: true, change: result, connection: connection.value };
	return withoutChange(result);
}

type Rejected = Extract<VerifyResult<never>, { ok: false }>;

/** Returns the decision about a delivery whose signature is not valid. */
function rejected<Connection, Payload, Wanted, Existing>(
	{ reason, explanation }: Rejected,
	vendor: Vendor<Connection, Payload, Wanted, Existing>,
	delivery: Delivery,
	connection: Connection,
): Decision<never, never> {
	return {
		ok: false,
		status: 401,
		isFinal: !DEPEND_ON_CREDENTIAL.includes(reason),
		unaccepted: unacceptedReason(reason, vendor, delivery),
		...(explanation !== undefined && {
			body: {
				...{ type: 'about:blank', title: 'Unauthorized', status: 401 },
				...{ detail: explanation, reason },
			},
		}),
		// Finding the cause takes as long as some hundred rejections, and strangers cause these without a limit.
		logAs: `rejected: ${reason}`,
		warning: () =>
			`The node rejected a delivery (${reason}) and started no workflow. If it came from your account, ${nextStep(reason, vendor, delivery, connection)}.`,
	};
}

type WithoutChange = Exclude<VerifyResult<never>, { ok: false } | { kind: 'change' }>;

/** Returns the decision about a request that the vendor may have sent, but that reports no change to emit. */
function withoutChange(result: WithoutChange): Decision<never, never> {
	switch (result.kind) {
		case 'greeting':
			return IGNORED;
		case 'unwanted':
			return {
				...IGNORED,
				isVerified: true,
				logAs: result.kind,
				information: `The node ignored a delivery of ${quoted(result.topic)}, which is not selected in the node.`,
			};
		case 'reply': {
			const { status, headers, body, check } = result;
			return {
				// With another verify token, the response to a check may differ.
				...{ ok: false, isFinal: status !== 403, status, headers, body, logAs: result.kind },
				...(check !== undefined && {
					information: `The node responded ${status} to a check of its URL (${quoted(check)}) and started no workflow.`,
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
				warning: `The node ignored a signed delivery of ${quoted(result.account)}, which is not the account of its credential. If it is your account, correct the credential.`,
			};
		case 'unreadable':
			return {
				...IGNORED,
				isVerified: true,
				unaccepted: UNACCEPTED.noEvent,
				logAs: result.kind,
				warning: `The node ignored a signed delivery, because ${oneSentence(result.cause)}. Report this as a bug if an event is missing.`,
			};
	}
}

/** Returns the beginning of a remote text in quotes. It must not end the sentence that contains it. */
function quoted(remote: string): string {
	return JSON.stringify(oneSentence(remote.slice(0, 100)));
}
