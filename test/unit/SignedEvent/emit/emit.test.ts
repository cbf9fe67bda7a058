import { createHmac } from 'node:crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { Webhook } from 'standardwebhooks';

import type { NormalizedEvent } from '../../../../nodes/core/event';
import { parseEnvelope } from '../../../../nodes/core/envelope/parseEnvelope';
import { verifySignedEvent } from '../../../../nodes/core/envelope/verifySignedEvent';
import { answers, startCallback, type Callback } from '../callback';
import { event, execute, type Panel } from '../node';
import { ProcessedTable } from '../../processedTable';

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

describe('an emitted message', () => {
	it('holds the exact bytes and headers that another node needs to send it', async () => {
		const [[item], undelivered] = await execute(panel({ callbackUrl: '' }), event('1'));
		const { body, headers, events, id } = item.json as Record<string, string>;
		expect(undelivered).toEqual([]);
		expect([events, id]).toEqual([[event('1').id], event('1').id]);
		expect(item.pairedItem).toEqual([{ item: 0 }]);
		const verdict = verifySignedEvent({ body, headers: headers as never }, { secrets: [SECRET] });
		expect(verdict).toMatchObject({ ok: true, id: event('1').id });
		expect(new Webhook(SECRET).verify(body, headers as never)).toEqual(event('1'));
	});

	it('equals the delivered request, with attempt and duration', async () => {
		const [[item]] = await execute(panel(), event('1'));
		expect(callback.taken[0].body.toString('utf8')).toBe(item.json.body);
		for (const [name, value] of Object.entries(item.json.headers as IDataObject))
			expect(callback.taken[0].headers[name.toLowerCase()]).toBe(value);
		expect(item.json).toMatchObject({
			attempt: 1,
			delivery: { ok: true, status: 200, tries: 1, durationMs: expect.any(Number) },
		});
		// The order of the editor's columns.
		const columns = ['id', 'events', 'delivery', 'attempt', 'headers', 'body'];
		expect(Object.keys(item.json)).toEqual(columns);
	});

	it('has the signatures of all chosen schemes and keys', async () => {
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

	it('is one Cloud Elements notification for several events', async () => {
		const parameters = { envelope: 'cloudElements', batchSize: 2, signature: ['cloudElements'] };
		const credential = { signatureSecret: 'any text' };
		const [items] = await execute(
			panel(parameters, { credential }),
			event('1'),
			event('2'),
			event('3'),
		);
		const objectIds = deliveries().map(({ message }) =>
			message.events.map(({ objectId }: { objectId: string }) => objectId),
		);
		expect(objectIds).toEqual([['1', '2'], ['3']]);
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

	it('becomes an event through the mapped fields', async () => {
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

	it('has the same id for equal JSON and another id for different JSON', async () => {
		const item = { id: 7, type: 'updated', name: 'Ann' };
		await execute(mapped(), item);
		await execute(mapped(), item, { ...item, name: 'Bob' });
		const ids = deliveries().map(({ id }) => id);
		expect(ids[1]).toBe(ids[0]);
		expect(ids[2]).not.toBe(ids[0]);
	});

	it.each([
		[{ type: 'updated' }, 'id', 'Object ID', 'must not be empty'],
		[{ id: '7' }, 'type', 'Event Type', 'must not be empty'],
		[
			{ id: '7', type: 'x', date: 'yesterday' },
			'date',
			'Date',
			'must be a date and time in ISO 8601 format with a time zone',
		],
	])(
		'is an error of its item if a mapped field is invalid: %p',
		async (item, field, title, reason) => {
			const good = { id: '8', type: 'updated' };
			await expect(execute(mapped(), good, item as IDataObject)).rejects.toThrow(
				`Item 2 cannot be emitted: ${title} is invalid (${reason}).`,
			);
			const [items] = await execute(mapped({ continueOnFail: true }), item as IDataObject, good);
			expect(items).toMatchObject([
				{
					json: { error: expect.any(String), details: { field, reason } },
					pairedItem: { item: 0 },
				},
				{ json: { delivery: { ok: true } } },
			]);
			expect(Object.keys(items[0].json).sort()).toEqual(['details', 'error']);
		},
	);
});

describe('the date of any JSON', () => {
	const dated = (date: unknown) => {
		const fields = { input: 'fields', source: 'crm.example', type: 'x', object: 'y', id: '1' };
		return panel({ ...fields, date: '=date' }, { evaluate: () => date, continueOnFail: true });
	};

	it.each([
		['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
		['2026-11-21T10:00Z', '2026-11-21T10:00:00.000Z'],
		['2026-11-21T12:00:00.5+02:00', '2026-11-21T10:00:00.500Z'],
		['2026-11-21T12:00:00+0200', '2026-11-21T10:00:00.000Z'],
		['2026-11-21T10:00:00-00:00', '2026-11-21T10:00:00.000Z'],
		['2024-02-29T00:00:00+01:00', '2024-02-28T23:00:00.000Z'],
		[new Date('2026-11-21T10:00:00Z'), '2026-11-21T10:00:00.000Z'],
		[{ toJSON: () => '2026-11-21T10:00:00.000Z' }, '2026-11-21T10:00:00.000Z'],
	])('is read: %s', async (date, expected) => {
		const [[{ json }]] = await execute(dated(date), {});
		expect(json).not.toHaveProperty('error');
		expect(deliveries()).toMatchObject([{ date: expected }]);
	});

	it.each([
		'2026-11-21T10:00:00+25:00',
		'2026-11-21T10:00:00+02:60',
		'2026-11-21T10:00:00+02',
		'2026-11-21T10:00:00',
		'2026-02-29T10:00:00Z',
		'2026-11-21T24:00:00Z',
		'2026-11-21 10:00:00Z',
		'2026-11-21T10:00:00z',
		'9999-12-31T23:59:59-01:00',
		'0000-01-01T00:00:00+01:00',
		'2026-11-21',
		'1795255200',
		'now',
	])('fails its item with a full sentence: %s', async (date) => {
		const [[{ json }]] = await execute(dated(date), {});
		const reason = 'must be a date and time in ISO 8601 format with a time zone';
		expect(json.details).toEqual({ field: 'date', reason });
		expect(json.error).toMatch(/^Item 1 .*date.*\. [A-Z].*\.$/);
		expect(callback.taken).toEqual([]);
	});
});

describe('a mapped parameter that is not a text', () => {
	const fields = { input: 'fields', source: 'crm.example', type: 'x', object: 'y', id: '1' };
	const [object, list] = [{ a: 1 }, ['a']];
	const bare: unknown = Object.assign(Object.create(null), { a: 1 });
	const liar = { toString: () => 'contacts' };

	it.each([
		['id', object],
		['object', list],
		['source', bare],
		['type', liar],
		['date', new Date(NaN)],
		['callbackUrl', object],
		['callbackUrl', bare],
	])('fails its item with a full sentence: %s', async (name, value) => {
		const parameters = { ...fields, callbackUrl: callback.url, [name]: `=${name}` };
		const evaluate = (_: string, { isWrong }: IDataObject) =>
			isWrong ? value : name === 'callbackUrl' ? callback.url : '';
		const options = { allowPrivateAddresses: true };
		const mapped = panel({ ...parameters, options }, { evaluate, continueOnFail: true });
		const [[{ json }]] = await execute(mapped, { isWrong: true });
		expect(json.details).toEqual({ field: name, reason: 'must be a text' });
		expect(json.error).toMatch(/^Item 1 .*\. [A-Z].*\.$/);
		expect(callback.taken).toEqual([]);
	});

	it('is accepted if it is a number or a boolean', async () => {
		const evaluate = (name: string) => (name === 'id' ? 4711 : true);
		await execute(panel({ ...fields, id: '=id', object: '=object' }, { evaluate }), {});
		expect(deliveries()).toMatchObject([{ objectId: '4711', objectType: 'true' }]);
	});
});

describe('an item that is not an event', () => {
	it.each([
		[{ id: 'a.b' }, 'id'],
		[{ date: 'today' }, 'date'],
		[{ eventType: 'CHANGED' }, 'eventType'],
	])('fails alone: %p', async (change, field) => {
		const wrong = { ...event('1'), ...change };
		await expect(execute(panel(), wrong)).rejects.toThrow(
			`Item 1 is not an event: "${field}" is invalid (`,
		);
		const [items] = await execute(panel({}, { continueOnFail: true }), wrong, event('2'));
		expect(items[0].json.details).toMatchObject({ field });
		expect(deliveries().map(({ objectId }) => objectId)).toEqual(['2']);
	});
});

describe('an undelivered message', () => {
	const watched = { connected: [0, 1] };

	it('leaves by the second output with the time of the next attempt', async () => {
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

	it('fails the execution after all deliveries if the second output is not connected', async () => {
		callback.answer = (response, { body }) =>
			void response.writeHead(body.includes('"objectId":"2"') ? 200 : 500).end();
		const run = execute(panel(), event('1'), event('2'), event('3'));
		await expect(run).rejects.toThrow(
			/^2 deliveries failed\. The first: Delivery .* failed: HTTP 500\. The receiver failed\. Check .* again\.$/,
		);
		expect(callback.taken).toHaveLength(3);
	});

	it('is an error of its item if the node continues on errors', async () => {
		callback.answer = answers.status(500);
		const [[item]] = await execute(panel({}, { continueOnFail: true }), event('1'));
		expect(item.error?.message).toMatch(/HTTP 500/);
		expect(item.json.delivery).toMatchObject({ ok: false, status: 500 });
	});

	it('is sent again with the same bytes and id and a new signature', async () => {
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

	it('is final after HTTP 410, and the node sends nothing more to that URL', async () => {
		callback.answer = answers.status(410);
		const [, items] = await execute(panel({}, watched), event('1'), event('2'), event('3'));
		expect(callback.taken).toHaveLength(1);
		expect(items.map(({ json }) => [json.final, (json.delivery as IDataObject).reason])).toEqual(
			Array(3).fill([true, 'gone']),
		);
	});

	it('is retried immediately if the option Retries is set', async () => {
		callback.answer = (response) =>
			void response.writeHead(callback.taken.length === 1 ? 503 : 200).end();
		const [[item]] = await execute(panel({ options: { retries: 1 } }), event('1'));
		expect(item.json).toMatchObject({ attempt: 1, delivery: { ok: true, tries: 2 } });
		const signatures = callback.taken.map(({ headers }) => headers['webhook-timestamp']);
		expect(Number(signatures[1])).toBeGreaterThanOrEqual(Number(signatures[0]) + 1);
	});
});

describe('the callback URL', () => {
	const watched = { connected: [0, 1] };
	const byExpression = (url: string, options: IDataObject = {}): Panel =>
		panel({ callbackUrl: '={{ $json.url }}', options }, { ...watched, evaluate: () => url });
	const reasons = (items: Array<{ json: IDataObject }>) =>
		items.map(({ json }) => (json.delivery as IDataObject).reason);

	it('is rejected if an expression returns a private address', async () => {
		const [, items] = await execute(byExpression(callback.url), event('1'));
		expect(reasons(items)).toEqual(['address_refused']);
		expect(callback.taken).toEqual([]);
	});

	it.each(['event', 'cloudElements'])(
		'gets only the headers of its own items: envelope %s',
		async (envelope) => {
			const evaluate = (name: string, { account }: IDataObject) =>
				name === 'options'
					? {
							allowPrivateAddresses: true,
							headers: { header: [{ name: 'Authorization', value: `Bearer ${String(account)}` }] },
						}
					: `${callback.url}${name === 'callbackUrl' && account === 'c' ? 'other' : ''}`;
			const fields = { envelope, callbackUrl: '={{ $json.url }}', options: '={{ $json.options }}' };
			const events = ['a', 'b', 'c'].map((account, index) => event(String(index), { account }));
			await execute(panel(fields as never, { ...watched, evaluate }), ...events);
			expect(
				callback.taken.map(({ headers, body }) => [
					headers.authorization,
					/"account":"(.)"/.exec(body.toString())?.[1] ?? headers.authorization?.slice(-1),
				]),
			).toEqual(['a', 'b', 'c'].map((account) => [`Bearer ${account}`, account]));
		},
	);

	it('may be a private address only as the option Allow Private Addresses decides', async () => {
		const [[item]] = await execute(
			byExpression(callback.url, { allowPrivateAddresses: true }),
			event('1'),
		);
		expect(item.json.delivery).toMatchObject({ ok: true });
		const typed = panel({ options: { allowPrivateAddresses: false } }, watched);
		expect(reasons((await execute(typed, event('1')))[1])).toEqual(['address_refused']);
	});

	it.each(['typed', 'allowed'])(
		'is rejected if it is a metadata service, even if it is %s',
		async (how) => {
			const url = 'http://169.254.169.254/latest/meta-data/';
			const panels = {
				typed: panel({ callbackUrl: url }, watched),
				allowed: byExpression(url, { allowPrivateAddresses: true }),
			};
			const [, items] = await execute(panels[how as keyof typeof panels], event('1'));
			expect(reasons(items)).toEqual(['address_refused']);
			expect(items[0].json).toMatchObject({ final: true, nextAttemptAt: null });
		},
	);

	it('may differ between items', async () => {
		const other = await startCallback();
		const evaluate = (_name: string, item: IDataObject) =>
			item.objectId === '2' ? other.url : callback.url;
		const parameters = {
			callbackUrl: '={{ … }}',
			envelope: 'cloudElements',
			options: { allowPrivateAddresses: true },
		};
		await execute(panel(parameters, { evaluate }), event('1'), event('2'), event('3'));
		const eventCounts = ({ taken }: Callback) =>
			taken.map(({ body }) => JSON.parse(body.toString('utf8')).message.events.length);
		expect([eventCounts(callback), eventCounts(other)]).toEqual([[2], [1]]);
		await other.close();
	});
});

describe('options by expression', () => {
	it.each([
		['trusted', 'strange'],
		['strange', 'trusted'],
	])('apply to their own item: %s, %s', async (...topics) => {
		const evaluate = (name: string, { topic }: IDataObject) =>
			name === 'options'
				? { allowPrivateAddresses: topic === 'trusted', signUnproven: topic !== 'unproven' }
				: callback.url;
		const parameters = { callbackUrl: '={{ … }}', options: '={{ … }}' };
		const items = [...topics, 'unproven'].map((topic) =>
			event(topic, { topic, unproven: true as const }),
		);
		const [delivered, failed] = await execute(
			panel(parameters, { evaluate, connected: [0, 1] }),
			...items,
		);
		expect(delivered.map(({ json }) => json.events)).toEqual([
			[items[topics.indexOf('trusted')].id],
		]);
		expect(failed.map(({ json }) => (json.delivery as IDataObject).reason).sort()).toEqual([
			'address_refused',
			'unproven',
		]);
		expect(callback.taken).toHaveLength(1);
	});
});

describe('additional headers', () => {
	const withHeader = (name: string, value: string) =>
		panel({ options: { headers: { header: [{ name, value }] } } });

	it('are sent with the request', async () => {
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
	])('are rejected if they are malformed or reserved: %p: %p', async (name, value) => {
		await expect(execute(withHeader(name, value), event('1'))).rejects.toThrow(/^The header /);
		expect(callback.taken).toEqual([]);
	});
});

describe('the signature', () => {
	it.each([
		['no credential', undefined, ['standardWebhooks'], /Choose a Signed Events API credential/],
		['no secret', {}, ['cloudElements'], /has no signature secret/],
		[
			'any text for Standard Webhooks',
			{ signatureSecret: 'any text' },
			['standardWebhooks'],
			/does not begin with whsec_/,
		],
		[
			'a private key for Cloud Elements',
			{ signatureSecret: PRIVATE },
			['cloudElements'],
			/that signature needs a shared secret/,
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
	])('fails with the missing key: %s', async (_what, credential, signature, message) => {
		await expect(execute(panel({ signature }, { credential }), event('1'))).rejects.toThrow(
			message,
		);
		expect(callback.taken).toEqual([]);
	});

	it('needs no key if no scheme is chosen', async () => {
		await execute(panel({ signature: [] }, { credential: undefined }), event('1'));
		expect(Object.keys(callback.taken[0].headers)).not.toContain('webhook-signature');
	});
});

describe('many events', () => {
	const events = Array.from({ length: 9 }, (_, index) => event(String(index)));

	it('arrive in their order', async () => {
		await execute(panel(), ...events);
		expect(deliveries().map(({ objectId }) => Number(objectId))).toEqual([...events.keys()]);
	});

	it.each([false, true])(
		'arrive in their order if Skip Duplicates is %s',
		async (skipDuplicates) => {
			const options = { signUnproven: true };
			const panelOf = () =>
				panel({ skipDuplicates, options }, { table: new ProcessedTable(), connected: [0, 1] });
			callback.answer = answers.status(503);
			const [, [again]] = await execute(panelOf(), event('1'));
			callback.answer = answers.status(200);
			callback.taken.length = 0;
			const unproven = [event('2', { unproven: true }), event('2', { unproven: true })];
			await execute(panelOf(), again.json, ...unproven, event('3'), event('4', { unproven: true }));
			expect(deliveries().map(({ objectId }) => objectId)).toEqual(['1', '2', '2', '3', '4']);
		},
	);

	it('are sent in parallel up to the option Concurrency', async () => {
		const waiting: Array<() => void> = [];
		callback.answer = (response) => {
			waiting.push(() => response.end());
			if (waiting.length === 3) for (const go of waiting.splice(0)) go();
		};
		await execute(panel({ options: { concurrency: 3 } }), ...events);
		expect(callback.taken).toHaveLength(9);
	});
});

describe('Skip Duplicates', () => {
	it('skips an event after its delivery and not before', async () => {
		const table = new ProcessedTable();
		const skipping = panel({ skipDuplicates: true }, { table, connected: [0, 1] });
		callback.answer = answers.status(500);
		const [, [failed]] = await execute(skipping, event('1'));
		callback.answer = answers.status(200);
		expect((await execute(skipping, failed.json, event('2'), event('2')))[0]).toHaveLength(2);
		expect(await execute(skipping, failed.json, event('1'), event('2'))).toEqual([[], []]);
		expect(callback.taken).toHaveLength(3);
	});

	describe('without a callback URL', () => {
		const emitted = (items: readonly INodeExecutionData[]) =>
			items.flatMap(({ json }) => json.events as string[]);
		const ten = Array.from({ length: 10 }, (_, index) => event(String(index)));

		it('does not count an event as delivered if another delivery fails the execution', async () => {
			const table = new ProcessedTable();
			const mixed = panel(
				{ skipDuplicates: true, callbackUrl: '=url' },
				{
					table,
					evaluate: (_name, { objectId }) => (objectId === '0' ? callback.url : ''),
				},
			);
			callback.answer = answers.status(500);
			await expect(execute(mixed, ...ten)).rejects.toThrow(/HTTP 500/);
			callback.answer = answers.status(200);
			const [delivered] = await execute(mixed, ...ten);
			expect(emitted(delivered).sort()).toEqual(ten.map(({ id }) => id).sort());
		});

		it('does not count an event as delivered if an unproven one fails the execution', async () => {
			const table = new ProcessedTable();
			const skipping = (options: IDataObject) =>
				panel({ skipDuplicates: true, callbackUrl: '', options }, { table });
			const events = [...ten, event('10', { unproven: true })];
			await expect(execute(skipping({}), ...events)).rejects.toThrow(/unproven/);
			const [delivered] = await execute(skipping({ signUnproven: true }), ...events);
			expect(delivered).toHaveLength(events.length);
		});

		it('emits all events if the database fails after the first thousand', async () => {
			const table = new ProcessedTable();
			const { checkProcessedAndRecord } = table.functions().helpers as {
				checkProcessedAndRecord: (...parameters: unknown[]) => Promise<unknown>;
			};
			let calls = 0;
			const helpers = {
				checkProcessedAndRecord: async (...parameters: unknown[]) => {
					if (++calls === 2) throw new Error('SQLITE_BUSY: database is locked');
					return await checkProcessedAndRecord(...parameters);
				},
			};
			const events = Array.from({ length: 1_500 }, (_, index) => event(String(index)));
			const skipping = panel({ skipDuplicates: true, callbackUrl: '' }, { table, helpers });
			const [delivered] = await execute(skipping, ...events);
			expect(new Set(emitted(delivered)).size).toBe(events.length);
		});
	});

	it('skips in a test in the editor, but a test records nothing', async () => {
		const table = new ProcessedTable();
		const skipping = (mode: Panel['mode']) =>
			panel({ skipDuplicates: true, callbackUrl: '' }, { table, mode });
		for (const mode of ['manual', 'manual', 'trigger'] as const)
			expect((await execute(skipping(mode), event('1')))[0]).toHaveLength(1);
		for (const mode of ['manual', 'trigger'] as const)
			expect((await execute(skipping(mode), event('1')))[0]).toHaveLength(0);
	});

	it('says how many items it skipped, and nothing if it skipped none', async () => {
		const hints: string[] = [];
		const skipping = panel({ skipDuplicates: true }, { table: new ProcessedTable(), hints });
		await execute(skipping, event('1'));
		expect(hints).toEqual([]);
		await execute(skipping, event('1'), event('2'), event('2'));
		expect(hints).toEqual([
			'2 of 3 items were skipped, because their events were delivered before. To send them again, turn off Skip Duplicates.',
		]);
		await execute(skipping, event('1'));
		expect(hints[1]).toMatch(/^1 of 1 item was skipped, because its event was delivered before\./);
	});
});

describe('an event whose id rests on an unsigned part', () => {
	const unsigned = ['id', 'topic'];
	const order = { id: 1001, total_price: '10.00' };
	const deletion = (raw: object, more: Partial<NormalizedEvent> = {}) =>
		event('1001', { eventType: 'DELETED', capture: 'webhook', unsigned, raw: { ...raw }, ...more });
	const skipping = (table: ProcessedTable, parameters: IDataObject = {}) =>
		panel({ skipDuplicates: true, ...parameters }, { table, connected: [0, 1] });

	it.each(['cloudElements', 'cloudEvents', 'event'])(
		'is a duplicate only of the same content, also as a resent message: %s',
		async (envelope) => {
			const table = new ProcessedTable();
			const parameters = { envelope };
			await execute(skipping(table, parameters), deletion(order));
			callback.answer = answers.status(500);
			const [, [failed]] = await execute(
				skipping(table, parameters),
				deletion(order),
				deletion({ id: 1001 }),
			);
			callback.answer = answers.status(200);
			await execute(skipping(table, parameters), failed.json);
			expect(callback.taken).toHaveLength(3);
			const again = [deletion(order), deletion({ id: 1001 })];
			expect(await execute(skipping(table, parameters), failed.json, ...again)).toEqual([[], []]);
		},
	);

	it.each(['cloudElements', 'cloudEvents', 'event'])(
		'is a duplicate only of the same delivery, also as a resent message: %s',
		async (envelope) => {
			const table = new ProcessedTable();
			const parameters = { envelope };
			const [one, two] = ['a', 'b'].map((deliveryId) => deletion({ id: 1001 }, { deliveryId }));
			await execute(skipping(table, parameters), one);
			callback.answer = answers.status(500);
			const [, [failed]] = await execute(skipping(table, parameters), one, two);
			callback.answer = answers.status(200);
			await execute(skipping(table, parameters), failed.json);
			expect(callback.taken).toHaveLength(3);
			expect(await execute(skipping(table, parameters), failed.json, one, two)).toEqual([[], []]);
		},
	);

	it('never suppresses an event that rests on signed parts only', async () => {
		const table = new ProcessedTable();
		await execute(skipping(table), deletion(order));
		const [delivered] = await execute(skipping(table), deletion(order, { unsigned: undefined }));
		expect(delivered).toHaveLength(1);
	});

	it('is recognized by its delivery id if the option Include Raw is off', async () => {
		const table = new ProcessedTable();
		const bare = (deliveryId?: string) => deletion({}, { raw: undefined, deliveryId });
		const run = async (...ids: Array<string | undefined>) =>
			(await execute(skipping(table), ...ids.map(bare)))[0].length;
		expect(await run('a', 'a', 'b')).toBe(2);
		expect(await run('a', 'b')).toBe(0);
		expect(await run(undefined)).toBe(1);
		expect(await run(undefined)).toBe(1);
	});
});

describe('an event that reports a state', () => {
	const skipping = (table: ProcessedTable, parameters: IDataObject = {}) =>
		panel({ skipDuplicates: true, ...parameters }, { table, connected: [0, 1] });
	/** What Shopify signs: the object, but not the topic. */
	const hooked = (topic: string, more: Partial<NormalizedEvent> = {}) =>
		event('1', {
			...{ capture: 'webhook', stateId: 'st_1', topic, id: `evt_${topic}` },
			...{ unsigned: ['id', 'topic'], deliveryId: `delivery of ${topic}` },
			...more,
		});
	const polled = (more: Partial<NormalizedEvent> = {}) =>
		event('1', { id: 'evt_polled', stateId: 'st_1', raw: { graphql: true }, ...more });
	const topics = () => deliveries().map(({ topic, capture }) => `${capture} ${topic}`);

	it('is skipped if catch-up or a webhook reported the state, in both orders', async () => {
		for (const [first, second] of [
			[hooked('a'), polled()],
			[polled(), hooked('a')],
		]) {
			const table = new ProcessedTable();
			callback.taken.length = 0;
			await execute(skipping(table), first);
			await execute(skipping(table), second, hooked('a'), polled());
			expect(topics()).toEqual([`${first.capture} ${first.topic}`]);
		}
	});

	it('is delivered for each of two webhooks of one state, and then not for catch-up', async () => {
		const table = new ProcessedTable();
		await execute(skipping(table), hooked('a'), polled({ topic: 'c' }), hooked('b'));
		expect(topics()).toEqual(['webhook a', 'webhook b']);
	});

	it.each(['cloudElements', 'cloudEvents', 'event'])(
		'is recognized as a resent message: %s',
		async (envelope) => {
			const table = new ProcessedTable();
			const parameters = { envelope, batchSize: 10 };
			const run = async (...items: IDataObject[]) =>
				await execute(skipping(table, parameters), ...items);
			callback.answer = answers.status(500);
			const found = [polled(), polled({ id: 'evt_2', objectId: '2', stateId: 'st_2' })];
			const [, failed] = await run(...found);
			const [, [webhook]] = await run(hooked('a'));
			callback.answer = answers.status(200);
			callback.taken.length = 0;
			await run(...failed.map(({ json }) => json));
			const sent = callback.taken.length;
			expect(sent).toBe(envelope === 'cloudElements' ? 1 : 2);
			await run(webhook.json, hooked('b'), ...found, ...failed.map(({ json }) => json));
			expect(callback.taken).toHaveLength(sent);
		},
	);
});

/** Two senders at one trigger, and a vendor. */
const [ANN, BOB] = ['ANNABCDEFGHIJKLMNOPQ', 'BOBABCDEFGHIJKLMNOPQ'];

describe('the sender of an event', () => {
	const skipping = (table: ProcessedTable, parameters: IDataObject = {}) =>
		panel({ skipDuplicates: true, ...parameters }, { table, connected: [0, 1] });

	it('keeps its duplicates apart from those of other senders and of vendors', async () => {
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
		'is in the message, which holds events of one sender: %s',
		async (envelope) => {
			const delivery = { capture: 'webhook' as const, deliveryId: 'one' };
			const all = [{ sender: ANN }, { sender: BOB }, {}].map((more) =>
				event('1', { ...delivery, raw: { by: more.sender ?? 'vendor' }, ...more }),
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
	])('is neither signed nor sent, and leaves by the second output: %s', async (_how, more) => {
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

	it('fails the execution after all others are sent if that output is not connected', async () => {
		const run = execute(panel(), marked, event('2'));
		await expect(run).rejects.toThrow(/unproven.*turn on the option Sign Unproven Events\.$/);
		expect(callback.taken).toHaveLength(1);
	});

	it('is an error of its item if the node continues on errors', async () => {
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
	])('is sent with its mark if the option is on: %s %s', async (envelope, cloudEventsMode) => {
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

	it('never counts as done, as a duplicate or as the verified event', async () => {
		const table = new ProcessedTable();
		const skipping = panel(
			{ skipDuplicates: true, options: { signUnproven: true } },
			{ table, ...watched },
		);
		await execute(skipping, marked, event('1'));
		await execute(skipping, marked, marked, event('1'));
		expect(deliveries().map(({ unproven }) => unproven === true)).toEqual([
			...[true, false],
			...[true, true],
		]);
		const ids = callback.taken.map(({ headers }) => headers['webhook-id']);
		expect(ids.filter((id) => id === event('1').id)).toHaveLength(1);
	});

	it('is not resent after the option is turned off', async () => {
		callback.answer = answers.status(500);
		const allowed = panel({ options: { signUnproven: true } }, watched);
		const [, [failed]] = await execute(allowed, marked);
		callback.taken.length = 0;
		const [, [refused]] = await execute(panel({}, watched), failed.json);
		expect(callback.taken).toEqual([]);
		expect(refused.json).toMatchObject({ final: true, delivery: { reason: 'unproven' } });
	});

	it('is sent from the second output after the option is turned on', async () => {
		const [, [refused]] = await execute(panel({}, watched), marked);
		const [[sent]] = await execute(
			panel({ options: { signUnproven: true } }, watched),
			refused.json,
		);
		expect(JSON.parse(String(sent.json.body))).toEqual(marked);
	});
});

describe('a resent message', () => {
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

	it('is ordinary JSON if Input is Any JSON', async () => {
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
		['its counter is negative', (json) => ({ ...json, attempt: -1 })],
		['its counter is beyond all schedules', (json) => ({ ...json, attempt: 1e15 })],
		['its headers are not texts', (json) => ({ ...json, headers: { 'webhook-id': { a: 1 } } })],
	])('is rejected if %s', async (_what, change) => {
		const [genuine] = await failed({}, event('1'));
		const table = new ProcessedTable();
		const skipping = panel({ skipDuplicates: true }, { table });
		await expect(execute(skipping, change(genuine))).rejects.toThrow(
			/^Item 1 cannot be sent again: /,
		);
		expect(callback.taken).toEqual([]);
		await execute(skipping, event('1'));
		expect(callback.taken).toHaveLength(1);
	});

	it.each(['cloudElements', 'standardWebhooks'])(
		'is rejected if a trusted sender, and not this node, signed it: %s',
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

	it('takes its id, events and headers from the signed bytes only', async () => {
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

	it('is signed by the new key after a rotation, and rejected without the old one', async () => {
		const [genuine] = await failed({}, event('1'));
		const fresh = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;
		const rotated = { signatureSecret: fresh, previousSignatureSecrets: SECRET };
		await execute(panel({}, { credential: rotated }), genuine);
		expect(verifySignedEvent(callback.taken[0], { secrets: [fresh] }).ok).toBe(true);
		const gone = panel({}, { credential: { signatureSecret: fresh } });
		await expect(execute(gone, genuine)).rejects.toThrow(/signature_mismatch/);
	});

	it('is sent days later', async () => {
		const [genuine] = await failed({}, event('1'));
		const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 4 * 86_400_000);
		try {
			expect((await execute(panel(), genuine))[0]).toHaveLength(1);
		} finally {
			later.mockRestore();
		}
	});

	it('counts as done after its delivery, for its own sender only', async () => {
		const table = new ProcessedTable();
		const skipping = panel({ skipDuplicates: true }, { table, connected: [0, 1] });
		const [genuine] = await failed({}, event('1', { sender: ANN }));
		await execute(skipping, { ...genuine, events: [event('1').id] });
		await execute(skipping, event('1', { sender: ANN }), event('1', { sender: BOB }), event('1'));
		expect(deliveries().map(({ sender }) => sender)).toEqual([ANN, BOB, undefined]);
	});

	it('is sent without a signature, and never counts as done, if the node does not sign', async () => {
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
		await expect(execute(panel(unsigned, { table }), ORACLE)).rejects.toThrow(
			/cannot be sent again/,
		);
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

	it('is connected to the checked address, even if the name server changes its answer', async () => {
		const helpers = helpersWith(['127.0.0.1']);
		await execute(panel({ callbackUrl: url() }, { helpers }), event('1'));
		expect(callback.taken[0].headers.host).toBe(`rebind.invalid:${callback.port}`);
	});

	it.each([['169.254.169.254'], ['127.0.0.1', 'fd20:ce::254'], ['fd00:ec2::254']])(
		'is rejected if it resolves to a metadata address: %s %s',
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

	it('is rejected on n8n 1.x, which cannot look it up, if an expression returns it', async () => {
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
		'is delivered, and the sent bytes are the signed bytes: %s',
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
