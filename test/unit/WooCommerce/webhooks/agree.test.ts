import { Random } from '../../../sandbox/random';
import { HIDDEN_STATUS } from '../../../sandbox/woocommerce/objects/posts';
import type { Shop } from '../../../sandbox/woocommerce/shop';
import { Hooked, once } from './hooked';

/** Random lives of a shop, one change at a time, told by both ways: what the webhook says, the poll says too. */

const SEEDS = 2;
const DEEDS = 25;

interface Deed {
	what: string;
	/** False where WooCommerce sends nothing (measured), or nothing that tells it from something else. */
	isHooked: boolean;
	do(shop: Shop, random: Random): unknown;
}

const pick = (shop: Shop, random: Random, name: string, group?: string): number | undefined => {
	const ids = shop.ids(name, group);
	return ids.length > 0 ? random.pick(ids) : undefined;
};
const toOne =
	(name: string, act: (shop: Shop, id: number, random: Random) => unknown, group?: string) =>
	(shop: Shop, random: Random) => {
		const id = pick(shop, random, name, group);
		if (id !== undefined) act(shop, id, random);
	};
const posts = ['orders', 'products', 'coupons'];
const text = (random: Random) => String(random.integer(0, 1_000_000));

const DEEDS_BY_CHANCE: Deed[] = [
	...[...posts, 'customers'].map((name) => ({
		what: `create ${name}`,
		isHooked: true,
		do: (shop: Shop) => shop.create(name, {}),
	})),
	...posts.map((name) => ({
		what: `trash ${name}`,
		isHooked: true,
		do: toOne(name, (shop, id) => shop.trash(name, id)),
	})),
	...posts.map((name) => ({
		what: `restore ${name} on screen`,
		isHooked: true,
		do: toOne(name, (shop, id) => shop.restore(name, id), 'trash'),
	})),
	...posts.map((name) => ({
		what: `remove ${name}`,
		isHooked: false,
		do: toOne(name, (shop, id) => shop.remove(name, id)),
	})),
	...['products', 'coupons'].map((name) => ({
		what: `PUT ${name} into the trash`,
		isHooked: false,
		do: toOne(name, (shop, id) => shop.update(name, id, { status: 'trash' })),
	})),
	{
		what: 'PUT an order out of the trash',
		isHooked: false,
		do: toOne('orders', (shop, id) => shop.update('orders', id, { status: 'on-hold' }), 'trash'),
	},
	...['orders', 'products'].map((name) => ({
		what: `move ${name} to a hidden status and back`,
		isHooked: true,
		do: toOne(name, (shop, id) => {
			const shown = name === 'orders' ? 'completed' : 'publish';
			const isHidden = shop.get(name, id)?.status === HIDDEN_STATUS;
			shop.update(name, id, { status: isHidden ? shown : HIDDEN_STATUS });
		}),
	})),
	{
		what: 'change the amount of a coupon, which moves no date',
		isHooked: true,
		do: toOne('coupons', (shop, id, random) =>
			shop.update('coupons', id, { amount: `${text(random)}.00` }),
		),
	},
	{
		what: 'make a coupon and correct it',
		isHooked: true,
		do: (shop: Shop, random: Random) => {
			const { id } = shop.create('coupons', { amount: '90.00' });
			shop.update('coupons', id as number, { amount: `${text(random)}.00` });
		},
	},
	{
		what: 'place a cart',
		isHooked: true,
		do: (shop: Shop) => {
			const { id } = shop.create('orders', { status: 'checkout-draft', line_items: [] });
			shop.update('orders', id as number, { status: 'processing' });
		},
	},
	{
		what: 'visit the shop',
		isHooked: true,
		do: toOne('customers', (shop, id) => shop.noteVisit(id)),
	},
	{
		what: 'edit an order',
		isHooked: true,
		do: toOne('orders', (shop, id, random) =>
			shop.update('orders', id, { customer_note: text(random) }),
		),
	},
	{
		what: 'edit a product',
		isHooked: true,
		do: toOne('products', (shop, id, random) =>
			shop.update('products', id, { name: text(random) }),
		),
	},
	{
		what: 'rename a coupon',
		isHooked: true,
		do: toOne('coupons', (shop, id, random) => shop.update('coupons', id, { code: text(random) })),
	},
	{
		what: 'edit a customer',
		isHooked: true,
		do: toOne('customers', (shop, id, random) =>
			shop.update('customers', id, { first_name: text(random) }),
		),
	},
	{
		what: 'remove a customer',
		isHooked: true,
		do: toOne('customers', (shop, id) => shop.remove('customers', id), 'customer'),
	},
	{
		what: 'edit a variation',
		isHooked: true,
		do: toOne('variations', (shop, id, random) =>
			shop.update('variations', id, { regular_price: text(random) }),
		),
	},
	{
		what: 'remove a variation',
		isHooked: false,
		do: toOne('variations', (shop, id) => shop.remove('variations', id)),
	},
	{
		what: 'review a product',
		isHooked: true,
		do: toOne('products', (shop, id) => shop.create('reviews', { product_id: id, rating: 5 })),
	},
	{
		what: 'refund an order',
		isHooked: true,
		do: toOne('orders', (shop, id) => shop.create('refunds', { parent_id: id })),
	},
];

const short = ({ eventType, objectType, objectId, revision }: Record<string, unknown>) =>
	[eventType, objectType, objectId, revision].map(String).join(' ');

it.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
	'webhook and poll agree in a random history: seed %i',
	async (seed) => {
		const hooked = await Hooked.open({ products: 20, orders: 12, coupons: 8, customers: 8 });
		const random = new Random(seed);
		try {
			for (let count = 0; count < DEEDS; count++) {
				const deed = random.pick(DEEDS_BY_CHANCE);
				hooked.clock.advance(random.integer(1, 5) * 700);
				deed.do(hooked.shop, random);
				const webhook = once(await hooked.events())
					.map(short)
					.sort();
				const poll = once(await hooked.polled())
					.map(short)
					.sort();
				const step = `${count}: ${deed.what}`;
				if (deed.isHooked) expect([step, webhook]).toEqual([step, poll]);
				else expect([step, webhook]).toEqual([step, []]);
			}
		} finally {
			await hooked.close();
		}
	},
	180_000,
);

it.each([
	['long after another change', 60],
	['right after another change', 0],
])(
	'a change of an order that moves no date is emitted once by both ways: %s',
	async (_when, minutes) => {
		const hooked = await Hooked.open({ orderStorage: 'legacy' });
		const { shop, clock } = hooked;
		try {
			const [id] = shop.ids('orders');
			shop.update('orders', id, { customer_note: 'Moves the date' });
			await hooked.events();
			await hooked.polled();
			clock.advance(minutes * 60_000);
			await hooked.polled();
			const before = shop.get('orders', id)?.date_modified_gmt;
			shop.update('orders', id, { billing: { city: 'Ghent' } });
			expect(shop.get('orders', id)?.date_modified_gmt).toBe(before);
			const webhook = await hooked.events();
			const polled = [...(await hooked.polled()), ...(await hooked.polled())];
			expect(webhook.map(({ eventType, objectId }) => [eventType, objectId])).toEqual([
				['UPDATED', String(id)],
			]);
			expect(once([...webhook, ...polled]).map(short)).toEqual(webhook.map(short));
			expect(polled).toHaveLength(minutes === 0 ? 1 : 0);
		} finally {
			await hooked.close();
		}
	},
);
