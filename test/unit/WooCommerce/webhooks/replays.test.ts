import type { NormalizedEvent } from '../../../../nodes/core/event';
import type { Delivery } from '../../../../nodes/core/vendor';
import { CreationHashes } from '../../../../nodes/WooCommerce/creationHashes';
import { Hooked, said } from './hooked';

const HOUR = 3_600_000;

let hooked: Hooked;
beforeEach(async () => (hooked = await Hooked.open()));
afterEach(async () => await hooked.close());

const ofTopic = (deliveries: Delivery[], topic: string) =>
	deliveries.filter(({ headers }) => headers['x-wc-webhook-topic'] === topic);

describe('a recorded coupon.created that is sent again', () => {
	async function createdAndRecorded() {
		const { id } = hooked.shop.create('coupons', { amount: '10.00' });
		const recorded = ofTopic(await hooked.deliveries(), 'coupon.created');
		await hooked.events(recorded);
		return { id: id as number, recorded };
	}

	it('does not suppress a change back to the first content', async () => {
		const { id, recorded } = await createdAndRecorded();
		hooked.clock.advance(HOUR / 2);
		hooked.shop.update('coupons', id, { amount: '20.00' });
		await hooked.events();
		await hooked.events(recorded);
		hooked.shop.update('coupons', id, { amount: '10.00' });
		expect(said(await hooked.events())).toContain(`UPDATED discounts ${id}`);
	});

	it('does not suppress it after a restart either', async () => {
		const { id, recorded } = await createdAndRecorded();
		hooked.clock.advance(2 * HOUR);
		hooked.shop.update('coupons', id, { amount: '20.00' });
		await hooked.events();
		hooked.connection.creationHashes = new CreationHashes();
		await hooked.events(recorded.map((one) => ({ ...one, receivedAt: hooked.clock.now() })));
		hooked.shop.update('coupons', id, { amount: '10.00' });
		expect(said(await hooked.events())).toContain(`UPDATED discounts ${id}`);
	});
});

describe('a creation that another process reported, and that was corrected without a new date', () => {
	it.each(['nothing', 'a recorded delivery', 'an update of an old coupon'])(
		'is also UPDATED if the first delivery after a restart is %s',
		async (first) => {
			const { id: old } = hooked.shop.create('coupons', { amount: '1.00' });
			const recorded = await hooked.deliveries();
			await hooked.events(recorded);
			await hooked.polled();
			hooked.clock.advance(24 * HOUR);
			await hooked.polled();
			const { id } = hooked.shop.create('coupons', { amount: '90.00' });
			await hooked.events();
			hooked.shop.update('coupons', id as number, { amount: '9.00' });
			// Lost while n8n restarts.
			await hooked.deliveries();
			hooked.connection.creationHashes = new CreationHashes();
			if (first === 'a recorded delivery') await hooked.events(recorded);
			if (first === 'an update of an old coupon') {
				hooked.shop.update('coupons', old as number, { amount: '2.00' });
				await hooked.events();
			}
			expect(said(await hooked.polled())).toContain(`UPDATED discounts ${id}`);
		},
	);

	it('is CREATED alone if this process has received deliveries since before', async () => {
		hooked.shop.create('coupons', { amount: '1.00' });
		await hooked.events();
		hooked.clock.advance(10_000);
		await hooked.polled();
		const { id } = hooked.shop.create('coupons', { amount: '90.00' });
		await hooked.deliveries();
		expect(said(await hooked.polled())).toEqual([`CREATED discounts ${id}`]);
	});
});

describe('a delivery whose execution n8n could not store', () => {
	it.each([
		['orders', { customer_note: 'Ring twice' }],
		['products', { name: 'Changed' }],
	])('does not count as reported, so the poll finds the update of %s', async (name, change) => {
		const { id } = hooked.shop.create(name, {});
		const of = (events: NormalizedEvent[]) =>
			events.filter(({ objectId }) => objectId === String(id)).map((event) => event.id);
		await hooked.events();
		hooked.clock.advance(30_000);
		hooked.shop.update(name, id as number, change);
		const unstored = of(await hooked.events(undefined, false));
		expect(of(await hooked.polled())).toEqual(expect.arrayContaining(unstored));
	});

	it('does not count as reported, so the update that repeats a creation is emitted', async () => {
		const { id } = hooked.shop.create('orders', {});
		const deliveries = await hooked.deliveries();
		await hooked.events(ofTopic(deliveries, 'order.created'), false);
		const updated = await hooked.events(ofTopic(deliveries, 'order.updated'));
		expect(said(updated)).toEqual([`UPDATED orders ${id}`]);
	});
});

describe('a webhook whose secret a person has changed in the shop', () => {
	it.each([false, true])(
		'is repaired at the next check, also if a stranger sends recorded deliveries (%s)',
		async (isAttacked) => {
			const [order] = hooked.shop.ids('orders');
			hooked.shop.update('orders', order, { customer_note: 'a' });
			const [recorded] = ofTopic(await hooked.deliveries(), 'order.updated');
			expect(hooked.verify(recorded).ok).toBe(true);
			hooked.clock.advance(HOUR);
			const { id } = hooked.webhooks.hooks.find(({ topic }) => topic === 'order.updated')!;
			await hooked.webhooks.edit(id, { secret: 'typed by a person' });
			const rejected: boolean[] = [];
			for (let minute = 1; minute <= 30; minute++) {
				hooked.clock.advance(60_000);
				hooked.shop.update('orders', order, { customer_note: String(minute) });
				for (const delivery of ofTopic(await hooked.deliveries(), 'order.updated'))
					rejected.push(!hooked.verify(delivery).ok);
				if (isAttacked) {
					hooked.verify(recorded);
					// A ping needs no signature.
					hooked.verify({ ...recorded, body: Buffer.from('webhook_id=1') });
				}
				if (minute % 15 === 0) await hooked.subscribe();
			}
			expect(rejected.filter(Boolean)).toHaveLength(15);
		},
	);
});
