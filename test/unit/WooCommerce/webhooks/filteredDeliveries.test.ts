import type { Delivery } from '../../../../nodes/core/vendor';
import { deliverTo } from './deliverTo';
import { Hooked, once } from './hooked';

const MINUTE = 60_000;
let hooked: Hooked;
beforeEach(async () => (hooked = await Hooked.open()));
afterEach(async () => await hooked.close());

const ofTopic = (deliveries: Delivery[], topic: string) =>
	deliveries.filter(({ headers }) => headers['x-wc-webhook-topic'] === topic);

const nodeWith = (options: object) => deliverTo(hooked, options);

describe('an update that the filter of the webhook trigger drops', () => {
	it('is still emitted by the poll, which has no filter', async () => {
		const deliver = nodeWith({ filterEventTypes: ['CREATED'] });
		const id = Number(hooked.shop.create('orders', { line_items: [] }).id);
		const created = await deliver(ofTopic(await hooked.deliveries(), 'order.created'));
		expect(created.map(({ eventType }) => eventType)).toEqual(['CREATED']);
		hooked.clock.advance(MINUTE);
		hooked.shop.update('orders', id, { customer_note: 'Ring twice' });
		// The webhook reports the update, and the filter drops it: no workflow starts.
		expect(await deliver(ofTopic(await hooked.deliveries(), 'order.updated'))).toEqual([]);
		const polled = once(await hooked.polled()).filter(({ objectId }) => objectId === String(id));
		// docs/woocommerce.md, Event by event: "it changes after a webhook reported its creation, and before the poll sees it":
		// poll: CREATED and UPDATED. The CREATED has the id that the webhook already delivered.
		expect(polled.map(({ eventType }) => eventType)).toEqual(['CREATED', 'UPDATED']);
		const added = polled.filter((event) => created.every((one) => one.id !== event.id));
		expect(added.at(-1)?.raw).toMatchObject({ customer_note: 'Ring twice' });
	});
});

describe('a creation that the filter of the webhook trigger drops', () => {
	it('does not keep the update from a workflow that only polls', async () => {
		// Another workflow of the same n8n, of whose filter the polling workflow knows nothing.
		const deliver = nodeWith({
			filterFields: { condition: [{ field: 'raw.status', operator: 'equals', value: 'refunded' }] },
		});
		const id = Number(hooked.shop.create('orders', { line_items: [] }).id);
		expect(await deliver(ofTopic(await hooked.deliveries(), 'order.created'))).toEqual([]);
		hooked.clock.advance(MINUTE);
		hooked.shop.update('orders', id, { customer_note: 'Ring twice' });
		expect(await deliver(ofTopic(await hooked.deliveries(), 'order.updated'))).toEqual([]);
		const polled = once(await hooked.polled()).filter(({ objectId }) => objectId === String(id));
		expect(polled.map(({ eventType }) => eventType)).toEqual(['CREATED', 'UPDATED']);
	});
});

describe('the webhook trigger of another workflow, without a filter', () => {
	it('does not keep the update from a workflow that only polls for Updated', async () => {
		const deliver = nodeWith({});
		const id = Number(hooked.shop.create('orders', { line_items: [] }).id);
		await deliver(ofTopic(await hooked.deliveries(), 'order.created'));
		hooked.clock.advance(MINUTE);
		hooked.shop.update('orders', id, { customer_note: 'Ring twice' });
		await deliver(ofTopic(await hooked.deliveries(), 'order.updated'));
		const polled = once(await hooked.polled()).filter(({ objectId }) => objectId === String(id));
		// The poll's own parameter Event Types is Updated. Without the other workflow, it would emit this update.
		const chosen = polled.filter(({ eventType }) => eventType === 'UPDATED');
		expect(chosen.map(({ raw }) => raw?.customer_note)).toEqual(['Ring twice']);
	});
});

describe('a creation that the filter drops', () => {
	it('still lets the trigger recognize the update that repeats it', async () => {
		const deliver = nodeWith({ filterEventTypes: ['UPDATED'] });
		hooked.shop.create('orders', { line_items: [] });
		// WooCommerce sends `updated` with each creation. Its workflow is only for later changes.
		const both = await hooked.deliveries();
		expect(ofTopic(both, 'order.updated')).toHaveLength(1);
		expect(await deliver(both)).toEqual([]);
	});
});

describe('a discount of which the filter drops everything', () => {
	it('is CREATED by the poll, without an update that no workflow needs', async () => {
		// From this delivery on, the process knows which creations its webhooks have reported.
		hooked.shop.create('orders', { line_items: [] });
		await hooked.events();
		hooked.clock.advance(MINUTE);
		const deliver = nodeWith({
			filterFields: { condition: [{ field: 'raw.code', operator: 'equals', value: 'NONE' }] },
		});
		const id = Number(hooked.shop.create('coupons', { amount: '90.00' }).id);
		expect(await deliver(await hooked.deliveries())).toEqual([]);
		hooked.shop.update('coupons', id, { amount: '9.00' });
		expect(await deliver(await hooked.deliveries())).toEqual([]);
		const polled = once(await hooked.polled()).filter(({ objectId }) => objectId === String(id));
		expect(polled.map(({ eventType }) => eventType)).toEqual(['CREATED']);
	});
});
