/**
 * A replay reads lists in parts of thousands of rows. Neither their number nor their length may keep n8n from responding:
 * 12,000 events with 84 MB of raw objects blocked it for 21 s, because each one sorted all that were kept.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { IExecuteFunctions } from 'n8n-workflow';

import type { Change } from '../../nodes/core/event';
import { NO_FILTER } from '../../nodes/core/eventFilter';
import type { ReplayRequest } from '../../nodes/core/replay';
import { ok } from '../../nodes/core/result';
import { collector, type Room } from '../../nodes/host/replay/collector';
import { replayFrom } from '../../nodes/SignedEvent/replay/replay';
import type { Shop } from '../../nodes/WooCommerce/client/api';
import { LearnedFields } from '../../nodes/WooCommerce/fields/learnedFields';
import { readAgain } from '../../nodes/WooCommerce/replay/read';

const FROM = Date.parse('2026-11-01T00:00:00Z');

function change(count: number, raw: Record<string, unknown> = {}): Change {
	return {
		...{ eventType: 'CREATED', kind: 'CREATED', objectType: 'orders', objectId: String(count) },
		...{ date: new Date(FROM + count * 1_000).toISOString(), revision: 'born' },
		...{ topic: 'order.created', raw },
	};
}

describe('a part of a list whose objects exceed the room of a replay', () => {
	const most = 100;
	const room: Room = { most, mostRaw: 10_000, isCount: false };
	const source = { elementKey: 'a', hubKey: 'b', account: 'c', includeRaw: true };
	const choice = { from: FROM, to: Infinity, ids: [], filter: NO_FILTER };
	/** The latest come first, so each one is earlier than all that are kept. */
	const changes = Array.from({ length: 20 * most }, (_, at) =>
		change(20 * most - at, { text: 'x'.repeat(200) }),
	);
	const collect = () =>
		collector(choice, room, { ...source, instanceName: '', instanceTags: [] }, 0);

	it('is sorted once for as many events as there is room for', () => {
		const events = collect();
		const sort = jest.spyOn(Array.prototype, 'sort');
		events.take(changes);
		const { length } = sort.mock.calls;
		sort.mockRestore();
		expect(length).toBeLessThanOrEqual(20);
	});

	it('leaves the earliest events, and is known to be too large', () => {
		const events = collect();
		events.take(changes);
		expect(events.isFull()).toBe(true);
		const { kept, isCut } = events.result();
		expect(kept.map(({ event }) => event?.objectId)).toEqual(
			Array.from({ length: most }, (_, at) => String(at + 1)),
		);
		expect(isCut).toBe(true);
	});

	it('is not too large if only the events that are not kept are large', () => {
		const events = collect();
		events.take(changes);
		events.take(Array.from({ length: most }, (_, at) => change(-at)).map(inSpan));
		expect(events.isFull()).toBe(false);
	});

	function inSpan(one: Change, at: number): Change {
		return { ...one, date: new Date(FROM + at).toISOString() };
	}
});

it('a part with many events is taken a few at a time', async () => {
	let made = 0;
	let isOver = false;
	const counted = Array.from({ length: 5_000 }, (_, count) => {
		const get = () => {
			made++;
			return 'born';
		};
		return Object.defineProperty(change(count), 'revision', { get, enumerable: true });
	});
	const vendor = {
		...{ name: 'fake', displayName: 'Fake', elementKey: 'fake', hubKey: 'ecommerce' },
		...{ credentials: [{ type: 'fakeApi' }], credentialType: () => 'fakeApi' },
		...{ objectTypes: [{ name: 'Orders', value: 'orders' }], defaultTypes: ['orders'] },
		open: async () =>
			ok({
				account: 'shop.example',
				async read({ take }: ReplayRequest) {
					await take(counted);
					return ok({ isComplete: true, warnings: [] });
				},
			}),
	};
	const all: Record<string, unknown> = { vendor: 'fake', from: FROM, returnAll: true };
	const functions = {
		...{ helpers: {}, getInputData: () => [{ json: {} }], addExecutionHints: () => undefined },
		getNode: () => ({ id: '1', name: 'Replay', typeVersion: 2, credentials: { fakeApi: {} } }),
		...{ getCredentials: async () => ({}), getTimezone: () => 'UTC' },
		getNodeParameter: (name: string, _: number, fallback: unknown) => all[name] ?? fallback,
	} as unknown as IExecuteFunctions;
	const replayed = replayFrom(functions, [vendor], () => 0).finally(() => (isOver = true));
	let most = 0;
	for (let before = 0; !isOver; before = made) {
		await nextTurn();
		most = Math.max(most, made - before);
	}
	const [items] = await replayed;
	expect(items).toHaveLength(5_000);
	// An event reads its revision a few times.
	expect(most).toBeLessThan(5_000);
});

it('a list of a shop with many rows that are not objects is read to its end', async () => {
	const rows = 140_000;
	const row = (at: number) =>
		at % 33 > 0 ? null : { id: at, date_created_gmt: '2026-11-02T00:00:00', status: 'publish' };
	const send = async ({ query }: { query: Record<string, string> }) => {
		const offset = Number(query.offset);
		const length = Math.max(Math.min(Number(query.per_page), rows - offset), 0);
		const page = Array.from({ length }, (_, at) => row(offset + at));
		const headers = { 'x-wp-total': String(rows), date: 'Mon, 30 Nov 2026 10:00:00 GMT' };
		return ok({ status: 200, headers, body: Buffer.from(JSON.stringify(page)) });
	};
	const shop = {
		...{ store: { url: 'https://shop.example', account: 'shop.example' }, send },
		...{ now: () => FROM, steadyNow: () => 0, steadyOrigin: 0, pause: async () => undefined },
	} as unknown as Shop;
	const fields = { ignored: [], learned: new LearnedFields() };
	const read = await readAgain(shop, fields, {
		...{ objectTypes: ['discounts'], from: FROM, to: Infinity, ids: [], mostPerList: Infinity },
		take: async (changes) => changes.length,
		mayGoOn: () => true,
	});
	expect(read).toEqual(
		ok({
			isComplete: true,
			warnings: [
				expect.stringMatching(/^The replay has no events of 2715\d\d objects that shop\.example/),
			],
		}),
	);
}, 120_000);
