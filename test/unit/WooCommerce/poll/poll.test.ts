import type { IPollFunctions } from 'n8n-workflow';

import { poll } from '../../../../nodes/WooCommerce/poll/poll';
import { IdSet } from '../../../../nodes/WooCommerce/poll/ids/idSet';
import { encode } from './ids/idSets';
import { SLICE } from '../../../../nodes/WooCommerce/poll/ids/slices';

const HOUR = 3_600_000;
const PARAMETERS: Record<string, unknown> = {
	resources: ['orders'],
	eventTypes: ['CREATED', 'UPDATED'],
};

let nodes = 0;

/** As much of n8n as a poll asks for; every request waits until `answer` is called. */
function host(parameters: Record<string, unknown> = {}) {
	const id = `node ${nodes++}`;
	const waiting: Array<() => void> = [];
	const log: string[] = [];
	const staticData: Record<string, unknown> = {};
	const answer = { statusCode: 200, headers: { 'x-wp-total': '0' }, body: Buffer.from('[]') };
	const functions = {
		getNode: () => ({ id, name: 'WooCommerce', type: 'x', parameters: {} }),
		getWorkflow: () => ({ id: 'workflow' }),
		getMode: () => 'trigger',
		getNodeParameter: (name: string, fallback: unknown) =>
			({ ...PARAMETERS, ...parameters })[name] ?? fallback,
		getWorkflowStaticData: () => staticData,
		getCredentials: async () => ({
			storeUrl: 'https://shop.example',
			consumerKey: 'ck',
			consumerSecret: 'cs',
		}),
		logger: {
			warn: (message: string) => void log.push(message),
			info: (message: string) => void log.push(message),
		},
		helpers: {
			httpRequestWithAuthentication: async () =>
				await new Promise((resolve) => waiting.push(() => resolve(answer))),
		},
	};
	return { functions: functions as unknown as IPollFunctions, waiting, staticData, log, answer };
}
const turnOfEvents = async () => await new Promise((resolve) => setImmediate(resolve));

const stateOf = ({ state }: Record<string, unknown>) =>
	state as { resources: { orders: { ids: string } } };

/** Answers the requests of a poll until it has ended. */
async function finish<Value>(polling: Promise<Value>, waiting: Array<() => void>): Promise<Value> {
	let isOver = false;
	const ended = polling.finally(() => (isOver = true));
	ended.catch(() => undefined);
	while (!isOver) {
		waiting.forEach((go) => go());
		await turnOfEvents();
	}
	return await ended;
}

describe("a node's polls", () => {
	it.each([
		[{ orders: { url: 'orders' }, rentals: { url: 'rental/v1/orders' } }, []],
		[{ rentals: { url: 'rental/v1/orders' } }, ['orders']],
	])(
		'do not begin with two lists whose objects have one id: %j and %j',
		async (config, resources) => {
			const pollerConfiguration = JSON.stringify(config);
			const { functions } = host({ pollerConfiguration, resources });
			await expect(poll.call(functions)).rejects.toThrow(
				/(?=.*orders \(wc\/v3\/orders\))(?=.*rentals \(rental\/v1\/orders\)).* have the objectType orders/,
			);
		},
	);

	it.each(['trigger', 'manual'])('say that a start date is in the future (%s)', async (mode) => {
		const { functions, waiting } = host({ startFrom: 'date', startDate: '2100-01-01T00:00:00Z' });
		Object.assign(functions, { getMode: () => mode, getTimezone: () => 'UTC' });
		await expect(poll.call(functions)).rejects.toThrow(
			/^Start Date cannot be used: 2100-01-01T00:00:00Z is in the future\. .*choose Now in Start From/,
		);
		expect(waiting).toEqual([]);
	});

	it('go on if a clock is set back to before the start date of their load', async () => {
		const { functions, waiting, log } = host({ startFrom: 'date', startDate: new Date() });
		Object.assign(functions, { getTimezone: () => 'UTC' });
		await finish(poll.call(functions), waiting);
		const now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now - 24 * HOUR);
		await finish(poll.call(functions), waiting);
		clock.mockRestore();
		expect(log.join()).toContain('The clock was set back');
	});

	it('send requests with the page size and the timeout of the panel', async () => {
		const sent: Array<{ qs?: Record<string, string>; timeout?: number }> = [];
		const run = async (options: object) => {
			const { functions, answer } = host({ options, resources: ['customers'] });
			const ask = async (_type: string, request: (typeof sent)[number]) => {
				sent.push(request);
				const body = Buffer.from(
					'[{"id":1},{"id":2}]'.slice(0, request.qs?.per_page === '1' ? 9 : 19),
				);
				const one = request.qs?.per_page === '1' ? Buffer.from('[{"id":2}]') : body;
				return { ...answer, headers: { 'x-wp-total': '2' }, body: one };
			};
			Object.assign(functions.helpers, { httpRequestWithAuthentication: ask });
			await poll.call(functions);
			await poll.call(functions);
			const sizes = new Set(sent.map(({ qs }) => qs?.per_page));
			const timeouts = new Set(sent.map(({ timeout }) => timeout));
			sent.length = 0;
			return { sizes: [...sizes], timeouts: [...timeouts] };
		};
		expect(await run({})).toEqual({ sizes: ['1', '100'], timeouts: [30_000] });
		const chosen = await run({ pageSize: 20, timeout: 45 });
		expect(chosen).toEqual({ sizes: ['1', '20'], timeouts: [45_000] });
		expect((await run({ pageSize: 1000, timeout: 1 })).timeouts).toEqual([5_000]);
	});

	it('pause after each slice of ids that they read and write', async () => {
		const { functions, waiting, staticData } = host();
		await finish(poll.call(functions), waiting);
		const asked = waiting.length;
		const ids = IdSet.from(Array.from({ length: 3 * SLICE }, (_, index) => 1 + 3 * index));
		const { resources } = stateOf(staticData);
		const text = encode(ids);
		resources.orders.ids = text;
		const timers = jest.spyOn(globalThis, 'setTimeout');
		const pauses = () => timers.mock.calls.filter(([, milliseconds]) => milliseconds === 0).length;
		let isOver = false;
		const next = poll.call(functions).finally(() => (isOver = true));
		while (!isOver && waiting.length === asked) await turnOfEvents();
		expect(pauses()).toBe(3);
		while (!isOver) {
			waiting.splice(asked).forEach((go) => go());
			await turnOfEvents();
		}
		await next;
		expect(pauses()).toBe(6);
		timers.mockRestore();
		expect(staticData.state).toMatchObject({ resources: { orders: { ids: text } } });
	});

	it('do not run at the same time: the second one is skipped', async () => {
		const { functions, waiting, staticData } = host();
		const first = poll.call(functions);
		await turnOfEvents();
		expect(await poll.call(functions)).toBeNull();
		expect(waiting).toHaveLength(1);
		expect(await finish(first, waiting)).toBeNull();
		expect(staticData.state).toMatchObject({ account: 'shop.example' });
		const asked = waiting.length;
		expect(await finish(poll.call(functions), waiting)).toBeNull();
		expect(waiting.length).toBeGreaterThan(asked);
	});

	it('are skipped with a warning while the last one is running', async () => {
		const { functions, waiting, log } = host();
		const first = poll.call(functions);
		await turnOfEvents();
		expect(log).toEqual([]);
		await poll.call(functions);
		expect(log).toEqual([
			'WooCommerce: The node skipped a poll of shop.example: the previous one is still running. If this repeats, poll less often, or find out why the shop is slow.',
		]);
		await finish(first, waiting);
	});

	describe('with a cursor that n8n stores after the poll', () => {
		/** Runs a first poll, and then a second one with the cursor that the first one had. */
		async function runBehind(storage: object, elapsed: number) {
			const { functions, waiting, staticData, log } = host();
			Object.assign(staticData, storage);
			await finish(poll.call(functions), waiting);
			const stored = structuredClone(staticData);
			await finish(poll.call(functions), waiting);
			const asked = waiting.length;
			Object.assign(staticData, stored);
			const real = performance.now();
			const now = jest.spyOn(performance, 'now').mockReturnValue(real + elapsed);
			await finish(poll.call(functions), waiting);
			now.mockRestore();
			return { isSkipped: waiting.length === asked, log };
		}

		it('are skipped with a warning while n8n may still be storing it', async () => {
			const { isSkipped, log } = await runBehind({}, 10_000);
			expect(isSkipped).toBe(true);
			expect(log).toEqual([
				"WooCommerce: The node skipped a poll of shop.example: n8n has not stored the cursor of the previous one yet. If this repeats, find out why n8n's database is slow.",
			]);
		});

		it.each([
			['15 seconds later, because n8n could not store it', {}, 15_001],
			['if n8n keeps it with the workflow', { __dataChanged: true }, 0],
		])('run %s', async (_, storage, elapsed) => {
			const { isSkipped } = await runBehind(storage, elapsed);
			expect(isSkipped).toBe(false);
		});
	});

	it('run again after a poll that timed out', async () => {
		const deadline = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
		const { functions, waiting } = host();
		const hanging = poll.call(functions);
		await turnOfEvents();
		deadline.abort();
		timeout.mockRestore();
		await expect(hanging).rejects.toThrow('did not complete its response within 60 seconds');
		const next = poll.call(functions);
		await turnOfEvents();
		expect(waiting).toHaveLength(2);
		expect(await finish(next, waiting)).toBeNull();
	});

	it.each([
		['an hour back', -HOUR],
		['a day back', -24 * HOUR],
		['an hour on', HOUR],
		['a day on', 24 * HOUR],
	])('pause as long as a shop asks, and not longer if the clock steps %s', async (_, step) => {
		const { functions, waiting, answer } = host();
		const real = Date.now();
		const now = jest.spyOn(Date, 'now').mockReturnValue(real);
		const run = async () => {
			const polling = poll.call(functions).catch((error: Error) => error);
			return await finish(polling, waiting);
		};
		expect(await run()).toBeNull();
		Object.assign(answer, { statusCode: 429, headers: { 'retry-after': '31536000' } });
		expect(await run()).toBeInstanceOf(Error);
		const asked = waiting.length;
		expect(await run()).toBeNull();
		now.mockReturnValue(real + HOUR - 1);
		expect(await run()).toBeNull();
		expect(waiting).toHaveLength(asked);
		now.mockReturnValue(real + step);
		await run();
		expect(waiting).toHaveLength(asked + 1);
		now.mockRestore();
	});

	it.each([-24 * HOUR, -HOUR, HOUR, 24 * HOUR])(
		'keep their time budget if the clock steps by %d ms',
		async (step) => {
			const { functions, waiting, staticData } = host({ resources: ['orders', 'products'] });
			const real = Date.now();
			const now = jest.spyOn(Date, 'now').mockReturnValue(real);
			const polling = poll.call(functions);
			await turnOfEvents();
			now.mockReturnValue(real + step);
			await finish(polling, waiting);
			expect(Object.keys(stateOf(staticData).resources)).toEqual(['orders', 'products']);
			now.mockRestore();
		},
	);

	it.each([
		['nothing to watch', { resources: [] }, /Choose at least one resource/],
		[
			'an unknown resource',
			{ resources: ['carts'] },
			/"carts" is not a resource\. Choose from orders/,
		],
		[
			'a bad configuration',
			{ pollerConfiguration: '{' },
			/^The JSON of the resources cannot be used: it is "\{"\. Enter JSON/,
		],
	])('fail with %s before any request', async (_what, parameters, message) => {
		const { functions, waiting } = host(parameters);
		await expect(poll.call(functions)).rejects.toThrow(message);
		expect(waiting).toEqual([]);
	});
});

it.each([
	[1, 'use Poller Configuration for others.'],
	[2, 'use Options > More Resources (JSON) for others.'],
])('names where a node of version %i takes other resources', async (typeVersion, advice) => {
	const { functions } = host({ resources: ['carts'] });
	const node = functions.getNode();
	functions.getNode = () => ({ ...node, typeVersion });
	await expect(poll.call(functions)).rejects.toThrow(advice);
});

describe('a test event', () => {
	const at = (modified: string) => ({
		...{ id: 17, status: 'processing', total: '10.00' },
		...{ date_created_gmt: '2026-11-21T10:00:00', date_modified_gmt: modified },
	});
	const NEW = at('2026-11-21T10:00:00');
	const CHANGED = at('2026-11-21T11:00:00');

	async function fetched(row: object, parameters: Record<string, unknown>) {
		const { functions, waiting, answer } = host(parameters);
		functions.getMode = () => 'manual';
		answer.body = Buffer.from(JSON.stringify([row]));
		const [items] = (await finish(poll.call(functions), waiting)) ?? [];
		return items.map(({ json }) => json.topic);
	}

	it.each([
		['a new object', NEW, ['CREATED', 'UPDATED', 'DELETED'], 'order.created'],
		['a changed object', CHANGED, ['CREATED', 'UPDATED', 'DELETED'], 'order.updated'],
		['a changed object, if only creations are chosen', CHANGED, ['CREATED'], 'order.created'],
		['a new object, if only updates are chosen', NEW, ['UPDATED'], 'order.updated'],
		['an object, if only deletes are chosen', NEW, ['DELETED'], 'order.updated'],
	])('of %s has a type that the node emits', async (_, row, eventTypes, topic) => {
		expect(await fetched(row, { eventTypes })).toEqual([topic]);
	});

	it('of a resource whose updates are turned off is a creation', async () => {
		const config = { orders: { url: 'orders', filterByUpdatedDate: false } };
		const parameters = { pollerConfiguration: JSON.stringify(config), resources: [] };
		expect(await fetched(CHANGED, parameters)).toEqual(['order.created']);
	});
});

it('names the path of a configured resource that the shop does not have', async () => {
	const config = { reviews: { url: 'products/revieews' } };
	const { functions, waiting, answer } = host({
		pollerConfiguration: JSON.stringify(config),
		resources: [],
	});
	answer.statusCode = 404;
	answer.body = Buffer.from(
		'{"code":"rest_no_route","message":"No route was found matching the URL and request method."}',
	);
	await expect(finish(poll.call(functions), waiting)).rejects.toThrow(
		/^Reading wc\/v3\/products\/revieews failed: the REST API of shop\.example has no such path .*Correct the url of this resource/,
	);
});
