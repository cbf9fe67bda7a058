import type { IExecuteFunctions } from 'n8n-workflow';

import {
	signCloudElements,
	CLOUD_ELEMENTS_SIGNATURE_HEADER,
} from '../core/envelope/cloudElementsSignature';
import { signStandardWebhooks, type StandardWebhooksKey } from '../core/envelope/standardWebhooks';
import {
	readKey,
	type ParsedKey,
	type SignatureScheme,
	type VerificationKeys,
} from '../core/envelope/verifySignedEvent';

export const CREDENTIAL = 'signedEventsApi';

/** The fields of the credential `signedEventsApi`. */
export interface SignedEventsCredential {
	signatureSecret?: string;
	/** Whether the user expects no Standard Webhooks signature. Only the credential test reads it. */
	cloudElementsOnly?: boolean;
	previousSignatureSecrets?: string;
	verificationKeys?: string;
}

/** Returns the signature headers of a body. Each attempt needs its own. */
export type Sign = (id: string, body: Uint8Array, now: number) => Record<string, string>;

/** A value, or an error sentence for the user. */
export type Read<Value> = { ok: true; value: Value } | { ok: false; message: string };

/** Returns the credential of the node, or undefined if it has none. */
export async function readCredential(
	functions: Pick<IExecuteFunctions, 'getNode' | 'getCredentials'>,
): Promise<SignedEventsCredential | undefined> {
	if (functions.getNode().credentials?.[CREDENTIAL] === undefined) return undefined;
	return (await functions.getCredentials(CREDENTIAL)) as SignedEventsCredential;
}

/** Returns the keys that verify signatures: the current secret, the previous ones and the public keys. */
export function readVerificationKeys(credential: SignedEventsCredential): Read<VerificationKeys> {
	const keys = {
		secrets: secretsOf(credential).filter((text) => text !== ''),
		publicKeys: splitKeys(credential.verificationKeys),
	};
	const wrong = keys.publicKeys.find((key) => !key.startsWith('whpk_'));
	if (wrong !== undefined)
		return unusable(
			'A verification key cannot be used: it does not begin with whpk_. Enter the public key.',
		);
	const parsed = parseKeys([...keys.secrets, ...keys.publicKeys]);
	return parsed.ok ? { ok: true, value: keys } : parsed;
}

/** Returns the current and the previous keys that a node with this credential signs with. */
export function readOwnKeys(credential: SignedEventsCredential): VerificationKeys {
	return { secrets: secretsOf(credential) };
}

/** The current secret, which may be empty, and the previous ones. */
function secretsOf(credential: SignedEventsCredential): string[] {
	const { signatureSecret = '', previousSignatureSecrets } = credential;
	return [signatureSecret, ...splitKeys(previousSignatureSecrets)];
}

/** Returns a function that signs in all given schemes, or what is missing for that. */
export function readSigner(
	schemes: readonly SignatureScheme[],
	credential: SignedEventsCredential | undefined,
): Read<Sign> {
	if (schemes.length === 0) return { ok: true, value: () => ({}) };
	const secrets = secretsOf(credential ?? {});
	if (secrets[0] === '')
		return unusable(
			credential === undefined
				? 'The node cannot sign: it has no key. Choose a Signed Events API credential, or choose no signature.'
				: 'The node cannot sign: the credential has no signature secret. Enter one, or save the credential without one and copy the new secret from More details. Or choose no signature.',
		);
	const parsed = parseKeys(secrets);
	if (!parsed.ok) return parsed;
	const signers: Sign[] = [];
	for (const scheme of schemes) {
		const signer = SIGNERS[scheme](parsed.value);
		if (!signer.ok) return signer;
		signers.push(signer.value);
	}
	const value: Sign = (id, body, now) =>
		Object.assign({}, ...signers.map((sign) => sign(id, body, now))) as Record<string, string>;
	return { ok: true, value };
}

/** By scheme: returns a function that signs with the keys of a credential. The first key is the current one. */
const SIGNERS: Record<SignatureScheme, (keys: readonly ParsedKey[]) => Read<Sign>> = {
	/** The header holds one signature, so only the current key signs. */
	cloudElements: ([current]) => {
		if (current.kind !== 'text' && current.kind !== 'shared')
			return unusable(
				'The node cannot sign for Cloud Elements: that signature needs a shared secret, and the credential has a private key (whsk_). Choose Standard Webhooks, or enter a shared secret.',
			);
		const { text } = current;
		const value: Sign = (_id, body) => ({
			[CLOUD_ELEMENTS_SIGNATURE_HEADER]: signCloudElements(body, text),
		});
		return { ok: true, value };
	},
	standardWebhooks: (keys) => {
		const signing = keys.filter(
			(key): key is StandardWebhooksKey => key.kind === 'shared' || key.kind === 'private',
		);
		if (signing.length === 0)
			return unusable(
				'The node cannot sign Standard Webhooks: the signature secret does not begin with whsec_ (shared) or whsk_ (private key). Enter such a secret in the credential, or choose the signature Cloud Elements.',
			);
		return { ok: true, value: (id, body, now) => signStandardWebhooks(id, now, body, signing) };
	},
};

/** Returns an error sentence as the result of a reading. */
export function unusable(message: string): { ok: false; message: string } {
	return { ok: false, message };
}

function parseKeys(texts: readonly string[]): Read<ParsedKey[]> {
	try {
		return { ok: true, value: texts.map(readKey) };
	} catch (error) {
		return unusable(`${(error as Error).message} Check the Signed Events API credential.`);
	}
}

/** Splits a list of keys at commas and line breaks. The comma of `v1,whsec_…` is not one of them. */
function splitKeys(text = ''): string[] {
	return text
		.replace(/(?<![^\s,])v1,\s*(?=whsec_)/g, '')
		.split(/[,\n]/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}
