import { ok } from '../../../../../nodes/core/result';
import type { Shop } from '../../../../../nodes/WooCommerce/client/api';
import { defaultPolledResource } from '../../../../../nodes/WooCommerce/polledResource';
import { pollShop } from '../../../../../nodes/WooCommerce/poll/pollShop';
import { RESOURCES } from '../../../../../nodes/WooCommerce/resources';
import type { Connection } from '../../../../../nodes/WooCommerce/webhooks/connection';
import { subscriptions } from '../../../../../nodes/WooCommerce/webhooks/subscription';

const NOW = Date.parse('2026-11-08T10:00:00Z');
const MB = 1024 * 1024;
const store = { url: 'https://shop.example', account: 'shop.example' } as Shop['store'];

/** A shop that got `count` orders of `bytes` each after the first poll. */
function shopOf(count: number, bytes: number) {
	const made = new Date(NOW + 60_000).toISOString().slice(0, 19);
	const note = 'n'.repeat(bytes);
	const seen = { now: NOW, requests: 0 };
	const send: Shop['send'] = async ({ query = {} }) => {
		seen.requests++;
		const total = seen.now === NOW ? 0 : count;
		const isNewest = query.order === 'desc';
		const [offset, limit] = [Number(query.offset ?? 0), Number(query.per_page)];
		const ids = Array.from({ length: Math.min(limit, Math.max(total - offset, 0)) }, (_, index) =>
			isNewest ? total - index : offset + index + 1,
		);
		const rows = ids.map((id) => ({ id, date_created_gmt: made, date_modified_gmt: made, note }));
		const headers = { 'x-wp-total': String(total), date: new Date(seen.now).toUTCString() };
		return ok({ status: 200, headers, body: Buffer.from(JSON.stringify(rows)) });
	};
	const now = () => seen.now;
	const shop: Shop = {
		store,
		send,
		now,
		steadyNow: now,
		steadyOrigin: 0,
		pause: async () => undefined,
	};
	return { shop, seen };
}
const orders = [defaultPolledResource('orders', RESOURCES.orders)];

describe('a window of large objects', () => {
	it('is read in several polls, each of which holds a bounded number of bytes', async () => {
		const { shop, seen } = shopOf(400, 200_000);
		let { state } = await pollShop(shop, orders, undefined, () => true);
		seen.now = NOW + 5 * 60_000;
		const found: number[] = [];
		for (let polls = 0; polls < 4; polls++) {
			const poll = await pollShop(shop, orders, state, () => true);
			state = poll.state;
			found.push(poll.changes.length);
			seen.now += 60_000;
		}
		expect(Math.max(...found) * 200_000).toBeLessThan(45 * MB);
		expect(found.reduce((sum, one) => sum + one, 0)).toBe(400);
	});

	it('leaves the window of another resource to the next poll', async () => {
		const { shop, seen } = shopOf(350, 200_000);
		const both = [...orders, defaultPolledResource('products', RESOURCES.products)];
		let { state } = await pollShop(shop, both, undefined, () => true);
		const found: number[] = [];
		for (let polls = 0; polls < 8; polls++) {
			seen.now += 5 * 60_000;
			const poll = await pollShop(shop, both, state, () => true);
			state = poll.state;
			found.push(poll.changes.length);
		}
		expect(Math.max(...found) * 200_000).toBeLessThan(55 * MB);
		expect(found.reduce((sum, one) => sum + one, 0)).toBe(700);
	});

	it('records a bounded number of emitted states', async () => {
		const { shop, seen } = shopOf(25_000, 1);
		const first = await pollShop(shop, orders, undefined, () => true);
		seen.now = NOW + 90_000;
		const { state, changes } = await pollShop(shop, orders, first.state, () => true);
		expect(changes).toHaveLength(25_000);
		expect([...state.resources.orders.recent]).toHaveLength(20_000);
	});
});

describe('a list of webhooks with long texts', () => {
	it('is rejected after a bounded number of bytes', async () => {
		let requests = 0;
		const send: Shop['send'] = async () => {
			requests++;
			const row = { id: requests, topic: 'x'.repeat(10 * MB), delivery_url: '', status: '' };
			const body = Buffer.from(JSON.stringify([row]));
			return ok({ status: 200, headers: { 'x-wp-total': '999999' }, body });
		};
		const shop = { ...shopOf(0, 0).shop, send };
		const read = await subscriptions.list({ shop } as unknown as Connection);
		expect(read).toMatchObject({ ok: false, problem: { reason: 'unexpected' } });
		expect(requests).toBeLessThan(10);
	});
});
