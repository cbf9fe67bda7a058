import { CLOUD_ELEMENTS_SIGNATURE_HEADER, signCloudElements } from './cloudElementsSignature';
import { signStandardWebhooks, type StandardWebhooksKey } from './standardWebhooks';
import {
	kindOf,
	readBody,
	readKey,
	UNSET,
	type ParsedKey,
	type SignatureScheme,
} from './verifySignedEvent';

/** A message to sign. */
export interface SignableMessage {
	/** The exact bytes that are sent. A string is encoded as UTF-8. */
	body: Uint8Array | string;
	/** The same for each attempt, without dots or spaces. Only Standard Webhooks needs it. */
	id?: string;
}

export interface SigningOptions {
	/** Defaults to Standard Webhooks alone. */
	schemes?: readonly SignatureScheme[];
	/** Epoch milliseconds of this attempt. Defaults to the clock. */
	now?: number;
}

/** Matches an id of Standard Webhooks. With a dot in it, the signed text could be split in two ways. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/**
 * Returns the headers that sign a message as the Signed Event node does. A receiver's tests can sign their requests
 * with it, and a service that is not n8n can send events to the Signed Event Trigger.
 *
 * ```js
 * const { signRequest } = require('n8n-nodes-signed-events/sign');
 * const headers = signRequest({ id: 'msg_1', body }, [secret]);
 * await fetch(url, { method: 'POST', headers, body });
 * ```
 *
 * @param message the body, and the id that Standard Webhooks signs
 * @param secrets for Standard Webhooks `whsec_` (v1) or `whsk_` (v1a) keys, which all sign; for Cloud Elements texts of
 *   at least 8 characters, of which the first signs
 * @returns `webhook-id`, `webhook-timestamp` and `webhook-signature`; for Cloud Elements `Elements-Webhook-Signature`
 * @throws TypeError if the body is neither text nor bytes, if the secrets are not a list, or if a key is missing or
 *   malformed. Also if no key fits a scheme, or the id is missing or malformed
 */
export function signRequest(
	{ body, id = '' }: SignableMessage,
	secrets: readonly string[],
	{ schemes = ['standardWebhooks'], now = Date.now() }: SigningOptions = {},
): Record<string, string> {
	const bytes = bytesOf(body);
	const headers: Record<string, string> = {};
	const keys = readSecrets(secrets);
	if (schemes.includes('standardWebhooks')) {
		const signing = keys.filter(
			(key): key is StandardWebhooksKey => key.kind === 'shared' || key.kind === 'private',
		);
		if (signing.length === 0)
			throw new TypeError(
				'The request cannot be signed for Standard Webhooks: it needs a key that begins with whsec_ or whsk_. Pass such a key.',
			);
		if (!ID.test(id))
			throw new TypeError(
				'The request cannot be signed for Standard Webhooks: the id must be 1 to 256 printable ASCII characters without dots or spaces. Pass such an id.',
			);
		Object.assign(headers, signStandardWebhooks(id, now, bytes, signing));
	}
	if (schemes.includes('cloudElements')) {
		const secret = keys.find((key) => key.kind === 'text' || key.kind === 'shared');
		if (secret === undefined)
			throw new TypeError(
				'The request cannot be signed for Cloud Elements: it needs a shared secret. Pass such a secret.',
			);
		headers[CLOUD_ELEMENTS_SIGNATURE_HEADER] = signCloudElements(bytes, secret.text);
	}
	return headers;
}

/** @throws TypeError if JavaScript passes an object, which has no bytes yet */
function bytesOf(body: unknown): Uint8Array {
	const bytes = readBody(body);
	if (bytes !== undefined) return bytes;
	const found = body === undefined || body === null ? 'missing' : kindOf(body);
	throw new TypeError(
		`The body is ${found}. Pass the exact text that is sent, such as JSON.stringify(event).`,
	);
}

/** @throws TypeError if JavaScript passes a string instead of a list, or a variable that is not set */
function readSecrets(secrets: unknown): ParsedKey[] {
	if (!Array.isArray(secrets))
		throw new TypeError('`secrets` must be a list of keys. Pass [secret].');
	return secrets.map((secret: unknown) => {
		if (typeof secret !== 'string' || secret.trim() === '')
			throw new TypeError(`A key is ${UNSET}`);
		return readKey(secret);
	});
}
