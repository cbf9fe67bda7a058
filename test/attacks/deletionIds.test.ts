import { Hooked } from '../unit/WooCommerce/webhooks/hooked';

const MINUTE = 60_000;
let hooked: Hooked;
beforeEach(async () => (hooked = await Hooked.open()));
afterEach(async () => await hooked.close());

const deletionsOf = (id: number, events: Awaited<ReturnType<Hooked['polled']>>) =>
	events.filter((event) => event.objectId === String(id) && event.eventType === 'DELETED');

/*
 * docs/guarantees.md: "A change has the same `id` whether it arrives by webhook, retry, poll or catch-up. always, except in
 * the cases below", and on replays: "Its event has the same `id`, except in the cases below". No case names a delete.
 */
describe('the move of an order to the trash, which is emptied later', () => {
	it('has one id if the poll is faster than the webhook', async () => {
		const [id] = hooked.shop.ids('orders');
		hooked.shop.trash('orders', id);
		const polled = deletionsOf(id, await hooked.polled());
		expect(polled).toHaveLength(1);
		hooked.clock.advance(MINUTE);
		hooked.shop.remove('orders', id);
		// WordPress's cron sends the delivery of the move now. A delivery about a delete has only the id of the object.
		const delivered = deletionsOf(id, await hooked.events());
		expect(delivered.map((event) => event.id)).toEqual(polled.map((event) => event.id));
	});

	it('has one id if a stranger sends its recorded delivery again', async () => {
		const [id] = hooked.shop.ids('orders');
		hooked.shop.trash('orders', id);
		const recorded = await hooked.deliveries();
		const first = deletionsOf(id, await hooked.events(recorded));
		expect(first).toHaveLength(1);
		hooked.clock.advance(30 * MINUTE);
		hooked.shop.remove('orders', id);
		const again = deletionsOf(id, await hooked.events(recorded));
		expect([...new Set([...first, ...again].map((event) => event.id))]).toHaveLength(1);
	});
});

/*
 * WooCommerce also saves a product that is in the trash: an order is cancelled, and the stock rises (`readState` in
 * nodes/WooCommerce/webhooks/normalize.ts). Such a save moves the product's date.
 */
it('a product that WooCommerce saves in the trash has one deletion by webhook and poll', async () => {
	const [id] = hooked.shop.ids('products');
	hooked.shop.trash('products', id);
	const delivered = (await hooked.events()).filter(
		(event) => event.objectId === String(id) && event.eventType === 'DELETED',
	);
	expect(delivered.length).toBeGreaterThan(0);
	hooked.clock.advance(MINUTE);
	hooked.shop.update('products', id, { stock_quantity: 8 });
	expect((await hooked.events()).filter(({ objectId }) => objectId === String(id))).toEqual([]);
	const polled = (await hooked.polled()).filter(({ objectId }) => objectId === String(id));
	expect(polled.map(({ eventType }) => eventType)).toEqual(['DELETED']);
	// docs/guarantees.md, "One change, two ids" does not name this case.
	expect(new Set([...delivered, ...polled].map((event) => event.id)).size).toBe(1);
});

describe('two deletions of one order', () => {
	it.each([true, false])(
		'have two ids if a webhook or the poll reported its restoration in between: webhook %p',
		async (byWebhook) => {
			const [id] = hooked.shop.ids('orders');
			const report = async () => (byWebhook ? await hooked.events() : await hooked.polled());
			hooked.shop.trash('orders', id);
			const first = deletionsOf(id, await hooked.events());
			await hooked.polled();
			hooked.clock.advance(MINUTE);
			hooked.shop.update('orders', id, { status: 'processing' });
			hooked.shop.update('orders', id, { customer_note: 'Restored' });
			expect((await report()).map(({ eventType }) => eventType)).toContain('UPDATED');
			hooked.clock.advance(MINUTE);
			hooked.shop.trash('orders', id);
			const second = deletionsOf(id, await hooked.events());
			const polled = deletionsOf(id, await hooked.polled());
			expect(first[0].id).not.toBe(second[0].id);
			for (const event of polled) expect(event.id).toBe(second[0].id);
		},
	);

	it('have two ids if only the dates show that it was restored', async () => {
		const [id] = hooked.shop.ids('orders');
		await hooked.subscribe(['order.deleted']);
		hooked.shop.trash('orders', id);
		const first = deletionsOf(id, await hooked.events());
		hooked.clock.advance(MINUTE);
		hooked.shop.update('orders', id, { status: 'processing' });
		hooked.clock.advance(MINUTE);
		hooked.shop.trash('orders', id);
		const second = deletionsOf(id, await hooked.events());
		const polled = deletionsOf(id, await hooked.polled());
		expect([first.length, second.length]).toEqual([1, 1]);
		expect(first[0].id).not.toBe(second[0].id);
		expect(polled.map((event) => event.id)).toEqual([second[0].id]);
	});
});
