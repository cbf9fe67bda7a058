import { WebhooksManager } from 'box-node-sdk/lib/managers/webhooks';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';

import { REJECTION, type Delivery } from '../../../nodes/core/vendor';
import { normalize } from '../../../nodes/Box/normalize';
import { box } from '../../../nodes/Box/vendor';
import { verify } from '../../../nodes/Box/verify';
import published from '../../vectors/boxSignatures.json';

const KEYS = { primary: 'SamplePrimaryKey', secondary: 'SampleSecondaryKey' };
const TRIGGERS = [
	'FILE.UPLOADED',
	'FILE.RENAMED',
	'SIGN_REQUEST.SIGNER_SIGNED',
	'SIGN_REQUEST.SIGNATURE_REQUESTED',
	'SIGN_REQUEST.ERROR_FINALIZING',
];
const NOW = Date.parse('2026-11-21T10:00:00Z');
const BODY = Buffer.from(
	'{"type":"webhook_event","id":"e1","created_at":"2026-11-21T01:59:58-08:00","trigger":"FILE.UPLOADED","webhook":{"id":"53","type":"webhook"},"source":{"id":"73835521473","type":"file","name":"\\u65e5\\/a.txt"},"additional_info":[]}',
);

interface Sending {
	body?: Buffer;
	timestamp?: string;
	/** The key of each signature. Undefined omits it. */
	primary?: string;
	secondary?: string;
	headers?: Delivery['headers'];
	receivedAt?: number;
}

/** A delivery as Box signs it: one digest of body and timestamp for each key. */
function deliver(sending: Sending = {}): Delivery {
	const { body = BODY, timestamp = '2026-11-21T10:00:00Z', receivedAt = NOW } = sending;
	const { primary, secondary } = { ...KEYS, ...sending };
	const sign = (key: string | undefined) =>
		key && createHmac('sha256', key).update(body).update(timestamp).digest('base64');
	return {
		body,
		address: 'https://n8n.example/webhook/one/webhook',
		receivedAt,
		headers: {
			'box-delivery-id': '673a081b-bb4b-4d45-b4f1-4131a29c1d07',
			'box-delivery-timestamp': timestamp,
			'box-signature-primary': sign(primary),
			'box-signature-secondary': sign(secondary),
			'box-signature-version': '1',
			'box-signature-algorithm': 'HmacSHA256',
			...sending.headers,
		},
	};
}

const outcome = (sending: Sending, keys = KEYS) => {
	const verdict = verify(deliver(sending), { keys, triggers: TRIGGERS });
	return verdict.ok ? verdict.kind : verdict.reason;
};

describe("Box's published vectors", () => {
	const inTime = Date.parse('2020-01-01T00:05:00-07:00');
	const cases = published.map((vector) => ({
		...vector,
		isPrimary: /PRIMARY/.test(vector.scheme),
	}));
	const receive = ({ body, timestamp, expected, isPrimary }: (typeof cases)[number]): Delivery => {
		const given = deliver({ body: Buffer.from(body), timestamp, receivedAt: inTime });
		const headers = {
			...given.headers,
			'box-signature-primary': isPrimary ? expected : undefined,
			'box-signature-secondary': isPrimary ? undefined : expected,
		};
		return { ...given, headers };
	};

	it('are eight, including a secondary one', () => {
		expect(cases.map(({ isPrimary }) => isPrimary).filter((isPrimary) => !isPrimary)).toHaveLength(
			1,
		);
		expect(cases).toHaveLength(8);
	});

	it.each(cases)('are accepted: $body', (vector) => {
		expect(verify(receive(vector), { keys: KEYS, triggers: TRIGGERS })).toMatchObject({
			ok: true,
			kind: 'change',
		});
	});

	it.each(cases)('are rejected under the other name: $body', (vector) => {
		const { primary, secondary } = KEYS;
		const swapped = { primary: secondary, secondary: primary };
		const other = receive({ ...vector, isPrimary: !vector.isPrimary });
		expect(verify(other, { keys: KEYS, triggers: TRIGGERS })).toMatchObject({
			reason: REJECTION.signatureMismatch,
		});
		expect(verify(receive(vector), { keys: swapped, triggers: TRIGGERS })).toMatchObject({
			ok: false,
		});
	});

	it.each(cases)('are rejected with one more character: $body', (vector) => {
		const longer = receive({ ...vector, body: `${vector.body} ` });
		expect(verify({ ...longer }, { keys: KEYS, triggers: TRIGGERS })).toMatchObject({
			reason: REJECTION.signatureMismatch,
		});
	});
});

describe("a comparison with Box's SDK", () => {
	/** The SDK reads the system clock and rejects future timestamps. */
	const judge = async ({ body, headers }: Delivery, { primary, secondary } = KEYS) =>
		await WebhooksManager.validateMessage(
			body.toString('utf8'),
			Object.fromEntries(Object.entries(headers).filter(([, value]) => value)) as never,
			primary,
			{ secondaryKey: secondary },
		);
	const justNow = () => new Date(Date.now() - 2000).toISOString().replace(/\.\d+/, '');

	it.each<[what: string, sending: Sending]>([
		['both signatures', {}],
		['a primary signature alone', { secondary: undefined }],
		['a secondary signature alone', { primary: undefined }],
		['a new primary key, the secondary as it was', { primary: 'reset' }],
		['a new secondary key, the primary as it was', { secondary: 'reset' }],
		['both keys reset', { primary: 'reset', secondary: 'reset too' }],
		['the keys swapped', { primary: KEYS.secondary, secondary: KEYS.primary }],
		['another version', { headers: { 'box-signature-version': '2' } }],
		['another algorithm', { headers: { 'box-signature-algorithm': 'HmacSHA1' } }],
		['no signature', { primary: undefined, secondary: undefined }],
	])('agrees on %s', async (_, sending) => {
		const delivery = deliver({ timestamp: justNow(), receivedAt: Date.now(), ...sending });
		expect(verify(delivery, { keys: KEYS, triggers: TRIGGERS }).ok).toBe(await judge(delivery));
	});

	it('agrees on ten minutes', async () => {
		for (const seconds of [590, 610]) {
			const timestamp = new Date(Date.now() - seconds * 1000).toISOString();
			const delivery = deliver({ timestamp, receivedAt: Date.now() });
			expect(await judge(delivery)).toBe(seconds < 600);
			expect(verify(delivery, { keys: KEYS, triggers: TRIGGERS }).ok).toBe(seconds < 600);
		}
	});

	it("agrees on random texts in Box's encoding", async () => {
		const timestamp = justNow();
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: 'binary' }), fc.boolean(), async (name, isForged) => {
				const escaped = JSON.stringify({
					trigger: 'FILE.RENAMED',
					source: { id: '1', type: 'file', name },
				})
					.replace(/\//g, '\\/')
					.replace(
						/[\u0080-\uffff]/g,
						(sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
					);
				const body = Buffer.from(escaped);
				const primary = isForged ? 'forged' : KEYS.primary;
				const delivery = deliver({
					body,
					timestamp,
					primary,
					secondary: undefined,
					receivedAt: Date.now(),
				});
				const verdict = verify(delivery, { keys: KEYS, triggers: TRIGGERS });
				expect(verdict.ok).toBe(!isForged);
				expect(await judge(delivery)).toBe(!isForged);
				if (verdict.ok && verdict.kind === 'change') expect(verdict.payload.source.name).toBe(name);
			}),
			{ numRuns: 200 },
		);
	});
});

describe('the keys', () => {
	it('verify separately, so that either can be reset', () => {
		const old = { ...KEYS };
		expect(outcome({ primary: 'new', secondary: old.secondary })).toBe('change');
		expect(outcome({ primary: old.primary, secondary: 'new' })).toBe('change');
		expect(outcome({ primary: 'new', secondary: 'newer' })).toBe(REJECTION.signatureMismatch);
	});

	it('that are empty verify nothing, even a signature by the empty key', () => {
		const none = { primary: '', secondary: '' };
		expect(outcome({}, none)).toBe(REJECTION.secretMissing);
		const empty = createHmac('sha256', '').update(BODY).update('2026-11-21T10:00:00Z');
		const headers = { 'box-signature-secondary': empty.digest('base64') };
		const primaryOnly = { primary: KEYS.primary, secondary: '' };
		expect(outcome({ primary: 'forged', headers }, primaryOnly)).toBe(REJECTION.signatureMismatch);
	});
});

it.each([
	'box-signature-primary',
	'box-signature-secondary',
	'box-delivery-timestamp',
	'box-signature-version',
])('%s is rejected if it is repeated, even with one value', (header) => {
	const value = String(deliver().headers[header]);
	expect(outcome({ headers: { [header]: [value, value] } })).toBe(REJECTION.headerRepeated);
});

describe('the timestamp', () => {
	const at = (offset: number) => new Date(NOW + offset * 1000).toISOString();

	it.each([
		[-600, 'change'],
		[-601, REJECTION.timestampOutOfTolerance],
		[0, 'change'],
		[60, 'change'],
		[61, REJECTION.timestampOutOfTolerance],
	])('of %d seconds: %s', (offset, expected) =>
		expect(outcome({ timestamp: at(offset) })).toBe(expected),
	);

	it.each([
		'2026-11-21T10:00:00Z',
		'2026-11-21T10:00:00+00:00',
		'2026-11-21T02:00:00-08:00',
		'2026-11-21T10:00:00.123456Z',
	])('is accepted as RFC 3339: %s', (timestamp) => expect(outcome({ timestamp })).toBe('change'));

	it.each([
		'1',
		'2026',
		'2026-11-21',
		'2026-11-21T10:00:00',
		'2026-11-21 10:00:00Z',
		'2026-11-21T10:00Z',
		'026-11-21T10:00:00Z',
		'2026-11-21T10:00:00Z ',
		'2026-11-21T10:00:00Z\n',
		'2026-02-30T10:00:00Z',
		'2026-11-21T25:00:00Z',
		'1795255200',
		'Sat, 21 Nov 2026 10:00:00 GMT',
	])('that only Date.parse accepts is rejected: %s', (timestamp) =>
		expect(outcome({ timestamp, receivedAt: NOW })).toBe(REJECTION.timestampMalformed),
	);

	it('cannot exchange bytes with the body', () => {
		const timestamp = '2026-11-21T10:00:00Z';
		const { headers } = deliver({ timestamp });
		for (let moved = 1; moved <= timestamp.length; moved++) {
			const longer = Buffer.concat([BODY, Buffer.from(timestamp.slice(0, moved))]);
			const shifted = { 'box-delivery-timestamp': timestamp.slice(moved) };
			const forged = { ...deliver(), body: longer, headers: { ...headers, ...shifted } };
			expect(verify(forged, { keys: KEYS, triggers: TRIGGERS }).ok).toBe(false);
		}
		for (let moved = 1; moved <= 40; moved++) {
			const shorter = BODY.subarray(0, -moved);
			const tail = BODY.subarray(-moved).toString();
			const shifted = { 'box-delivery-timestamp': `${tail}${timestamp}` };
			const forged = { ...deliver(), body: shorter, headers: { ...headers, ...shifted } };
			expect(verify(forged, { keys: KEYS, triggers: TRIGGERS })).toEqual({
				ok: false,
				reason: REJECTION.timestampMalformed,
			});
		}
	});
});

describe('a trigger that is not chosen', () => {
	const told = (trigger: string) =>
		verify(deliver({ body: Buffer.from(BODY.toString().replace('FILE.UPLOADED', trigger)) }), {
			keys: KEYS,
			triggers: TRIGGERS,
		});

	it('is ignored, because one app signs the webhooks of all its nodes', () => {
		expect(told('FILE.TRASHED')).toEqual({ ok: true, kind: 'unwanted', topic: 'FILE.TRASHED' });
	});

	it.each([
		'SIGN_REQUEST.SIGN_SIGNER_SIGNED',
		'SIGN_REQUEST.SIGN_DOCUMENT_CREATED',
		'SIGN_REQUEST.SIGN_ERROR_FINALIZING',
	])("is recognized under the name in Box's OpenAPI: %s", (trigger) => {
		const verdict = told(trigger);
		expect(verdict).toMatchObject({ kind: 'change', payload: { trigger } });
		if (verdict.ok && verdict.kind === 'change')
			expect(normalize(verdict.payload)).toMatchObject({ eventType: 'UPDATED', topic: trigger });
	});
});

describe('a verified body', () => {
	it.each(['{"toString":1}', 'null', '[]'])('is read with a webhook whose id is %s', (id) => {
		const body = Buffer.from(BODY.toString().replace('"id":"53"', `"id":${id}`));
		expect(outcome({ body })).toBe('change');
	});

	it('is read with the id that redeliveries share', () => {
		const first = verify(deliver(), { keys: KEYS, triggers: TRIGGERS });
		const again = verify(
			deliver({
				timestamp: '2026-11-21T10:05:00Z',
				receivedAt: NOW + 300_000,
				headers: { 'box-delivery-id': 'other' },
			}),
			{ keys: KEYS, triggers: TRIGGERS },
		);
		expect(first).toEqual(again);
		expect(first).toMatchObject({
			deliveryId: 'e1',
			fingerprint: '["e1","FILE.UPLOADED","file","73835521473"]',
			payload: { id: 'e1', trigger: 'FILE.UPLOADED', happenedAt: NOW - 2000 },
		});
	});

	describe('of a webhook on the folder and of one on the file', () => {
		const verdictOf = (more: object, members: object = {}) => {
			const body = JSON.parse(BODY.toString());
			const source = { ...body.source, ...more };
			return verify(
				deliver({ body: Buffer.from(JSON.stringify({ ...body, ...members, source })) }),
				{
					keys: KEYS,
					triggers: ['FILE.UPLOADED', 'FILE.RENAMED', 'METADATA_INSTANCE.CREATED'],
				},
			) as { fingerprint: string };
		};
		const other = { id: 'e2', webhook: { id: '54', type: 'webhook' } };

		it.each<[string, object, string]>([
			['a version', { file_version: { id: '900' } }, 'FILE.UPLOADED'],
			['a counter', { sequence_id: '7' }, 'FILE.RENAMED'],
		])('is one delivery, by %s of Box', (_, more, trigger) => {
			const [first, second] = [{}, other].map((one) => verdictOf(more, { ...one, trigger }));
			expect(first.fingerprint).toBe(second.fingerprint);
			const later = verdictOf(more, { ...other, trigger, created_at: '2026-11-21T10:00:09Z' });
			expect(later.fingerprint).not.toBe(first.fingerprint);
			const renamed = verdictOf(more, { ...other, trigger, additional_info: { old_name: 'A' } });
			expect(renamed.fingerprint).not.toBe(first.fingerprint);
		});

		it('is one delivery without these if their ids are equal', () => {
			const trigger = 'METADATA_INSTANCE.CREATED';
			const [first, same, second] = [
				verdictOf({}, { trigger }),
				verdictOf({}, { ...other, id: 'e1', trigger }),
				verdictOf({}, { ...other, trigger }),
			];
			expect(first.fingerprint).toBe(same.fingerprint);
			expect(first.fingerprint).not.toBe(second.fingerprint);
		});
	});

	it('without an id gets a hash of its bytes as id', () => {
		const body = Buffer.from(BODY.toString().replace('"id":"e1",', ''));
		const [first, again] = [
			deliver({ body }),
			deliver({ body, timestamp: '2026-11-21T10:00:30Z' }),
		];
		const verdicts = [first, again].map((one) => verify(one, { keys: KEYS, triggers: TRIGGERS }));
		expect(verdicts[0]).toMatchObject({ deliveryId: expect.stringMatching(/^[0-9a-f]{32}$/) });
		expect(verdicts[0]).toEqual(verdicts[1]);
	});

	it('without a trigger is signed, and names no object', () => {
		const body = Buffer.from(
			JSON.stringify({ ...JSON.parse(BODY.toString()), trigger: undefined }),
		);
		expect(verify(deliver({ body }), { keys: KEYS, triggers: TRIGGERS })).toEqual({
			...{ ok: true, kind: 'unreadable' },
			cause: 'its field trigger is missing or malformed',
		});
	});

	it.each([
		['null', null, 'source'],
		['missing', undefined, 'source'],
		['a list', [], 'source'],
		['without an id', { type: 'file' }, 'source'],
		['without a type', { id: '1' }, 'source'],
	])('whose source is %s is signed, and names no object', (_what, source, field) => {
		const body = Buffer.from(JSON.stringify({ ...JSON.parse(BODY.toString()), source }));
		expect(verify(deliver({ body }), { keys: KEYS, triggers: TRIGGERS })).toEqual({
			...{ ok: true, kind: 'unreadable' },
			cause: `its field ${field} is missing or malformed ("FILE.UPLOADED")`,
		});
		expect(outcome({ body, primary: 'forged', secondary: 'forged' })).toBe(
			REJECTION.signatureMismatch,
		);
		const unwanted = Buffer.from(body.toString().replace('FILE.UPLOADED', 'FILE.TRASHED'));
		expect(outcome({ body: unwanted })).toBe('unwanted');
	});

	it.each(['[]', '"text"', '{"id":', ''])('is signed, and not an object: %s', (text) => {
		const body = Buffer.from(text);
		expect(verify(deliver({ body }), { keys: KEYS, triggers: TRIGGERS })).toEqual({
			...{ ok: true, kind: 'unreadable' },
			cause: 'its body is not a JSON object',
		});
		expect(outcome({ body, primary: 'forged', secondary: 'forged' })).toBe(
			REJECTION.signatureMismatch,
		);
	});

	it('without a trigger is signed, and names no event', () => {
		const body = Buffer.from(JSON.stringify({ ...JSON.parse(BODY.toString()), trigger: null }));
		expect(outcome({ body })).toBe('unreadable');
	});

	it.each([
		['WEBHOOK.DELETED', { reason: 'auto_cleanup' }, 'Box deleted webhook 53 (auto_cleanup).'],
		['NO_ACTIVE_SESSION', [], 'the session of the user who created webhook 53 has ended'],
	])('about the webhook is a notice: %s', (trigger, additional_info, words) => {
		const body = Buffer.from(
			JSON.stringify({
				type: 'webhook_event',
				id: 'e2',
				trigger,
				webhook: { id: '53' },
				additional_info,
			}),
		);
		expect(verify(deliver({ body }), { keys: KEYS, triggers: TRIGGERS })).toEqual({
			ok: true,
			kind: 'notice',
			message: expect.stringContaining(words),
		});
		expect(outcome({ body, primary: 'forged', secondary: 'forged' })).toBe(
			REJECTION.signatureMismatch,
		);
	});
});

it('recognizes a body that a proxy encoded again', () => {
	expect(box.isReencoded?.(BODY)).toBe(false);
	const body = Buffer.from(JSON.stringify(JSON.parse(BODY.toString())));
	expect(box.isReencoded?.(body)).toBe(true);
});
