import { createHash } from 'node:crypto';

import type { Change } from '../../core/event';
import { signedId } from '../../core/envelope/messageId';
import { parseEnvelope } from '../../core/envelope/parseEnvelope';
import { misconfigured, ok, type Result } from '../../core/result';
import { senderOf } from '../../core/envelope/sender';
import { REJECTION, type Delivery, type Vendor, type VerifyResult } from '../../core/vendor';
import {
	verifyWithKey,
	verifySignedEvent,
	type SignatureScheme,
	type VerificationKeys,
} from '../../core/envelope/verifySignedEvent';
import type { Credential, TriggerFunctions } from '../../host/trigger/credential';
import { readBoolean, readNumber } from '../../host/panelValues';
import { readVerificationKeys } from '../keys';

/** How a receiver verifies requests. */
export interface VerificationConfig {
	keys: VerificationKeys;
	schemes: readonly SignatureScheme[];
	toleranceSeconds: number;
	/** Whether a rejected sender gets the reason (docs/decisions/0014-explained-rejections.md). Defaults to false. */
	explainsRejections?: boolean;
	/** Whether the user's instance name and tags replace those of the sender. */
	names: { instanceName: boolean; instanceTags: boolean };
}

/** The headers of both kinds of signature (docs/receive.md). */
const DELIVERY_HEADERS = [
	'webhook-id',
	'webhook-timestamp',
	'webhook-signature',
	'elements-webhook-signature',
];

/** All senders of signed events as one vendor. It has no subscriptions, and each message holds its events. */
export const signedEvents: Vendor<VerificationConfig, Change[]> = {
	elementKey: 'signedevents',
	hubKey: 'custom',
	// The longest retry schedule of this package lasts 97 hours (SignedEvent/emit/retrySchedule.ts).
	retriesForMs: 97 * 3_600_000,
	deliveryHeaders: DELIVERY_HEADERS,
	account: () => 'signed-events',
	configError: ({ keys, schemes }) => {
		if (schemes.length === 0)
			return 'The node cannot verify requests: no signature is accepted. Choose at least one under Accepted Signatures.';
		const hasKey = (scheme: SignatureScheme) => {
			const verdict = verifySignedEvent({ body: '', headers: {} }, keys, { schemes: [scheme] });
			return verdict.ok || verdict.reason !== REJECTION.secretMissing;
		};
		return schemes.some(hasKey) ? undefined : MISSING_KEY[schemes[0]];
	},
	verify,
	normalize: async (changes, { names }) =>
		ok(
			changes.map((change) => {
				const overrides = { ...change.overrides };
				if (names.instanceName) delete overrides.instanceName;
				if (names.instanceTags) delete overrides.instanceTags;
				return { ...change, overrides };
			}),
		),
};

const MISSING_KEY: Record<SignatureScheme, string> = {
	cloudElements:
		'The node cannot verify signatures of Cloud Elements: the credential has no secret. Enter the secret that the sender shares with you.',
	standardWebhooks:
		'The node cannot verify Standard Webhooks: the credential has neither a secret (whsec_) nor a public key (whpk_). Enter one of them.',
};

/** As in the panel. Without it, an expression could accept recorded requests for years. */
const MOST_TOLERANCE_SECONDS = 3600;

/** Returns the configuration of a receiving node from its panel and credential. */
export function connect(
	functions: TriggerFunctions,
	credential: Credential,
): Result<VerificationConfig> {
	const keys = readVerificationKeys(credential);
	if (!keys.ok) return misconfigured(keys.message);
	const options = functions.getNodeParameter('options', {}) as {
		tolerance?: unknown;
		explainRejections?: unknown;
		instanceName?: string;
		instanceTags?: string;
	};
	return ok({
		keys: keys.value,
		schemes: functions.getNodeParameter('schemes', []) as SignatureScheme[],
		toleranceSeconds: readNumber(options.tolerance, 1, MOST_TOLERANCE_SECONDS, 300),
		explainsRejections: readBoolean(options.explainRejections, false),
		names: {
			instanceName: Boolean(options.instanceName),
			instanceTags: Boolean(options.instanceTags),
		},
	});
}

function verify(
	delivery: Delivery,
	{ keys, schemes, toleranceSeconds, explainsRejections = false }: VerificationConfig,
): VerifyResult<Change[]> {
	const { headers, body, receivedAt } = delivery;
	const proof = verifyWithKey({ body, headers }, keys, {
		schemes,
		toleranceSeconds,
		now: receivedAt,
	});
	if (!proof.ok) {
		const { reason, message } = proof.verification;
		return { ok: false, reason, ...(explainsRejections && { explanation: message }) };
	}
	const sender = senderOf(proof.key);
	const id = signedId(proof.verification);
	const changes = parseEnvelope({ id, sender, body, receivedAt, headers });
	if (changes === undefined) return { ok: false, reason: REJECTION.bodyMalformed };
	// Equal bodies of two senders are different deliveries. A change of the secrets does not make a retry another delivery.
	const signer = proof.key.kind === 'public' ? sender : 'secrets';
	const digest = createHash('sha256').update(`${signer}\n`).update(body);
	const hash = digest.digest('hex').slice(0, 32);
	// Cloud Elements' scheme does not sign an id, so its redelivery is recognized by the body alone.
	const fingerprint = JSON.stringify([id ?? null, hash]);
	return { ok: true, kind: 'change', payload: changes, deliveryId: id ?? hash, fingerprint };
}
