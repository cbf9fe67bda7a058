import { CloudEvent, HTTP } from 'cloudevents';
import fc from 'fast-check';

import {
	ENVELOPES,
	type Envelope,
	type EnvelopeContext,
	type EnvelopeName,
} from '../../../../nodes/core/envelope/envelopes';
import { normalizedEvent, toEvent, type NormalizedEvent } from '../../../../nodes/core/event';
import { marksOf, parseEnvelope } from '../../../../nodes/core/envelope/parseEnvelope';
import { event } from '../../SignedEvent/node';

const receivedAt = Date.UTC(2026, 10, 21, 12);
const receiver = {
	elementKey: 'signedevents',
	hubKey: 'custom',
	account: 'signed-events',
	instanceName: 'Receiver',
	instanceTags: [],
	includeRaw: true,
};

const SENDER = 'SENDERABCDEFGHIJKLMN';
const OTHER = 'OTHERABCDEFGHIJKLMNO';

/** What a receiver makes of a message: normalized events, each of which is one. */
function open(
	headers: Record<string, string>,
	body: string | Buffer,
	{ id, at = receivedAt }: { id?: string; at?: number } = {},
): NormalizedEvent[] | undefined {
	const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	const changes = parseEnvelope({
		id,
		sender: SENDER,
		headers: Object.fromEntries(lower),
		body: Buffer.from(body),
		receivedAt: at,
	});
	return changes?.map((change) =>
		normalizedEvent.parse(toEvent(change, receiver, { capture: 'webhook', receivedAt: at })),
	);
}

const context = {
	instance: { instanceId: 1, accountId: 2, companyId: 3, userId: 4 },
	now: receivedAt,
};

function wrapped(name: EnvelopeName, events: NormalizedEvent[]): Envelope {
	const { wrap }: { wrap(all: NormalizedEvent[], given: EnvelopeContext): Envelope } =
		ENVELOPES[name];
	return wrap(events, context);
}

describe('what this package wrapped', () => {
	it.each(Object.keys(ENVELOPES) as EnvelopeName[])('comes out as it went in: %s', (name) => {
		const { holdsMany, wrap } = ENVELOPES[name];
		const events = [event('1'), event('9007199254740993')].slice(0, holdsMany ? 2 : 1);
		const { headers, body } = wrap(events, context);
		const opened = open(headers, body);
		expect(opened?.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
		const same = [
			'eventType',
			'objectType',
			'objectId',
			'elementKey',
			'hubKey',
			'instanceName',
			'raw',
		] as const;
		for (const [index, each] of events.entries())
			for (const field of same) expect(opened?.[index][field]).toEqual(each[field]);
		expect(opened?.[0]).toMatchObject({
			capture: 'webhook',
			receivedAt: '2026-11-21T12:00:00.000Z',
		});
	});

	it.each(Object.keys(ENVELOPES) as EnvelopeName[])('keeps its marks: %s', (name) => {
		const { holdsMany } = ENVELOPES[name];
		const marks = { unproven: true, unsigned: ['topic', 'date'] } as const;
		for (const more of [marks, { unproven: true as const }, { unsigned: ['topic'] }, {}]) {
			const events = ['1', '2'].map((id) => event(id, more as Partial<NormalizedEvent>));
			const { headers, body } = wrapped(name, events.slice(0, holdsMany ? 2 : 1));
			for (const one of open(headers, body) ?? []) {
				const { unproven, unsigned } = one;
				expect({ ...(unproven && { unproven }), ...(unsigned && { unsigned }) }).toEqual(more);
			}
		}
	});

	it.each(Object.keys(ENVELOPES) as EnvelopeName[])(
		'has the sender that signed the message, and differs by the sender behind it: %s',
		(name) => {
			const sendersOf = (more: object) => {
				const { headers, body } = wrapped(name, [event('1', more)]);
				return open(headers, body)?.map(({ sender }) => sender);
			};
			const inner = [{}, { sender: OTHER }, { sender: SENDER }].map(sendersOf);
			expect(inner[0]).toEqual([SENDER]);
			const all = inner.flat();
			expect(new Set(all).size).toBe(3);
			expect(all).not.toContain(OTHER);
			expect(sendersOf({ sender: OTHER })).toEqual(inner[1]);
		},
	);

	it.each(Object.keys(ENVELOPES) as EnvelopeName[])(
		'keeps its state, whether catch-up found it, and the form of its raw object: %s',
		(name) => {
			for (const more of [
				{ stateId: 'st_1', rawShape: 'graphql', capture: 'polling' },
				{ stateId: 'st_1', rawShape: 'graphql', capture: 'webhook' },
				{ stateId: 'st_1', capture: 'polling' },
				{ rawShape: 'graphql', capture: 'webhook' },
			] as const) {
				const { headers, body } = wrapped(name, [event('1', more)]);
				const [{ stateId, rawShape, capture, attributes = {} }] = open(headers, body) ?? [];
				const read = { ...(stateId && { stateId }), ...(rawShape && { rawShape }), capture };
				expect(read).toEqual(more);
				// A notification's members are all in the attributes.
				if (name !== 'cloudElements') expect(attributes).toEqual({});
			}
		},
	);

	it('has no state and no form that are not texts of the right length', () => {
		const events = [{ eventType: 'UPDATED', stateId: 'a.b' }, { stateId: 5 }, { stateId: '' }];
		const body = JSON.stringify({ message: { raw: {}, rawShape: [], events } });
		for (const each of open({}, body) ?? []) {
			expect(Object.keys(each)).not.toEqual(expect.arrayContaining(['stateId']));
			expect(Object.keys(each)).not.toEqual(expect.arrayContaining(['rawShape']));
		}
		const longest = 'x'.repeat(501);
		const one = { message: { events: [{ stateId: longest, pollDate: 'x' }] } };
		expect(open({}, JSON.stringify(one))?.[0]).toMatchObject({ capture: 'webhook' });
	});

	it('is marked in what a receiver reads beside the raw object, too', () => {
		const { body } = ENVELOPES.cloudElements.wrap([event('1', { unproven: true })], context);
		const { message } = JSON.parse(body.toString('utf8'));
		expect(message).toMatchObject({ unproven: true, events: [{ unproven: true }] });
		const structured = wrapped('cloudEventsStructured', [
			event('1', { unproven: true, unsigned: ['topic', 'date'] }),
		]);
		expect(JSON.parse(structured.body.toString('utf8'))).toMatchObject({
			unproven: true,
			unsigned: 'topic,date',
		});
	});

	it('is as a webhook brought it: the whole of what the vendor sent, in each event', () => {
		const one = event('1', { capture: 'webhook', deliveryId: 'd' });
		const { headers, body } = ENVELOPES.cloudElements.wrap(
			[one, event('2', { capture: 'webhook', deliveryId: 'd' })],
			context,
		);
		expect(open(headers, body)?.map(({ raw }) => raw)).toEqual([one.raw, one.raw]);
	});
});

describe("Cloud Elements' own notifications", () => {
	const notify = (events: object[], raw: object) =>
		open({}, JSON.stringify({ message: { instanceId: 7, events, raw } }));
	const told = { objectType: 'orders', eventType: 'UPDATED', date: '2026-11-21T10:00:00Z' };
	const orders = [{ id: 1 }, { id: 2 }];

	it('give each event its record, where there is one for each', () => {
		const events = [
			{ ...told, objectId: '1' },
			{ ...told, objectId: '2' },
		];
		expect(notify(events, { orders })?.map(({ raw }) => raw)).toEqual(orders);
		expect(notify(events.slice(1), { orders })?.map(({ raw }) => raw)).toEqual([{ orders }]);
	});

	it('have the same id when another poll tells the same', () => {
		const [first, again, changed] = [
			{ pollDate: '2026-11-21T10:01:00Z' },
			{ pollDate: '2026-11-21T10:02:00Z' },
			{ pollDate: '2026-11-21T10:02:00Z', newerThanNewest: true },
		].map((more) => notify([{ ...told, objectId: '1', ...more }], {})?.[0].id);
		expect(again).toBe(first);
		expect(changed).not.toBe(first);
	});
});

describe('members that an event has no field for', () => {
	it('are kept from an entry of a notification, its message and the notification', () => {
		const entry = { objectType: 'files', eventType: 'CREATED', newPath: '/a', pollDate: '2026' };
		const message = { instanceId: 7, accountId: 874, userId: 2749, events: [entry], raw: {} };
		const [one] = open({}, JSON.stringify({ severity: 'medium', id: '149', message })) ?? [];
		expect(one.attributes).toEqual({
			...{ severity: 'medium', id: '149', instanceId: 7, accountId: 874, userId: 2749 },
			...entry,
		});
	});

	it('are kept from an event of a later version of this package', () => {
		const body = JSON.stringify({ ...event('1'), later: { a: 1 } });
		expect(open({}, body)).toMatchObject([{ id: event('1').id, attributes: { later: { a: 1 } } }]);
		const given = JSON.stringify({ ...event('1', { attributes: { first: 1 } }), later: 2 });
		expect(open({}, given)?.[0].attributes).toEqual({ first: 1, later: 2 });
	});

	it('never reach a prototype', () => {
		for (const body of [
			'{"__proto__":{"polluted":true},"type":"a.b","data":{}}',
			'{"specversion":"1.0","__proto__":{"polluted":true},"type":"a.b","data":{}}',
			`{"__proto__":{"polluted":true},${JSON.stringify(event('1')).slice(1)}`,
		]) {
			const [one] = open({}, body) ?? [];
			expect((one as { polluted?: boolean }).polluted).toBeUndefined();
			expect((one.attributes as { polluted?: boolean }).polluted).toBeUndefined();
			expect(Object.keys(one.attributes ?? {})).toContain('__proto__');
		}
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	it('of a notification count towards the 32 MB that its events may repeat', () => {
		const body = (events: number) =>
			JSON.stringify({ message: { note: 'x'.repeat(100_000), events: Array(events).fill({}) } });
		expect(open({}, body(1_000))).toBeUndefined();
		expect(open({}, body(100))).toHaveLength(100);
	});
});

describe('a notification with many events and many names', () => {
	const notify = (events: number, more: object) => {
		const body = { message: { ...more, events: Array(events).fill({ eventType: 'UPDATED' }) } };
		return open({}, JSON.stringify(body));
	};
	const names = Array.from({ length: 20_000 }, (_, index) => `name ${index}`);

	it.each(['instanceTags', 'unsigned'] as const)('reads %s once for all events', (field) => {
		const before = process.cpuUsage();
		const events = notify(500, { [field]: names });
		const { user, system } = process.cpuUsage(before);
		expect(events?.at(-1)?.[field]).toEqual(names.slice(0, 100));
		// Each event with its own copy took more than 20 s.
		expect((user + system) / 1_000_000).toBeLessThan(4);
	});

	it.each(['instanceTags', 'unsigned'] as const)('shares one list of %s', (field) => {
		const body = { message: { [field]: ['a', 'b'], events: [{}, {}, {}] } };
		const changes = parseEnvelope({
			sender: SENDER,
			headers: {},
			body: Buffer.from(JSON.stringify(body)),
			receivedAt,
		});
		const lists = changes?.map((change) => ({ ...change, ...change.overrides })[field]);
		expect(lists).toEqual([
			['a', 'b'],
			['a', 'b'],
			['a', 'b'],
		]);
		expect(new Set(lists).size).toBe(1);
	});

	it('accepts 1,000 events and rejects more, also in a batch of CloudEvents', () => {
		expect(notify(1_000, {})).toHaveLength(1_000);
		expect(notify(1_001, {})).toBeUndefined();
		const batch = (length: number) =>
			parseEnvelope({
				...{ sender: SENDER, headers: {}, receivedAt },
				body: Buffer.from(JSON.stringify(Array(length).fill({ specversion: '1.0', id: 'a' }))),
			});
		expect(batch(1_000)).toHaveLength(1_000);
		expect(batch(1_001)).toBeUndefined();
	});

	it.each([
		[90, 1_000, true],
		[101, 1_000, false],
		[4_000, 26, false],
	])('copies at most 100,000 members beside the events: %d for %d events', (members, count, ok) => {
		const beside = Object.fromEntries(Array.from({ length: members }, (_, at) => [`m${at}`, at]));
		expect(notify(count, beside)?.length).toBe(ok ? count : undefined);
	});

	it('rejects events that repeat more than 32 MB of raw, and accepts as many with a record each', () => {
		const records = Array.from({ length: 1_000 }, () => ({ note: 'x'.repeat(100) }));
		expect(notify(1_000, { raw: { others: records } })).toBeUndefined();
		expect(notify(1_000, { raw: { objects: records } })).toHaveLength(1_000);
		expect(notify(100, { raw: { others: records } })).toHaveLength(100);
	});

	it('counts a raw whose records are not objects, because the events share it', () => {
		const raw = { objects: Array(1_000).fill(1), note: 'x'.repeat(100_000) };
		expect(notify(1_000, { raw })).toBeUndefined();
	});

	it.each([
		['instanceName', 'x'.repeat(100_000)],
		['instanceId', 'x'.repeat(100_000)],
		['elementKey', 'x'.repeat(100_000)],
		['instanceTags', Array(100).fill('x'.repeat(1_000))],
		['unsigned', Array.from({ length: 100 }, (_, index) => `${index}${'x'.repeat(1_000)}`)],
	])('rejects events that repeat more than 32 MB of %s', (field, value) => {
		expect(notify(1_000, { [field]: value })).toBeUndefined();
		expect(notify(100, { [field]: value })).toHaveLength(100);
	});
});

describe('CloudEvents of the official library', () => {
	const foreign = new CloudEvent({
		id: 'A234-1234-1234',
		source: '/mycontext',
		type: 'com.example.someevent.created',
		subject: 'Grüße 🎉 100 %',
		time: '2026-11-21T10:00:00Z',
		data: { note: 'x' },
	});
	const expected = {
		id: 'A234-1234-1234',
		elementKey: '/mycontext',
		account: '/mycontext',
		eventType: 'CREATED',
		objectType: 'com.example.someevent',
		topic: 'com.example.someevent.created',
		date: '2026-11-21T10:00:00.000Z',
		raw: { note: 'x' },
	};
	type Message = { headers: Record<string, string>; body: string };

	it('are read in structured mode', () => {
		const { headers, body } = HTTP.structured(foreign) as Message;
		expect(open(headers, body)).toMatchObject([{ ...expected, objectId: 'Grüße 🎉 100 %' }]);
	});

	it('are read from their data alone in binary mode: all else stands in unsigned headers', () => {
		const { headers, body } = HTTP.binary(foreign.cloneWith({ subject: '17' })) as Message;
		const [one, ...more] = open(headers, body) ?? [];
		expect(more).toEqual([]);
		expect(one).toMatchObject({
			...{ elementKey: 'signedevents', account: 'signed-events', topic: 'message' },
			...{ eventType: 'UNKNOWN', objectType: 'messages', raw: { note: 'x' } },
			unsignedHeaders: { 'ce-type': foreign.type, 'ce-subject': '17', 'ce-id': foreign.id },
		});
		expect(one).not.toHaveProperty('unproven');
		expect([{ ...one, unsignedHeaders: undefined }]).toEqual(open({}, body));
	});

	// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values
	it.each([
		['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
		['Euro%20%e2%82%ac', 'Euro €'],
		['%41', 'A'],
		['"a \\"b\\" c"', 'a "b" c'],
		['"a%20\\\\"', 'a \\'],
		['%2520', '%20'],
		['100 %', '100 %'],
		['50%zz', '50%zz'],
		['(a)', '(a)'],
		['"', '"'],
		['""', ''],
		['%C0%A0', undefined],
		['a%ff', undefined],
	])('in binary mode have decoded header values: %s', (value, decoded) => {
		const [one] = open({ 'ce-specversion': '1.0', 'ce-subject': value }, '{}') ?? [];
		expect(one.unsignedHeaders?.['ce-subject']).toBe(decoded);
		expect(one.unsignedHeaders).toHaveProperty('ce-specversion');
	});

	it('in binary mode are read with text, bytes or no data', () => {
		const binary = (datacontenttype: string, data: unknown) =>
			HTTP.binary(foreign.cloneWith({ datacontenttype, data, subject: '17' })) as Message;
		const read = ({ headers, body }: { headers: Record<string, string>; body: string | Buffer }) =>
			open(headers, body)?.[0];
		expect(read(binary('text/plain', 'Hello, friends!'))).toMatchObject({
			raw: { data: 'Hello, friends!' },
			unsignedHeaders: { 'ce-id': foreign.id },
		});
		const { headers } = binary('image/png', '');
		expect(read({ headers, body: '' })).toMatchObject({ raw: {}, eventType: 'UNKNOWN' });
		expect(read({ headers, body: Buffer.from([0, 255]) })).toMatchObject({
			raw: { data_base64: 'AP8=' },
		});
	});

	it('are marked as unproven by any form of the attribute', () => {
		const { headers, body } = HTTP.structured(foreign) as Message;
		const json = JSON.parse(body) as object;
		const marked = (unproven: unknown) =>
			open(headers, JSON.stringify({ ...json, unproven }))?.[0].unproven;
		expect([true, 'true', 1, 'yes', null].map(marked)).toEqual(Array(5).fill(true));
		expect([undefined, false].map(marked)).toEqual([undefined, undefined]);
	});

	it('are read from a body that is a CloudEvent, and headers do not change them', () => {
		const { headers, body } = HTTP.structured(foreign) as Message;
		const lies = { ...headers, 'ce-specversion': '1.0', 'ce-id': 'lie', 'ce-type': 'lie' };
		expect(open(lies, body)).toEqual(open(headers, body));
	});

	it('of a version to come are data like any other', () => {
		const { headers, body } = HTTP.binary(foreign) as Message;
		const later = { ...headers, 'ce-specversion': '2.0' };
		expect(open(later, body)).toMatchObject([{ eventType: 'UNKNOWN', topic: 'message' }]);
	});

	describe('with data_base64', () => {
		const read = (datacontenttype: unknown, bytes: Buffer | string, more: object = {}) => {
			const { id, source, type } = foreign;
			const base64 = typeof bytes === 'string' ? bytes : bytes.toString('base64');
			const attributes = { specversion: '1.0', id, source, type, datacontenttype };
			return open({}, JSON.stringify({ ...attributes, data_base64: base64, ...more }))?.[0];
		};
		const json = Buffer.from('{ "id": 9007199254740993 }');

		it.each([
			['application/json', json, { id: '9007199254740993' }],
			['Application/Vnd.Example+JSON; charset=utf-8', json, { id: '9007199254740993' }],
			['application/json', Buffer.from('[1]'), { data: [1] }],
			['text/plain', Buffer.from('Grüße'), { data: 'Grüße' }],
			['application/xml', Buffer.from('<a/>'), { data: '<a/>' }],
			['image/svg+xml; charset=utf-8', Buffer.from('<svg/>'), { data: '<svg/>' }],
			['text/plain', Buffer.from([0, 255]), { data_base64: 'AP8=' }],
			['application/json', Buffer.from('{'), { data_base64: 'ew==' }],
			['image/png', json, { data_base64: json.toString('base64') }],
			// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#32-examples
			[undefined, Buffer.from('{ "xyz": 123 }'), { data_base64: 'eyAieHl6IjogMTIzIH0=' }],
			[{}, json, { data_base64: json.toString('base64') }],
			[
				'text/plain',
				'... base64 encoded string ...',
				{ data_base64: '... base64 encoded string ...' },
			],
		])('decode it by the type %j', (type, bytes, raw) => {
			expect(read(type, bytes)?.raw).toEqual(raw);
		});

		it('keep text and bytes apart', () => {
			const { id, source, type } = foreign;
			const attributes = { specversion: '1.0', id, source, type };
			const text = open({}, JSON.stringify({ ...attributes, data: 'AAECAw==' }))?.[0];
			expect(text?.raw).toEqual({ data: 'AAECAw==' });
			expect(read(undefined, 'AAECAw==')?.raw).toEqual({ data_base64: 'AAECAw==' });
			expect(read(undefined, 'AAECAw==')?.date).toBe('2026-11-21T12:00:00.000Z');
		});

		it('lose neither if they also have data', () => {
			const both = read('text/plain', 'YQ==', { data: 'b' });
			expect(both).toMatchObject({ raw: { data: 'b' }, attributes: { data_base64: 'YQ==' } });
			expect(read('text/plain', 'YQ==', { data: null })?.raw).toEqual({ data: 'a' });
		});

		it('hold a whole event as the data does', () => {
			const whole = read('application/json', Buffer.from(JSON.stringify(event('9'))));
			expect(whole).toMatchObject({ id: event('9').id, objectId: '9', raw: event('9').raw });
		});
	});

	it('distinguish no data from null', () => {
		const { id, source, type } = foreign;
		const attributes = { specversion: '1.0', id, source, type };
		expect(open({}, JSON.stringify(attributes))?.[0].raw).toEqual({});
		expect(open({}, JSON.stringify({ ...attributes, data: null }))?.[0].raw).toEqual({
			data: null,
		});
	});

	it('keep their extensions and all other attributes', () => {
		const more = {
			dataschema: 'https://example.com/schema.json',
			traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
			partitionkey: 'shop 7',
			sequence: 12,
			sampled: false,
			constructor: 'a',
		};
		const { headers, body } = HTTP.structured(foreign.cloneWith(more)) as Message;
		const [one] = open(headers, body) ?? [];
		expect(one).toMatchObject({ ...expected, attributes: more });
		const { data, ...attributes } = JSON.parse(body) as { data: unknown };
		expect(one.attributes).toEqual(attributes);
		expect(one.raw).toEqual(data);
		// Extensions do not change which event it is.
		expect(one.id).toBe(open({}, JSON.stringify(foreign))?.[0].id);
	});

	it('around an event of this package keep extensions that another system adds', () => {
		const { body } = wrapped('cloudEventsStructured', [event('1')]);
		const json = JSON.parse(body.toString('utf8')) as object;
		expect(open({}, body)?.[0]).not.toHaveProperty('attributes');
		const traced = JSON.stringify({ ...json, traceparent: '00-a-b-01' });
		expect(open({}, traced)).toMatchObject([
			{ id: event('1').id, attributes: { specversion: '1.0', traceparent: '00-a-b-01' } },
		]);
	});

	it('are read as a batch', () => {
		const other = foreign.cloneWith({ id: 'B', type: 'what.ever', subject: undefined });
		const body = JSON.stringify([foreign, other]);
		for (const type of ['application/cloudevents-batch+json', 'application/json', 'text/plain'])
			expect(open({ 'content-type': type }, body)).toMatchObject([
				expected,
				{ id: 'B', eventType: 'UNKNOWN', topic: 'what.ever', objectId: 'B' },
			]);
		expect(open({}, '[]')).toEqual([]);
	});

	it('in a list with anything else are not a batch, for any headers', () => {
		const body = JSON.stringify([foreign, { a: 1 }]);
		for (const type of ['application/cloudevents-batch+json', 'application/json'])
			expect(open({ 'content-type': type }, body)).toMatchObject([
				{ eventType: 'UNKNOWN', topic: 'message', raw: { data: [{ id: foreign.id }, { a: 1 }] } },
			]);
	});
});

describe('any signed event', () => {
	const text = fc.constantFrom('', ' ', '.', 'orders', 'orders.created', '2026-11-21', '[]');
	const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>);
	const names = ['id', 'type', 'source', 'subject', 'time', 'data', 'objectId', 'objectType'];
	const more = ['eventType', 'elementKey', 'hubKey', 'date', 'timestamp', 'raw', 'instanceTags'];
	const fields = fc.dictionary(fc.constantFrom(...names, ...more, 'specversion'), value);
	const message = fc.oneof(
		fields,
		fields.map((json) => ({ ...json, specversion: '1.0' })),
		fc.record({ message: fc.record({ events: fc.array(fields), raw: value, instanceId: value }) }),
	);

	it('opens to events that are events, and to the same ones when it comes again', () => {
		fc.assert(
			fc.property(message, (json) => {
				const body = JSON.stringify(json);
				const [first, again] = [receivedAt, receivedAt + 60_000].map((at) =>
					open({}, body, { at }),
				);
				expect(again?.map(({ id }) => id)).toEqual(first?.map(({ id }) => id));
			}),
			{ numRuns: 1000, verbose: 1 },
		);
	});
});

describe('any other message', () => {
	it('is one event: the payload that Standard Webhooks advises', () => {
		const body =
			'{"type":"contact.updated","timestamp":"2026-11-21T10:00:00Z","data":{"id":9007199254740993}}';
		expect(open({}, body, { id: 'msg_1' })).toMatchObject([
			{
				id: 'msg_1',
				eventType: 'UPDATED',
				objectType: 'contact',
				objectId: '9007199254740993',
				topic: 'contact.updated',
				raw: { id: '9007199254740993' },
			},
		]);
	});

	const names = (count: number) => Array.from({ length: count }, (_, at) => `"n${at}":0`).join();

	it('is one event of unknown type where it says nothing', () => {
		expect(open({}, '{"a":1}')).toMatchObject([
			{ eventType: 'UNKNOWN', topic: 'message', raw: { a: 1 } },
		]);
	});

	it('has the same id when it comes again, also where the sender names none', () => {
		const [[one], [again], [other]] = ['{"a":1}', '{"a":1}', '{"a":2}'].map(
			(body) => open({}, body) ?? [],
		);
		expect(again.id).toBe(one.id);
		expect(other.id).not.toBe(one.id);
	});

	it.each([
		['deep JSON', `${'[{"a":'.repeat(600)}1${'}]'.repeat(600)}`],
		['half a million values', `[${'{},'.repeat(500_000)}{}]`],
		['more than 150,000 values', `{${names(150_001)}}`],
	])('is rejected when it is %s', (_what, body) => {
		expect(open({}, body)).toBeUndefined();
	});

	it.each([
		['an id that is longer than a key of a database', { id: 'x'.repeat(501) }],
		['the year 0, which databases lack', { time: '0000-12-31T00:00:00Z' }],
	])('does not take over %s', (_what, more) => {
		const json = { specversion: '1.0', id: 'one', source: 's', type: 'orders.updated', ...more };
		const [event] = open({}, JSON.stringify(json)) ?? [];
		expect(event.id.length).toBeLessThan(501);
		expect(event.date).toBe(new Date(receivedAt).toISOString());
		expect(normalizedEvent.safeParse({ ...event, id: 'x'.repeat(500) }).success).toBe(true);
		expect(normalizedEvent.safeParse({ ...event, id: 'x'.repeat(501) }).success).toBe(false);
		expect(normalizedEvent.safeParse({ ...event, date: '0000-12-31T00:00:00Z' }).success).toBe(
			false,
		);
	});

	it('is read with as many values as the largest product of Shopify has, and twice as many', () => {
		expect(open({}, `{${names(149_998)}}`)).toHaveLength(1);
	});

	it('keeps data in Base64 as it is when it has more than 150,000 values', () => {
		const data_base64 = Buffer.from(`{${names(150_001)}}`).toString('base64');
		const json = { specversion: '1.0', datacontenttype: 'application/json', data_base64 };
		expect(open({}, JSON.stringify(json))?.[0].raw).toEqual({ data_base64 });
	});

	const long = JSON.stringify(Array(1_001).fill({ a: 1 }));
	it.each(['1', 'null', '"a"', '[{"a":1}]', '[1,2]', long, '\ufeff[1]'])(
		'is one event when it is not an object: %.20s',
		(body) => {
			expect(open({}, body)).toMatchObject([
				{ eventType: 'UNKNOWN', topic: 'message', raw: { data: JSON.parse(body.trim()) } },
			]);
		},
	);

	it.each([
		['a text', 'hello', { data: 'hello' }],
		['broken JSON', '{"id":', { data: '{"id":' }],
		['empty', '', {}],
		['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), { data_base64: 'Iv8i' }],
	])('is one event when it is not JSON: %s', (_what, body, raw) => {
		const [one, ...more] = open({}, body, { id: 'msg_1' }) ?? [];
		expect(more).toEqual([]);
		expect(one).toMatchObject({ id: 'msg_1', eventType: 'UNKNOWN', topic: 'message' });
		expect(one.raw).toEqual(raw);
		expect(open({}, body)?.[0].id).toBe(open({}, body, { at: receivedAt + 1 })?.[0].id);
	});

	it('keeps what stands beside its data', () => {
		const beside = {
			id: 'evt_1',
			type: 'invoice.paid',
			account: 'acct_1',
			timestamp: '2026-11-21T10:00:00+02:00',
			meta: { test: true },
		};
		const [one] =
			open({}, JSON.stringify({ ...beside, data: { id: 'in_1' } }), { id: 'msg_1' }) ?? [];
		expect(one).toMatchObject({
			...{ id: 'msg_1', account: 'acct_1', objectId: 'in_1', topic: 'invoice.paid' },
			...{ date: '2026-11-21T08:00:00.000Z' },
		});
		expect(one.attributes).toEqual(beside);
		expect(one.raw).toEqual({ id: 'in_1' });
	});

	it('keeps the id of its body out of its own id, and an account that is not a text out of its account', () => {
		const [one] = open({}, '{"id":"evt_1","account":{"id":1},"data":{}}', { id: 'msg_1' }) ?? [];
		expect(one).toMatchObject({ id: 'msg_1', account: 'signed-events' });
		expect(one.attributes).toEqual({ id: 'evt_1', account: { id: 1 } });
		expect(open({}, '{"account":"acct_1"}')?.[0]).toMatchObject({ account: 'signed-events' });
	});

	it('has no attributes when its raw is the whole body', () => {
		expect(open({}, '{"a":1}')?.[0]).not.toHaveProperty('attributes');
		expect(open({}, '{"data":{"a":1}}')?.[0]).not.toHaveProperty('attributes');
	});

	it.each(['constructor', 'toString', '__proto__'])('of type %s is of no known kind', (type) => {
		expect(open({}, JSON.stringify({ type }))).toMatchObject([{ eventType: 'UNKNOWN' }]);
	});

	it('is dated by its receipt when its own date is not valid ISO 8601', () => {
		const [one] = open({}, '{"type":"orders.updated","timestamp":"99999"}') ?? [];
		expect(one.date).toBe('2026-11-21T12:00:00.000Z');
	});

	it.each([
		[1654012591835, '2022-05-31T15:56:31.835Z'],
		[1654012591, '2022-05-31T15:56:31.000Z'],
		['1654012591835', '2026-11-21T12:00:00.000Z'],
		[12, '2026-11-21T12:00:00.000Z'],
		[-1654012591835, '2026-11-21T12:00:00.000Z'],
		[1e300, '2026-11-21T12:00:00.000Z'],
	])('has the date of its timestamp %j, in epoch seconds or milliseconds', (timestamp, date) => {
		const [one] = open({}, JSON.stringify({ type: 'user.created', timestamp, data: {} })) ?? [];
		expect(one.date).toBe(date);
	});

	it('brings no prototype along', () => {
		const [one] =
			open({}, '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') ??
			[];
		expect(one.eventType).toBe('UNKNOWN');
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});

describe('headers', () => {
	const own = wrapped('cloudEventsBinary', [event('9')]);
	const bodies = [
		'{"a":1}',
		'{"type":"orders.created","data":{"id":"5"}}',
		'[1]',
		own.body,
		wrapped('cloudElements', [event('9')]).body,
		wrapped('cloudEventsBatch', [event('8'), event('9')]).body,
	];
	const names = ['specversion', 'id', 'type', 'source', 'subject', 'time', 'unproven', 'sender'];
	const headers = fc.dictionary(
		fc.constantFrom(
			...names.map((name) => `ce-${name}`),
			...['content-type', 'elements-webhook-id', 'webhook-id', 'x-shopify-topic', 'date'],
		),
		fc.constantFrom(
			...['1.0', 'orders.deleted', 'shopify', '1001', '2001-01-01T00:00:00Z', 'true', SENDER],
			...['application/cloudevents-batch+json', 'application/cloudevents+json'],
		),
	);

	it('decide nothing of any event', () => {
		fc.assert(
			fc.property(headers, fc.constantFrom(...bodies), (lies, body) => {
				const told = open(lies, body)?.map((one) => ({ ...one, unsignedHeaders: undefined }));
				expect(told).toEqual(open({}, body));
			}),
			{ numRuns: 500, verbose: 1 },
		);
	});

	it('are shown only where attributes of CloudEvents stand in them and not in the body', () => {
		const shown = (lies: Record<string, string>, body: string | Buffer) =>
			open(lies, body)?.[0].unsignedHeaders;
		expect(shown({ 'ce-specversion': '1.0', 'ce-id': 'x', 'x-other': 'y' }, '{}')).toEqual({
			'ce-specversion': '1.0',
			'ce-id': 'x',
		});
		expect(shown({ 'ce-id': 'x' }, '{}')).toBeUndefined();
		expect(shown(own.headers, own.body)).toBeUndefined();
	});
});

describe('marks outside of a normalized event', () => {
	const open = (json: unknown) =>
		parseEnvelope({
			sender: 'A'.repeat(20),
			body: Buffer.from(JSON.stringify(json)),
			receivedAt: 0,
			headers: {},
		});
	const mark = { unproven: 'true', unsigned: ['topic'], sender: 'B'.repeat(20) };

	it.each([
		{ ...mark },
		{ type: 'orders.updated', ...mark, data: { id: 1 } },
		{ type: 'orders.updated', data: { id: 1, ...mark } },
		{ specversion: '1.0', id: '1', source: '/a', type: 'b', data: { id: 1, ...mark } },
		{ specversion: '1.0', id: '1', source: '/a', type: 'b', ...mark, data: { id: 1 } },
		{ eventType: 'UPDATED', date: '2026-11-28T10:00:00+01:00', ...mark },
	])('are kept: %j', (json) => {
		const [change] = open(json) ?? [];
		expect(change).toMatchObject({ unproven: true, unsigned: ['topic'] });
		expect(change.sender).not.toBe('A'.repeat(20));
	});

	it.each([
		['topic, id', ['topic', 'id']],
		[' id ', ['id']],
		[
			['topic ', ' id', 'id'],
			['topic', 'id'],
		],
		['', undefined],
		[[''], undefined],
		[['id', { toString: 1 }], undefined],
	])('are read without the blanks around names: %j', (unsigned, expected) => {
		const [change] = open({ specversion: '1.0', type: 'a.b', unsigned, data: { a: 1 } }) ?? [];
		expect(change.unsigned).toEqual(expected);
	});

	it('do not depend on how remote values convert to text', () => {
		const message = {
			instanceTags: [{ toString: 1, valueOf: 1 }, 'Shop', 7],
			events: [{ eventType: 'UPDATED', objectId: '1' }],
		};
		const [change] = open({ message }) ?? [];
		expect(change.overrides?.instanceTags).toEqual(['Shop', '7']);
	});
});

describe('a long list of names', () => {
	it('as a text is not split to its end', () => {
		const split = jest.spyOn(String.prototype, 'split');
		const marks = marksOf({ unsigned: `id,${','.repeat(15_000_000)}date` });
		expect(marks).toEqual({ unsigned: ['id'] });
		const parts = split.mock.results.map(({ value }) => (value as string[]).length);
		expect(Math.max(...parts)).toBeLessThanOrEqual(1_000);
		split.mockRestore();
	});

	it('of the parts of a type is not split at all', () => {
		const split = jest.spyOn(String.prototype, 'split');
		const body = Buffer.from(
			JSON.stringify({ type: `a${'.'.repeat(1_000_000)}updated`, data: {} }),
		);
		const [change] =
			parseEnvelope({ id: 'm', sender: 'S', headers: {}, body, receivedAt: 0 }) ?? [];
		expect(change).toMatchObject({ eventType: 'UPDATED' });
		const parts = split.mock.results.map(({ value }) => (value as string[]).length);
		expect(Math.max(0, ...parts)).toBeLessThan(1_000);
		split.mockRestore();
	});
});
