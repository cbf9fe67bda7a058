import { decodeSecret, isHmac, MOST_KEYS, readPublicKey } from '../core/signature/keys';
import type { Algorithm, KeyForm, Provider } from '../core/signature/scheme';
import { handshakesOf } from '../core/signature/challenge';
import type { HandshakeKeys } from '../core/signature/handshake';
import { readList } from '../core/text/list';
import { PEM_BEGIN, secretFormProblem } from '../host/secretForm';

export const CREDENTIAL = 'signedEventsWebhookApi';

/** The fields of the credential `signedEventsWebhookApi`. */
export interface WebhookCredential {
	secret?: unknown;
	previousSecrets?: unknown;
	publicKey?: unknown;
	verifyToken?: unknown;
}

/** Tokens that call an API and sign no webhook, with any provider. */
const API_TOKENS: ReadonlyArray<readonly [RegExp, string]> = [
	// https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
	[/^(gh[opsur]_|github_pat_)/, 'an access token of GitHub'],
	[/^glpat-/, 'an access token of GitLab'],
	[/^lin_(api|oauth)_/, 'an API key of Linear'],
	[/^shp(at|ca|pa|ua)_/, 'an access token of Shopify'],
	[/^(xox[a-z](\.xox[a-z])?-|xapp-)/, 'an access token of Slack'],
	[/^whpk_/, 'a public key of Standard Webhooks'],
	// Of Stripe, Paystack and Clerk.
	[/^pk_(live|test)_/, 'a publishable API key'],
];

/** Keys that only one provider does not sign with. Others, such as Paystack, sign with `sk_live_…`. */
const OWN_TOKENS: Readonly<Record<string, typeof API_TOKENS>> = {
	stripe: [[/^[rs]k_(live|test)_/, 'an API key of Stripe']],
};

const FORMS: Readonly<Record<KeyForm, string>> = {
	utf8: 'text',
	hex: 'hexadecimal',
	base64: 'base64',
	whsec: 'base64, with or without whsec_ before it',
	sha1: 'text',
	sha256: 'text',
};

/** Returns the keys of a credential. Blanks around them are dropped. */
export function readKeys(credential: WebhookCredential): HandshakeKeys {
	const secret = textOf(credential.secret);
	const previous = textOf(credential.previousSecrets).split(/[,\n]/);
	return {
		secrets: [secret, ...previous.map((text) => text.trim())].filter((text) => text !== ''),
		publicKeys: splitPublicKeys(textOf(credential.publicKey)),
		verifyToken: textOf(credential.verifyToken),
	};
}

/** Returns the problem that keeps keys from verifying a provider's deliveries, or undefined. */
export function keysProblem(row: Provider, keys: HandshakeKeys): string | undefined {
	const cause = isHmac(row.signature.algorithm)
		? secretProblem(row, keys)
		: publicKeyProblem(row.signature.algorithm, keys);
	return cause === undefined
		? undefined
		: `The node cannot verify deliveries of ${row.name}: ${cause}.`;
}

/**
 * Returns the problem with a secret that is most likely a token for the API of a provider, or undefined. Deliveries are
 * verified with it all the same, because a user may have entered it at the provider too.
 */
export function tokenProblem(row: Provider, { secrets }: HandshakeKeys): string | undefined {
	if (!isHmac(row.signature.algorithm)) return undefined;
	const kinds = [...API_TOKENS, ...(OWN_TOKENS[row.key] ?? [])];
	const token = kinds.find(([pattern]) => secrets.some((secret) => pattern.test(secret)));
	if (token === undefined) return undefined;
	const wanted = row.secretHint === undefined ? '' : `: ${row.secretHint}`;
	return `The node cannot verify deliveries of ${row.name}: a secret is ${token[1]}, which signs no webhooks. In the credential, enter the secret that signs them${wanted}.`;
}

/** Returns what is wrong with a credential of any provider, or undefined. */
export function credentialProblem(credential: WebhookCredential): string | undefined {
	const keys = readKeys(credential);
	if (textOf(credential.secret) === '' && keys.publicKeys.length === 0)
		return 'it has neither a secret nor a public key. Enter the one that the provider shows';
	const wrong = wrongSecret(keys, textOf(credential.verifyToken), API_TOKENS);
	if (wrong !== undefined) return wrong;
	const isKey = (text: string) =>
		(['ed25519', 'ecdsa-p256', 'rsa-sha256'] as const).some(
			(algorithm) => readPublicKey(text, algorithm) !== undefined,
		);
	return keys.publicKeys.every(isKey)
		? undefined
		: 'the public key cannot be read, or anyone can sign for it. Paste the one that the provider shows, as PEM, base64 or hexadecimal';
}

function secretProblem(row: Provider, keys: HandshakeKeys): string | undefined {
	const secrets = keys.secrets.filter((text) => text.trim() !== '');
	const isFirst = handshakesOf(row).some((one) => one.isFirst === true);
	if (secrets.length === 0)
		return isFirst ? undefined : 'the credential has no secret. Enter the one that signs webhooks';
	const form = row.secretAs ?? 'utf8';
	const wrong = wrongSecret({ ...keys, secrets }, keys.verifyToken);
	if (wrong !== undefined) return wrong;
	return secrets.every((text) => (decodeSecret(text, form)?.length ?? 0) > 0)
		? undefined
		: `a secret is not ${FORMS[form]}. Copy it again from the provider`;
}

function wrongSecret(
	{ secrets }: HandshakeKeys,
	verifyToken: string,
	kinds: typeof API_TOKENS = [],
): string | undefined {
	if (secrets.length > MOST_KEYS)
		return `there are more than ${MOST_KEYS} secrets. Remove the oldest ones`;
	const form = { others: { 'verify token': verifyToken }, kinds };
	for (const text of secrets) {
		const problem = secretFormProblem(text, form);
		if (problem !== undefined) return `a secret ${problem}. ${adviceFor(text)}`;
	}
	return undefined;
}

function adviceFor(secret: string): string {
	if (API_TOKENS.some(([pattern]) => pattern.test(secret)))
		return 'It signs no webhooks. Enter the secret that the provider signs webhooks with';
	return secret.startsWith(PEM_BEGIN)
		? 'Enter it under Public Key'
		: 'Copy it again from the provider. If you chose it yourself, choose another one there';
}

function publicKeyProblem(algorithm: Algorithm, { publicKeys }: HandshakeKeys): string | undefined {
	if (publicKeys.length === 0)
		return 'the credential has no public key. Enter the one that the provider shows';
	return publicKeys.every((text) => readPublicKey(text, algorithm) !== undefined)
		? undefined
		: `the public key is not a key for ${algorithm}, or anyone can sign for it. Paste the one that the provider shows, as PEM, base64 or hexadecimal`;
}

const PEM = /-----BEGIN [A-Z ]{1,40}-----[^-]{1,10000}-----END [A-Z ]{1,40}-----/g;

function splitPublicKeys(text: string): readonly string[] {
	return text.includes(PEM_BEGIN) ? (text.match(PEM) ?? [text]) : readList(text);
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
