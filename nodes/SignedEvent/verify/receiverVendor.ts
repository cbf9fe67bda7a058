import { createHash } from 'node:crypto';

import type { Change } from '../../core/event';
import { parseEnvelope } from '../../core/envelope/parseEnvelope';
import { err, PROBLEM, ok, type Result } from '../../core/result';
import { senderOf } from '../../core/envelope/sender';
import { REFUSAL, type Delivery, type Vendor, type VerifyResult } from '../../core/vendor';
import {
	proveSignedEvent,
	signedId,
	verifySignedEvent,
	type SignatureScheme,
	type VerificationKeys,
} from '../../core/envelope/verifySignedEvent';
import type { Credential, TriggerFunctions } from '../../host/trigger/credential';
import { readVerificationKeys } from '../keys';

/** Whom a receiver believes. */
export interface VerificationConfig {
	keys: VerificationKeys;
	schemes: readonly SignatureScheme[];
	toleranceSeconds: number;
	/** The user names instances himself, whatever the sender calls them. */
	names: { instanceName: boolean; instanceTags: boolean };
}

/**
 * Senders of signed events, whoever they are: nobody to subscribe at, and all they say is in the message.
 */
export const signedEvents: Vendor<VerificationConfig, Change[]> = {
	elementKey: 'signedevents',
	hubKey: 'custom',
	// The longest schedule of senders of this package lasts 97 hours (core/retrySchedule.ts).
	retriesForMs: 97 * 3_600_000,
	account: () => 'signed-events',
	configError: ({ keys, schemes }) => {
		if (schemes.length === 0)
			return 'No signature is accepted, so nothing could be proven. Choose at least one under Accepted Signatures.';
		const hasKey = (scheme: SignatureScheme) => {
			const verdict = verifySignedEvent({ body: '', headers: {} }, keys, { schemes: [scheme] });
			return verdict.ok || verdict.reason !== REFUSAL.secretMissing;
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
		"Cloud Elements' signature needs a secret that is shared with the sender. Enter it in the Signed Events credential.",
	standardWebhooks:
		'Standard Webhooks needs a secret that begins with whsec_, or a public key that begins with whpk_. Enter one in the Signed Events credential.',
};

/** Reads panel and credential of the receiving node. */
export function connect(
	functions: TriggerFunctions,
	credential: Credential,
): Result<VerificationConfig> {
	const keys = readVerificationKeys(credential);
	if (!keys.ok) return err(PROBLEM.misconfigured, keys.message);
	const options = functions.getNodeParameter('options', {}) as {
		tolerance?: number;
		instanceName?: string;
		instanceTags?: string;
	};
	return ok({
		keys: keys.value,
		schemes: functions.getNodeParameter('schemes', []) as SignatureScheme[],
		toleranceSeconds: options.tolerance ?? 300,
		names: {
			instanceName: Boolean(options.instanceName),
			instanceTags: Boolean(options.instanceTags),
		},
	});
}

function verify(
	delivery: Delivery,
	{ keys, schemes, toleranceSeconds }: VerificationConfig,
): VerifyResult<Change[]> {
	const { headers, body, receivedAt } = delivery;
	const proof = proveSignedEvent({ body, headers }, keys, {
		schemes,
		toleranceSeconds,
		now: receivedAt,
	});
	if (!proof.ok) return proof.verification;
	const sender = senderOf(proof.key);
	const id = signedId(proof.verification);
	const changes = parseEnvelope({ id, sender, body, receivedAt, headers });
	if (changes === undefined) return { ok: false, reason: REFUSAL.bodyMalformed };
	// With the sender: what one of them sends must not pass for a repetition of what another sent.
	const digest = createHash('sha256').update(`${sender}\n`).update(body);
	const hash = digest.digest('hex').slice(0, 32);
	// Cloud Elements' scheme signs no id: a redelivery is recognized by its body alone.
	const fingerprint = JSON.stringify([id ?? null, hash]);
	return { ok: true, kind: 'change', proven: changes, deliveryId: id ?? hash, fingerprint };
}
