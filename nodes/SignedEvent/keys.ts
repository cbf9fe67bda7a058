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
	previousSignatureSecrets?: string;
	verificationKeys?: string;
}

/** Headers that prove a body, made anew for each attempt. */
export type Sign = (id: string, body: Uint8Array, now: number) => Record<string, string>;

/** What was read, or a sentence for the user. */
export type Read<Value> = { ok: true; value: Value } | { ok: false; message: string };

/** The node's credential, or undefined where none is chosen. */
export async function readCredential(
	functions: Pick<IExecuteFunctions, 'getNode' | 'getCredentials'>,
): Promise<SignedEventsCredential | undefined> {
	if (functions.getNode().credentials?.[CREDENTIAL] === undefined) return undefined;
	return (await functions.getCredentials(CREDENTIAL)) as SignedEventsCredential;
}

/** Who is believed: whoever holds the secret, a previous one, or the private half of a public key. */
export function readVerificationKeys({
	signatureSecret = '',
	previousSignatureSecrets,
	verificationKeys,
}: SignedEventsCredential): Read<VerificationKeys> {
	const keys = {
		secrets: [signatureSecret, ...splitKeys(previousSignatureSecrets)].filter(
			(text) => text !== '',
		),
		publicKeys: splitKeys(verificationKeys),
	};
	const wrong = keys.publicKeys.find((key) => !key.startsWith('whpk_'));
	if (wrong !== undefined)
		return { ok: false, message: 'A verification key is a public one and begins with whpk_.' };
	const parsed = parseKeys([...keys.secrets, ...keys.publicKeys]);
	return parsed.ok ? { ok: true, value: keys } : parsed;
}

/** The keys that a node with this credential signs with, or did before they were replaced. */
export function readOwnKeys({
	signatureSecret = '',
	previousSignatureSecrets,
}: SignedEventsCredential): VerificationKeys {
	return { secrets: [signatureSecret, ...splitKeys(previousSignatureSecrets)] };
}

/** How bodies are signed in each of the schemes, or what is missing for that. */
export function readSigner(
	schemes: readonly SignatureScheme[],
	credential: SignedEventsCredential | undefined,
): Read<Sign> {
	if (schemes.length === 0) return { ok: true, value: () => ({}) };
	const [secret, ...previous] = [
		credential?.signatureSecret ?? '',
		...splitKeys(credential?.previousSignatureSecrets),
	];
	if (secret === '')
		return {
			ok: false,
			message:
				credential === undefined
					? 'A signature needs a key. Choose a Signed Events credential, or choose no signature.'
					: 'The Signed Events credential has no signature secret. Enter one, or choose no signature.',
		};
	const parsed = parseKeys([secret, ...previous]);
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

/** By scheme: what signs with the keys of a credential, the current one first. */
const SIGNERS: Record<SignatureScheme, (keys: readonly ParsedKey[]) => Read<Sign>> = {
	/** Its header holds one signature, so the previous keys cannot sign beside the current one. */
	cloudElements: ([current]) => {
		if (current.kind !== 'text' && current.kind !== 'shared')
			return {
				ok: false,
				message:
					"Cloud Elements' signature needs a secret that the receiver shares; the credential holds a private key (whsk_). Choose Standard Webhooks, or enter another secret.",
			};
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
			return {
				ok: false,
				message:
					'Standard Webhooks signs with a secret that begins with whsec_ (shared) or whsk_ (private key). Enter one in the Signed Events credential.',
			};
		return { ok: true, value: (id, body, now) => signStandardWebhooks(id, now, body, signing) };
	},
};

function parseKeys(texts: readonly string[]): Read<ParsedKey[]> {
	try {
		return { ok: true, value: texts.map(readKey) };
	} catch (error) {
		return {
			ok: false,
			message: `${(error as Error).message} Check the Signed Events credential.`,
		};
	}
}

/** Keys are separated by commas or line breaks. */
function splitKeys(text = ''): string[] {
	return text
		.split(/[,\n]/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}
