import type { Delivery } from '../vendor';
import { contentOf } from './content';
import { signPieces } from './digest';
import { isHmac, keysOf } from './keys';
import { RequestView, splitPlace } from './request';
import type { Scheme } from './scheme';
import { parseTemplate } from './template';
import { createPrivateKey, type KeyObject } from 'node:crypto';

/**
 * Returns the headers of a delivery with the signature and the timestamp of a scheme, for tests and samples. Signatures
 * in the body are not supported: sign the body's content with `signatureOf` and write it there.
 *
 * @param secret the shared secret, or the private key as PEM
 * @param now epoch milliseconds
 */
export function signScheme(
	scheme: Scheme,
	delivery: Delivery,
	secret: string,
	now: number,
): Delivery['headers'] {
	const { signature, timestamp } = scheme;
	const text = timestamp === undefined ? undefined : timeText(now, timestamp.unit);
	const [source, name] = splitPlace(timestamp?.in ?? '');
	const headers = { ...delivery.headers, ...(source === 'header' && { [name]: text }) };
	const made = signatureOf(scheme, { ...delivery, headers }, secret, text);
	const { list, prefix = '' } = signature;
	const sign = `${list?.name === undefined ? '' : list.name + (list.assign ?? '')}${prefix}${made}`;
	const time =
		source !== 'signature'
			? ''
			: list?.assign === undefined
				? text
				: `${name}${list.assign}${text}`;
	const value = source === 'signature' ? `${time}${list?.separator}${sign}` : sign;
	const place = typeof signature.in === 'string' ? signature.in : signature.in[0];
	return { ...headers, [splitPlace(place)[1]]: value };
}

/** Returns the signature of a delivery, in the scheme's encoding and without its prefix. */
export function signatureOf(
	scheme: Scheme,
	delivery: Delivery,
	secret: string,
	timestamp?: string,
	root?: unknown,
): string {
	const parsed = parseTemplate(scheme.content);
	if (!parsed.ok) throw new TypeError(parsed.problem.message);
	const input = { request: new RequestView(delivery), timestamp, root };
	const content = contentOf(parsed.value, input);
	if (!content.ok) throw new TypeError(`The delivery has no ${content.missing}.`);
	return signPieces(scheme.signature, signingKey(scheme, secret), content.pieces);
}

function signingKey(scheme: Scheme, secret: string): KeyObject {
	if (!isHmac(scheme.signature.algorithm)) return createPrivateKey(secret);
	const [key] = keysOf(scheme, { secrets: [secret], publicKeys: [] });
	if (key === undefined) throw new TypeError('The secret does not have the form of the scheme.');
	return key;
}

function timeText(ms: number, unit: 's' | 'ms' | 'date'): string {
	if (unit === 'date') return new Date(ms).toISOString();
	return String(unit === 's' ? Math.floor(ms / 1_000) : ms);
}
