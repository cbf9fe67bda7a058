import { PROBLEM, ok, type Result } from '../../nodes/core/result';
import { listWebhooks, type Box } from '../../nodes/Box/api';
import { browse } from '../../nodes/Box/browse';
import type { Ask } from '../../nodes/Ecwid/client/client';
import { listAll } from '../../nodes/Ecwid/client/listing';
import type { HttpRequest, Send } from '../../nodes/host/http';
import { readPages } from '../../nodes/host/pages';
import { listSubscriptions, type Connection as Shopify } from '../../nodes/Shopify/api';
import type { Connection as WooCommerce } from '../../nodes/WooCommerce/webhooks/connection';
import { beginResource } from '../../nodes/WooCommerce/poll/beginResource';
import { scanUnordered } from '../../nodes/WooCommerce/poll/scan/unorderedList';
import { scanWindow } from '../../nodes/WooCommerce/poll/scan/scanWindow';
import { subscriptions } from '../../nodes/WooCommerce/webhooks/subscription';
import { RESOURCES } from '../../nodes/WooCommerce/resources';
import { defaultPolledResource } from '../../nodes/WooCommerce/polledResource';

/** A vendor that answers every request with JSON, and counts them. */
function answering(body: (request: HttpRequest, count: number) => unknown, headers = {}) {
	const asked = { count: 0 };
	const send: Send = async (request) =>
		ok({
			status: 200,
			headers,
			body: Buffer.from(JSON.stringify(body(request, ++asked.count))),
		});
	return { asked, send };
}

const store = { url: 'https://shop.example', account: 'shop.example' };
const MOST_REQUESTS = 100;
const rows = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => ({ id: from + index + 1, name: 'x' }));

/** A list of each vendor, whose vendor names one more page each time: the same one, or a new one. */
const LISTS: Record<
	string,
	(next: (count: number) => string) => {
		asked: { count: number };
		read(): Promise<Result<unknown>>;
	}
> = {
	'webhooks of Shopify': (next) => {
		const { asked, send } = answering((_, count) => ({
			data: {
				webhookSubscriptions: {
					nodes: [],
					pageInfo: { hasNextPage: true, endCursor: next(count) },
				},
			},
		}));
		const shop = { domain: 'my-shop.myshopify.com', url: 'https://my-shop.myshopify.com' };
		const connection = { shop, apiVersion: '2026-10', send, now: Date.now } as unknown as Shopify;
		return { asked, read: async () => await listSubscriptions(connection) };
	},
	'webhooks of Box': (next) => {
		const { asked, send } = answering((_, count) => ({ entries: [], next_marker: next(count) }));
		return { asked, read: async () => await listWebhooks({ url: 'https://box.example', send }) };
	},
	'a folder of Box': (next) => {
		const { asked, send } = answering((_, count) => ({ entries: [], next_marker: next(count) }));
		const box: Box = { url: 'https://box.example', send };
		return { asked, read: async () => await browse(box, 'Contracts/2026') };
	},
};

/** A person must not delete files so that n8n's panel can list a folder. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
	'a folder of Box': 'Enter the file or folder by its ID',
};

describe.each(Object.entries(LISTS))('a list without end: %s', (name, open) => {
	it('is given up where its cursors repeat', async () => {
		const { asked, read } = open(() => 'the-same');
		expect(await read()).toMatchObject({
			problem: {
				reason: PROBLEM.unexpected,
				message: expect.stringContaining('an invalid or repeated page cursor'),
			},
		});
		expect(asked.count).toBe(2);
	});

	it('is given up where each cursor is a new one', async () => {
		const { asked, read } = open((count) => `cursor-${count}`);
		expect(await read()).toMatchObject({
			problem: {
				reason: PROBLEM.unexpected,
				message: expect.stringMatching(
					new RegExp(`it has more than \\d+ pages\\. ${NEXT_STEPS[name] ?? 'Remove the entries'}`),
				),
			},
		});
		expect(asked.count).toBe(MOST_REQUESTS);
	});

	it('is given up at the first cursor that is longer than any vendor makes', async () => {
		const { asked, read } = open((count) => 'm'.repeat(100_000) + String(count));
		expect(await read()).toMatchObject({ problem: { reason: PROBLEM.unexpected } });
		expect(asked.count).toBe(1);
	});
});

describe('a list of huge entries', () => {
	const MB = 1024 * 1024;

	it('is given up before it fills the memory: webhooks of Shopify', async () => {
		const { asked, send } = answering((_, count) => ({
			data: {
				webhookSubscriptions: {
					nodes: [{ id: 'i'.repeat(10 * MB) + String(count), topic: 'X', uri: 'x' }],
					pageInfo: { hasNextPage: true, endCursor: String(count) },
				},
			},
		}));
		const shop = { domain: 'my-shop.myshopify.com', url: 'https://my-shop.myshopify.com' };
		const connection = { shop, apiVersion: '2026-10', send, now: Date.now } as unknown as Shopify;
		expect(await listSubscriptions(connection)).toMatchObject({
			problem: { reason: PROBLEM.unexpected, message: expect.stringContaining('32 MB') },
		});
		expect(asked.count).toBe(4);
	});

	it.each([
		['is longer than any id', 'i'.repeat(10_000)],
		['is half a character', '\ud800'],
		['would leave the path', '..'],
	])('leaves out a webhook of Box whose id %s', async (_, id) => {
		const { asked, send } = answering(() => ({ entries: [{ id }], next_marker: null }));
		expect(await listWebhooks({ url: 'https://box.example', send })).toEqual(ok([]));
		expect(asked.count).toBe(1);
	});
});

describe('a list of a WooCommerce shop whose total lies', () => {
	const headers = { 'x-wp-total': '999999999' };

	it('is given up: webhooks', async () => {
		const { asked, send } = answering(() => rows(100), headers);
		const shop = { store, send, now: Date.now, steadyNow: Date.now };
		const connection = { shop } as unknown as WooCommerce;
		expect(await subscriptions.list(connection)).toMatchObject({
			problem: { message: expect.stringContaining('could not be read to its end') },
		});
		expect(asked.count).toBe(MOST_REQUESTS);
	});

	it('is given up and named after two million rows: the changes of a window', async () => {
		const { asked, send } = answering(({ query: { offset = '0', per_page = '10' } = {} }) => {
			return rows(Number(per_page), Number(offset));
		}, headers);
		const pause = async () => await Promise.resolve();
		const shop = { store, send, now: Date.now, steadyNow: Date.now, steadyOrigin: 0, pause };
		const orders = defaultPolledResource('orders', RESOURCES.orders);
		const begun = await beginResource({ shop, polled: orders });
		if (!begun.ok) throw new Error(begun.problem.message);
		const window = { from: 0, to: 1_000 };
		const position = { afterId: 1_999_700, offset: 1_999_700 };
		asked.count = 0;
		const until = (count: number) => ({
			...{ shop, polled: orders, hold: () => true },
			hasBudget: () => asked.count < count,
		});
		const before = { ...begun.value, baseline: undefined, pending: { window, position } };
		const first = await scanWindow(until(1), before, 0);
		expect(first).toMatchObject({ state: { pending: { window } } });
		expect(first).not.toHaveProperty('problem');
		const { state, problem } = await scanWindow(until(10), first.state, 0);
		expect(problem?.message).toMatch(/changes of orders of shop\.example failed: .*does not end/);
		expect(state).toMatchObject({ pending: undefined, watermark: before.watermark });
	});

	it('comes to an end in one round: a list that ignores its pages', async () => {
		const { asked, send } = answering(() => rows(100), headers);
		const plugin = { ...RESOURCES.customers, isMeasured: false };
		const watched = { ...defaultPolledResource('customers', plugin), scanRequests: 5 };
		const pause = async () => await Promise.resolve();
		const shop = { store, send, now: Date.now, steadyNow: Date.now, steadyOrigin: 0, pause };
		const begun = await beginResource({ shop, polled: watched });
		if (!begun.ok) throw new Error(begun.problem.message);
		asked.count = 0;
		const { state } = await scanUnordered(
			{ shop, polled: watched, hasBudget: () => asked.count < 1000, hold: () => true },
			begun.value,
		);
		expect(asked.count).toBe(2);
		expect(state.unordered).toMatchObject({ page: 1, isListed: true });
	});
});

describe('a list of an Ecwid store', () => {
	const list = (
		items: (count: number) => unknown[],
		bytes: number,
		total: (count: number) => number = () => 999_999,
	) => {
		const asked = { count: 0 };
		const ask: Ask = async () => {
			asked.count += 1;
			const value = { total: total(asked.count), items: items(asked.count) };
			return ok({ value, bytes, serverNow: 0 });
		};
		return { asked, read: async () => await listAll(ask, 'products', {}) };
	};

	it('is given up where it repeats a page', async () => {
		const { asked, read } = list(() => rows(100), 10_000);
		expect(await read()).toMatchObject({
			problem: { message: expect.stringContaining('repeats a page') },
		});
		expect(asked.count).toBe(2);
	});

	it('is given up before it fills the memory', async () => {
		const { asked, read } = list((count) => rows(100, count * 100), 30 * 1024 * 1024);
		expect(await read()).toMatchObject({ problem: { message: expect.stringContaining('256 MB') } });
		expect(asked.count).toBe(9);
	});

	it('is given up at the first page that is longer than asked for', async () => {
		const { asked, read } = list((count) => rows(101, count * 101), 10_000);
		expect(await read()).toMatchObject({
			problem: { reason: PROBLEM.unexpected, message: expect.stringContaining('101 rows') },
		});
		expect(asked.count).toBe(1);
	});

	it('is given up at once when it holds more than can be read', async () => {
		const { asked, read } = list(
			(count) => rows(100, count * 100),
			10_000,
			() => 1_000_001,
		);
		expect(await read()).toMatchObject({
			problem: { message: expect.stringContaining('1000001') },
		});
		expect(asked.count).toBe(1);
	});

	it('is given up when its total grows as fast as it is read', async () => {
		const { asked, read } = list(
			(count) => rows(100, count * 100),
			10_000,
			(count) => (count + 1) * 100,
		);
		expect(await read()).toMatchObject({ problem: { message: expect.stringContaining('grows') } });
		expect(asked.count).toBeLessThanOrEqual(1_010);
	});
});

describe('pages that are longer than asked for', () => {
	it('are not added up: webhooks of Shopify', async () => {
		const { asked, send } = answering((_, count) => ({
			data: {
				webhookSubscriptions: {
					nodes: rows(20_000, count * 20_000).map(({ id }) => ({
						id: `${id}`,
						topic: 'X',
						uri: 'x',
					})),
					pageInfo: { hasNextPage: true, endCursor: `cursor-${count}` },
				},
			},
		}));
		const shop = { domain: 'my-shop.myshopify.com', url: 'https://my-shop.myshopify.com' };
		const connection = { shop, apiVersion: '2026-10', send, now: Date.now } as unknown as Shopify;
		expect(await listSubscriptions(connection)).toMatchObject({
			problem: { reason: PROBLEM.unexpected },
		});
		expect(asked.count).toBe(2);
	});

	it('are not added up: webhooks of Box', async () => {
		const { asked, send } = answering((_, count) => ({
			entries: rows(60_000, count * 60_000).map(({ id }) => ({ id: String(id) })),
			next_marker: `marker-${count}`,
		}));
		expect(await listWebhooks({ url: 'https://box.example', send })).toMatchObject({
			problem: { reason: PROBLEM.unexpected },
		});
		expect(asked.count).toBe(2);
	});
});

it('more webhooks than Box allows are not each looked at', async () => {
	const { asked, send } = answering(() => ({
		entries: rows(50_000).map(({ id }) => ({ id: String(id) })),
	}));
	expect(await listWebhooks({ url: 'https://box.example', send })).toMatchObject({
		problem: { message: expect.stringMatching(/have 50000, .*Remove some/) },
	});
	expect(asked.count).toBe(1);
});

it('pages are read to their end, in their order', async () => {
	const pages = [[1, 2], [], [3]];
	const read = await readPages('The list', 3, async (cursor = '0') => {
		const next = Number(cursor) + 1;
		return ok({
			rows: pages[Number(cursor)],
			next: next < pages.length ? String(next) : undefined,
		});
	});
	expect(read).toEqual(ok([1, 2, 3]));
});
