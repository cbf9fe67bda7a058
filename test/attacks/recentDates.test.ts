import { ok } from '../../nodes/core/result';
import type { HttpRequest } from '../../nodes/host/http';
import type { Row, Shop } from '../../nodes/WooCommerce/client/api';
import type { PollState } from '../../nodes/WooCommerce/poll/pollState';
import { pollShop } from '../../nodes/WooCommerce/poll/pollShop';
import { readPollerConfiguration } from '../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { defaultPolledResource, type PolledResource } from '../../nodes/WooCommerce/polledResource';
import { RESOURCES } from '../../nodes/WooCommerce/resources';

/* What recent or odd dates of a shop do to the start of a poll, found by a hostile reader. */

const MINUTE = 60_000;
const BEGIN = Date.parse('2026-11-29T12:00:00Z');
const gmt = (ms: number) => new Date(ms).toISOString().slice(0, 19);
const orderOf = (id: number, created: number, modified = created): Row & { id: number } => ({
	...{ id, status: 'processing', total: '10.00' },
	...{ date_created_gmt: gmt(created), date_modified_gmt: gmt(modified) },
});

/** A shop of orders that takes some time for each request. */
class SlowShop {
	now = BEGIN;
	requests = 0;

	constructor(
		readonly orders: Array<Row & { id: number }>,
		private readonly requestMs: number,
	) {}

	readonly shop: Shop = {
		store: { url: 'https://shop.example', account: 'shop.example' },
		now: () => this.now,
		steadyNow: () => this.now,
		steadyOrigin: 0,
		pause: async () => await Promise.resolve(),
		send: async ({ query = {} }: HttpRequest) => {
			this.requests++;
			this.now += this.requestMs;
			const { status, modified_after: after = '', order, offset, per_page: size, include } = query;
			const ids = include?.split(',').map(Number);
			const matching = (status === 'trash' ? [] : this.orders).filter(
				(one) => String(one.date_modified_gmt) > after && (ids?.includes(one.id) ?? true),
			);
			const sorted = [...matching].sort((one, other) => one.id - other.id);
			if (order === 'desc') sorted.reverse();
			const from = Number(offset ?? 0);
			const headers = {
				date: new Date(this.now).toUTCString(),
				'x-wp-total': String(sorted.length),
			};
			const body = Buffer.from(JSON.stringify(sorted.slice(from, from + Number(size ?? 10))));
			return ok({ status: 200, headers, body });
		},
	};

	async poll(state: PollState | undefined, polled = [ORDERS], withinMs = Infinity) {
		const started = this.now;
		return await pollShop(this.shop, polled, state, () => this.now - started < withinMs);
	}
}

const ORDERS: PolledResource = defaultPolledResource('orders', RESOURCES.orders);

it('begins within the time of a poll although 5,200 orders were just edited and each request is slow', async () => {
	const edited = Array.from({ length: 5_200 }, (_, at) =>
		orderOf(at + 1, BEGIN - 1_500 * MINUTE, BEGIN - 2 * MINUTE),
	);
	const slow = new SlowShop(edited, 59_000);
	const { problems, state } = await slow.poll(undefined, [ORDERS], MINUTE);
	expect(problems).toEqual([]);
	expect(state.resources.orders).toBeDefined();
	expect(slow.requests).toBeLessThan(8);
});

it('quotes a short part of an object that does not fit the configuration, without secrets', async () => {
	const key = `ck_${'a1'.repeat(20)}`;
	const odd = { ...orderOf(1, BEGIN), [`n${'a'.repeat(1_000_000)}`]: 1 };
	const shop = new SlowShop([{ ...odd, changed: `${key}\u202e${'x'.repeat(1_000_000)}` }], 50);
	const dates = { updatedDateField: 'changed', updatedDateFormat: 'yyyy' };
	for (const more of [{ idField: 'none' }, { datesConfiguration: dates }]) {
		const read = readPollerConfiguration({ orders: { url: 'orders', ...more } });
		if (!read.ok) throw new Error(read.problem.message);
		const { problems } = await shop.poll(undefined, [...read.value]);
		const [{ problem }] = problems;
		expect(problem.message).toMatch(/^The JSON of the resources cannot be used: /);
		expect(problem.message.length).toBeLessThan(1_000);
		expect(problem.message).not.toContain(key);
		expect(problem.message).not.toContain('\u202e');
	}
});
