import { createHash, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';

import { memoize } from '../cache/memoize';
import { isOfSmallOrder } from '../envelope/verifySignedEvent';
import type { Algorithm, KeyForm, Scheme } from './scheme';

/** The keys that a user entered. Blank ones are ignored. */
export interface SchemeKeys {
	/** The current secret first, then the previous ones. */
	secrets: readonly string[];
	/** PEM, or hexadecimal, or base64. */
	publicKeys: readonly string[];
}

/** A rotation has two keys. More than ten are a mistake, and each costs a pass over the body. */
export const MOST_KEYS = 10;

const WHSEC = 'whsec_';

/** Whether an algorithm takes a shared secret. The others take a public key. */
export function isHmac(algorithm: Algorithm): algorithm is Extract<Algorithm, `hmac-${string}`> {
	return algorithm.startsWith('hmac-');
}

/** Returns the usable keys of a scheme. It leaves out texts that cannot be decoded. */
export function keysOf(scheme: Scheme, keys: SchemeKeys): readonly KeyObject[] {
	const { algorithm } = scheme.signature;
	const texts = isHmac(algorithm) ? keys.secrets : keys.publicKeys;
	const read = isHmac(algorithm)
		? (text: string) => secretKeyAs(`${scheme.secretAs ?? 'utf8'} ${text}`)
		: (text: string) => publicKeyFor(`${algorithm} ${text}`);
	return texts
		.map((text) => text.trim())
		.filter((text) => text !== '')
		.slice(0, MOST_KEYS)
		.flatMap((text) => read(text) ?? []);
}

const secretKeyAs = memoize((tagged) => {
	const space = tagged.indexOf(' ');
	const bytes = decodeSecret(tagged.slice(space + 1), tagged.slice(0, space) as KeyForm);
	return bytes === undefined || bytes.length === 0 ? undefined : createSecretKey(bytes);
});

const publicKeyFor = memoize((tagged) => {
	const space = tagged.indexOf(' ');
	return readPublicKey(tagged.slice(space + 1), tagged.slice(0, space) as Algorithm);
});

/** Returns the key bytes of a secret, or undefined if it does not have the form. */
export function decodeSecret(secret: string, form: KeyForm): Buffer | undefined {
	switch (form) {
		case 'utf8':
			return Buffer.from(secret, 'utf8');
		case 'hex':
			return secret.length % 2 === 0 && /^[\da-f]+$/i.test(secret)
				? Buffer.from(secret, 'hex')
				: undefined;
		case 'base64':
		case 'whsec': {
			const isMarked = form === 'whsec' && secret.startsWith(WHSEC);
			return decodeBase64(isMarked ? secret.slice(WHSEC.length) : secret);
		}
		case 'sha1':
		case 'sha256':
			return createHash(form).update(secret, 'utf8').digest();
	}
}

/** Decodes base64 or base64url, with or without padding. Node ignores other characters, which hides a wrong secret. */
export function decodeBase64(text: string): Buffer | undefined {
	return /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/** The DER of an Ed25519 key before its 32 bytes (https://www.rfc-editor.org/rfc/rfc8410#section-4). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const FITS: Readonly<Record<string, (key: KeyObject) => boolean>> = {
	ed25519: (key) => key.asymmetricKeyType === 'ed25519' && !isOfSmallOrder(ed25519Bytes(key)),
	'ecdsa-p256': (key) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
	'rsa-sha256': (key) =>
		key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 1024,
};

function ed25519Bytes(key: KeyObject): Buffer {
	return key.export({ type: 'spki', format: 'der' }).subarray(ED25519_PREFIX.length);
}

/** Returns a public key of an algorithm: PEM, or DER or 32 bytes of Ed25519 as base64 or hexadecimal. */
export function readPublicKey(text: string, algorithm: Algorithm): KeyObject | undefined {
	try {
		const key = text.includes('-----BEGIN')
			? createPublicKey(withLines(text))
			: createPublicKey({ key: derOf(text), format: 'der', type: 'spki' });
		return key.type === 'public' && FITS[algorithm](key) ? key : undefined;
	} catch {
		return undefined;
	}
}

function derOf(text: string): Buffer {
	const compact = text.replace(/\s/g, '');
	const bytes = decodeSecret(compact, 'hex') ?? decodeBase64(compact) ?? Buffer.alloc(0);
	return bytes.length === 32 ? Buffer.concat([ED25519_PREFIX, bytes]) : bytes;
}

/** Restores the line breaks of a PEM text that was pasted into a field with one line. */
function withLines(text: string): string {
	const match = /-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----/.exec(
		text.replaceAll('\\n', '\n'),
	);
	if (match === null) return text;
	const body = match[1].replace(/\s/g, '');
	return `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----\n`;
}
