import { createHash, createHmac, createPublicKey, sign } from 'node:crypto';

import type { Delivery, Vendor, VerifyResult } from '../../nodes/core/vendor';
import {
	signStandardWebhooks,
	type StandardWebhooksKey,
} from '../../nodes/core/envelope/standardWebhooks';
import { readKey } from '../../nodes/core/envelope/verifySignedEvent';
import { box } from '../../nodes/Box/vendor';
import { ecwid } from '../../nodes/Ecwid/vendor';
import { topicNamed } from '../../nodes/Shopify/topics/topics';
import { shopify } from '../../nodes/Shopify/vendor';
import { signedEvents } from '../../nodes/SignedEvent/verify/receiverVendor';
import { newProcessMemory } from '../../nodes/WooCommerce/processMemory';
import { wooCommerce } from '../../nodes/WooCommerce/webhooks/vendor';
import { webhookSecret } from '../../nodes/WooCommerce/webhooks/webhookSecret';

export type Headers = Record<string, string | string[] | undefined>;

/** A request as an attacker writes it. */
export interface Letter {
	headers: Headers;
	body: Buffer;
}

/** What a letter is written for. */
export interface Writing {
	/** The URL that is subscribed. */
	address: string;
	/** Epoch milliseconds. */
	at: number;
	/** The object; another one makes another letter. */
	id?: string;
	/** What stands where the time stands, and is signed as such. */
	time?: string;
	/** The body that the vendor signs and sends. Defaults to one that describes the object. */
	body?: Buffer;
	/** What signs; without it the door's own secret. */
	secret?: string;
}

/** Where and when a letter arrives. */
interface Target {
	address: string;
	at: number;
}

/** One way in: what a proof looks like there, and what an attacker can know of it. */
export interface Door {
	name: string;
	/** Where the signature stands, and what comes before its base64. */
	signature: { header: string; prefix: string };
	/** Further headers that the proof needs. */
	proofHeaders: readonly string[];
	/** False where the vendor signs no body (Ecwid). */
	isBodySigned: boolean;
	/** How a time is written, and how far it may be off; none where none is signed. */
	time?: { write(ms: number): string; oldestMs: number; aheadMs: number };
	/** Returns a letter that passes verification. */
	write(writing: Writing): Letter;
	verify(letter: Letter, target: Target, secret?: string): VerifyResult<unknown>;
	/** What keeps a node with this secret from being activated. */
	configError(secret: string): string | undefined;
	/** Other schemes than the signature is of: changes of the headers, by its base64. */
	downgrades: ReadonlyArray<[what: string, change: (claim: string) => Headers]>;
	/** What the same secret signs for another purpose, or what looks like it. */
	otherUses: ReadonlyArray<[what: string, write: (writing: Writing) => Letter]>;
	/** The same signature over the same bytes, split at another place. Each must be rejected. */
	shifts(letter: Letter): Letter[];
	/** A good letter under a name that is not the one it was meant for. It may be reported as foreign. */
	misdirections: ReadonlyArray<[what: string, write: (writing: Writing) => Letter]>;
}

/** What the doors are opened with; a test of the real n8n has them of its sandboxes. */
export interface Secrets {
	shopify: { secret: string; domain: string };
	box: { primary: string; secondary: string };
	ecwid: { secret: string; storeId: string };
	wooCommerce: string;
	/** `whsec_`, which Cloud Elements' scheme takes as a text. */
	shared: string;
	/** `whsk_`, whose public half the receiver trusts. */
	privateKey: string;
}

/** Every vendor's door, and those of both schemes of Signed Event Trigger. */
export function doorsOf(secrets: Secrets): Door[] {
	return [
		shopifyDoor(secrets.shopify),
		boxDoor(secrets.box),
		ecwidDoor(secrets.ecwid),
		wooCommerceDoor(secrets.wooCommerce),
		standardWebhooksDoor('v1', secrets.shared),
		standardWebhooksDoor('v1a', secrets.privateKey),
		cloudElementsDoor(secrets.shared),
	];
}

const hmac = (key: string | Uint8Array, ...parts: Array<string | Uint8Array>): Buffer => {
	const digest = createHmac('sha256', key);
	for (const part of parts) digest.update(part);
	return digest.digest();
};
const base64 = (key: string | Uint8Array, ...parts: Array<string | Uint8Array>) =>
	hmac(key, ...parts).toString('base64');
const JSON_TYPE = { 'content-type': 'application/json' };

const deliver = (letter: Letter, { address, at }: Target): Delivery => ({
	...letter,
	address,
	receivedAt: at,
});

/** The part of a vendor that a door needs: verification only, no API calls. */
function ask<Connection, Proven>(
	vendor: Pick<Vendor<Connection, Proven>, 'verify' | 'configError'>,
	connect: (secret: string) => Partial<Connection>,
	own: string,
): Pick<Door, 'verify' | 'configError'> {
	return {
		verify: (letter, target, secret = own) =>
			vendor.verify(deliver(letter, target), connect(secret) as Connection),
		configError: (secret) => vendor.configError?.(connect(secret) as Connection),
	};
}

function shopifyDoor({ secret: own, domain }: Secrets['shopify']): Door {
	const header = 'x-shopify-hmac-sha256';
	const write = ({ id = '4711', secret = own, ...writing }: Writing): Letter => {
		const body =
			writing.body ??
			Buffer.from(`{"id":${id},"updated_at":"2026-11-21T10:00:00Z","note":"Grüße"}`);
		return {
			body,
			headers: {
				...JSON_TYPE,
				[header]: base64(secret, body),
				'x-shopify-topic': 'orders/create',
				'x-shopify-shop-domain': domain,
				'x-shopify-api-version': '2026-10',
				'x-shopify-webhook-id': `webhook-${id}`,
				'x-shopify-event-id': `event-${id}`,
			},
		};
	};
	const signedText = (text: string, claim: (digest: Buffer) => string) => (writing: Writing) => {
		const letter = write({ ...writing, body: Buffer.from(text) });
		return { ...letter, headers: { ...letter.headers, [header]: claim(hmac(own, text)) } };
	};
	const callback = `code=abc&host=abc&shop=${domain}&state=1&timestamp=1795255200`;
	return {
		name: 'Shopify',
		signature: { header, prefix: '' },
		proofHeaders: ['x-shopify-topic', 'x-shopify-shop-domain', 'x-shopify-webhook-id'],
		isBodySigned: true,
		write,
		...ask(
			shopify,
			// As `readAccess` reads the credential: a blank secret is absent.
			(secret) => ({
				secrets: secret.trim() === '' ? [] : [secret],
				shopSecret: '',
				shop: { domain, url: `https://${domain}` },
				topics: [topicNamed('orders/create')],
			}),
			own,
		),
		downgrades: [
			[
				'under the name of another algorithm',
				(claim) => ({ 'x-shopify-hmac-sha1': claim, [header]: undefined }),
			],
			['with an empty one of the next generation before it', () => ({ 'shopify-hmac-sha256': '' })],
			[
				'with a false one of the next generation before it',
				() => ({ 'shopify-hmac-sha256': 'AAAA' }),
			],
		],
		otherUses: [
			['the HMAC of its OAuth callback', signedText(callback, (digest) => digest.toString('hex'))],
			[
				'the HMAC of its OAuth callback, in base64',
				signedText(callback, (digest) => digest.toString('base64')),
			],
			[
				'the signature of an app proxy',
				signedText(`path_prefix=/apps/xshop=${domain}timestamp=1795255200`, (digest) =>
					digest.toString('base64'),
				),
			],
			[
				'a session token',
				signedText(
					`${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from('{"id":1}').toString('base64url')}`,
					(digest) => digest.toString('base64'),
				),
			],
		],
		shifts: () => [],
		misdirections: [
			[
				'of another shop with the same app',
				(writing) =>
					changed(write(writing), { 'x-shopify-shop-domain': 'other-shop.myshopify.com' }),
			],
			[
				'of a shop whose name ends as this one',
				(writing) => changed(write(writing), { 'x-shopify-shop-domain': `x.${domain}` }),
			],
		],
	};
}

function boxDoor({ primary: own, secondary }: Secrets['box']): Door {
	const header = 'box-signature-primary';
	const time = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '');
	const write = ({ id = '4711', at, secret = own, ...writing }: Writing): Letter => {
		const timestamp = writing.time ?? time(at);
		const body =
			writing.body ??
			Buffer.from(
				`{"type":"webhook_event","id":"e-${id}","created_at":"${time(at)}","trigger":"FILE.RENAMED","webhook":{"id":"53","type":"webhook"},"source":{"id":"${id}","type":"file","name":"a\\/b.txt"},"additional_info":[]}`,
			);
		return {
			body,
			headers: {
				...JSON_TYPE,
				[header]: base64(secret, body, timestamp),
				'box-delivery-id': `delivery-${id}`,
				'box-delivery-timestamp': timestamp,
				'box-signature-version': '1',
				'box-signature-algorithm': 'HmacSHA256',
			},
		};
	};
	const bare = (writing: Writing, signature: Headers) => changed(write(writing), signature);
	return {
		name: 'Box',
		signature: { header, prefix: '' },
		proofHeaders: ['box-delivery-timestamp', 'box-signature-version', 'box-signature-algorithm'],
		isBodySigned: true,
		time: { write: time, oldestMs: 600_000, aheadMs: 60_000 },
		write,
		...ask(
			box,
			(secret) => ({
				keys: { primary: secret.trim(), secondary: secret === own ? secondary : '' },
				triggers: ['FILE.RENAMED'],
			}),
			own,
		),
		downgrades: [
			['of version 2', () => ({ 'box-signature-version': '2' })],
			['of version 01', () => ({ 'box-signature-version': '01' })],
			['by HmacSHA1', () => ({ 'box-signature-algorithm': 'HmacSHA1' })],
			['by no algorithm', () => ({ 'box-signature-algorithm': 'none' })],
			['in another case', () => ({ 'box-signature-algorithm': 'hmacsha256' })],
		],
		otherUses: [
			[
				'the primary signature as the secondary one',
				(writing) => {
					const { headers } = write(writing);
					return bare(writing, { 'box-signature-secondary': headers[header], [header]: undefined });
				},
			],
			[
				'the secondary signature as the primary one',
				(writing) =>
					bare(writing, { [header]: write({ ...writing, secret: secondary }).headers[header] }),
			],
			[
				'a signature that leaves out the time',
				(writing) => bare(writing, { [header]: base64(own, write(writing).body) }),
			],
		],
		// Nothing stands between body and time, so each byte could be of either.
		shifts: ({ headers, body }) => {
			const timestamp = Buffer.from(String(headers['box-delivery-timestamp']));
			const all = Buffer.concat([body, timestamp]);
			return everyCut(all.length)
				.filter((cut) => cut !== body.length)
				.map((cut) => ({
					body: all.subarray(0, cut),
					headers: { ...headers, 'box-delivery-timestamp': all.subarray(cut).toString() },
				}));
		},
		misdirections: [],
	};
}

function ecwidDoor({ secret: own, storeId }: Secrets['ecwid']): Door {
	const header = 'x-ecwid-webhook-signature';
	const seconds = (ms: number) => String(Math.floor(ms / 1000));
	const eventOf = ({ id = '4711', at, time = seconds(at) }: Writing, store = storeId) => ({
		eventId: `event-${id}`,
		time,
		text: `{"eventId":"event-${id}","eventCreated":${time},"storeId":${store},"entityId":${Number.parseInt(id, 10) || 1},"eventType":"product.updated"}`,
	});
	const write = (writing: Writing): Letter => {
		const { secret = own, body } = writing;
		const { eventId, time, text } = eventOf(writing);
		return {
			body: body ?? Buffer.from(text),
			headers: {
				'content-type': 'application/json; charset=UTF-8',
				[header]: base64(secret, `${time}.${eventId}`),
			},
		};
	};
	return {
		name: 'Ecwid',
		signature: { header, prefix: '' },
		proofHeaders: [],
		isBodySigned: false,
		time: { write: seconds, oldestMs: 25 * 3_600_000, aheadMs: 300_000 },
		write,
		...ask(ecwid, (secret) => ({ storeId, clientSecret: secret, eventTypes: ['*'] }), own),
		downgrades: [
			[
				'under the name of the legacy API',
				(claim) => ({ [header]: undefined, 'x-ecwid-signature': claim }),
			],
			[
				'as a form, which nothing signs',
				() => ({ 'content-type': 'application/x-www-form-urlencoded' }),
			],
		],
		otherUses: [
			[
				'a signature of the whole body',
				(writing) => {
					const letter = write(writing);
					return changed(letter, { [header]: base64(own, letter.body) });
				},
			],
		],
		shifts: ({ headers, body }) => {
			const { eventId, eventCreated } = JSON.parse(body.toString('utf8'));
			const all = `${eventCreated}.${eventId}`;
			return everyCut(all.length).flatMap((cut) => {
				const [date, id] = [all.slice(0, cut), all.slice(cut + 1)];
				if (date === String(eventCreated)) return [];
				const told = body
					.toString('utf8')
					.replace(`"eventCreated":${eventCreated}`, `"eventCreated":${date}`)
					.replace(`"eventId":"${eventId}"`, `"eventId":"${id}"`);
				return [{ headers, body: Buffer.from(told) }];
			});
		},
		misdirections: [
			[
				'of another store',
				(writing) => ({ ...write(writing), body: Buffer.from(eventOf(writing, '1004').text) }),
			],
			[
				'of another store first, and of this one to who reads the last of two',
				(writing) => ({
					...write(writing),
					body: Buffer.from(eventOf(writing).text.replace(/}$/, ',"storeId":1004}')),
				}),
			],
		],
	};
}

function wooCommerceDoor(own: string): Door {
	const header = 'x-wc-webhook-signature';
	const TOPIC = 'order.updated';
	const write = ({ id = '4711', address, secret = own, ...writing }: Writing): Letter => {
		const body =
			writing.body ??
			Buffer.from(
				`{"id":${Number.parseInt(id, 10) || 1},"number":"${id}","status":"processing","date_created_gmt":"2026-02-01T12:00:00","date_modified_gmt":"2026-03-01T11:00:10","note":"Caf\\u00e9"}`,
			);
		return {
			body,
			headers: {
				...JSON_TYPE,
				[header]: base64(webhookSecret(secret, address, TOPIC), body),
				'x-wc-webhook-source': 'http://127.0.0.1/',
				'x-wc-webhook-topic': TOPIC,
				'x-wc-webhook-resource': 'order',
				'x-wc-webhook-event': 'updated',
				'x-wc-webhook-id': '3',
				'x-wc-webhook-delivery-id': createHash('md5').update(id).digest('hex'),
			},
		};
	};
	const signedBy = (key: (writing: Writing) => string | Buffer) => (writing: Writing) => {
		const letter = write(writing);
		return changed(letter, { [header]: base64(key(writing), letter.body) });
	};
	return {
		name: 'WooCommerce',
		signature: { header, prefix: '' },
		proofHeaders: ['x-wc-webhook-topic'],
		isBodySigned: true,
		write,
		...ask(
			wooCommerce,
			(secret) => ({
				secret,
				topics: [TOPIC],
				shop: { steadyNow: () => 0 } as never,
				...newProcessMemory(),
			}),
			own,
		),
		downgrades: [
			[
				'as a ping, which nothing signs, though it names a topic',
				() => ({ [header]: undefined, 'content-type': 'application/x-www-form-urlencoded' }),
			],
		],
		otherUses: [
			['a signature by the consumer secret itself', signedBy(() => own)],
			['a signature by the key of its OAuth 1.0a requests', signedBy(() => `${own}&`)],
			[
				"a signature by the secret of n8n's own WooCommerce node",
				signedBy(() => createHash('md5').update(`ck,${own}`).digest('hex')),
			],
			[
				'a signature for another workflow',
				signedBy(({ address }) => webhookSecret(own, `${address}2`, TOPIC)),
			],
			[
				'a signature for another topic',
				signedBy(({ address }) => webhookSecret(own, address, 'order.deleted')),
			],
		],
		shifts: () => [],
		misdirections: [
			[
				'under another topic, which WooCommerce does not sign',
				(writing) => changed(write(writing), { 'x-wc-webhook-topic': 'order.deleted' }),
			],
		],
	};
}

const EVENT_BODY = (id: string) => Buffer.from(`{"type":"order.updated","data":{"id":"${id}"}}`);

function standardWebhooksDoor(version: 'v1' | 'v1a', own: string): Door {
	const header = 'webhook-signature';
	const prefix = `${version},`;
	const seconds = (ms: number) => String(Math.floor(ms / 1000));
	/** Signs any time there is, which our own sender would not. */
	const claim = (secret: string, id: string, time: string, body: Buffer): string => {
		const key = readKey(secret) as StandardWebhooksKey;
		const signed = Buffer.concat([Buffer.from(`${id}.${time}.`), body]);
		return key.kind === 'shared'
			? createHmac('sha256', key.key).update(signed).digest('base64')
			: sign(null, signed, key.key).toString('base64');
	};
	const write = ({ id = '4711', at, secret = own, ...writing }: Writing): Letter => {
		const body = writing.body ?? EVENT_BODY(id);
		const time = writing.time ?? seconds(at);
		return {
			body,
			headers: {
				...JSON_TYPE,
				'webhook-id': `msg_${id}`,
				'webhook-timestamp': time,
				[header]: prefix + claim(secret, `msg_${id}`, time, body),
			},
		};
	};
	const bytesOf = (text: string) => Buffer.from(text.replace(/^\w+?_/, ''), 'base64');
	const other = version === 'v1' ? 'v1a' : 'v1';
	return {
		name: `Standard Webhooks ${version}`,
		signature: { header, prefix },
		proofHeaders: ['webhook-id', 'webhook-timestamp'],
		isBodySigned: true,
		time: { write: seconds, oldestMs: 300_000, aheadMs: 300_000 },
		write,
		...ask(signedEvents, (secret) => trust(secret), own),
		downgrades: [
			['of a version that nobody knows', (claim) => ({ [header]: `v2,${claim}` })],
			['of no version', (claim) => ({ [header]: claim })],
			['of the other version', (claim) => ({ [header]: `${other},${claim}` })],
			[
				"taken off, with one of Cloud Elements' left",
				(claim) => ({ [header]: undefined, 'elements-webhook-signature': `sha256=${claim}` }),
			],
		],
		otherUses: [
			[
				'the signature of the body alone, by the same key',
				(writing) => {
					const letter = write(writing);
					return changed(letter, { [header]: prefix + base64(bytesOf(own), letter.body) });
				},
			],
			[
				"Cloud Elements' signature by the same secret",
				(writing) => {
					const letter = write(writing);
					return changed(letter, { [header]: prefix + base64(own, letter.body) });
				},
			],
			[
				'an HMAC whose key is what everybody may know: the public half, or the prefix',
				(writing) => {
					const letter = write(writing);
					const signed = `msg_${writing.id ?? '4711'}.${seconds(writing.at)}.`;
					const key = version === 'v1' ? 'whsec_' : publicKeyOf(own);
					return changed(letter, { [header]: `v1,${base64(key, signed, letter.body)}` });
				},
			],
		],
		shifts: ({ headers, body }) => {
			const head = Buffer.from(
				`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.`,
			);
			const all = Buffer.concat([head, body]).toString('latin1');
			const dots = [...all].flatMap((sign, index) => (sign === '.' ? [index] : []));
			return dots.flatMap((first) =>
				dots
					.filter((second) => second > first && second + 1 !== head.length)
					.map((second) => ({
						body: Buffer.from(all.slice(second + 1), 'latin1'),
						headers: {
							...headers,
							'webhook-id': all.slice(0, first),
							'webhook-timestamp': all.slice(first + 1, second),
						},
					})),
			);
		},
		misdirections: [],
	};
}

function cloudElementsDoor(own: string): Door {
	const header = 'elements-webhook-signature';
	const prefix = 'sha256=';
	const write = ({ id = '4711', secret = own, ...writing }: Writing): Letter => {
		const body = writing.body ?? EVENT_BODY(id);
		return { body, headers: { ...JSON_TYPE, [header]: prefix + base64(secret, body) } };
	};
	return {
		name: 'Cloud Elements',
		signature: { header, prefix },
		proofHeaders: [],
		isBodySigned: true,
		write,
		...ask(signedEvents, (secret) => trust(secret), own),
		downgrades: [
			['by SHA-1', (claim) => ({ [header]: `sha1=${claim}` })],
			['by MD5', (claim) => ({ [header]: `md5=${claim}` })],
			['in another case', (claim) => ({ [header]: `SHA256=${claim}` })],
			['with a header of Standard Webhooks, which then decides', () => ({ 'webhook-id': 'msg_1' })],
		],
		otherUses: [
			[
				'a signature of Standard Webhooks by the same secret',
				(writing) => {
					const id = writing.id ?? '4711';
					const key = readKey(own) as StandardWebhooksKey;
					const all = signStandardWebhooks(`msg_${id}`, writing.at, EVENT_BODY(id), [key]);
					const claim = all['webhook-signature'].replace('v1,', '');
					const head = `msg_${id}.${all['webhook-timestamp']}.`;
					return {
						headers: { ...JSON_TYPE, [header]: prefix + claim },
						body: Buffer.concat([Buffer.from(head), EVENT_BODY(id)]),
					};
				},
			],
		],
		shifts: () => [],
		misdirections: [],
	};
}

function trust(secret: string) {
	return {
		keys: { secrets: [secret], publicKeys: [] },
		schemes: ['standardWebhooks', 'cloudElements'] as const,
		toleranceSeconds: 300,
		names: { instanceName: false, instanceTags: false },
	};
}

/** The letter with other headers; undefined takes one away. */
export function changed(letter: Letter, headers: Headers): Letter {
	return { ...letter, headers: { ...letter.headers, ...headers } };
}

/** The 32 bytes of the public half of a `whsk_` key. */
export function publicKeyOf(privateKey: string): Buffer {
	const { key } = readKey(privateKey) as Extract<StandardWebhooksKey, { kind: 'private' }>;
	return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
}

function everyCut(length: number): number[] {
	return Array.from({ length: length + 1 }, (_, index) => index);
}
