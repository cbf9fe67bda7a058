import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Change } from '../../../../nodes/core/event';
import { ok, unexpected, type Result } from '../../../../nodes/core/result';
import type { Replayed, ReplayRequest } from '../../../../nodes/core/replay';
import type { Replayable } from '../../../../nodes/host/replay/replayable';
import { MOST_EVENTS, MOST_RAW, REPLAY_FOR_MS } from '../../../../nodes/SignedEvent/replay/limits';
import { replayFrom } from '../../../../nodes/SignedEvent/replay/replay';
import { replayPanel } from '../../../../nodes/SignedEvent/replay/replayPanel';
import { REPLAYABLE } from '../../../../nodes/vendors';

const FROM = '2026-11-01T00:00:00Z';
const FIRST = Date.parse(FROM);

const COMPLETE: Replayed = { isComplete: true, warnings: [] };

/** Runs Replay with a vendor that reads in the given way. */
async function run(
	read: (request: ReplayRequest) => Result<Replayed> | Promise<Result<Replayed>>,
	parameters: IDataObject = {},
	{
		clock = () => 0,
		signal,
		continueOnFail = false,
	}: { clock?: () => number; signal?: AbortSignal; continueOnFail?: boolean } = {},
) {
	const vendor: Replayable = {
		...{ name: 'fake', displayName: 'Fake', elementKey: 'fake', hubKey: 'ecommerce' },
		credentials: [{ type: 'fakeApi' }],
		credentialType: () => 'fakeApi',
		objectTypes: [{ name: 'Orders', value: 'orders' }],
		defaultTypes: ['orders'],
		open: async () => ok({ account: 'shop.example', read: async (request) => await read(request) }),
	};
	const hints: string[] = [];
	const all: IDataObject = { vendor: 'fake', from: FROM, ...parameters };
	const functions = {
		helpers: {},
		getInputData: () => [{ json: {} }],
		getNode: () => ({
			...{ id: '1', name: 'Replay', typeVersion: 2 },
			credentials: parameters.credential === null ? {} : { fakeApi: {} },
		}),
		getCredentials: async () => ({}),
		getTimezone: () => 'Europe/Berlin',
		getExecutionCancelSignal: () => signal,
		addExecutionHints: ({ message }: { message: string }) => hints.push(message),
		continueOnFail: () => continueOnFail,
		getNodeParameter: (name: string, _: number, fallback: unknown) => all[name] ?? fallback,
	} as unknown as IExecuteFunctions;
	const [items] = await replayFrom(functions, [vendor], clock);
	return { items, hints };
}

function change(count: number, raw: Record<string, unknown> = {}): Change {
	return {
		...{ eventType: 'CREATED', kind: 'CREATED', objectType: 'orders', objectId: String(count) },
		...{ date: new Date(FIRST + count * 1_000).toISOString(), revision: 'born' },
		...{ topic: 'order.created', raw },
	};
}

/** Takes changes in pages of 100. */
function pages(count: number, rawOf: (one: number) => Record<string, unknown> = () => ({})) {
	return async ({ take, mayGoOn }: ReplayRequest) => {
		for (let start = 0; start < count && mayGoOn(); start += 100)
			await take(
				Array.from({ length: Math.min(100, count - start) }, (_, at) => start + at).map((one) =>
					change(one, rawOf(one)),
				),
			);
		return ok(COMPLETE);
	};
}

describe('the parameters', () => {
	it('describe the filters of triggers as filters of what the node emits', () => {
		const options = replayPanel.find(({ name }) => name === 'options')
			?.options as INodeProperties[];
		expect(options.slice(0, 2).map(({ description }) => description)).toEqual([
			'Types of events to emit. Defaults to all.',
			expect.stringMatching(/^Conditions that an event must meet to be emitted\./),
		]);
	});

	it.each<[string, IDataObject, RegExp]>([
		[
			'To before From',
			{ to: '2026-10-31T00:00:00Z' },
			/the date in To is not later than the date in From\. Enter a later date in To/,
		],
		['To equal to From', { to: FROM }, /the date in To is not later than the date in From/],
		[
			'a From that is not a date',
			{ from: 'last week' },
			/The date in From cannot be used: "last week"/,
		],
		[
			'a From in the future',
			{ from: '2100-01-01T00:00:00Z', to: '' },
			/The date in From cannot be used: 2100-01-01T00:00:00Z is in the future\. .*Choose an earlier date\./,
		],
		['no From', { from: '' }, /The date in From cannot be used: "" is not a date/],
		['a To that is not a date', { to: 'later' }, /The date in To cannot be used: "later"/],
		['another vendor', { vendor: 'ebay' }, /"ebay" is not a vendor\. Choose one of fake/],
		['no object types', { objectTypes: [] }, /no type is chosen\. Choose from orders/],
		['another object type', { objectTypes: 'carts' }, /"carts" is not a type that Replay/],
		['no credential', { credential: null }, /it has no credential\. Choose one in the node/],
		[
			'an operator that does not exist',
			{ options: { filterFields: { condition: [{ field: 'a', operator: 'like' }] } } },
			/"like" is not an operator/,
		],
	])('are rejected with %s', async (_case, parameters, message) => {
		const asked = jest.fn(() => ok(COMPLETE));
		await expect(run(asked, parameters)).rejects.toThrow(message);
		expect(asked).not.toHaveBeenCalled();
	});

	it('reach the vendor, and dates without a zone are in the zone of the workflow', async () => {
		const asked: ReplayRequest[] = [];
		const read = (request: ReplayRequest) => (asked.push(request), ok(COMPLETE));
		const from = '2026-11-01T12:00:00.9';
		await run(read, { from, to: '2026-11-02 00:00:00', ids: 'a, b, a', limit: '7' });
		expect(asked).toMatchObject([
			{
				...{ objectTypes: ['orders'], ids: ['a', 'b'], mostPerList: 7 },
				from: Date.parse('2026-11-01T11:00:00Z'),
				to: Date.parse('2026-11-01T23:00:00Z'),
			},
		]);
		await run(read, { limit: 5, preview: true });
		expect(asked[1]).toMatchObject({ to: Infinity, mostPerList: Infinity });
	});

	it('name vendors and types that the node offers', () => {
		expect(REPLAYABLE.map(({ name }) => name)).toEqual([
			...['box', 'ecwid', 'shopify', 'wooCommerce'],
		]);
		for (const { objectTypes, defaultTypes } of REPLAYABLE)
			expect(objectTypes.map(({ value }) => value)).toEqual(
				expect.arrayContaining([...defaultTypes]),
			);
	});
});

describe('the limits', () => {
	it('emits the earliest events, in any order of pages, and each once', async () => {
		const read = async ({ take }: ReplayRequest) => {
			for (const count of [9, 3, 5, 3, 1, 7]) await take([change(count)]);
			return ok(COMPLETE);
		};
		const { items } = await run(read, { limit: 3 });
		expect(items.map(({ json }) => json.objectId)).toEqual(['1', '3', '5']);
		expect((await run(read, { returnAll: true })).items).toHaveLength(5);
	});

	it('fails with a shorter span if all events were asked for and are too many', async () => {
		await expect(run(pages(MOST_EVENTS + 1), { returnAll: true })).rejects.toThrow(
			/has more than 10,000 events\. Enter 2026-11-01T02:46:39.000Z as To\. Then replay the rest/,
		);
		const { items } = await run(pages(MOST_EVENTS), { returnAll: true });
		expect(items).toHaveLength(MOST_EVENTS);
	});

	it('fails if the raw objects are too large, unless they are left out', async () => {
		const text = 'x'.repeat(MOST_RAW / 50);
		const large = pages(60, () => ({ text }));
		await expect(run(large, { returnAll: true })).rejects.toThrow(
			/exceed 64 MB\..*Include Raw Object off/,
		);
		const { items } = await run(large, { returnAll: true, options: { includeRaw: false } });
		expect(items).toHaveLength(60);
		expect((await run(large, { preview: true })).items[0].json).toMatchObject({ events: 60 });
		expect((await run(large, { limit: 10 })).items).toHaveLength(10);
	});

	it('ends after 15 minutes, and sends no further request', async () => {
		let now = 0;
		let count = 0;
		const slow = async ({ take, mayGoOn }: ReplayRequest) => {
			for (; mayGoOn(); now += 60_000) await take([change(count++)]);
			return ok({ ...COMPLETE, isComplete: false });
		};
		await expect(run(slow, {}, { clock: () => now })).rejects.toThrow(
			/took more than 15 minutes\. Choose a shorter span/,
		);
		expect(count).toBe(REPLAY_FOR_MS / 60_000);
	});

	it('ends if the execution is cancelled', async () => {
		const aborted = AbortSignal.abort();
		const read = jest.fn(({ mayGoOn }: ReplayRequest) =>
			ok({ ...COMPLETE, isComplete: mayGoOn() }),
		);
		await expect(run(read, {}, { signal: aborted })).rejects.toThrow(/was cancelled/);
	});

	it('fails if a list could not be read to its end', async () => {
		await expect(run(() => ok({ ...COMPLETE, isComplete: false }))).rejects.toThrow(
			/lists have too many rows\. Choose a shorter span/,
		);
	});
});

describe('the outcome', () => {
	it('is an item with the problem if the node continues on errors', async () => {
		const failing = () => unexpected('The shop did not respond. Try again later.');
		const { items } = await run(failing, {}, { continueOnFail: true });
		expect(items).toMatchObject([
			{
				json: { error: 'The shop did not respond. Try again later.', details: 'unexpected' },
				pairedItem: { item: 0 },
			},
		]);
	});

	it('is a problem also if the vendor throws', async () => {
		const throwing = () => {
			throw new TypeError('a is not a function');
		};
		await expect(run(throwing)).rejects.toThrow(/^Replay failed: a is not a function\. Report/);
	});

	it("has the vendor's warnings as hints, and in the preview", async () => {
		const read = () => ok({ ...COMPLETE, warnings: ['A row was odd.'] });
		expect((await run(read)).hints[0]).toBe('A row was odd.');
		const { items } = await run(read, { preview: true });
		expect(items[0].json).toMatchObject({ warnings: ['A row was odd.'], events: 0, byType: [] });
	});
});
