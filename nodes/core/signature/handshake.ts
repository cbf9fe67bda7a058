import { createHash, timingSafeEqual } from 'node:crypto';

import type { Reply } from '../vendor';
import { handshakesOf, isSignable } from './challenge';
import { encode, hmacOf } from './digest';
import { keysOf, type SchemeKeys } from './keys';
import { splitPlace, type RequestView } from './request';
import type { Handshake, Place, Provider } from './scheme';
import type { Source } from './template';

/** The keys that handshakes need. */
export interface HandshakeKeys extends SchemeKeys {
	/** The text that the user also gave to the vendor. Empty if the credential has no such text. */
	verifyToken: string;
}

/** Handshakes have a few hundred bytes. The node parses nothing larger before it is verified. */
const MOST_UNSIGNED_BYTES = 16 * 1024;
/** Printable ASCII, so that a browser shows it as plain text. Microsoft's tokens contain spaces. */
const CHALLENGE = /^[\x20-\x7e]{1,1000}$/;
const TEXT_HEADERS = {
	'content-type': 'text/plain; charset=utf-8',
	'x-content-type-options': 'nosniff',
	'content-security-policy': "default-src 'none'; sandbox",
};

/**
 * Returns the response to a handshake, or undefined if the request is not one.
 *
 * @param isVerified whether the request has a valid signature
 */
export function replyTo(
	row: Provider,
	request: RequestView,
	keys: HandshakeKeys,
	isVerified: boolean,
): Reply | undefined {
	if (!isVerified && request.delivery.body.length > MOST_UNSIGNED_BYTES) return undefined;
	for (const handshake of handshakesOf(row)) {
		if (handshake.isSigned === true && !isVerified) continue;
		if (!isHandshake(handshake, request)) continue;
		const reply = replyOf(row, handshake, request, keys);
		if (reply !== undefined) return reply;
	}
	return undefined;
}

/** Returns the vendor's name of a check: the first fixed value that identifies it, or the first place. */
function checkOf({ when, method }: Handshake): string {
	const fixed = when.find(([, value]) => value !== true);
	return String(fixed?.[1] ?? when[0]?.[0] ?? method);
}

function isHandshake({ method, when }: Handshake, request: RequestView): boolean {
	return (
		request.method === method &&
		when.every(([place, value]) => {
			const found = readPlace(request, place);
			return found !== undefined && (value === true || found === value);
		})
	);
}

function replyOf(
	row: Provider,
	handshake: Handshake,
	request: RequestView,
	keys: HandshakeKeys,
): Reply | undefined {
	const { verifyToken, challenge: place, mac, answer } = handshake;
	if (verifyToken !== undefined) {
		const given = readPlace(request, verifyToken) ?? '';
		if (keys.verifyToken === '' || !isSameText(given, keys.verifyToken))
			return {
				status: 403,
				headers: {},
				check: 'a verify token other than the one in the credential',
			};
	}
	const challenge = place === undefined ? '' : (readPlace(request, place) ?? '');
	if (place !== undefined && !CHALLENGE.test(challenge)) return undefined;
	const check = checkOf(handshake);
	if (answer === undefined) return { status: 200, headers: {}, check };
	const signed = mac === undefined ? '' : macOf(row, mac, challenge, keys);
	if (signed === undefined) return undefined;
	const valueOf = (name: 'challenge' | 'mac' | number) =>
		typeof name === 'number' ? name : name === 'mac' ? signed : challenge;
	if ('text' in answer)
		return { status: 200, headers: TEXT_HEADERS, body: String(valueOf(answer.text)), check };
	if ('header' in answer)
		return { status: 200, headers: { [answer.header]: String(valueOf(answer.value)) }, check };
	const members = Object.entries(answer.json).map(([name, value]) => [name, valueOf(value)]);
	const headers = { ...TEXT_HEADERS, 'content-type': 'application/json' };
	return { status: 200, headers, body: JSON.stringify(Object.fromEntries(members)), check };
}

/** Signs letters, digits, `_` and `-` only, and `verifyScheme` accepts no event of such bytes. */
function macOf(
	row: Provider,
	{ algorithm, encoding, prefix = '' }: NonNullable<Handshake['mac']>,
	challenge: string,
	keys: HandshakeKeys,
): string | undefined {
	if (!isSignable(challenge)) return undefined;
	const scheme = { ...row, signature: { ...row.signature, algorithm } };
	const [key] = keysOf(scheme, keys);
	if (key === undefined) return undefined;
	return prefix + encode(hmacOf(algorithm, key, [Buffer.from(challenge)]), encoding);
}

function readPlace(request: RequestView, place: Place): string | undefined {
	const [source, name] = splitPlace(place) as [Source, string];
	return request.read(source, name);
}

function isSameText(left: string, right: string): boolean {
	const [one, other] = [left, right].map((text) => createHash('sha256').update(text).digest());
	return timingSafeEqual(one, other);
}
