import { createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';

import {
	CLOUD_ELEMENTS_SIGNATURE_HEADER,
	signCloudElements,
} from '../../../../nodes/core/envelope/cloudElementsSignature';
import {
	signStandardWebhooks,
	type StandardWebhooksKey,
} from '../../../../nodes/core/envelope/standardWebhooks';
import { senderOf } from '../../../../nodes/core/envelope/sender';
import {
	verifyWithKey,
	readKey,
	verifySignedEvent,
	type ReceivedRequest,
	type VerificationOptions,
} from '../../../../nodes/core/envelope/verifySignedEvent';
import { forgedBodies, forgedSignatures } from '../../../conformance/forgeries';
import cloudElements from '../../../vectors/cloudElements.json';
import vector from '../../../vectors/standardWebhooks.json';

const NOW = vector.timestamp * 1000;
const id = vector.id;
const body = Buffer.from(vector.body);
const secret = vector.v1.secret;
const privateKey = vector.v1a.privateKey;
const publicKey = `whpk_${publicBytes(privateKey).toString('base64')}`;

const signing = (...texts: string[]) => texts.map(readKey) as StandardWebhooksKey[];
const sign = (signed: Uint8Array, ...texts: string[]) =>
	signStandardWebhooks(id, NOW, signed, signing(...texts));
const verify = (
	headers: ReceivedRequest['headers'],
	keys = { secrets: [secret], publicKeys: [publicKey] },
	options: VerificationOptions = {},
) => verifySignedEvent({ body, headers }, keys, { now: NOW, ...options });

function publicBytes(whsk: string): Buffer {
	return publicKeyOf(whsk).export({ format: 'der', type: 'spki' }).subarray(-32);
}

function publicKeyOf(whsk: string): KeyObject {
	const { key } = readKey(whsk) as { key: KeyObject };
	return createPublicKey(key);
}

function newPrivateKey(): string {
	const { privateKey: key } = generateKeyPairSync('ed25519');
	const seed = key.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
	return `whsk_${seed.toString('base64')}`;
}

const newSecret = (bytes = 32) => `whsec_${randomBytes(bytes).toString('base64')}`;

describe('Standard Webhooks signatures', () => {
	it('are those of the published vectors, v1 and v1a', () => {
		expect(sign(body, secret, privateKey)).toEqual({
			'webhook-id': id,
			'webhook-timestamp': String(vector.timestamp),
			'webhook-signature': `${vector.v1.signature} ${vector.v1a.signature}`,
		});
	});

	it.each([
		['the whole private key', privateKey],
		[
			'its seed alone',
			`whsk_${Buffer.from(privateKey.slice(5), 'base64').subarray(0, 32).toString('base64')}`,
		],
	])('v1a by %s', (_what, key) => {
		expect(sign(body, key)['webhook-signature']).toBe(vector.v1a.signature);
	});

	it.each([
		['v1', { secrets: [secret], publicKeys: [] }],
		['v1a', { secrets: [], publicKeys: [publicKey] }],
		['v1a', { secrets: [privateKey], publicKeys: [] }],
	])('are verified by a key for %s alone, and return id and time', (version, keys) => {
		expect(verify(sign(body, secret, privateKey), keys)).toEqual({
			ok: true,
			scheme: 'standardWebhooks',
			version,
			id,
			timestamp: vector.timestamp,
		});
	});

	it('are verified with the old and with the new key during a rotation', () => {
		const [old, next] = [newSecret(), newSecret()];
		const [oldPair, nextPair] = [newPrivateKey(), newPrivateKey()];
		const headers = sign(body, next, old, nextPair, oldPair);
		for (const key of [old, next, oldPair, nextPair])
			expect(verify(headers, { secrets: [key], publicKeys: [] }).ok).toBe(true);
		expect(verify(headers)).toMatchObject({ ok: false, reason: 'signature_mismatch' });
	});

	it.each([
		['standardwebhooks', StandardWebhook],
		['svix', SvixWebhook],
	])('signed here are accepted by %s, and its requests are accepted here', (_library, Webhook) => {
		const key = newSecret();
		const text = JSON.stringify({ note: 'Grüße 🎉', id: '1' });
		const now = Date.now();
		const theirs = new Webhook(key);
		const ours = signStandardWebhooks('evt_1', now, Buffer.from(text), signing(newSecret(), key));
		expect(theirs.verify(text, ours)).toEqual(JSON.parse(text));
		const headers = {
			'Webhook-Id': 'msg_2',
			'Webhook-Timestamp': String(Math.floor(now / 1000)),
			'Webhook-Signature': theirs.sign('msg_2', new Date(now), text),
		};
		expect(verifySignedEvent({ body: text, headers }, { secrets: [key] })).toMatchObject({
			ok: true,
			version: 'v1',
			id: 'msg_2',
		});
	});
});

it('has an id for every verified request if only Standard Webhooks is accepted', () => {
	const request = { body, headers: sign(body, secret) };
	const options = { now: NOW, schemes: ['standardWebhooks'] as const };
	const verification = verifySignedEvent(request, { secrets: [secret] }, options);
	// Its type has an id too. `npm run test:types` checks that.
	expect(verification.ok && verification.id).toBe(id);
});

describe('Standard Webhooks requests that are rejected', () => {
	const good = sign(body, secret, privateKey);
	const keysOf = {
		v1: { secrets: [secret], publicKeys: [] },
		v1a: { secrets: [], publicKeys: [publicKey] },
	};

	describe.each(['v1', 'v1a'] as const)('%s', (version) => {
		const claim = vector[version].signature.slice(version.length + 1);
		it.each(forgedSignatures)('a signature that is $what', ({ forge }) => {
			const forged = forge(claim);
			const value =
				typeof forged === 'string'
					? `${version},${forged}`
					: forged?.map((one) => `${version},${one}`);
			const verdict = verify({ ...good, 'webhook-signature': value }, keysOf[version]);
			expect(verdict.ok).toBe(false);
		});

		it.each(forgedBodies)('a body $what', ({ signed, sent }) => {
			const headers = sign(signed(body), secret, privateKey);
			const verdict = verifySignedEvent({ body: sent(body), headers }, keysOf[version], {
				now: NOW,
			});
			expect(verdict).toMatchObject({ ok: false, reason: 'signature_mismatch' });
		});

		it('another key, another id, another time', () => {
			const other = version === 'v1' ? newSecret() : newPrivateKey();
			expect(verify(sign(body, other), keysOf[version]).ok).toBe(false);
			expect(verify({ ...good, 'webhook-id': `${id}2` }, keysOf[version]).ok).toBe(false);
			const later = String(vector.timestamp + 1);
			expect(verify({ ...good, 'webhook-timestamp': later }, keysOf[version]).ok).toBe(false);
		});
	});

	it.each<[string, Record<string, string | string[] | undefined>, string]>([
		['no signature', { 'webhook-signature': undefined }, 'signature_missing'],
		['an empty signature', { 'webhook-signature': '' }, 'signature_missing'],
		['an empty v1', { 'webhook-signature': 'v1,' }, 'signature_malformed'],
		['no comma', { 'webhook-signature': 'v1' }, 'signature_malformed'],
		['only a version that is unknown', { 'webhook-signature': 'v2,AAAA' }, 'scheme_unknown'],
		[
			'a v1a signature said to be v1',
			{ 'webhook-signature': vector.v1a.signature.replace('v1a', 'v1') },
			'signature_mismatch',
		],
		[
			'more signatures than anybody rotates',
			{ 'webhook-signature': Array(33).fill(vector.v1.signature).join(' ') },
			'signature_malformed',
		],
		[
			'the signature twice',
			{ 'webhook-signature': [vector.v1.signature, vector.v1.signature] },
			'header_repeated',
		],
		['two ids', { 'webhook-id': [id, id] }, 'header_repeated'],
		['two times', { 'webhook-timestamp': ['1614265330', '1614265331'] }, 'header_repeated'],
		['a signature in two spellings', { 'Webhook-Signature': 'v1,AAAA' }, 'header_repeated'],
		['no id', { 'webhook-id': undefined }, 'signature_malformed'],
		['an id with a dot', { 'webhook-id': `${id}.1` }, 'signature_malformed'],
		['an id without end', { 'webhook-id': 'm'.repeat(257) }, 'signature_malformed'],
		['no time', { 'webhook-timestamp': undefined }, 'timestamp_missing'],
		[
			'a time with more behind it',
			{ 'webhook-timestamp': '1614265330junk' },
			'timestamp_malformed',
		],
		['a time joined to another', { 'webhook-timestamp': '1614265330, 99' }, 'timestamp_malformed'],
		['a time with a fraction', { 'webhook-timestamp': '1614265330.9' }, 'timestamp_malformed'],
		['a time in words', { 'webhook-timestamp': 'now' }, 'timestamp_malformed'],
		['a signed time', { 'webhook-timestamp': '+1614265330' }, 'timestamp_malformed'],
		['milliseconds', { 'webhook-timestamp': '1614265330000' }, 'timestamp_malformed'],
		['no time at all', { 'webhook-timestamp': '' }, 'timestamp_malformed'],
	])('%s', (_what, changes, reason) => {
		expect(verify({ ...good, ...changes })).toMatchObject({ ok: false, reason });
	});

	it.each([
		[300, true],
		[301, false],
		[-300, true],
		[-301, false],
	])('after %d seconds: %p', (seconds, isAccepted) => {
		expect(verify(good, undefined, { now: NOW + seconds * 1000 }).ok).toBe(isAccepted);
	});

	it('sooner, where the receiver is stricter; never is not 300', () => {
		const now = NOW + 2000;
		expect(verify(good, undefined, { now, toleranceSeconds: 1 })).toMatchObject({
			ok: false,
			reason: 'timestamp_out_of_tolerance',
		});
		for (const toleranceSeconds of [0, Number.NaN])
			expect(verify(good, undefined, { now, toleranceSeconds }).ok).toBe(false);
	});

	it.each([[[]], [['']], [['  ']], [['any text']]])('without a key that fits: %p', (secrets) => {
		expect(verify(good, { secrets, publicKeys: [] })).toMatchObject({
			ok: false,
			reason: 'secret_missing',
		});
	});
});

describe("Cloud Elements' signature", () => {
	const bytes = Buffer.from(cloudElements.body);
	const check = (
		header: string | string[] | undefined,
		secrets = [cloudElements.secret],
		sent: Uint8Array = bytes,
	) =>
		verifySignedEvent(
			{ body: sent, headers: { [CLOUD_ELEMENTS_SIGNATURE_HEADER]: header } },
			{ secrets },
		);

	it('is verified as its documentation shows, by any accepted key', () => {
		const proven = { ok: true, scheme: 'cloudElements', version: 'sha256' };
		expect(check(cloudElements.header)).toEqual(proven);
		expect(check(cloudElements.header, ['another one', cloudElements.secret])).toEqual(proven);
	});

	it('takes the whole text of a whsec_ secret for its key', () => {
		expect(check(signCloudElements(bytes, secret), [secret]).ok).toBe(true);
	});

	it.each(forgedSignatures)('is rejected when it is $what', ({ forge }) => {
		const forged = forge(cloudElements.header.slice('sha256='.length));
		const header =
			typeof forged === 'string' ? `sha256=${forged}` : forged?.map((one) => `sha256=${one}`);
		expect(check(header).ok).toBe(false);
	});

	it.each(forgedBodies)('is rejected with a body $what', ({ signed, sent }) => {
		const json = Buffer.from('{"id":1,"note":"Grüße"}');
		const header = signCloudElements(signed(json), cloudElements.secret);
		expect(check(header, undefined, sent(json))).toMatchObject({
			ok: false,
			reason: 'signature_mismatch',
		});
	});

	it.each<[string, string | string[] | undefined, string[], string]>([
		['no header', undefined, [cloudElements.secret], 'signature_missing'],
		['an empty header', '', [cloudElements.secret], 'signature_missing'],
		[
			'the header twice',
			Array(2).fill(cloudElements.header),
			[cloudElements.secret],
			'header_repeated',
		],
		[
			'the older sha1',
			cloudElements.header.replace('sha256', 'sha1'),
			[cloudElements.secret],
			'signature_malformed',
		],
		['another key', cloudElements.header, ['another one'], 'signature_mismatch'],
		['no key', cloudElements.header, [], 'secret_missing'],
		['an empty key', cloudElements.header, ['', ' '], 'secret_missing'],
		[
			'a variable that is not set',
			cloudElements.header,
			[undefined, null] as unknown as string[],
			'secret_missing',
		],
		['a private key, which nobody shares', cloudElements.header, [privateKey], 'secret_missing'],
	])('is rejected with %s', (_what, header, secrets, reason) => {
		expect(check(header, secrets)).toMatchObject({ ok: false, reason });
	});

	it.each(['x', '1234567', '   1234567   ', 'whsec_', 'whsec_AAAA', '\u00e9'])(
		'cannot be checked with a secret that is easy to guess: %p',
		(short) => {
			const header = signCloudElements(bytes, short);
			expect(() => check(header, [short])).toThrow(/(at least 8 characters|24 to 64 bytes)/);
			expect(() => check(header, [short, cloudElements.secret])).toThrow(TypeError);
		},
	);

	it('takes a secret of eight characters', () => {
		expect(check(signCloudElements(bytes, '12345678'), ['12345678']).ok).toBe(true);
	});
});

describe('two schemes', () => {
	const both = {
		...sign(body, secret),
		[CLOUD_ELEMENTS_SIGNATURE_HEADER]: signCloudElements(body, secret),
	};

	it('are decided by the stronger one where a request carries both', () => {
		expect(verify(both)).toMatchObject({ ok: true, scheme: 'standardWebhooks' });
		expect(verify({ ...both, 'webhook-timestamp': '1' })).toMatchObject({
			ok: false,
			reason: 'timestamp_out_of_tolerance',
		});
		expect(verify({ ...both, 'webhook-signature': undefined })).toMatchObject({
			ok: false,
			reason: 'signature_missing',
		});
	});

	it('are accepted only as the receiver says', () => {
		const [standard, old] = [
			{ schemes: ['standardWebhooks'] },
			{ schemes: ['cloudElements'] },
		] as const;
		const { [CLOUD_ELEMENTS_SIGNATURE_HEADER]: elements } = both;
		const onlyElements = { [CLOUD_ELEMENTS_SIGNATURE_HEADER]: elements };
		expect(verify(onlyElements).ok).toBe(true);
		expect(verify(both, undefined, { schemes: [] })).toMatchObject({
			ok: false,
			reason: 'scheme_unknown',
		});
		expect(verify(onlyElements, undefined, standard)).toEqual({
			ok: false,
			reason: 'scheme_unknown',
			message:
				'The request has a signature of Cloud Elements, but only Standard Webhooks is accepted. Accept the signature of Cloud Elements too, or choose Standard Webhooks at the sender.',
		});
		expect(verify(both, undefined, old)).toMatchObject({ ok: true, scheme: 'cloudElements' });
		expect(verify(sign(body, secret), undefined, old)).toMatchObject({
			ok: false,
			reason: 'scheme_unknown',
			message: expect.stringMatching(/^The request has a signature of Standard Webhooks, but only/),
		});
		for (const scheme of [standard, old])
			expect(verify({}, undefined, scheme)).toMatchObject({ reason: 'signature_missing' });
	});
});

describe('the headers of Svix', () => {
	const named = (headers: Record<string, string>, family: string) =>
		Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name.replace('webhook', family), value]),
		);
	const signed = sign(body, secret);
	const svix = named(signed, 'svix');
	const verified = { ok: true, scheme: 'standardWebhooks', version: 'v1', id };

	it('verify a request without those of Standard Webhooks', () => {
		expect(verify(svix)).toMatchObject(verified);
		expect(verify({ ...svix, 'svix-id': 'msg_other' })).toMatchObject({
			reason: 'signature_mismatch',
		});
		expect(verify({ ...svix, 'svix-timestamp': '1' })).toMatchObject({
			reason: 'timestamp_out_of_tolerance',
		});
		expect(verify({ ...svix, 'svix-signature': undefined })).toMatchObject({
			reason: 'signature_missing',
		});
	});

	it('of a request that the library of Svix signed are accepted', () => {
		const key = newSecret();
		const text = '{"type":"invoice.paid"}';
		const now = new Date();
		const headers = {
			'Svix-Id': 'msg_3',
			'Svix-Timestamp': String(Math.floor(now.getTime() / 1000)),
			'Svix-Signature': new SvixWebhook(key).sign('msg_3', now, text),
		};
		expect(verifySignedEvent({ body: text, headers }, { secrets: [key] })).toMatchObject({
			ok: true,
			id: 'msg_3',
		});
	});

	it('decide alongside those of Standard Webhooks only if those are incomplete', () => {
		const forged = named(sign(body, newSecret()), 'svix');
		expect(verify({ ...signed, ...forged })).toMatchObject(verified);
		expect(
			verify({ ...named(forged, 'webhook'), ...sign(body, newSecret()), ...svix }),
		).toMatchObject({
			ok: false,
			reason: 'signature_mismatch',
		});
		expect(verify({ 'webhook-id': 'msg_of_a_proxy', ...svix })).toMatchObject(verified);
	});

	it('are never combined with those of Standard Webhooks', () => {
		for (const part of ['id', 'timestamp', 'signature']) {
			const mixed = { ...signed, [`webhook-${part}`]: undefined };
			const headers = { ...mixed, [`svix-${part}`]: svix[`svix-${part}`] };
			expect(verify(headers as Record<string, string>)).toMatchObject({ ok: false });
		}
	});

	it('decide over a Cloud Elements signature, which has no timestamp', () => {
		const elements = { [CLOUD_ELEMENTS_SIGNATURE_HEADER]: signCloudElements(body, secret) };
		expect(verify({ ...elements, ...svix, 'svix-timestamp': '1' })).toMatchObject({
			ok: false,
			reason: 'timestamp_out_of_tolerance',
		});
	});
});

describe('headers', () => {
	const plain = sign(body, secret);
	it.each<[string, ReceivedRequest['headers']]>([
		['as Node has them', plain],
		[
			'as Node has them distinct',
			Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, [value]])),
		],
		[
			'in capitals',
			Object.fromEntries(Object.entries(plain).map(([name, value]) => [name.toUpperCase(), value])),
		],
		['as fetch has them', new Headers(plain)],
		['as pairs', Object.entries(plain)],
	])('are read %s', (_what, headers) => expect(verify(headers).ok).toBe(true));
});

describe('keys that cannot be what they say', () => {
	it.each([
		['whsec_', 'whsec_'],
		['whsec_ that is short', newSecret(23)],
		['whsec_ that is long', newSecret(65)],
		['whsec_ that is no base64', 'whsec_%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%'],
		['whpk_ that is short', `whpk_${randomBytes(31).toString('base64')}`],
		['whsk_ that is short', `whsk_${randomBytes(33).toString('base64')}`],
		['whsk_ with the public key of another', `whsk_${randomBytes(64).toString('base64')}`],
	])('%s is said, without the key', (_what, key) => {
		expect(() => verify({}, { secrets: [key], publicKeys: [] })).toThrow(TypeError);
		let told = '';
		try {
			readKey(key);
		} catch (error) {
			told = String(error);
		}
		expect(told).toMatch(/^TypeError: /);
		expect(key.length <= 6 || !told.includes(key.slice(5))).toBe(true);
	});

	it.each([
		['in base64', publicBytes(privateKey).toString('base64')],
		['in PEM', publicKeyOf(privateKey).export({ format: 'pem', type: 'spki' }) as string],
		['that is a shared secret', secret],
		['that is a private key', privateKey],
	])('rejects a public key %s, because everyone may know its text', (_what, known) => {
		const headers = { [CLOUD_ELEMENTS_SIGNATURE_HEADER]: signCloudElements(body, known) };
		const verifying = () => verify(headers, { secrets: [], publicKeys: [known] });
		expect(verifying).toThrow(TypeError);
		expect(verifying).toThrow(/whpk_/);
		expect(verifying).not.toThrow(known.trim().slice(6, 20));
	});

	it.each([` ${publicKey}`, `\n${publicKey}`, publicKey])(
		'a public key is never the text of a secret: %j',
		(known) => {
			const headers = { [CLOUD_ELEMENTS_SIGNATURE_HEADER]: signCloudElements(body, known) };
			for (const keys of [
				{ secrets: [known], publicKeys: [] },
				{ secrets: [], publicKeys: [known] },
			]) {
				expect(verify(headers, keys)).toMatchObject({ ok: false, reason: 'secret_missing' });
				expect(verify(sign(body, privateKey), keys)).toMatchObject({ ok: true, version: 'v1a' });
			}
		},
	);

	it.each([24, 64])('a whsec_ of %d bytes is one', (bytes) => {
		expect(readKey(newSecret(bytes)).kind).toBe('shared');
	});

	// It has a padding, and both characters that base64url writes differently.
	const encoded = Buffer.from('fbf0'.repeat(13), 'hex').toString('base64');
	const url = encoded.replaceAll('+', '-').replaceAll('/', '_');
	it.each([
		['with the version before it', `v1,whsec_${encoded}`],
		['with the version and a blank before it', `v1, whsec_${encoded}`],
		['between blanks', `\u00a0whsec_${encoded} \r\n`],
		['after a BOM', `\ufeffwhsec_${encoded}`],
		['in base64url', `whsec_${url}`],
		['in base64url without padding', `whsec_${url.replaceAll('=', '')}`],
		['without padding', `whsec_${encoded.replaceAll('=', '')}`],
	])('a whsec_ secret is read %s', (_what, pasted) => {
		const plain = `whsec_${encoded}`;
		expect(encoded).toMatch(/\+.*\/.*=|\/.*\+.*=/);
		const keys = { secrets: [pasted], publicKeys: [] };
		expect(verify(sign(body, plain), keys)).toMatchObject({ ok: true, version: 'v1' });
		expect(sign(body, pasted)).toEqual(sign(body, plain));
		if (pasted.includes('=')) {
			const elements = { [CLOUD_ELEMENTS_SIGNATURE_HEADER]: signCloudElements(body, plain) };
			expect(verify(elements, keys)).toMatchObject({ ok: true, scheme: 'cloudElements' });
			expect(senderOf(readKey(pasted))).toBe(senderOf(readKey(plain)));
		}
	});

	it.each([
		`"whsec_${encoded}"`,
		`v1a,whsec_${encoded}`,
		`Secret: whsec_${encoded}`,
		`WHSEC_${encoded}`,
		`v1,whsec_${encoded}|v1,whsec_${encoded}`,
		`whsec_${encoded} whsec_${encoded}`,
		`v1,${privateKey}`,
		`(${publicKey})`,
	])('a key in another form is never a text secret: %s', (pasted) => {
		expect(() => readKey(pasted)).toThrow(TypeError);
		expect(() => readKey(pasted)).not.toThrow(encoded.slice(0, 12));
	});
});

describe('the key that fits', () => {
	const [text, shared, seed, other] = ['a text secret', secret, privateKey, newPrivateKey()];
	const prove = (
		headers: ReceivedRequest['headers'],
		secrets: string[],
		publicKeys: string[] = [],
	) => {
		const proof = verifyWithKey({ body, headers }, { secrets, publicKeys }, { now: NOW });
		return proof.ok ? senderOf(proof.key) : undefined;
	};
	const elements = (key: string) => ({
		[CLOUD_ELEMENTS_SIGNATURE_HEADER]: signCloudElements(body, key),
	});

	it('has one fingerprint by whichever scheme and half it fits, and another key has another', () => {
		const all = [text, shared, 'another text secret', newSecret()];
		const [byText, byShared] = all.map((key) => prove(elements(key), [key]));
		expect(prove(sign(body, shared), [shared])).toBe(byShared);
		const byPrivate = prove(sign(body, seed), [seed]);
		expect(prove(sign(body, seed), [], [publicKey])).toBe(byPrivate);
		const others = all.slice(2).map((key) => prove(elements(key), [key]));
		const byOther = prove(sign(body, other), [other]);
		const distinct = [byText, byShared, byPrivate, byOther, ...others];
		expect(new Set(distinct).size).toBe(6);
		for (const sender of distinct) expect(sender).toMatch(/^[A-Z2-7]{20}$/);
	});

	it('is the oldest secret, whichever of the secrets signed', () => {
		const [old, fresh] = [newSecret(), newSecret()];
		const oldest = prove(sign(body, old), [old]);
		const all = [sign(body, fresh, old), sign(body, old), sign(body, fresh), elements(old)];
		for (const signed of all) expect(prove(signed, [fresh, old])).toBe(oldest);
		expect(prove(sign(body, fresh), [fresh])).not.toBe(oldest);
	});

	it('is the same when one of two signatures is removed', () => {
		const publicKeys = [publicKey];
		const sender = prove(sign(body, shared, seed), [shared], publicKeys);
		expect(prove(sign(body, shared), [shared], publicKeys)).toBe(sender);
		// Each public key is a separate sender (docs/signed-event.md, Keys).
		expect(prove(sign(body, seed), [shared], publicKeys)).not.toBe(sender);
	});

	it('is not in its fingerprint', () => {
		for (const key of [text, shared]) {
			const sender = String(prove(elements(key), [key]));
			expect(key.toUpperCase()).not.toContain(sender.slice(0, 6));
			expect(sender).not.toContain(key.slice(-6).toUpperCase());
		}
	});
});

describe('a request with many signatures', () => {
	afterEach(() => jest.restoreAllMocks());

	it('costs one HMAC for each key and four Ed25519 passes for each public key', () => {
		const crypto = jest.requireActual<typeof import('node:crypto')>('node:crypto');
		const hmacs = jest.spyOn(crypto, 'createHmac');
		const passes = jest.spyOn(crypto, 'verify');
		const forged = (version: string, bytes: number) =>
			Array.from({ length: 16 }, () => `${version},${randomBytes(bytes).toString('base64')}`);
		const signature = [...forged('v1', 32), ...forged('v1a', 64)].join(' ');
		const headers = { ...sign(body, secret), 'webhook-signature': signature };
		hmacs.mockClear();
		expect(verify(headers)).toMatchObject({ ok: false, reason: 'signature_mismatch' });
		expect(hmacs).toHaveBeenCalledTimes(1);
		expect(passes).toHaveBeenCalledTimes(4);
	});

	it('is read no further than 32 MB of Ed25519 passes', () => {
		const crypto = jest.requireActual<typeof import('node:crypto')>('node:crypto');
		const passes = jest.spyOn(crypto, 'verify').mockReturnValue(undefined);
		const large = Buffer.alloc(12 * 1024 * 1024);
		const signature = Array.from(
			{ length: 4 },
			() => `v1a,${randomBytes(64).toString('base64')}`,
		).join(' ');
		const headers = { ...sign(body, secret), 'webhook-signature': signature };
		const verdict = verifySignedEvent(
			{ body: large, headers },
			{ publicKeys: [publicKey] },
			{ now: NOW },
		);
		expect(verdict).toMatchObject({ ok: false, reason: 'signature_mismatch' });
		expect(passes).toHaveBeenCalledTimes(2);
	});
});

describe('the Ed25519 signatures of one request', () => {
	it('are verified against one copy of its body', () => {
		const crypto = jest.requireActual<typeof import('node:crypto')>('node:crypto');
		const passes = jest.spyOn(crypto, 'verify').mockReturnValue(undefined);
		const claims = Array.from({ length: 3 }, () => `v1a,${randomBytes(64).toString('base64')}`);
		verifySignedEvent(
			{ body, headers: { ...sign(body, secret), 'webhook-signature': claims.join(' ') } },
			{ publicKeys: [publicKey] },
			{ now: NOW },
		);
		const contents = passes.mock.calls.map(([, content]) => content);
		passes.mockRestore();
		expect(contents).toHaveLength(3);
		expect(new Set(contents).size).toBe(1);
	});
});

describe('headers that a server gives without texts', () => {
	it.each([
		...[null, undefined, {}, 'text', 7, [null], [[null, 'a']], [['a', null]]],
		...[{ 'webhook-id': null }, { 'webhook-signature': 7 }, { 'webhook-signature': [null] }],
	])('have no signature, and nothing throws: %j', (headers) => {
		expect(
			verifySignedEvent({ body, headers: headers as never }, { secrets: [secret] }, { now: NOW }),
		).toMatchObject({ ok: false });
	});

	it('are read in linear time', () => {
		const pairs = Array.from({ length: 50_000 }, (): [string, string] => ['x-same', 'v']);
		const before = process.cpuUsage();
		verifySignedEvent({ body, headers: pairs }, { secrets: [secret] }, { now: NOW });
		const { user, system } = process.cpuUsage(before);
		expect((user + system) / 1_000_000).toBeLessThan(3);
	});
});

describe('a body that is neither bytes nor text', () => {
	it.each([undefined, null, {}, { id: 'evt_1' }, 7, []])('fails with a reason: %p', (parsed) => {
		for (const headers of [sign(body, secret), { 'elements-webhook-signature': 'sha256=x' }])
			expect(
				verifySignedEvent({ body: parsed as never, headers }, { secrets: [secret] }, { now: NOW }),
			).toMatchObject({ ok: false, reason: 'body_malformed' });
	});
});

describe('what a rejected request says to its receiver', () => {
	const headers = sign(body, secret);
	const messageOf = (request: object, keys: object = { secrets: [secret] }) => {
		const verdict = verifySignedEvent({ body, headers, ...request } as never, keys as never, {
			now: NOW,
		});
		return verdict.ok ? 'verified' : verdict.message;
	};

	it.each<[string, object, object | undefined, RegExp]>([
		[
			'the stream of a Request',
			{ body: new Response('{}').body },
			undefined,
			/body is a stream.*Buffer\.from\(await request\.arrayBuffer\(\)\)/,
		],
		[
			'an ArrayBuffer',
			{ body: new ArrayBuffer(2) },
			undefined,
			/body is an ArrayBuffer\. Pass its bytes: Buffer\.from\(body\)/,
		],
		['a parsed body', { body: { id: 'evt_1' } }, undefined, /body is an object.*express\.raw\(/],
		['a body that nothing read', { body: undefined }, undefined, /body is missing.*raw bytes/],
		[
			'a body without an await',
			{ body: Promise.resolve(body) },
			undefined,
			/body is a Promise\. Await it: await request\.arrayBuffer\(\)/,
		],
		['a body that something else has read', { body: '' }, undefined, /body is empty.*has read it/],
		['headers that are missing', { headers: undefined }, undefined, /headers are missing.*Pass/],
		['headers as JSON', { headers: '{}' }, undefined, /headers are a text.*request\.headers/],
		['headers as a function', { headers: () => {} }, undefined, /headers are a function/],
		[
			'the raw headers of Node',
			{ headers: ['webhook-id', 'msg_1'] },
			undefined,
			/headers are a list of texts.*request\.headers/,
		],
		[
			'headers without an await',
			{ headers: Promise.resolve({}) },
			undefined,
			/headers are a Promise\. Await them/,
		],
		[
			'a variable that is not set',
			{},
			{ secrets: [undefined] },
			/missing or empty.*environment variable/,
		],
		['no key', {}, {}, /No key was passed.*\{ secrets: \[secret\] \}/],
		['a key of the other scheme', {}, { secrets: ['a shared text'] }, /begin with whsec_/],
		['another secret', {}, { secrets: [newSecret()] }, /Compare the secret/],
		['no signature', { headers: {} }, undefined, /elements-webhook-signature/],
	])('%s', (_what, request, keys, message) => {
		expect(messageOf(request, keys)).toMatch(message);
	});

	it.each([
		['an hour ago', 3_600, /signed 3600 s ago, and the tolerance is 300 s/],
		['an hour from now', -3_600, /signed 3600 s from now/],
	])('a request that was signed %s', (_when, seconds, message) => {
		const verdict = verifySignedEvent(
			{ body, headers },
			{ secrets: [secret] },
			{ now: NOW + seconds * 1_000 },
		);
		expect(verdict).toMatchObject({ ok: false, message: expect.stringMatching(message) });
	});

	it.each<[string, unknown, RegExp]>([
		[
			'a text instead of a list',
			{ secrets: secret },
			/`secrets` must be a list.*\{ secrets: \[key\] \}/,
		],
		['a text instead of keys', secret, /must be an object.*\{ secrets: \[secret\] \}/],
		['a list in the list', { secrets: [[secret]] }, /key is a list.*\{ secrets: \[key\] \}/],
		['a secret without an await', { secrets: [Promise.resolve(secret)] }, /key is a Promise/],
		['the bytes of a secret', { secrets: [Buffer.from(secret)] }, /key is an object/],
		['nothing', undefined, /must be an object/],
	])('is a TypeError without the key for %s', (_what, keys, message) => {
		const call = () => verifySignedEvent({ body, headers }, keys as never, { now: NOW });
		expect(call).toThrow(TypeError);
		expect(call).toThrow(message);
		expect(call).not.toThrow(secret.slice(6, 20));
	});

	it.each<[string, unknown]>([
		['the body', body],
		['the bytes of the body', Buffer.from(body)],
		['nothing', undefined],
		['null', null],
	])('is a TypeError for %s instead of a request', (_what, request) => {
		const call = () => verifySignedEvent(request as never, { secrets: [secret] }, { now: NOW });
		expect(call).toThrow(TypeError);
		expect(call).toThrow(/first argument must be an object.*\{ body, headers \}/);
	});
});
