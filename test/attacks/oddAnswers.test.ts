import { ok } from '../../nodes/core/result';
import { readDate } from '../../nodes/Ecwid/changes';
import { list, listById, read, type Shop } from '../../nodes/WooCommerce/client/api';
import { parseBody } from '../../nodes/WooCommerce/client/bodyJson';
import { readJavaPattern } from '../../nodes/WooCommerce/poll/configuration/javaDates';
import type { PollState } from '../../nodes/WooCommerce/poll/pollState';
import { pollShop } from '../../nodes/WooCommerce/poll/pollShop';
import { defaultPolledResource } from '../../nodes/WooCommerce/polledResource';
import { RESOURCES } from '../../nodes/WooCommerce/resources';

/* What a broken plugin, a cache or a wrong clock can answer, found by a hostile reader. */

const NOW = Date.parse('2026-11-28T10:00:00Z');
const NO_NUMBER = { toString: 1, valueOf: 1 };

/** A shop that answers each request by its query. */
const shopOf = (
	answer: (query: Record<string, string>) => unknown,
	date = new Date(NOW).toUTCString(),
	write: (body: unknown) => string = JSON.stringify,
): Shop => ({
	store: { account: 'shop.example', url: 'https://shop.example' } as Shop['store'],
	now: () => NOW,
	steadyNow: () => NOW,
	steadyOrigin: 0,
	pause: async () => undefined,
	send: async ({ query = {} }) => {
		const body = answer(query);
		const total = Array.isArray(body) ? String(body.length) : '0';
		const headers = { date, 'x-wp-total': total, 'content-type': 'application/json' };
		return ok({ status: 200, headers, body: Buffer.from(write(body)) });
	},
});

describe('an object that is not one', () => {
	const odd = [{ id: NO_NUMBER }, { id: null }, { id: 3.5 }, {}, null, [], 'x'];

	it.each(odd)('is left out of a list, and the others are read: %j', async (row) => {
		const shop = shopOf(() => [{ id: 1 }, row, { id: '3' }]);
		const read = await listById(shop, 'wc/v3/orders', { per_page: '3' });
		expect(read).toMatchObject({ ok: true, value: { rows: [{ id: 1 }, { id: 3 }], total: 3 } });
	});

	it('makes a page unusable if all are like that', async () => {
		const shop = shopOf(() => [{ id: NO_NUMBER }, { id: 'a' }]);
		const rows = await listById(shop, 'wc/v3/orders', { per_page: '2' });
		expect(rows).toMatchObject({ ok: false, problem: { reason: 'unusable' } });
	});

	it('is a problem where one is asked for by id', async () => {
		const answer = await read(
			shopOf(() => null),
			'wc/v3/orders',
			'5',
		);
		expect(answer).toMatchObject({ ok: false, problem: { reason: 'unexpected' } });
	});

	it('has no date', () => {
		expect(readDate(NO_NUMBER)).toBeUndefined();
	});
});

it('reads an answer after a byte order mark, which a plugin of the shop writes', async () => {
	const shop = shopOf(
		() => [{ id: 1 }],
		undefined,
		(body) => `\ufeff${JSON.stringify(body)}`,
	);
	const list = await listById(shop, 'wc/v3/orders', { per_page: '3' });
	expect(list).toMatchObject({ ok: true, value: { rows: [{ id: 1 }] } });
});

describe('a response that takes long to read', () => {
	const nulls = (count: number) => [{ id: 1 }, ...Array.from({ length: count }, () => null)];

	it('is rejected if a page has more rows than were asked for, although few are objects', async () => {
		const shop = shopOf(() => nulls(500));
		const page = await listById(shop, 'wc/v3/orders', { per_page: '100' });
		expect(page).toMatchObject({
			problem: {
				reason: 'unordered',
				message: expect.stringContaining('501 objects instead of at most 100'),
			},
		});
	});

	it('names at most as many rows as a page has: a list that ignores its pages', async () => {
		const page = await list(
			shopOf(() => nulls(500)),
			'wc/v3/memberships',
			{},
		);
		if (!page.ok) throw new Error(page.problem.message);
		expect(page.value.holes).toHaveLength(100);
		expect(page.value.length).toBe(501);
	});

	it('is searched for JSON only until that has taken half a second: brackets around a long text', () => {
		const text = 'a'.repeat(2_000_000);
		const body = `Warning: x\n${'[\n'.repeat(20)}"${text}" x ${']\n'.repeat(20)}`;
		const parse = jest.spyOn(JSON, 'parse');
		expect(parseBody(Buffer.from(body)).ok).toBe(false);
		const parsed = parse.mock.calls.reduce((sum, [tried]) => sum + tried.length, 0);
		parse.mockRestore();
		expect(parsed).toBeLessThan(40_000_000);
	});

	it('is still read if a message of PHP is before or after its JSON', () => {
		const rows = [{ id: 1, note: 'a'.repeat(2_000_000) }];
		const json = JSON.stringify(rows);
		for (const body of [`Warning: x [1]\n${json}`, `${json}\nNotice: y [2]\n`])
			expect(parseBody(Buffer.from(body))).toEqual({ ok: true, value: rows });
	});
});

describe("a customer's text in a message of PHP", () => {
	const REAL = [{ id: 2, note: 'x' }];
	const said = (text: string) => [
		`\nWarning: Undefined array key "${text}" in /srv/gift.php on line 12\n`,
		`<br />\n<b>Warning</b>:  Undefined array key "${text}" in <b>/srv/gift.php</b> on line <b>12</b><br />\n`,
	];
	const texts = [
		'\n[{"id":900}]\n',
		'>[{"id":900}]<',
		'\n{"id":900}\n',
		'\n[{"id":900,"note":"',
		'\n[{"id":900},',
		'\n[{"id":900}]\nWarning: y ',
		'<html>',
		']\n',
	];

	it.each(texts.flatMap(said))('is never the response: %j', (message) => {
		const before = parseBody(Buffer.from(message + JSON.stringify(REAL)));
		expect(before).toEqual({ ok: true, value: REAL });
		const after = parseBody(Buffer.from(JSON.stringify(REAL) + message));
		expect(after).toEqual({ ok: true, value: REAL });
		const both = parseBody(Buffer.from(message + JSON.stringify(REAL) + message));
		expect(both.ok).toBe(false);
		expect(parseBody(Buffer.from(message)).ok).toBe(false);
	});
});

describe('a date format of the poller configuration', () => {
	it('may name each field once: luxon makes an exponential expression of repeated ones', () => {
		expect(readJavaPattern('dM'.repeat(28))).toMatchObject({ ok: false, what: 'd' });
		const pattern = readJavaPattern("yyyy-MM-dd'T'HH:mm:ss");
		expect(pattern.ok && pattern.read('2026-11-28T10:00:00')).toBe(NOW);
		expect(pattern.ok && pattern.read('1'.repeat(61))).toBeUndefined();
	});
});

describe('a clock of the shop that is wrong by its date', () => {
	const watched = [defaultPolledResource('orders', RESOURCES.orders)];
	const poll = async (date?: string, state?: PollState) =>
		await pollShop(
			shopOf(() => [], date),
			watched,
			state,
			() => true,
		);
	const dates = ['Thu, 01 Jan 1970 00:00:00 GMT', new Date(NOW + 365 * 86_400_000).toUTCString()];

	it.each(dates)('begins no poll and moves no cursor: %s', async (date) => {
		expect((await poll(date)).problems).toMatchObject([
			{ name: 'orders', problem: { message: expect.stringContaining("the shop's clock shows") } },
		]);
		const { state } = await poll();
		const wrong = await poll(date, state);
		expect(wrong.problems).toHaveLength(1);
		expect(wrong.state).toEqual(state);
		const right = await poll(undefined, wrong.state);
		expect(right).toMatchObject({ changes: [], problems: [], warnings: [] });
	});

	it.each(['+020000-01-01T00:00:00Z', '-000500-01-01T00:00:00Z', '2026-11-28', 'x'])(
		'counts for nothing if it has another form: %s',
		async (date) => {
			const { state } = await poll(date);
			expect(state.resources.orders.since).toBe(NOW);
			expect((await poll(date, state)).problems).toEqual([]);
		},
	);
});
