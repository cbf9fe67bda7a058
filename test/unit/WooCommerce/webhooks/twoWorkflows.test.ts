import type { Delivery } from '../../../../nodes/core/vendor';
import { wooCommerce } from '../../../../nodes/WooCommerce/webhooks/vendor';
import { deliverTo } from './deliverTo';
import { Hooked, once } from './hooked';

const MINUTE = 60_000;
let hooked: Hooked;
beforeEach(async () => (hooked = await Hooked.open()));
afterEach(async () => await hooked.close());

const ofTopic = (deliveries: Delivery[], topic: string) =>
	deliveries.filter(({ headers }) => headers['x-wc-webhook-topic'] === topic);

/** Delivers to the node of another workflow, with its own URL, in the same n8n. */
async function toOther(deliveries: Delivery[]): Promise<void> {
	for (const delivery of deliveries) {
		const verdict = hooked.verify(delivery);
		if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
		const payload = { ...verdict.payload, address: 'https://n8n.example/webhook/other/webhook' };
		await wooCommerce.normalize(payload, hooked.connection, hooked.clock.now());
		wooCommerce.noteAccepted?.(payload, hooked.connection, true);
	}
}

describe('the poll of one workflow', () => {
	it.each([
		['coupons', 'coupon', { amount: '90.00' }, { amount: '9.00' }],
		['orders', 'order', { line_items: [] }, { customer_note: 'Ring twice' }],
	])(
		'emits a correction of %s that only the webhook of another workflow has reported',
		async (name, word, first, second) => {
			const id = Number(hooked.shop.create(name as 'orders', first).id);
			const created = await hooked.deliveries();
			const own = await hooked.events(ofTopic(created, `${word}.created`));
			await toOther(created);
			hooked.clock.advance(MINUTE);
			hooked.shop.update(name as 'orders', id, second);
			await toOther(ofTopic(await hooked.deliveries(), `${word}.updated`));
			const polled = once(await hooked.polled()).filter(({ objectId }) => objectId === String(id));
			const added = polled.filter((event) => own.every((one) => one.id !== event.id));
			expect(added.at(-1)?.raw).toMatchObject(second);
		},
	);
});

describe('a coupon that returns to an earlier content within minutes', () => {
	const set = (id: number, amount: string) => hooked.shop.update('coupons', id, { amount });

	/** Delivers to a node, and returns the amounts of the events that it emits. */
	function nodeOf() {
		const deliver = deliverTo(hooked);
		return async (deliveries: Delivery[]) =>
			(await deliver(deliveries)).map(({ raw }) => (raw as { amount: string }).amount);
	}

	it('is emitted each time', async () => {
		const deliver = nodeOf();
		const id = Number(hooked.shop.create('coupons', { amount: '10.00' }).id);
		await deliver(await hooked.deliveries());
		hooked.clock.advance(30 * MINUTE);
		const emitted: unknown[] = [];
		for (const amount of ['20.00', '10.00', '20.00']) {
			set(id, amount);
			emitted.push(...(await deliver(await hooked.deliveries())));
			hooked.clock.advance(4 * MINUTE);
		}
		expect(emitted).toEqual(['20.00', '10.00', '20.00']);
	});

	it('is emitted although a stranger has just replayed its earlier delivery', async () => {
		const deliver = nodeOf();
		const id = Number(hooked.shop.create('coupons', { amount: '10.00' }).id);
		await deliver(await hooked.deliveries());
		hooked.clock.advance(30 * MINUTE);
		set(id, '20.00');
		const recorded = await hooked.deliveries();
		await deliver(recorded);
		hooked.clock.advance(30 * MINUTE);
		set(id, '10.00');
		await deliver(await hooked.deliveries());
		hooked.clock.advance(30 * MINUTE);
		await deliver(recorded);
		hooked.clock.advance(MINUTE);
		set(id, '20.00');
		expect(await deliver(await hooked.deliveries())).toEqual(['20.00']);
	});
});
