import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { Webhook } from 'standardwebhooks';

import { verifySignedEvent } from '../../../nodes/core/verifySignedEvent';
import { answers, startCallback, type Callback } from './callback';
import { event, execute, type Panel } from './node';
import { ProcessedTable } from './processedTable';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const PRIVATE =
	'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
const PUBLIC = `whpk_${Buffer.from(PRIVATE.slice(5), 'base64').subarray(32).toString('base64')}`;

let callback: Callback;

beforeAll(async () => {
	callback = await startCallback();
});
afterAll(async () => await callback.close());
beforeEach(() => {
	callback.taken.length = 0;
	callback.answer = answers.status(200);
});

const panel = (parameters: IDataObject = {}, more: Partial<Panel> = {}): Panel => ({
	parameters: {
		operation: 'emit',
		envelope: 'event',
		signature: ['standardWebhooks'],
		callbackUrl: callback.url,
		...parameters,
	},
	credential: { signatureSecret: SECRET },
	...more,
});
const deliveries = () => callback.taken.map(({ body }) => JSON.parse(body.toString('utf8')));

describe('what is put out', () => {
	it('holds the exact bytes and headers, so that any other node can send them', async () => {
		const [[item], undelivered] = await execute(panel({ callbackUrl: '' }), event('1'));
		const { body, headers, events, id } = item.json as Record<string, string>;
		expect(undelivered).toEqual([]);
		expect([events, id]).toEqual([[event('1').id], event('1').id]);
		expect(item.pairedItem).toEqual([{ item: 0 }]);
		const verdict = verifySignedEvent({ body, headers: headers as never }, { secrets: [SECRET] });
		expect(verdict).toMatchObject({ ok: true, id: event('1').id });
		expect(new Webhook(SECRET).verify(body, headers as never)).toEqual(event('1'));
	});

	it('arrives as it is put out, with attempt and duration', async () => {
		const [[item]] = await execute(panel(), event('1'));
		expect(callback.taken[0].body.toString('utf8')).toBe(item.json.body);
		for (const [name, value] of Object.entries(item.json.headers as IDataObject))
			expect(callback.taken[0].headers[name.toLowerCase()]).toBe(value);
		expect(item.json).toMatchObject({
			attempt: 1,
			delivery: { ok: true, status: 200, tries: 1, durationMs: expect.any(Number) },
		});
	});

	it('is signed in several ways at once', async () => {
		const credential = { signatureSecret: SECRET, previousSignatureSecrets: `old, ${PRIVATE}` };
		const signature = ['cloudElements', 'standardWebhooks'];
		await execute(panel({ signature }, { credential }), event('1'));
		const [{ headers, body }] = callback.taken;
		for (const keys of [{ secrets: [SECRET] }, { publicKeys: [PUBLIC] }])
			expect(verifySignedEvent({ body, headers }, keys).ok).toBe(true);
		const hmac = createHmac('sha256', SECRET).update(body).digest('base64');
		expect(headers['elements-webhook-signature']).toBe(`sha256=${hmac}`);
		expect(String(headers['webhook-signature'])).toMatch(/^v1,\S+ v1a,\S+$/);
	});

	it("is Cloud Elements' notification, several events in one", async () => {
		const parameters = { envelope: 'cloudElements', batchSize: 2, signature: ['cloudElements'] };
		const credential = { signatureSecret: 'any text' };
		const [items] = await execute(
			panel(parameters, { credential }),
			event('1'),
			event('2'),
			event('3'),
		);
		const told = deliveries().map(({ message }) =>
			message.events.map(({ objectId }: { objectId: string }) => objectId),
		);
		expect(told).toEqual([['1', '2'], ['3']]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			[{ item: 0 }, { item: 1 }],
			[{ item: 2 }],
		]);
	});

	it.each([
		['Structured', 'application/cloudevents+json; charset=utf-8', 3],
		['Binary', 'application/json', 3],
		['Batch', 'application/cloudevents-batch+json; charset=utf-8', 1],
	])('is a CloudEvent: %s', async (cloudEventsMode, contentType, count) => {
		const parameters = { envelope: 'cloudEvents', options: { cloudEventsMode } };
		await execute(panel(parameters), event('1'), event('2'), event('3'));
		expect(callback.taken.map(({ headers }) => headers['content-type'])).toEqual(
			Array(count).fill(contentType),
		);
	});
});

describe('any JSON', () => {
	const fields = {
		input: 'fields',
		source: 'crm.example',
		type: '=type',
		object: 'contacts',
		id: '=id',
		date: '=date',
	};
	const mapped = (more: Partial<Panel> = {}) =>
		panel(fields, { evaluate: (name, json) => json[name], ...more });

	it('becomes an event by its mapped fields', async () => {
		const item = { id: 7, type: 'deleted', date: '2026-11-21T12:00:00+02:00', name: 'Ann' };
		await execute(mapped(), item, { ...item, type: 'contact.merged', date: undefined });
		expect(deliveries()).toMatchObject([
			{
				id: expect.stringMatching(/^evt_[A-Z2-7]{52}$/),
				elementKey: 'crm.example',
				account: 'crm.example',
				eventType: 'DELETED',
				objectType: 'contacts',
				objectId: '7',
				date: '2026-11-21T10:00:00.000Z',
				topic: 'deleted',
				raw: item,
			},
			{ eventType: 'UNKNOWN', topic: 'contact.merged', objectId: '7' },
		]);
	});

	it('is the same event when it comes again, and another when it differs', async () => {
		const item = { id: 7, type: 'updated', name: 'Ann' };
		await execute(mapped(), item);
		await execute(mapped(), item, { ...item, name: 'Bob' });
		const ids = deliveries().map(({ id }) => id);
		expect(ids[1]).toBe(ids[0]);
		expect(ids[2]).not.toBe(ids[0]);
	});

	it.each([
		[{ type: 'updated' }, 'id', 'is empty'],
		[{ id: '7' }, 'type', 'is empty'],
		[
			{ id: '7', type: 'x', date: 'yesterday' },
			'date',
			'is no date and time as ISO 8601 writes it',
		],
	])('is said where it does not fit: %p', async (item, field, reason) => {
		const good = { id: '8', type: 'updated' };
		await expect(execute(mapped(), good, item as IDataObject)).rejects.toThrow(
			`Item 2 is not an event: ${field}: ${reason}`,
		);
		const [items] = await execute(mapped({ continueOnFail: true }), item as IDataObject, good);
		expect(items).toMatchObject([
			{ json: { error: expect.any(String), details: { field, reason } }, pairedItem: { item: 0 } },
			{ json: { delivery: { ok: true } } },
		]);
		expect(Object.keys(items[0].json).sort()).toEqual(['details', 'error']);
	});
});

describe('an item that is no event', () => {
	it.each([
		[{ id: 'a.b' }, 'id'],
		[{ date: 'today' }, 'date'],
		[{ eventType: 'CHANGED' }, 'eventType'],
	])('is its own failure: %p', async (change, field) => {
		const wrong = { ...event('1'), ...change };
		await expect(execute(panel(), wrong)).rejects.toThrow(`Item 1 is not an event: ${field}: `);
		const [items] = await execute(panel({}, { continueOnFail: true }), wrong, event('2'));
		expect(items[0].json.details).toMatchObject({ field });
		expect(deliveries().map(({ objectId }) => objectId)).toEqual(['2']);
	});
});

describe('what was not delivered', () => {
	const watched = { connected: [0, 1] };

	it('goes to the second output, with when to try again', async () => {
		callback.answer = answers.status(503, { 'Retry-After': '60' }, 'busy');
		const before = Date.now();
		const [delivered, undelivered] = await execute(panel({}, watched), event('1'));
		expect(delivered).toEqual([]);
		expect(undelivered).toMatchObject([
			{
				json: {
					attempt: 1,
					final: false,
					delivery: { ok: false, reason: 'refused', status: 503, answer: 'busy' },
				},
				pairedItem: [{ item: 0 }],
			},
		]);
		const next = Date.parse(String(undelivered[0].json.nextAttemptAt)) - before;
		expect(next).toBeGreaterThanOrEqual(60_000);
		expect(next).toBeLessThan(90_000);
	});

	it('fails the execution where nobody looks at the second output, after all were tried', async () => {
		callback.answer = (response, { body }) =>
			void response.writeHead(body.includes('"objectId":"2"') ? 200 : 500).end();
		const run = execute(panel(), event('1'), event('2'), event('3'));
		await expect(run).rejects.toThrow(/did not take the event \(HTTP 500\)\. \(and 1 more not del/);
		expect(callback.taken).toHaveLength(3);
	});

	it('is an error of that item where the user chose to go on', async () => {
		callback.answer = answers.status(500);
		const [[item]] = await execute(panel({}, { continueOnFail: true }), event('1'));
		expect(item.error?.message).toMatch(/HTTP 500/);
		expect(item.json.delivery).toMatchObject({ ok: false, status: 500 });
	});

	it('comes back in and goes out again: the same bytes and id, signed anew', async () => {
		callback.answer = answers.status(500);
		const [, [first]] = await execute(panel({}, watched), event('1'));
		const headers = {
			...(first.json.headers as IDataObject),
			'webhook-timestamp': '1',
			'X-Other': 'y',
		};
		const [, [second]] = await execute(panel({}, watched), { ...first.json, headers });
		expect(second.json).toMatchObject({ attempt: 2, final: false });
		callback.answer = answers.status(200);
		const [[third]] = await execute(panel({}, watched), second.json);
		expect(third.json).toMatchObject({ attempt: 3, id: first.json.id, body: first.json.body });
		const last = callback.taken[2];
		expect(last.body.equals(callback.taken[0].body)).toBe(true);
		expect(verifySignedEvent(last, { secrets: [SECRET] }).ok).toBe(true);
		expect(last.headers).not.toHaveProperty('x-other');
	});

	it('is final after the last attempt of the schedule', async () => {
		callback.answer = answers.status(500);
		let [, [item]] = await execute(panel({}, watched), event('1'));
		const finals: unknown[] = [];
		for (;;) {
			finals.push(item.json.final);
			if (item.json.final === true) break;
			[, [item]] = await execute(panel({}, watched), item.json);
		}
		expect(finals).toEqual([...Array(9).fill(false), true]);
		expect(item.json).toMatchObject({ attempt: 10, nextAttemptAt: null });
	});

	it('is final at once where the receiver wants nothing more, and nothing more is sent', async () => {
		callback.answer = answers.status(410);
		const [, items] = await execute(panel({}, watched), event('1'), event('2'), event('3'));
		expect(callback.taken).toHaveLength(1);
		expect(items.map(({ json }) => [json.final, (json.delivery as IDataObject).reason])).toEqual(
			Array(3).fill([true, 'gone']),
		);
	});

	it('is tried again at once where the user chose so', async () => {
		callback.answer = (response) =>
			void response.writeHead(callback.taken.length === 1 ? 503 : 200).end();
		const [[item]] = await execute(panel({ options: { retries: 1 } }), event('1'));
		expect(item.json).toMatchObject({ attempt: 1, delivery: { ok: true, tries: 2 } });
		const signatures = callback.taken.map(({ headers }) => headers['webhook-timestamp']);
		expect(Number(signatures[1])).toBeGreaterThanOrEqual(Number(signatures[0]) + 1);
	});
});

describe('addresses', () => {
	const watched = { connected: [0, 1] };
	const byExpression = (url: string, options: IDataObject = {}): Panel =>
		panel({ callbackUrl: '={{ $json.url }}', options }, { ...watched, evaluate: () => url });
	const reasons = (items: Array<{ json: IDataObject }>) =>
		items.map(({ json }) => (json.delivery as IDataObject).reason);

	it('of a private network are refused where an expression brings them', async () => {
		const [, items] = await execute(byExpression(callback.url), event('1'));
		expect(reasons(items)).toEqual(['address_refused']);
		expect(callback.taken).toEqual([]);
	});

	it('of a private network are taken where the user allows them, and not where he forbids them', async () => {
		const [[item]] = await execute(
			byExpression(callback.url, { allowPrivateAddresses: true }),
			event('1'),
		);
		expect(item.json.delivery).toMatchObject({ ok: true });
		const typed = panel({ options: { allowPrivateAddresses: false } }, watched);
		expect(reasons((await execute(typed, event('1')))[1])).toEqual(['address_refused']);
	});

	it.each(['typed', 'allowed'])('of metadata services are refused, however %s', async (how) => {
		const url = 'http://169.254.169.254/latest/meta-data/';
		const panels = {
			typed: panel({ callbackUrl: url }, watched),
			allowed: byExpression(url, { allowPrivateAddresses: true }),
		};
		const [, items] = await execute(panels[how as keyof typeof panels], event('1'));
		expect(reasons(items)).toEqual(['address_refused']);
		expect(items[0].json).toMatchObject({ final: true, nextAttemptAt: null });
	});

	it('may differ from item to item', async () => {
		const other = await startCallback();
		const evaluate = (_name: string, item: IDataObject) =>
			item.objectId === '2' ? other.url : callback.url;
		const parameters = {
			callbackUrl: '={{ … }}',
			envelope: 'cloudElements',
			options: { allowPrivateAddresses: true },
		};
		await execute(panel(parameters, { evaluate }), event('1'), event('2'), event('3'));
		const told = ({ taken }: Callback) =>
			taken.map(({ body }) => JSON.parse(body.toString('utf8')).message.events.length);
		expect([told(callback), told(other)]).toEqual([[2], [1]]);
		await other.close();
	});
});

describe('headers of the user', () => {
	const withHeader = (name: string, value: string) =>
		panel({ options: { headers: { header: [{ name, value }] } } });

	it('are sent', async () => {
		await execute(withHeader('Authorization', 'Bearer x'), event('1'));
		expect(callback.taken[0].headers.authorization).toBe('Bearer x');
	});

	it.each([
		['X-Own', 'a\r\nx-injected: 1'],
		['X-Own', 'a\0b'],
		['X-Own', 'Grüße'],
		['X Own', 'a'],
		['X-Own:', 'a'],
		['', 'a'],
		['Host', 'other.example'],
		['content-length', '3'],
		['Transfer-Encoding', 'chunked'],
		['webhook-signature', 'v1,AAAA'],
		['Elements-Webhook-Signature', 'sha256=AAAA'],
		['ce-id', '1'],
	])('are refused where they would do harm: %p: %p', async (name, value) => {
		await expect(execute(withHeader(name, value), event('1'))).rejects.toThrow(/^The header /);
		expect(callback.taken).toEqual([]);
	});
});

describe('keys', () => {
	it.each([
		['no credential', undefined, ['standardWebhooks'], /Choose a Signed Events credential/],
		['no secret', {}, ['cloudElements'], /has no signature secret/],
		[
			'any text for Standard Webhooks',
			{ signatureSecret: 'text' },
			['standardWebhooks'],
			/begins with whsec_/,
		],
		[
			'a private key for Cloud Elements',
			{ signatureSecret: PRIVATE },
			['cloudElements'],
			/needs a secret that the receiver shares/,
		],
		[
			'a secret that is none',
			{ signatureSecret: 'whsec_AAAA' },
			['cloudElements'],
			/holds 24 to 64 bytes/,
		],
	])('are missed: %s', async (_what, credential, signature, message) => {
		await expect(execute(panel({ signature }, { credential }), event('1'))).rejects.toThrow(
			message,
		);
		expect(callback.taken).toEqual([]);
	});

	it('are not needed where nothing is signed', async () => {
		await execute(panel({ signature: [] }, { credential: undefined }), event('1'));
		expect(Object.keys(callback.taken[0].headers)).not.toContain('webhook-signature');
	});
});

describe('many', () => {
	it('go one after the other, in their order, unless the user chose otherwise', async () => {
		let [open, most] = [0, 0];
		callback.answer = (response) => {
			most = Math.max(most, ++open);
			setImmediate(() => {
				open--;
				response.end();
			});
		};
		const events = Array.from({ length: 12 }, (_, index) => event(String(index)));
		await execute(panel(), ...events);
		expect(most).toBe(1);
		expect(deliveries().map(({ objectId }) => Number(objectId))).toEqual([...events.keys()]);
	});

	it('are on their way at once, no more than the user chose', async () => {
		const waiting: Array<() => void> = [];
		let most = 0;
		callback.answer = (response) => {
			waiting.push(() => response.end());
			most = Math.max(most, waiting.length);
			if (waiting.length === 3) for (const go of waiting.splice(0)) go();
		};
		const events = Array.from({ length: 9 }, (_, index) => event(String(index)));
		await execute(panel({ options: { concurrency: 3 } }), ...events);
		expect(most).toBe(3);
		expect(callback.taken).toHaveLength(9);
	});
});

describe('duplicates', () => {
	it('are left out once delivered, and not before', async () => {
		const table = new ProcessedTable();
		const skipping = panel({ skipDuplicates: true }, { table, connected: [0, 1] });
		callback.answer = answers.status(500);
		const [, [failed]] = await execute(skipping, event('1'));
		callback.answer = answers.status(200);
		expect((await execute(skipping, failed.json, event('2'), event('2')))[0]).toHaveLength(2);
		expect(await execute(skipping, failed.json, event('1'), event('2'))).toEqual([[], []]);
		expect(callback.taken).toHaveLength(3);
	});
});
