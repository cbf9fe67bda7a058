import { CloudEvent, HTTP, type CloudEventV1 } from 'cloudevents';

import {
	ENVELOPES,
	type Envelope,
	type EnvelopeName,
} from '../../../../nodes/core/envelope/envelopes';
import { eventKey } from '../../../../nodes/core/envelope/eventKey';
import { messageId } from '../../../../nodes/core/envelope/messageId';
import { toEvent, type NormalizedEvent } from '../../../../nodes/core/event';

function event(
	objectId = '17',
	account = 'shop.example/store',
	more: object = {},
): NormalizedEvent {
	return toEvent(
		{
			eventType: 'UPDATED',
			kind: 'UPDATED',
			objectType: 'orders',
			objectId,
			date: '2026-11-21T10:00:00Z',
			revision: '2026-11-21T10:00:00~state',
			topic: 'order.updated',
			raw: { id: 17, note: 'Grüße 🎉' },
			...more,
		},
		{
			elementKey: 'woocommercerest',
			hubKey: 'ecommerce',
			account,
			instanceName: 'Main shop',
			instanceTags: ['a'],
			includeRaw: true,
		},
		{ capture: 'polling', receivedAt: Date.UTC(2026, 10, 21, 10, 0, 8) },
	);
}

const context = {
	instance: { instanceId: 1, accountId: 2, companyId: 3, userId: 4 },
	now: Date.UTC(2026, 10, 21),
};
const wrap = (name: EnvelopeName, ...events: NormalizedEvent[]): Envelope =>
	ENVELOPES[name].wrap(events, context);

/** Returns what the official library reads from a request. It throws if that is not a CloudEvent. */
function read(name: EnvelopeName, ...events: NormalizedEvent[]): Array<CloudEventV1<unknown>> {
	const { headers, body } = wrap(name, ...events);
	const received = Object.fromEntries(
		Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]),
	);
	return [HTTP.toEvent({ headers: received, body: body.toString('utf8') })].flat();
}

describe('CloudEvents, read by their official library', () => {
	const attributes = {
		specversion: '1.0',
		id: event().id,
		source: '/woocommercerest/shop.example/store',
		type: 'woocommercerest.orders.updated',
		subject: '17',
		datacontenttype: 'application/json',
		recordedtime: '2026-11-21T10:00:08.000Z',
	};

	it.each(['cloudEventsStructured', 'cloudEventsBinary', 'cloudEventsBatch'] as const)(
		'hold every attribute and the whole event: %s',
		(name) => {
			const [one] = read(name, event());
			expect(one).toMatchObject(attributes);
			expect(Date.parse(String(one.time))).toBe(Date.parse('2026-11-21T10:00:00Z'));
			expect(one.data).toEqual(event());
			expect((one as CloudEvent).validate()).toBe(true);
		},
	);

	it('come as many in a batch', () => {
		const all = read('cloudEventsBatch', event('1'), event('2'), event('3'));
		expect(all.map(({ subject }) => subject)).toEqual(['1', '2', '3']);
	});

	it('name the same change by the same source and id, and another by another', () => {
		const [one, again] = [
			read('cloudEventsStructured', event())[0],
			read('cloudEventsBinary', event())[0],
		];
		expect([one.source, one.id]).toEqual([again.source, again.id]);
		expect(read('cloudEventsStructured', event('18'))[0].id).not.toBe(one.id);
	});

	// The library does not decode headers, as the binding (3.1.3.2) tells receivers to.
	it('name an account beyond ASCII by one source, in headers too', () => {
		const [{ source }] = read('cloudEventsStructured', event('1', 'Läden'));
		expect(source).toBe('/woocommercerest/L%C3%A4den');
		const { headers } = wrap('cloudEventsBinary', event('1', 'Läden'));
		expect(decodeURIComponent(headers['ce-source'])).toBe(source);
	});

	it.each([
		['a "quoted" 100 % thing', 'a%20%22quoted%22%20100%20%25%20thing'],
		['Grüße 🎉', 'Gr%C3%BC%C3%9Fe%20%F0%9F%8E%89'],
		['half a 🎉: \ud83c', 'half%20a%20%F0%9F%8E%89:%20%EF%BF%BD'],
		['a\r\nx-injected: 1', 'a%0D%0Ax-injected:%201'],
		['2|0', '2|0'],
	])('percent-encode headers: %p', (objectId, encoded) => {
		const { headers } = wrap('cloudEventsBinary', event(objectId));
		expect(headers['ce-subject']).toBe(encoded);
		for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
	});
});

describe('the plain event', () => {
	it('is the event and nothing else', () => {
		const { headers, body } = wrap('event', event());
		expect(headers).toEqual({ 'Content-Type': 'application/json' });
		expect(JSON.parse(body.toString('utf8'))).toEqual(event());
	});
});

describe('the id of a message', () => {
	it("is that of its only event; else it follows from its events' ids and their order", () => {
		expect(messageId(['evt_A'])).toBe('evt_A');
		expect(messageId(['evt_A', 'evt_B'])).toMatch(/^evs_[A-Z2-7]{52}$/);
		expect(messageId(['evt_A', 'evt_B'])).toBe(messageId(['evt_A', 'evt_B']));
		expect(messageId(['evt_B', 'evt_A'])).not.toBe(messageId(['evt_A', 'evt_B']));
		expect(messageId(['evt_A,evt_B', 'x'])).not.toBe(messageId(['evt_A', 'evt_B,x']));
	});

	it.each(['evt_\ud800', 'evt_é', 'a b', 'x'.repeat(257), 'a\r\nb'])(
		'is one that HTTP and Standard Webhooks take, for any id of the event: %p',
		(id) => expect(messageId([id])).toMatch(/^evs_[A-Z2-7]{52}$/),
	);
});

describe('what names an event', () => {
	const [id, sender, other] = ['evt_A', 'SENDERABCDEFGHIJKLMN', 'OTHERABCDEFGHIJKLMNO'];

	it("is the vendor's id alone, and differs for each sender and for unproven events", () => {
		expect(eventKey({ id })).toBe(id);
		const unproven = true as const;
		const keys = [{ id }, { id, sender }, { id, sender: other }].flatMap((one) =>
			[one, { ...one, unproven }].map(eventKey),
		);
		expect(new Set(keys).size).toBe(6);
		for (const key of keys.slice(1)) expect(key).toMatch(/^evs_[A-Z2-7]{52}$/);
		expect(eventKey({ id, sender })).toBe(eventKey({ id, sender }));
	});
});
