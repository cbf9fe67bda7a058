import {
	createHmac,
	sign as signWith,
	timingSafeEqual,
	verify as verifyWith,
	type KeyObject,
} from 'node:crypto';

import { withoutTrailing } from '../text/trailing';
import { decodeBase64, decodeSecret, isHmac } from './keys';
import type { Algorithm, Encoding, Signature } from './scheme';

/** Each signature of a public key costs a pass over the body, so a sender gets only a few. */
const MOST_PASSES = 8;

/** Returns the HMAC of pieces. */
export function hmacOf(
	algorithm: Extract<Algorithm, `hmac-${string}`>,
	key: KeyObject,
	pieces: readonly Uint8Array[],
): Buffer {
	const hmac = createHmac(algorithm.slice('hmac-'.length), key);
	for (const piece of pieces) hmac.update(piece);
	return hmac.digest();
}

/** Returns whether one of the keys made one of the signatures. All are compared, in constant time for HMACs. */
export function isSignedBy(
	signature: Signature,
	keys: readonly KeyObject[],
	signatures: readonly string[],
	pieces: readonly Buffer[],
): boolean {
	const { algorithm, encoding } = signature;
	if (isHmac(algorithm)) {
		const given = signatures.map((text) => Buffer.from(canonical(text, encoding)));
		const fits = keys
			.map((key) => Buffer.from(encode(hmacOf(algorithm, key, pieces), encoding)))
			.flatMap((expected) => given.map((one) => isSame(one, expected)));
		return fits.includes(true);
	}
	const content = Buffer.concat(pieces);
	const passes = keys.flatMap((key) =>
		signatures.flatMap((text) => {
			const bytes = decodeSignature(text, encoding);
			return bytes === undefined ? [] : [{ key, bytes }];
		}),
	);
	return passes
		.slice(0, MOST_PASSES)
		.some(({ key, bytes }) => isSignature(signature, key, content, bytes));
}

function isSignature(
	signature: Signature,
	key: KeyObject,
	content: Buffer,
	bytes: Buffer,
): boolean {
	try {
		return verifyWith(hashOf(signature), content, optionsOf(signature, key), bytes);
	} catch {
		return false;
	}
}

/** Returns a signature as a vendor writes it, for samples and tests. */
export function signPieces(
	signature: Signature,
	key: KeyObject,
	pieces: readonly Buffer[],
): string {
	const { algorithm, encoding } = signature;
	if (isHmac(algorithm)) return encode(hmacOf(algorithm, key, pieces), encoding);
	const bytes = signWith(hashOf(signature), Buffer.concat(pieces), optionsOf(signature, key));
	return encode(bytes, encoding);
}

/** Ed25519 includes its own hash function. */
function hashOf({ algorithm }: Signature): string | null {
	return algorithm === 'ed25519' ? null : 'sha256';
}

function optionsOf({ dsa = 'der' }: Signature, key: KeyObject) {
	return { key, dsaEncoding: dsa };
}

/** Returns bytes as text: hexadecimal in lower case, base64url without padding. */
export function encode(bytes: Buffer, encoding: Encoding): string {
	return bytes.toString(encoding);
}

/** Returns a text in the spelling that `encode` writes. Other spellings of base64 stay as they are, and do not match. */
function canonical(text: string, encoding: Encoding): string {
	if (encoding === 'hex') return text.toLowerCase();
	return encoding === 'base64url' ? withoutTrailing(text, '=') : text;
}

function decodeSignature(text: string, encoding: Encoding): Buffer | undefined {
	const bytes = encoding === 'hex' ? decodeSecret(text, 'hex') : decodeBase64(text);
	return bytes !== undefined && encode(bytes, encoding) === canonical(text, encoding)
		? bytes
		: undefined;
}

function isSame(given: Buffer, expected: Buffer): boolean {
	return given.length === expected.length && timingSafeEqual(given, expected);
}
