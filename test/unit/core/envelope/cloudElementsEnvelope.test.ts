import {
	batches,
	cloudElementsEnvelope,
	instanceOf,
} from '../../../../nodes/core/envelope/cloudElementsEnvelope';
import { toEvent, type Capture, type NormalizedEvent } from '../../../../nodes/core/event';

const receivedAt = Date.UTC(2018, 7, 20, 15, 29, 34);
const polled: Capture = { capture: 'polling', receivedAt };

function event(objectId: string, capture: Capture = polled, more: object = {}): NormalizedEvent {
	const change = {
		eventType: 'CREATED',
		kind: 'CREATED',
		objectType: 'invoices',
		objectId,
		date: '2018-08-20T15:29:06Z',
		revision: 'born',
		topic: 'invoice.created',
		raw: { internalId: objectId },
		...more,
	} as const;
	const source = {
		elementKey: 'netsuiteerpv2',
		hubKey: 'erp',
		account: 'shop.example',
		instanceName: 'Local netsuite',
		instanceTags: [],
		includeRaw: true,
	};
	return toEvent(change, source, capture);
}
const instance = { instanceId: 7950647, accountId: 874, companyId: 291, userId: 2749 };

describe("Cloud Elements' envelope", () => {
	it('has every field of the payload that was captured from it in 2018', () => {
		const now = Date.UTC(2018, 7, 20, 15, 30, 7);
		const first = event('14682');
		expect(cloudElementsEnvelope([first], instance, now)).toEqual({
			severity: 'medium',
			createdDate: 'Mon Aug 20 15:30:07 UTC 2018',
			topic: 'instance-7950647-netsuiteerpv2-events',
			action: 'create',
			id: expect.stringMatching(/^\d+$/),
			message: {
				elementKey: 'netsuiteerpv2',
				accountId: 874,
				eventId: expect.stringMatching(/^[\w-]{20}$/),
				companyId: 291,
				instanceId: 7950647,
				instance_id: 7950647,
				instanceName: 'Local netsuite',
				instanceTags: ['Local netsuite'],
				raw: {
					invoices: [{ internalId: '14682' }],
					pollDate: receivedAt,
					objectType: 'invoices',
				},
				userId: 2749,
				events: [
					{
						date: '2018-08-20T15:29:06Z',
						elementKey: 'netsuiteerpv2',
						pollDate: '2018-08-20T15:29:34Z',
						eventType: 'CREATED',
						hubKey: 'erp',
						objectId: '14682',
						objectType: 'invoices',
						id: first.id,
					},
				],
			},
			user: 'notifications@cloud-elements.com',
		});
	});

	it("carries a webhook's body as raw, and no poll date", () => {
		const hook = event('1', { capture: 'webhook', deliveryId: 'd', receivedAt });
		const { message } = cloudElementsEnvelope([hook], instance, 0);
		expect(message.raw).toEqual({ internalId: '1' });
		expect(message.events[0]).not.toHaveProperty('pollDate');
	});

	it('names states in its events, and the form of raw beside it, for one form only', () => {
		const found = event('1', polled, { stateRevision: 'created', rawShape: 'graphql' });
		const { message } = cloudElementsEnvelope([found, event('2')], instance, 0);
		expect(message.rawShape).toBe('graphql');
		expect(message.events.map(({ stateId }) => stateId)).toEqual([found.stateId, undefined]);
		const items = [found, event('2')].map((one) => ({ event: one }));
		expect(batches(items, 10)).toHaveLength(2);
	});

	it('has the same event id whenever it is made, and another for other events', () => {
		const one = cloudElementsEnvelope([event('1')], instance, 1).message.eventId;
		expect(cloudElementsEnvelope([event('1')], instance, 2).message.eventId).toBe(one);
		expect(cloudElementsEnvelope([event('2')], instance, 1).message.eventId).not.toBe(one);
	});

	it("shows the user's own name of a resource", () => {
		const renamed = event('1', polled, { resourceName: 'contacts' });
		const { raw, events } = cloudElementsEnvelope([renamed], instance, 1).message;
		expect(raw).toMatchObject({ contacts: [{ internalId: '1' }], objectType: 'contacts' });
		expect(events[0].objectType).toBe('contacts');
	});

	it('derives stable, different numbers from a workflow', () => {
		expect(instanceOf('a')).toEqual(instanceOf('a'));
		expect(instanceOf('a').instanceId).not.toBe(instanceOf('b').instanceId);
		for (const number of Object.values(instanceOf('a'))) expect(number).toBeGreaterThan(0);
	});
});

describe('batches', () => {
	const item = (one: NormalizedEvent) => ({ event: one });
	const sizes = (events: NormalizedEvent[], size: number) =>
		batches(events.map(item), size).map((batch) => batch.map((each) => each.event.objectId));

	it('hold no more than they may, in order', () => {
		const events = ['1', '2', '3', '4', '5'].map((id) => event(id));
		expect(sizes(events, 2)).toEqual([['1', '2'], ['3', '4'], ['5']]);
	});

	it('keep object types, accounts and polls apart', () => {
		const other = { ...event('2'), objectType: 'customers' };
		const elsewhere = { ...event('3'), account: 'other.example' };
		const later = event('4', { capture: 'polling', receivedAt: receivedAt + 1 });
		expect(sizes([event('1'), other, elsewhere, later, event('5')], 10)).toEqual([
			['1', '5'],
			['2'],
			['3'],
			['4'],
		]);
	});

	it('keep webhook deliveries apart, since raw is the body of one', () => {
		const from = (id: string, deliveryId: string) =>
			event(id, { capture: 'webhook', deliveryId, receivedAt }, { raw: { from: deliveryId } });
		expect(sizes([from('1', 'a'), from('2', 'b'), from('3', 'a')], 10)).toEqual([
			['1', '3'],
			['2'],
		]);
	});

	it('keep events with other raw objects apart, though one relayed delivery holds them', () => {
		const from = (id: string, raw: object) =>
			event(id, { capture: 'webhook', deliveryId: 'a', receivedAt }, { raw });
		const events = [from('1', { a: 1 }), from('2', { a: 2 }), from('3', { a: 1 })];
		expect(sizes(events, 10)).toEqual([['1', '3'], ['2']]);
	});
});
