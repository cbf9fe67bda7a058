/** Genuine deliveries for each row of the table, signed with this package's own signer. */
import { createHash, generateKeyPairSync } from 'node:crypto';

import { isHmac } from '../../nodes/core/signature/keys';
import { splitPlace } from '../../nodes/core/signature/request';
import type { Algorithm, KeyForm, Scheme } from '../../nodes/core/signature/scheme';
import { signatureOf, signScheme } from '../../nodes/core/signature/signScheme';
import { parseTemplate, type Part } from '../../nodes/core/signature/template';
import type { Delivery } from '../../nodes/core/vendor';

export const NOW = Date.parse('2026-11-30T10:00:00Z');
export const ADDRESS = 'https://n8n.example.com/webhook/0b1c/webhook';

/** A key pair, or a shared secret as both. */
export interface Pair {
	/** What the vendor signs with: the secret, or a private key as PEM. */
	signing: string;
	/** What the user enters in the credential. */
	secrets: string[];
	publicKeys: string[];
}

const SECRETS: Readonly<Record<KeyForm, (seed: string) => string>> = {
	utf8: (seed) => `secret-of-${seed}-0123456789`,
	sha1: (seed) => `secret-of-${seed}-0123456789`,
	sha256: (seed) => `secret-of-${seed}-0123456789`,
	hex: (seed) => Buffer.from(`secret of ${seed} 0123456789`).toString('hex'),
	base64: (seed) => Buffer.from(`secret of ${seed} 0123456789`).toString('base64'),
	whsec: (seed) => `whsec_${Buffer.from(`secret of ${seed} 0123456789`).toString('base64')}`,
};

const pairs = new Map<string, { publicKey: string; privateKey: string }>();

function keyPair(algorithm: Algorithm, seed: string) {
	const name = `${algorithm} ${seed}`;
	const made = pairs.get(name) ?? newPair(algorithm);
	pairs.set(name, made);
	return made;
}

function newPair(algorithm: Algorithm): { publicKey: string; privateKey: string } {
	const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
	const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
	if (algorithm === 'ed25519')
		return generateKeyPairSync('ed25519', { publicKeyEncoding, privateKeyEncoding });
	return algorithm === 'ecdsa-p256'
		? generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding })
		: generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding });
}

/** Returns the keys of a scheme. Other seeds give other keys. */
export function pairOf(scheme: Scheme, seed = 'mine'): Pair {
	const { algorithm } = scheme.signature;
	if (isHmac(algorithm)) {
		const secret = SECRETS[scheme.secretAs ?? 'utf8'](seed);
		return { signing: secret, secrets: [secret], publicKeys: [] };
	}
	const { publicKey, privateKey } = keyPair(algorithm, seed);
	return { signing: privateKey, secrets: [], publicKeys: [publicKey] };
}

/** What a genuine delivery holds, in addition to what its scheme needs. */
export interface Content {
	/** Members of the JSON body. Defaults to an order. */
	body?: Record<string, unknown> | unknown[];
	headers?: Record<string, string>;
	query?: string;
	now?: number;
	address?: string;
}

const ORDER = {
	id: 'evt_1',
	type: 'order.created',
	data: { id: '9007199254740993', total: '1.50' },
};

/** Returns a delivery that the vendor of a scheme signed. */
export function genuine(
	scheme: Scheme,
	pair: Pair = pairOf(scheme),
	given: Content = {},
): Delivery {
	const { now = NOW, address = ADDRESS } = given;
	const parts = partsOf(scheme.content);
	const places = parts.flatMap((part) => ('name' in part ? [[part.kind, part.name]] : []));
	const signatureAt =
		typeof scheme.signature.in === 'string' ? scheme.signature.in : scheme.signature.in[0];
	const time = scheme.timestamp;
	const timeText = time === undefined ? '' : textOf(now, time.unit);
	const [timeSource, timeName] = splitPlace(time?.in ?? '');
	const names = (kind: string) => places.filter(([one]) => one === kind).map(([, name]) => name);
	const valueOf = (name: string) => `value-of-${name.replace(/[^a-z\d]/gi, '-')}`;
	const headers: Record<string, string> = {
		'content-type': 'application/json',
		...Object.fromEntries(names('header').map((name) => [name, valueOf(name)])),
		...given.headers,
	};
	const query = new URLSearchParams(given.query);
	for (const name of names('query')) query.set(name, valueOf(name));
	const isForm =
		names('form').length > 0 ||
		parts.some(({ kind }) => kind === 'sortedForm') ||
		signatureAt.startsWith('form:');
	const base: Delivery = {
		headers,
		body: Buffer.alloc(0),
		address,
		receivedAt: now,
		query: query.toString(),
	};
	const [source, name] = splitPlace(signatureAt);
	if (isForm) {
		const form = new URLSearchParams({ MessageSid: 'SM1', SmsStatus: 'sent', AccountSid: 'AC1' });
		for (const one of names('form')) form.set(one, valueOf(one));
		headers['content-type'] = 'application/x-www-form-urlencoded; charset=utf-8';
		const unsigned = { ...base, body: Buffer.from(form.toString()) };
		if (source === 'header')
			return withHash(scheme, {
				...unsigned,
				headers: signScheme(scheme, unsigned, pair.signing, now),
			});
		form.set(name, valueFor(scheme, signatureOf(scheme, unsigned, pair.signing, timeText)));
		return { ...unsigned, body: Buffer.from(form.toString()) };
	}
	const element: Record<string, unknown> = {};
	for (const one of names('json'))
		setAt(element, one, one.toLowerCase().includes('timestamp') ? timeText : valueOf(one));
	if (timeSource === 'json') setAt(element, timeName, timeText);
	if (source === 'json') {
		const plain = { ...base, body: Buffer.from(JSON.stringify(element)) };
		setAt(
			element,
			name,
			valueFor(scheme, signatureOf(scheme, plain, pair.signing, timeText, element)),
		);
	}
	const document = wrap(scheme.each, element, given.body ?? ORDER);
	const delivery = { ...base, body: Buffer.from(JSON.stringify(document)) };
	if (scheme.bodyHash?.startsWith('query:') === true) return withHash(scheme, delivery, pair, now);
	if (source === 'json') return delivery;
	if (source === 'query') {
		query.set(name, valueFor(scheme, signatureOf(scheme, delivery, pair.signing, timeText)));
		return { ...delivery, query: query.toString() };
	}
	return { ...delivery, headers: signScheme(scheme, delivery, pair.signing, now) };
}

function withHash(scheme: Scheme, delivery: Delivery, pair?: Pair, now = NOW): Delivery {
	if (scheme.bodyHash === undefined || pair === undefined) return delivery;
	const query = new URLSearchParams(delivery.query);
	query.set(
		splitPlace(scheme.bodyHash)[1],
		createHash('sha256').update(delivery.body).digest('hex'),
	);
	const hashed = { ...delivery, query: query.toString() };
	return { ...hashed, headers: signScheme(scheme, hashed, pair.signing, now) };
}

function wrap(each: string | undefined, element: object, body: object): unknown {
	if (each === undefined) return Array.isArray(body) ? body : { ...element, ...body };
	if (each === '$') return [element];
	const document = { ...body };
	setAt(document, each, [element]);
	return document;
}

function valueFor({ signature: { list, prefix = '' } }: Scheme, made: string): string {
	// Braintree's parts are named by the public key of the account.
	const name = list?.name ?? (list?.assign === undefined ? '' : 'public_key');
	return `${name}${list?.assign ?? ''}${prefix}${made}`;
}

function setAt(target: object, path: string, value: unknown): void {
	const steps = path.split('.');
	let at = target as Record<string, unknown>;
	for (const step of steps.slice(0, -1)) {
		if (typeof at[step] !== 'object' || at[step] === null) at[step] = {};
		at = at[step] as Record<string, unknown>;
	}
	at[steps[steps.length - 1]] = value;
}

function textOf(ms: number, unit: 's' | 'ms' | 'date'): string {
	if (unit === 'date') return new Date(ms).toISOString();
	return String(unit === 's' ? Math.floor(ms / 1_000) : ms);
}

/** Returns the parts of a template, those of segments included. */
export function partsOf(content: string): Part[] {
	const parsed = parseTemplate(content);
	if (!parsed.ok) throw new TypeError(parsed.problem.message);
	return parsed.value.flatMap((part) => (part.kind === 'segment' ? [...part.parts] : [part]));
}
