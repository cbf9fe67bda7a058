import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { Webhook } from 'standardwebhooks';

import { parseEnvelope } from '../../../../nodes/core/envelope/parseEnvelope';
import { verifySignedEvent } from '../../../../nodes/core/envelope/verifySignedEvent';
import { answers, startCallback, type Callback } from '../callback';
import { event, execute, type Panel } from '../node';
import { ProcessedTable } from '../processedTable';

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
		const credential = {
			signatureSecret: SECRET,
			previousSignatureSecrets: `the old one, ${PRIVATE}`,
		};
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
		const headers = { ...(first.json.headers as IDataObject), 'X-Other': 'y', 'ce-id': 'lie' };
		const [, [second]] = await execute(panel({}, watched), { ...first.json, headers });
		expect(second.json).toMatchObject({ attempt: 2, final: false });
		callback.answer = answers.status(200);
		const [[third]] = await execute(panel({}, watched), second.json);
		expect(third.json).toMatchObject({ attempt: 3, id: first.json.id, body: first.json.body });
		const last = callback.taken[2];
		expect(last.body.equals(callback.taken[0].body)).toBe(true);
		expect(verifySignedEvent(last, { secrets: [SECRET] }).ok).toBe(true);
		expect(last.headers).not.toHaveProperty('x-other');
		expect(last.headers).not.toHaveProperty('ce-id');
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
			{ signatureSecret: 'any text' },
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
			'a secret that is easy to guess',
			{ signatureSecret: 'x' },
			['cloudElements'],
			/at least 8 characters/,
		],
		['a blank for a secret', { signatureSecret: ' ' }, ['cloudElements'], /at least 8 characters/],
		[
			'a secret that is none',
			{ signatureSecret: 'whsec_AAAA' },
			['cloudElements'],
			/has 24 to 64 bytes/,
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
	const events = Array.from({ length: 9 }, (_, index) => event(String(index)));

	it('arrive in their order', async () => {
		await execute(panel(), ...events);
		expect(deliveries().map(({ objectId }) => Number(objectId))).toEqual([...events.keys()]);
	});

	it('are on their way at once where the user chose so: none is answered before three are there', async () => {
		const waiting: Array<() => void> = [];
		callback.answer = (response) => {
			waiting.push(() => response.end());
			if (waiting.length === 3) for (const go of waiting.splice(0)) go();
		};
		await execute(panel({ options: { concurrency: 3 } }), ...events);
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

/** Two senders at one trigger, and a vendor. */
const [ANN, BOB] = ['ANNABCDEFGHIJKLMNOPQ', 'BOBABCDEFGHIJKLMNOPQ'];

describe('whose event it is', () => {
	const skipping = (table: ProcessedTable, parameters: IDataObject = {}) =>
		panel({ skipDuplicates: true, ...parameters }, { table, connected: [0, 1] });

	it('decides what is a duplicate: no sender suppresses another, nor a vendor', async () => {
		const all = [{ sender: ANN }, { sender: BOB }, {}].map((more) => event('1', more));
		for (const first of all) {
			const table = new ProcessedTable();
			callback.taken.length = 0;
			await execute(skipping(table), first);
			await execute(skipping(table), ...all);
			await execute(skipping(table), ...all);
			expect(callback.taken).toHaveLength(3);
			expect(new Set(callback.taken.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
			for (const { headers } of callback.taken)
				expect(headers['webhook-id']).toMatch(/^(evt|evs)_[A-Z2-7]{52}$/);
		}
	});

	it.each(['cloudElements', 'cloudEvents', 'event'])(
		'is in the message, and no message holds events of two: %s',
		async (envelope) => {
			const told = { capture: 'webhook' as const, deliveryId: 'one' };
			const all = [{ sender: ANN }, { sender: BOB }, {}].map((more) =>
				event('1', { ...told, raw: { by: more.sender ?? 'vendor' }, ...more }),
			);
			const options = { cloudEventsMode: 'Batch' };
			await execute(panel({ envelope, options }), ...all);
			const bodies = callback.taken.map(({ body }) => body.toString('utf8'));
			const holding = (text: string) => bodies.map((body) => body.includes(text));
			if (envelope === 'cloudElements') {
				expect(bodies).toHaveLength(3);
				for (const [index, text] of [ANN, BOB, '"by":"vendor"'].entries())
					expect(holding(text)).toEqual([0, 1, 2].map((each) => each === index));
			}
			for (const sender of [ANN, BOB]) expect(holding(sender)).toContain(true);
		},
	);
});

describe('an unproven event', () => {
	const marked = event('1', { unproven: true });
	const watched = { connected: [0, 1] };

	it.each([
		['delivered', {}],
		['only emitted', { callbackUrl: '' }],
		['unsigned', { signature: [] }],
	])('is not signed and not sent, and leaves by the second output: %s', async (_how, more) => {
		const [delivered, undelivered] = await execute(panel(more, watched), marked, event('2'));
		expect(delivered.map(({ json }) => json.events)).toEqual([[event('2').id]]);
		expect(undelivered).toMatchObject([
			{
				json: {
					...marked,
					delivery: { ok: false, reason: 'unproven', tries: 0 },
					...{ final: true, attempt: 0, nextAttemptAt: null },
				},
				pairedItem: [{ item: 0 }],
			},
		]);
		expect(undelivered[0].json).not.toHaveProperty('headers');
		for (const { body } of callback.taken) expect(body.toString()).not.toContain('unproven');
	});

	it('fails the execution if that output is not connected, after all others were sent', async () => {
		const run = execute(panel(), marked, event('2'));
		await expect(run).rejects.toThrow(/unproven.*switch on the option Sign Unproven Events\.$/);
		expect(callback.taken).toHaveLength(1);
	});

	it('is an error of that item where the user chose to go on', async () => {
		const [items] = await execute(panel({}, { continueOnFail: true }), marked, event('2'));
		expect(items.map(({ error }) => error?.message)).toEqual([
			expect.stringMatching(/unproven/),
			undefined,
		]);
	});

	it.each([
		['cloudElements', 'Structured'],
		['cloudEvents', 'Structured'],
		['cloudEvents', 'Binary'],
		['cloudEvents', 'Batch'],
		['event', 'Structured'],
	])('goes out with its mark if the option is on: %s %s', async (envelope, cloudEventsMode) => {
		const options = { signUnproven: true, cloudEventsMode };
		const all = [marked, event('2'), event('3', { unproven: true })];
		await execute(panel({ envelope, options, signature: ['cloudElements'] }), ...all);
		const opened = callback.taken.flatMap(
			({ body, headers }) =>
				parseEnvelope({ body, headers: headers as never, sender: ANN, receivedAt: 0 }) ?? [],
		);
		expect(opened).toHaveLength(3);
		for (const { objectId, unproven } of opened)
			expect(unproven).toBe(objectId === '2' ? undefined : true);
	});

	it('never counts as done, never is a duplicate, and never stands for the proven one', async () => {
		const table = new ProcessedTable();
		const skipping = panel(
			{ skipDuplicates: true, options: { signUnproven: true } },
			{ table, ...watched },
		);
		await execute(skipping, marked, event('1'));
		await execute(skipping, marked, marked, event('1'));
		expect(deliveries().map(({ unproven }) => unproven === true)).toEqual([
			...[false, true],
			...[true, true],
		]);
		const ids = callback.taken.map(({ headers }) => headers['webhook-id']);
		expect(ids[0]).toBe(event('1').id);
		expect(ids.slice(1)).not.toContain(ids[0]);
	});

	it('is not sent again either, once it may not be', async () => {
		callback.answer = answers.status(500);
		const allowed = panel({ options: { signUnproven: true } }, watched);
		const [, [failed]] = await execute(allowed, marked);
		callback.taken.length = 0;
		const [, [refused]] = await execute(panel({}, watched), failed.json);
		expect(callback.taken).toEqual([]);
		expect(refused.json).toMatchObject({ final: true, delivery: { reason: 'unproven' } });
	});

	it('is sent from there once the option is on', async () => {
		const [, [refused]] = await execute(panel({}, watched), marked);
		const [[sent]] = await execute(
			panel({ options: { signUnproven: true } }, watched),
			refused.json,
		);
		expect(JSON.parse(String(sent.json.body))).toEqual(marked);
	});
});

describe('a message that comes back in', () => {
	const watched = { connected: [0, 1] };
	const ORACLE = {
		...{ id: 'x', events: [event('1').id], body: '{"any":"bytes"}' },
		headers: { 'ce-type': 'orders.deleted', 'content-type': 'text/evil' },
	};
	const anyJson = { input: 'fields', source: 'a', type: 'b', object: 'c', id: 'd' };

	async function failed(parameters: IDataObject = {}, ...events: IDataObject[]) {
		callback.answer = answers.status(500);
		const [, items] = await execute(panel(parameters, watched), ...events);
		callback.answer = answers.status(200);
		callback.taken.length = 0;
		return items.map(({ json }) => json);
	}

	it('is JSON like any other where the input is any JSON, genuine or not', async () => {
		const [genuine] = await failed({}, event('1'));
		for (const item of [ORACLE, genuine]) {
			callback.taken.length = 0;
			await execute(panel(anyJson), item);
			const [{ headers, body }] = callback.taken;
			expect(JSON.parse(body.toString())).toMatchObject({ elementKey: 'a', raw: item });
			expect(headers['content-type']).toBe('application/json');
			expect(headers).not.toHaveProperty('ce-type');
			expect(headers['webhook-id']).not.toBe(event('1').id);
		}
	});

	it.each<[what: string, change: (json: IDataObject) => IDataObject]>([
		['it is unsigned', () => ORACLE],
		['its body is another', (json) => ({ ...json, body: `${String(json.body)} ` })],
		[
			'its signature is of another',
			({ headers, ...json }) => ({
				...json,
				headers: { ...(headers as IDataObject), 'webhook-signature': 'v1,AAAA' },
			}),
		],
		[
			'its id is another',
			({ headers, ...json }) => ({
				...json,
				headers: { ...(headers as IDataObject), 'webhook-id': 'evt_other' },
			}),
		],
		['its counter is none', (json) => ({ ...json, attempt: -1 })],
		['its counter is beyond all schedules', (json) => ({ ...json, attempt: 1e15 })],
		['its headers are none', (json) => ({ ...json, headers: { 'webhook-id': { a: 1 } } })],
	])('is refused where %s', async (_what, change) => {
		const [genuine] = await failed({}, event('1'));
		const table = new ProcessedTable();
		const skipping = panel({ skipDuplicates: true }, { table });
		await expect(execute(skipping, change(genuine))).rejects.toThrow(/^Item 1 is not sent again: /);
		expect(callback.taken).toEqual([]);
		await execute(skipping, event('1'));
		expect(callback.taken).toHaveLength(1);
	});

	it.each(['cloudElements', 'standardWebhooks'])(
		'is refused where another has signed it, who is trusted to send: %s',
		async (scheme) => {
			const other = panel(
				{ signature: [scheme] },
				{
					credential: { signatureSecret: `whsec_${Buffer.alloc(24, 5).toString('base64')}` },
				},
			);
			const [[{ json }]] = await execute(other, event('1'));
			const theirs = panel(
				{},
				{ credential: { signatureSecret: SECRET, verificationKeys: PUBLIC } },
			);
			await expect(execute(theirs, json)).rejects.toThrow(/signature_mismatch/);
			const byPrivate = panel({}, { credential: { signatureSecret: PRIVATE } });
			const [[signed]] = await execute(byPrivate, event('1'));
			await expect(execute(theirs, signed.json)).rejects.toThrow(/signature_mismatch/);
			await execute(byPrivate, signed.json);
			expect(callback.taken).toHaveLength(3);
		},
	);

	it('decides nothing itself: its id, events and headers follow from what was signed', async () => {
		const modes: IDataObject[] = [
			{ envelope: 'cloudElements' },
			...['Structured', 'Binary', 'Batch'].map((cloudEventsMode) => ({
				envelope: 'cloudEvents',
				options: { cloudEventsMode },
			})),
			{ envelope: 'event' },
		];
		for (const mode of modes)
			for (const signature of [['standardWebhooks'], ['cloudElements']]) {
				const [genuine] = await failed({ ...mode, signature }, event('1'), event('2'));
				const { headers, body, events, id } = genuine;
				const lied = {
					...genuine,
					...{ id: 'lie', events: ['lie'] },
					headers: { ...(headers as IDataObject), 'Content-Type': 'text/evil', 'ce-type': 'lie' },
				};
				const [[sent]] = await execute(panel({ ...mode, signature }, watched), lied);
				expect(sent.json).toMatchObject({ id, events, body });
				const made = { 'webhook-timestamp': '', 'webhook-signature': '' };
				const kept = (all: unknown) => ({ ...(all as IDataObject), ...made });
				expect(kept(sent.json.headers)).toEqual(kept(headers));
			}
	});

	it('goes out signed by the new key after a rotation, and not without the old one', async () => {
		const [genuine] = await failed({}, event('1'));
		const fresh = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;
		const rotated = { signatureSecret: fresh, previousSignatureSecrets: SECRET };
		await execute(panel({}, { credential: rotated }), genuine);
		expect(verifySignedEvent(callback.taken[0], { secrets: [fresh] }).ok).toBe(true);
		const gone = panel({}, { credential: { signatureSecret: fresh } });
		await expect(execute(gone, genuine)).rejects.toThrow(/signature_mismatch/);
	});

	it('goes out days later', async () => {
		const [genuine] = await failed({}, event('1'));
		const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 4 * 86_400_000);
		try {
			expect((await execute(panel(), genuine))[0]).toHaveLength(1);
		} finally {
			later.mockRestore();
		}
	});

	it('counts as done where it is delivered, for its own sender alone', async () => {
		const table = new ProcessedTable();
		const skipping = panel({ skipDuplicates: true }, { table, connected: [0, 1] });
		const [genuine] = await failed({}, event('1', { sender: ANN }));
		await execute(skipping, { ...genuine, events: [event('1').id] });
		await execute(skipping, event('1', { sender: ANN }), event('1', { sender: BOB }), event('1'));
		expect(deliveries().map(({ sender }) => sender)).toEqual([ANN, BOB, undefined]);
	});

	it('proves nothing where nothing is signed: it goes out, and never counts as done', async () => {
		const unsigned = { signature: [], skipDuplicates: true };
		const table = new ProcessedTable();
		const [genuine] = await failed({ signature: [] }, event('1'));
		const lied = { ...genuine, events: ['lie'], headers: { 'content-type': 'text/evil' } };
		const skipping = panel(unsigned, { table, ...watched });
		await execute(skipping, lied);
		await execute(skipping, event('1'));
		await execute(skipping, lied);
		expect(callback.taken).toHaveLength(3);
		for (const { headers } of callback.taken)
			expect(headers['content-type']).toBe('application/json');
		await expect(execute(panel(unsigned, { table }), ORACLE)).rejects.toThrow(/is not sent again/);
	});
});

describe('a name in a callback URL', () => {
	const helpersWith = (addresses: string[]) => {
		const filter = {
			createSecureLookup:
				() => (_name: string, _options: object, then: (error: null, found: unknown[]) => void) =>
					then(
						null,
						addresses.map((address) => ({ address })),
					),
		};
		return { getSecureEgressFilter: () => filter };
	};
	const url = () => `http://rebind.invalid:${callback.port}/events`;

	it('stands for the address that was judged, typed or not: a name server may change its mind', async () => {
		const helpers = helpersWith(['127.0.0.1']);
		await execute(panel({ callbackUrl: url() }, { helpers }), event('1'));
		expect(callback.taken[0].headers.host).toBe(`rebind.invalid:${callback.port}`);
	});

	it.each([['169.254.169.254'], ['127.0.0.1', 'fd20:ce::254'], ['fd00:ec2::254']])(
		'is refused where it stands for a metadata address: %s %s',
		async (...addresses) => {
			const helpers = helpersWith(addresses.filter((each) => each !== undefined));
			const [, [item]] = await execute(
				panel({ callbackUrl: url() }, { helpers, connected: [0, 1] }),
				event('1'),
			);
			expect(item.json.delivery).toMatchObject({ reason: 'address_refused' });
			expect(callback.taken).toEqual([]);
		},
	);

	it('is refused on n8n 1.x, which cannot look it up, where an expression brings it', async () => {
		const helpers = { getSecureEgressFilter: undefined };
		const byExpression = (options: IDataObject) =>
			panel(
				{ callbackUrl: '={{ $json.url }}', options },
				{
					helpers,
					connected: [0, 1],
					evaluate: () => `http://localtest.invalid:${callback.port}/`,
				},
			);
		const reasonOf = async (options: IDataObject) => {
			const [, [item]] = await execute(byExpression(options), event('1'));
			return (item.json.delivery as IDataObject).reason;
		};
		expect(await reasonOf({})).toBe('address_refused');
		expect(await reasonOf({ allowPrivateAddresses: true })).toBe('no_answer');
	});
});

describe('half a character (an unpaired surrogate)', () => {
	const HALF = '\ud83c';

	it.each(['cloudElements', 'cloudEvents', 'event'])(
		'goes through, the bytes signed being those sent: %s',
		async (envelope) => {
			for (const cloudEventsMode of ['Structured', 'Binary', 'Batch']) {
				callback.taken.length = 0;
				const odd = event(`id ${HALF}`, {
					...{ id: `evt_${HALF}`, topic: HALF, account: HALF, instanceName: HALF },
					...{ objectType: `orders${HALF}`, elementKey: `x${HALF}`, raw: { [HALF]: HALF } },
				});
				const signature = ['standardWebhooks', 'cloudElements'];
				const parameters = { envelope, signature, options: { cloudEventsMode } };
				const [[item]] = await execute(panel(parameters), odd, event('2'));
				const [first] = callback.taken;
				for (const { body, headers } of callback.taken)
					for (const schemes of [['standardWebhooks'], ['cloudElements']] as const)
						expect(
							verifySignedEvent({ body, headers }, { secrets: [SECRET] }, { schemes }).ok,
						).toBe(true);
				expect(first.body.toString('utf8')).toBe(item.json.body);
				const opened = parseEnvelope({
					body: first.body,
					headers: first.headers,
					...{ sender: ANN, receivedAt: 0 },
				});
				expect(opened?.[0].objectId).toBe(`id ${HALF}`);
				const table = new ProcessedTable();
				const skipping = panel({ ...parameters, skipDuplicates: true }, { table });
				expect((await execute(skipping, item.json))[0]).toHaveLength(1);
				expect((await execute(skipping, odd))[0]).toHaveLength(0);
			}
		},
	);
});
