import { CloudEvent, HTTP, type CloudEventV1 } from 'cloudevents';

import {
	ENVELOPES,
	type Envelope,
	type EnvelopeContext,
} from '../../nodes/core/envelope/envelopes';
import { parseEnvelope } from '../../nodes/core/envelope/parseEnvelope';
import { toEvent, type NormalizedEvent } from '../../nodes/core/event';

/*
 * The cases of the official library and of the conformance suite, read here and written here:
 * https://github.com/cloudevents/sdk-javascript/blob/bf5d53f/test/integration/message_test.ts
 * https://github.com/cloudevents/sdk-javascript/blob/bf5d53f/test/integration/batch_test.ts
 * https://github.com/cloudevents/conformance/blob/7a8ee0a/features/http-protocol-binding.feature
 */

type Message = { headers: Record<string, string>; body: string };

const RECEIVED_AT = Date.UTC(2026, 10, 21, 12);
const SOURCE = {
	...{ elementKey: 'signedevents', hubKey: 'custom', account: 'signed-events' },
	...{ instanceName: 'Receiver', instanceTags: [], includeRaw: true },
};

function read(
	body: string | Uint8Array,
	headers: Record<string, string> = {},
): NormalizedEvent[] | undefined {
	const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	const changes = parseEnvelope({
		...{ sender: 'SENDERABCDEFGHIJKLMN', body: Buffer.from(body), receivedAt: RECEIVED_AT },
		headers: Object.fromEntries(lower) as Record<string, string>,
	});
	const capture = { capture: 'webhook', receivedAt: RECEIVED_AT } as const;
	return changes?.map((change) => toEvent(change, SOURCE, capture));
}

/** Returns what the official library reads of an event in each mode that one event has. */
function writtenFor(event: NormalizedEvent): Array<CloudEventV1<NormalizedEvent>> {
	const context = {
		instance: { instanceId: 1, accountId: 2, companyId: 3, userId: 4 },
		now: RECEIVED_AT,
	};
	const modes = ['cloudEventsStructured', 'cloudEventsBinary', 'cloudEventsBatch'] as const;
	return modes.map((mode) => {
		const form: { wrap(events: NormalizedEvent[], given: EnvelopeContext): Envelope } =
			ENVELOPES[mode];
		const { headers, body } = form.wrap([event], context);
		const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
		const message = { headers: Object.fromEntries(lower), body: body.toString() } as Message;
		const one = [HTTP.toEvent(message) as CloudEventV1<NormalizedEvent>].flat()[0];
		expect((one as CloudEvent).validate()).toBe(true);
		return one;
	});
}

const fixture = new CloudEvent({
	specversion: '1.0',
	id: 'b46cf653-d48a-4b90-8dfa-355c01061361',
	type: 'org.cncf.cloudevents.example',
	source: 'urn:event:from:myapi/resource/123',
	datacontenttype: 'application/json',
	subject: 'subject.ext',
	time: '2018-04-05T03:56:24.000Z',
	dataschema: 'http://cloudevents.io/schema.json',
	data: { foo: 'bar' } as unknown,
	extension1: 'foobar',
	extension2: 'acme',
});

describe('what the official library writes', () => {
	it('is read in structured mode', () => {
		const { headers, body } = HTTP.structured(fixture) as Message;
		const { data, ...attributes } = JSON.parse(body) as { data: unknown };
		expect(read(body, headers)).toMatchObject([
			{
				id: fixture.id,
				elementKey: fixture.source,
				topic: fixture.type,
				objectId: 'subject.ext',
				date: fixture.time,
				attributes,
				raw: data,
			},
		]);
	});

	it('is read in binary mode: the data as signed, the attributes as unsigned headers', () => {
		const { headers, body } = HTTP.binary(fixture) as Message;
		expect(read(body, headers)).toMatchObject([
			{
				raw: { foo: 'bar' },
				unsignedHeaders: {
					'ce-id': fixture.id,
					'ce-source': fixture.source,
					'ce-dataschema': fixture.dataschema,
					'ce-extension1': 'foobar',
				},
			},
		]);
	});

	it('is read as a batch of ten', () => {
		const batch = Array.from({ length: 10 }, (_, id) => fixture.cloneWith({ id: String(id) }));
		const headers = { 'content-type': 'application/cloudevents-batch+json' };
		const ids = read(JSON.stringify(batch), headers)?.map(({ id }) => id);
		expect(ids).toEqual([...'0123456789']);
	});

	it('is read with an extension that is false', () => {
		const { body } = HTTP.structured(
			new CloudEvent({ source: 'test', type: 'test', extboolean: false }),
		) as Message;
		expect(read(body)?.[0].attributes).toMatchObject({ extboolean: false });
	});

	it.each([
		['image/png', Buffer.from('89504e470d0a1a0a', 'hex'), { data_base64: 'iVBORw0KGgo=' }],
		['application/json', Buffer.from('{"foo":"bar"}'), { foo: 'bar' }],
	])('is read with bytes of the type %s', (datacontenttype, bytes, raw) => {
		const event = fixture.cloneWith({ data: new Uint8Array(bytes) as unknown, datacontenttype });
		const { body } = HTTP.structured(event) as Message;
		expect(JSON.parse(body)).toHaveProperty('data_base64');
		expect(read(body)?.[0].raw).toEqual(raw);
	});

	it.each(['{Something[Not:valid}JSON', 'Hello, friends!', '"hello world"'])(
		'is read with the data %s in binary mode',
		(body) => {
			const headers = {
				'ce-id': '1234',
				'ce-source': '/t',
				'ce-type': 't',
				'ce-specversion': '1.0',
			};
			const [one] = read(body, headers) ?? [];
			expect(one.raw).toEqual({ data: body.replaceAll('"', '') });
			expect(one.unsignedHeaders).toEqual(headers);
		},
	);

	it('is read with an integer beyond 2^53', () => {
		const [one] = read('{"specversion":"1.0","type":"a","data":1524831183200260097}') ?? [];
		expect(one.raw).toEqual({ data: '1524831183200260097' });
	});

	it('is read in version 0.3, as the same event in version 1.0', () => {
		const { dataschema, ...others } = JSON.parse(HTTP.structured(fixture).body as string) as Record<
			string,
			unknown
		>;
		const old = new CloudEvent({ ...others, specversion: '0.3', schemaurl: dataschema } as never);
		const { headers, body } = HTTP.structured(old) as Message;
		expect(JSON.parse(body)).toMatchObject({ specversion: '0.3', schemaurl: dataschema });
		const [inNew, inOld] = [read(HTTP.structured(fixture).body as string), read(body, headers)];
		expect(inOld).toEqual(inNew);
		expect(read(`[${body},${body}]`)).toEqual([...(inNew ?? []), ...(inNew ?? [])]);
	});

	it.each([
		['application/json', '{"foo":"bar"}', { foo: 'bar' }],
		['image/png', '\x89PNG', { data_base64: 'iVBORw==' }],
	])('is read in version 0.3 with encoded data of the type %s', (datacontenttype, text, raw) => {
		const data = Buffer.from(text, 'latin1').toString('base64');
		const encoded = { datacontentencoding: 'Base64', datacontenttype, data };
		const base = { specversion: '0.3', id: '1', source: '/a', type: 'b' };
		const [one] = read(JSON.stringify({ ...base, ...encoded })) ?? [];
		expect(one.raw).toEqual(raw);
		expect(one.attributes).not.toHaveProperty('datacontentencoding');
		// What is read as an event of 1.0 goes out as one.
		for (const out of writtenFor(one)) expect(out.datacontentencoding).toBeUndefined();
	});

	it('is data like any other in a version that does not exist', () => {
		const body = '{"source":"test","type":"test.event","specversion":"11.8"}';
		expect(read(body)).toMatchObject([{ elementKey: 'signedevents', topic: 'test.event' }]);
	});
});

describe('the requests of the conformance suite', () => {
	const data = { message: 'Hello World!' };
	const attributes = {
		specversion: '1.0',
		type: 'com.example.someevent',
		time: '2018-04-05T03:56:24Z',
		id: '1234-1234-1234',
		source: '/mycontext/subcontext',
		datacontenttype: 'application/json',
	};

	it.each(['application/cloudevents+json', 'application/cloudevents+json; charset=utf-8'])(
		'are read in structured mode: %s',
		(type) => {
			const body = JSON.stringify({ ...attributes, data }, null, 4);
			expect(read(body, { 'content-type': type })).toMatchObject([{ attributes, raw: data }]);
		},
	);

	it.each(['application/json', 'application/json; charset=utf-8'])(
		'are read in binary mode: %s',
		(type) => {
			const names = ['specversion', 'type', 'time', 'id', 'source'] as const;
			const headers = names.map((name) => [`ce-${name}`, attributes[name]]);
			const unsignedHeaders = Object.fromEntries(headers) as Record<string, string>;
			const all = { ...unsignedHeaders, 'content-type': type };
			expect(read(JSON.stringify(data, null, 4), all)).toMatchObject([
				{ raw: data, unsignedHeaders },
			]);
		},
	);
});

describe('what this package writes, read by the official library', () => {
	const extensions = {
		dataschema: 'http://cloudevents.io/schema.json',
		traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
		partitionkey: 'shop7',
		extension1: 'foobar',
	};
	const received = (more: object) => {
		const [one] = read((HTTP.structured(fixture.cloneWith(more)) as Message).body) ?? [];
		return one;
	};

	it('has the extensions and the schema of the event it received, in each mode', () => {
		const one = received(extensions);
		for (const written of writtenFor(one)) {
			expect(written).toMatchObject(extensions);
			expect(written.data).toEqual(JSON.parse(JSON.stringify(one)));
			expect(written).toMatchObject({ id: fixture.id, datacontenttype: 'application/json' });
		}
	});

	it('has numbers and booleans of extensions, and as texts in headers', () => {
		const one = received({ sequence: 12, sampled: false });
		const [structured, binary, batch] = writtenFor(one);
		expect(structured).toMatchObject({ sequence: 12, sampled: false });
		expect(batch).toMatchObject({ sequence: 12, sampled: false });
		expect(binary).toMatchObject({ sequence: '12', sampled: 'false' });
	});

	it('has its own attributes, and none that an extension names', () => {
		const one = received({ recordedtime: '2001-01-01T00:00:00Z' });
		const forged = { ...one.attributes, unproven: 'x', unsigned: 'y', data_base64: 'eA==' };
		for (const written of writtenFor({ ...one, attributes: forged })) {
			expect(written.recordedtime).toBe('2026-11-21T12:00:00.000Z');
			expect(written).not.toHaveProperty('unproven');
			expect(written).not.toHaveProperty('unsigned');
			expect(written.data).toMatchObject({ id: fixture.id });
		}
	});

	it.each([
		['a name that is not valid', 'bad-name', 'a'],
		['an object', 'object', { toString: 1, valueOf: 1 }],
		['a list', 'list', ['a']],
		['null', 'empty', null],
		['a fraction', 'fraction', 1.5],
		['an integer of more than 32 bits', 'long', 2 ** 31],
	])('has only valid extensions: not %s', (_what, name, value) => {
		const one = received({});
		const more = { ...one, attributes: { ...one.attributes, [name]: value, extension3: 'c' } };
		for (const written of writtenFor(more)) {
			expect(written).not.toHaveProperty([name]);
			expect(written).toMatchObject({ extension3: 'c', data: { attributes: { [name]: value } } });
		}
	});

	it('leaves long extensions out of headers, which receivers limit', () => {
		const one = received({});
		const long = {
			...one.attributes,
			baggage: 'x'.repeat(8_000),
			other: 'é'.repeat(2_000),
			last: 'z',
		};
		const [structured, binary] = writtenFor({ ...one, attributes: long });
		expect(structured).toMatchObject({ baggage: long.baggage, other: long.other, last: 'z' });
		expect(binary).toMatchObject({ baggage: long.baggage, last: 'z' });
		expect(binary).not.toHaveProperty('other');
		expect(binary.data).toMatchObject({ attributes: { other: long.other } });
	});

	it('has no members of messages that are not CloudEvents', () => {
		const [one] = read('{"type":"invoice.paid","account":"acct_1","data":{"id":"in_1"}}') ?? [];
		expect(one.attributes).toMatchObject({ account: 'acct_1' });
		for (const written of writtenFor(one)) expect(written).not.toHaveProperty('account');
	});
});
