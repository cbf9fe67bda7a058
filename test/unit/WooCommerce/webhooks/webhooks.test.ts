import { normalizedEvent, type NormalizedEvent } from '../../../../nodes/core/event';
import { CreationHashes } from '../../../../nodes/WooCommerce/creationHashes';
import { wooCommerce } from '../../../../nodes/WooCommerce/webhooks/vendor';
import type { JsonObject } from '../../../sandbox/json';
import { Hooked, once, said } from './hooked';

/** Each test opens a shop of its own. */

let hooked: Hooked;

beforeEach(async () => (hooked = await Hooked.open()));
afterEach(async () => await hooked.close());

const shop = () => hooked.shop;
const first = (name: string) => shop().ids(name, name === 'customers' ? 'customer' : undefined)[0];
const ids = (events: readonly NormalizedEvent[]) => events.map(({ id }) => id).sort();

/** Returns the events of a piece of work by webhook and by poll. */
async function both(work: () => unknown) {
	await work();
	const webhook = once(await hooked.events());
	const poll = once(await hooked.polled());
	return { webhook, poll };
}

describe('webhook and poll give one change the same id', () => {
	type Work = (shop: Hooked['shop'], id: number) => unknown;
	const put = (name: string, patch: JsonObject): Work => {
		return (own, id) => own.update(name, id, patch);
	};
	const cases: Array<[what: string, name: string, eventType: string, work: Work]> = [
		['an order is edited', 'orders', 'UPDATED', put('orders', { customer_note: 'Ring twice' })],
		['an order is paid', 'orders', 'UPDATED', put('orders', { status: 'completed' })],
		['an order is trashed', 'orders', 'DELETED', (own, id) => own.trash('orders', id)],
		['a product is edited', 'products', 'UPDATED', put('products', { name: 'Grüße' })],
		['a product is saved as it was', 'products', 'UPDATED', put('products', {})],
		['a product is trashed', 'products', 'DELETED', (own, id) => own.trash('products', id)],
		['a coupon is renamed', 'coupons', 'UPDATED', put('coupons', { code: 'grüße' })],
		['a coupon is trashed', 'coupons', 'DELETED', (own, id) => own.trash('coupons', id)],
		['a customer is edited', 'customers', 'UPDATED', put('customers', { first_name: 'Ann' })],
		['a customer is removed', 'customers', 'DELETED', (own, id) => own.remove('customers', id)],
	];

	it.each(cases)('when %s', async (_, name, eventType, work) => {
		const id = first(name);
		const { webhook, poll } = await both(() => work(shop(), id));
		const objectType = name === 'coupons' ? 'discounts' : name;
		expect(said(webhook)).toEqual([`${eventType} ${objectType} ${id}`]);
		expect(ids(webhook)).toEqual(ids(poll));
		for (const event of webhook) expect(() => normalizedEvent.parse(event)).not.toThrow();
	});

	it.each(['orders', 'products', 'coupons', 'customers'])(
		'when one of %s is made',
		async (name) => {
			let id: unknown;
			const { webhook, poll } = await both(() => ({ id } = shop().create(name, {})));
			const objectType = name === 'coupons' ? 'discounts' : name;
			// An order takes its items from the stock, which changes the products.
			expect(said(webhook)[0]).toBe(`CREATED ${objectType} ${String(id)}`);
			expect(ids(webhook)).toEqual(ids(poll));
		},
	);

	it.each(['orders', 'products', 'coupons'])(
		'when one of %s is taken out of the trash on screen',
		async (name) => {
			const id = first(name);
			await both(() => shop().trash(name, id));
			const { webhook, poll } = await both(() => shop().restore(name, id));
			expect(webhook.map(({ eventType }) => eventType)).toEqual(['UPDATED']);
			expect(ids(webhook)).toEqual(ids(poll));
		},
	);

	it('when a plugin adds a random value to each reading, once a poll has learned its field', async () => {
		let reads = 0;
		shop().pluginFields.set('products', () => ({ nonce: ++reads }));
		const id = first('products');
		await both(() => shop().update('products', id, { name: 'Old' }));
		await hooked.polled();
		const { webhook, poll } = await both(() => shop().update('products', id, { name: 'New' }));
		expect(said(webhook)).toEqual([`UPDATED products ${id}`]);
		expect(ids(webhook)).toEqual(ids(poll));
	});

	it('when a field to ignore has another value for each', async () => {
		let reads = 0;
		shop().pluginFields.set('products', () => ({ nonce: ++reads }));
		hooked.connection.ignoredFields = ['nonce'];
		hooked.ignore(['nonce']);
		const id = first('products');
		const { webhook, poll } = await both(() => shop().update('products', id, { name: 'New' }));
		expect(ids(webhook)).toEqual(ids(poll));
	});

	it('when a product was sold between its edit and the delivery', async () => {
		const id = first('products');
		shop().update('products', id, { manage_stock: false });
		const poll = await hooked.polled();
		shop().create('orders', { line_items: [{ product_id: id, quantity: 1 }] });
		const products = ({ objectType }: NormalizedEvent) => objectType === 'products';
		const webhook = once(await hooked.events()).filter(products);
		expect(said(webhook)).toEqual([`UPDATED products ${id}`]);
		expect(ids(webhook)).toEqual(ids(poll));
		expect((await hooked.polled()).filter(products)).toEqual([]);
	});

	it('when an object was changed before its creation was delivered', async () => {
		const { webhook, poll } = await both(() => {
			const { id } = shop().create('products', {});
			hooked.clock.advance(3_000);
			shop().update('products', id as number, { name: 'Later' });
		});
		expect(webhook.map(({ eventType }) => eventType)).toEqual(['CREATED']);
		expect(ids(webhook)).toEqual(ids(poll));
	});

	it('when a coupon is corrected after its creation was delivered', async () => {
		const { id } = shop().create('coupons', { amount: '90.00' });
		const created = once(await hooked.events());
		shop().update('coupons', id as number, { amount: '9.00' });
		const poll = await hooked.polled();
		expect(said(poll)).toEqual([`CREATED discounts ${id}`, `UPDATED discounts ${id}`]);
		expect(poll[1].raw).toMatchObject({ amount: '9.00' });
		// The workflow for both triggers leaves this topic to the poll.
		const updated = once(await hooked.events());
		expect([...created, ...updated].map((event) => event.id)).toEqual(
			poll.map((event) => event.id),
		);
	});

	it('when a coupon is corrected, and n8n has restarted or the delivery was lost since', async () => {
		const { id } = shop().create('coupons', { amount: '90.00' });
		const [created] = await hooked.events();
		shop().update('coupons', id as number, { amount: '9.00' });
		hooked.connection.creationHashes = new CreationHashes();
		const poll = await hooked.polled();
		expect(said(poll)).toEqual([`CREATED discounts ${id}`, `UPDATED discounts ${id}`]);
		expect(poll[0].id).toBe(created.id);
	});

	it('when a coupon changes, is used and changes again, all without a new date', async () => {
		const id = first('coupons');
		const change = async (patch: JsonObject) =>
			await both(() => shop().update('coupons', id, patch));
		await change({ description: 'dated' });
		for (const amount of ['901.00', '902.00', '903.00']) {
			const { webhook, poll } = await change({ amount });
			expect(said(webhook)).toEqual([`UPDATED discounts ${id}`]);
			expect(ids(webhook)).toEqual(ids(poll));
			shop().editDirectly('coupons', id, { usage_count: Number(amount) });
			expect(said(await hooked.polled())).toEqual([`UPDATED discounts ${id}`]);
		}
		// Back at an earlier amount and use: the webhook's id was used before, the poll's was not.
		shop().editDirectly('coupons', id, { usage_count: 902 });
		const earlier = await change({ amount: '902.00' });
		expect(ids(earlier.poll)).not.toEqual(ids(earlier.webhook));
	});

	it('when a cart is placed: CREATED alone', async () => {
		const { id } = shop().create('orders', { status: 'checkout-draft', line_items: [] });
		await hooked.polled();
		hooked.clock.advance(40_000);
		const { webhook, poll } = await both(() => {
			shop().update('orders', id as number, { status: 'processing' });
		});
		expect(said(webhook)).toEqual([`CREATED orders ${id}`]);
		expect(ids(poll)).toEqual(ids(webhook));
	});

	it('when the second save of a new order falls into the next second: CREATED alone', async () => {
		const { webhook, poll } = await both(() => {
			const { id } = shop().create('orders', { line_items: [] });
			hooked.clock.advance(1_000);
			shop().update('orders', id as number, {});
		});
		expect(webhook.map(({ eventType }) => eventType)).toEqual(['CREATED']);
		expect(ids(poll)).toEqual(ids(webhook));
	});

	it('when an order was deleted from the trash before the delivery', async () => {
		const id = first('orders');
		const { webhook, poll } = await both(() => {
			shop().trash('orders', id);
			shop().remove('orders', id);
		});
		expect(said(webhook)).toEqual([`DELETED orders ${id}`]);
		expect(webhook[0].revision).toBe('gone');
		expect(ids(webhook)).toEqual(ids(poll));
	});
});

describe("the store's oddities do not reach the user", () => {
	it.each(['products', 'coupons'])(
		'the two deletes of a trashed object of %s are one event',
		async (name) => {
			const id = first(name);
			shop().trash(name, id);
			const deliveries = await hooked.deliveries();
			expect(deliveries.map(({ headers }) => headers['x-wc-webhook-topic'])).toEqual([
				'coupon.deleted',
				'product.deleted',
			]);
			const objectType = name === 'coupons' ? 'discounts' : name;
			expect(said(await hooked.events(deliveries))).toEqual([`DELETED ${objectType} ${id}`]);
		},
	);

	it('a product deleted for good before the delivery is left to the poll', async () => {
		const id = first('products');
		const { webhook, poll } = await both(() => {
			shop().trash('products', id);
			shop().remove('products', id);
		});
		expect(webhook).toEqual([]);
		expect(said(poll)).toEqual([`DELETED products ${id}`]);
	});

	it('a save of an object in the trash emits no second event', async () => {
		const id = first('products');
		shop().update('products', id, { name: 'Late' });
		shop().trash('products', id);
		const events = await hooked.events();
		hooked.clock.advance(60_000);
		shop().update('products', id, { name: 'Later' });
		const [late] = await hooked.deliveries();
		expect(JSON.parse(late.body.toString())).toMatchObject({ id, status: 'trash' });
		events.push(...(await hooked.events([late])));
		expect(said(events)).toEqual([`DELETED products ${id}`]);
	});

	it('an object restored before the delivery is not DELETED', async () => {
		const id = first('orders');
		shop().trash('orders', id);
		shop().update('orders', id, { status: 'on-hold' });
		expect(await hooked.events()).toEqual([]);
	});

	it.each(['products', 'orders', 'coupons', 'customers'])(
		'a signed error instead of a deleted object of %s emits nothing',
		async (name) => {
			const id = first(name);
			shop().update(name, id, { description: 'x', first_name: 'x' });
			shop().remove(name, id);
			const [gone, ...more] = await hooked.deliveries();
			expect(JSON.parse(gone.body.toString())).toMatchObject({ code: expect.any(String) });
			expect(await hooked.events([gone])).toEqual([]);
			// A customer's delete is sent as well.
			expect(said(await hooked.events(more))).toEqual(
				name === 'customers' ? [`DELETED customers ${id}`] : [],
			);
		},
	);

	it.each(['orders', 'customers'])('created and updated of one of %s are CREATED', async (name) => {
		const { id } = shop().create(name, { line_items: [] });
		const deliveries = await hooked.deliveries();
		expect(deliveries.length).toBe(2);
		expect(said(await hooked.events(deliveries))).toEqual([`CREATED ${name} ${String(id)}`]);
		shop().update(name, id as number, {});
		const { id: other } = shop().create(name, { line_items: [] });
		expect(said(await hooked.events())).toEqual([`CREATED ${name} ${String(other)}`]);
	});

	it('a change in the second of the creation is UPDATED when another process got the creation', async () => {
		const { id } = shop().create('orders', { line_items: [] });
		const [created] = await hooked.deliveries();
		shop().update('orders', id as number, { customer_note: 'Ring twice' });
		const later = await hooked.deliveries();
		expect(said(await hooked.events([created]))).toEqual([`CREATED orders ${String(id)}`]);
		hooked.connection.creationHashes = new CreationHashes();
		const [updated] = await hooked.events(later);
		expect(said([updated])).toEqual([`UPDATED orders ${String(id)}`]);
		expect(updated.raw).toMatchObject({ customer_note: 'Ring twice' });
	});

	it('an update is emitted by a node that did not receive the creation, which another node emitted', async () => {
		const { id } = shop().create('orders', { line_items: [] });
		const [created, updated] = await hooked.deliveries();
		expect(said(await hooked.events([created]))).toEqual([`CREATED orders ${String(id)}`]);
		const verdict = hooked.verify(updated);
		if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
		const payload = { ...verdict.payload, address: 'https://n8n.example/webhook/other/webhook' };
		const read = await wooCommerce.normalize(payload, hooked.connection, 0);
		expect(read).toMatchObject({ value: [{ eventType: 'UPDATED', objectId: String(id) }] });
		expect(said(await hooked.events([updated]))).toEqual([]);
	});

	it('an update that arrives before its creation is emitted too, since it may be a change', async () => {
		const { id } = shop().create('orders', { line_items: [] });
		const reordered = (await hooked.deliveries()).reverse();
		expect(said(await hooked.events(reordered))).toEqual([
			`UPDATED orders ${String(id)}`,
			`CREATED orders ${String(id)}`,
		]);
	});

	it('a change in the second of the creation is UPDATED', async () => {
		const { id } = shop().create('orders', { line_items: [] });
		expect(said(await hooked.events())).toEqual([`CREATED orders ${String(id)}`]);
		shop().update('orders', id as number, { customer_note: 'Ring twice' });
		expect(said(await hooked.events())).toEqual([`UPDATED orders ${String(id)}`]);
	});

	it('a change that moves no date is UPDATED with an id for each state', async () => {
		const { id } = shop().create('coupons', {});
		expect(said(await hooked.events())).toEqual([`CREATED discounts ${String(id)}`]);
		const told: NormalizedEvent[] = [];
		for (const amount of ['5', '6']) {
			hooked.clock.advance(86_400_000);
			shop().update('coupons', id as number, { amount });
			told.push(...(await hooked.events()));
		}
		expect(said(told)).toEqual([
			`UPDATED discounts ${String(id)}`,
			`UPDATED discounts ${String(id)}`,
		]);
		expect(new Set(ids(told)).size).toBe(2);
	});

	it('a change of a variation is a change of its product only', async () => {
		const [variation] = shop().ids('variations');
		const { parent_id: parent } = shop().get('variations', variation) as { parent_id: number };
		const changes: Array<() => unknown> = [
			() => shop().update('variations', variation, { regular_price: '3' }),
			() => shop().trash('variations', variation),
		];
		for (const change of changes) {
			hooked.clock.advance(60_000);
			const { webhook, poll } = await both(change);
			expect(said(webhook)).toEqual([`UPDATED products ${parent}`]);
			expect(ids(webhook)).toEqual(ids(poll));
		}
	});

	it('a variation is a change of its product even if no webhook of the product is sent', async () => {
		const [variation] = shop().ids('variations');
		const { parent_id: parent } = shop().get('variations', variation) as { parent_id: number };
		hooked.clock.advance(60_000);
		shop().update('variations', variation, { regular_price: '3' });
		const deliveries = await hooked.deliveries();
		const own = deliveries.filter(({ body }) => body.includes(`"id":${variation},`));
		expect(own).toHaveLength(1);
		const webhook = await hooked.events(own);
		expect(said(webhook)).toEqual([`UPDATED products ${parent}`]);
		expect(webhook[0].raw).toMatchObject({ id: parent });
		expect(ids(webhook)).toEqual(ids(await hooked.polled()));
		shop().remove('products', parent);
		expect(await hooked.events(own)).toEqual([]);
	});

	it('five quick updates are one event with the last state', async () => {
		const id = first('products');
		for (const name of ['A', 'B', 'C', 'D', 'E']) shop().update('products', id, { name });
		const events = await hooked.events();
		expect(said(events)).toEqual([`UPDATED products ${id}`]);
		expect(events[0].raw).toMatchObject({ name: 'E' });
	});

	it('a cart at the checkout emits nothing', async () => {
		const [body] = [JSON.stringify({ id: 8, status: 'checkout-draft' })];
		const { id } = shop().create('orders', { line_items: [] });
		const [delivery] = await hooked.deliveries();
		const draft = {
			topic: 'order.updated',
			address: 'x',
			body: JSON.parse(body),
			deliveryId: 'x',
		};
		const read = await wooCommerce.normalize(draft, hooked.connection, 0);
		expect(read).toEqual({ ok: true, value: [] });
		expect(said(await hooked.events([delivery]))).toEqual([`CREATED orders ${String(id)}`]);
	});

	it('an error that is not about a missing object is reported', async () => {
		const body = {
			code: 'woocommerce_rest_cannot_view',
			message: 'Sorry, you cannot view this resource.',
			data: { status: 401 },
		};
		const told = {
			topic: 'order.updated',
			address: 'x',
			body,
			deliveryId: 'x',
		};
		const read = await wooCommerce.normalize(told, hooked.connection, 0);
		expect(read).toMatchObject({
			ok: false,
			problem: {
				message: expect.stringMatching(
					/delivery order\.updated failed.*instead of the object.*may see/s,
				),
			},
		});
	});

	it('a delete is reported as failed while the shop cannot be reached', async () => {
		shop().trash('orders', first('orders'));
		const deliveries = await hooked.deliveries();
		hooked.sandbox.wooCommerce.faults.push({ effect: { kind: 'status', status: 500 } });
		await expect(hooked.events(deliveries)).rejects.toThrow('returned a server error');
	});
});

describe('topics beyond objects', () => {
	it('product.published is emitted in addition to the update, with its own kind', async () => {
		await hooked.subscribe(['product.updated', 'product.published']);
		const { id } = shop().create('products', { status: 'draft' });
		await hooked.events();
		hooked.clock.advance(5_000);
		shop().update('products', id as number, { status: 'publish' });
		const events = await hooked.events();
		expect(events.map(({ eventType, topic }) => [eventType, topic])).toEqual([
			['UPDATED', 'product.updated'],
			['UPDATED', 'product.published'],
		]);
		expect(new Set(ids(events)).size).toBe(2);
	});

	it('an action is UNKNOWN, and each delivery of it is an event', async () => {
		await hooked.subscribe(['action.woocommerce_payment_complete', 'action.wc_some']);
		const told: NormalizedEvent[] = [];
		for (let count = 0; count < 2; count++) {
			hooked.webhooks.doAction('woocommerce_payment_complete', 17);
			told.push(...(await hooked.events()));
			hooked.clock.advance(1_000);
		}
		hooked.webhooks.doAction('wc_some', { some: ['thing'] });
		told.push(...(await hooked.events()));
		expect(said(told)).toEqual([
			'UNKNOWN actions 17',
			'UNKNOWN actions 17',
			expect.stringMatching(/^UNKNOWN actions [0-9a-f]{32}$/),
		]);
		expect(new Set(ids(told)).size).toBe(3);
		expect(told[0].raw).toEqual({ action: 'woocommerce_payment_complete', arg: 17 });
		for (const event of told) expect(() => normalizedEvent.parse(event)).not.toThrow();
	});
});
