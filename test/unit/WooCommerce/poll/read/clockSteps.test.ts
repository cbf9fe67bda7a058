import { RESOURCES } from '../../../../../nodes/WooCommerce/resources';
import { defaultPolledResource } from '../../../../../nodes/WooCommerce/polledResource';
import { ManualClock } from '../../../../sandbox/clock';
import type { JsonObject } from '../../../../sandbox/json';
import { HIDDEN_STATUS } from '../../../../sandbox/woocommerce/objects/posts';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import { Polling, told } from '../polling';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
	['3 minutes', 3 * MINUTE],
	['10 minutes', 10 * MINUTE],
	['an hour', HOUR],
	['a day', DAY],
] as const;

describe("the shop's clock", () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	let polling: Polling;

	beforeEach(async () => {
		clock = new ManualClock('2026-05-05T12:00:00Z');
		sandbox = await startSandbox({ seed: 7, clock, wooCommerce: { orders: 5 } });
		polling = new Polling(sandbox, clock, [defaultPolledResource('orders', RESOURCES.orders)]);
	});
	afterEach(async () => await sandbox.close());

	const shop = () => sandbox.wooCommerce.shop;
	const step = (milliseconds: number) => void (sandbox.wooCommerce.clock.skew += milliseconds);
	const edit = (at: number) => {
		const id = shop().ids('orders')[at];
		shop().update('orders', id, { customer_note: `Note of ${clock.now()}` });
		return `UPDATED orders ${id}`;
	};
	const pollAfter = async (minutes: number) => {
		clock.advance(minutes * MINUTE);
		return await polling.poll();
	};
	const begin = async () => {
		await polling.poll();
		await pollAfter(15);
	};
	/** The next answers to a poll's first question have a wrong date. */
	const wrongDates = (milliseconds: number, times: number) =>
		sandbox.wooCommerce.faults.push({
			match: { query: /order=desc/ },
			times,
			effect: { kind: 'wrongDate', milliseconds },
		});
	const warnings = ({ warnings }: Awaited<ReturnType<typeof pollAfter>>) =>
		warnings.map(({ warning }) => warning);

	it.each([
		['2 days', 2 * DAY],
		['a year', 365 * DAY],
	])('emits at once what the shop saved with a date %s ahead, and warns', async (_, ahead) => {
		await begin();
		step(ahead);
		const ids = [1, 2].map(() => shop().create('orders', { line_items: [] }).id);
		step(-ahead);
		const next = await pollAfter(15);
		expect(told(next)).toEqual(ids.map((id) => `CREATED orders ${id}`));
		expect(warnings(next)).toEqual([
			expect.stringMatching(/^2 new orders of .* have a date in the future \(the latest: 20/),
		]);
		const requests = sandbox.wooCommerce.requests.length;
		expect(told(await pollAfter(15))).toEqual([]);
		expect(sandbox.wooCommerce.requests.length - requests).toBeLessThanOrEqual(2);
	});

	it.each([1, 3, 5])(
		'loses no update of a shop whose clock is %i minutes behind its Date',
		async (behind) => {
			sandbox.wooCommerce.faults.push({
				effect: { kind: 'wrongDate', milliseconds: behind * MINUTE },
			});
			await begin();
			for (const at of [0, 1, 2, 3]) {
				clock.advance(30_000);
				const edited = edit(at);
				expect(told(await pollAfter(15))).toEqual([edited]);
			}
			expect(told(await pollAfter(15))).toEqual([]);
		},
	);

	/** The rest of the responses are dated by another clock than the objects. */
	const dateAhead = (milliseconds: number) =>
		sandbox.wooCommerce.faults.push({ effect: { kind: 'wrongDate', milliseconds } });
	const create = () => `CREATED orders ${shop().create('orders', { line_items: [] }).id}`;
	/** Polls every five minutes, with an edit before each poll and a new order before every second one. */
	const liveOn = async (polls: number) => {
		const [happened, events, logged]: string[][] = [[], [], []];
		for (let poll = 0; poll < polls; poll++) {
			clock.advance(MINUTE);
			happened.push(edit(poll % 5));
			if (poll % 2 === 1) happened.push(create());
			const next = await pollAfter(4);
			events.push(...told(next));
			logged.push(...warnings(next));
		}
		for (const minutes of [15, 15, 15]) events.push(...told(await pollAfter(minutes)));
		return { happened: happened.sort(), events: events.sort(), logged };
	};

	it.each([
		['orders', 'customer_note'],
		['products', 'description'],
		['discounts', 'description'],
		['customers', 'first_name'],
	])('loses no %s of the first minutes if it is minutes behind its Date', async (name, field) => {
		const one = defaultPolledResource(name, RESOURCES[name]);
		polling = new Polling(sandbox, clock, [one]);
		const path = name === 'discounts' ? 'coupons' : name;
		const ids = shop().ids(path);
		shop().update(path, ids[0], { [field]: 'Edited before the activation' });
		clock.advance(5 * MINUTE);
		dateAhead(8 * MINUTE);
		const expected: string[] = [];
		const events = told(await polling.poll());
		for (const at of [1, 2, 3]) {
			clock.advance(MINUTE);
			shop().update(path, ids[at], { [field]: `Edited ${at}` });
			const own: Record<string, JsonObject> = {
				discounts: { code: `new${at}` },
				customers: { email: `new${at}@example.com` },
			};
			const { id } = shop().create(path, own[name] ?? {});
			expected.push(`UPDATED ${name} ${ids[at]}`, `CREATED ${name} ${id}`);
			events.push(...told(await pollAfter(1)));
		}
		events.push(...told(await pollAfter(15)), ...told(await pollAfter(15)));
		expect(events.sort()).toEqual(expected.sort());
	});

	it.each(STEPS.slice(1))('loses no update while it is %s behind its Date', async (_, behind) => {
		await begin();
		step(-behind);
		dateAhead(behind);
		const { happened, events, logged } = await liveOn(12);
		expect(events).toEqual(expect.arrayContaining(happened));
		expect(events).toHaveLength(happened.length);
		// The overlap of windows covers ten minutes.
		expect(logged).toHaveLength(behind > 10 * MINUTE ? 1 : 0);
		if (behind > 10 * MINUTE)
			expect(logged[0]).toMatch(
				/at least \d+ seconds behind the date of the shop's responses: in a response of 20/,
			);
	});

	it.each(STEPS.slice(1))('loses no update if its Date jumps %s ahead alone', async (_, ahead) => {
		await begin();
		dateAhead(ahead);
		const during = await liveOn(6);
		expect(during.events).toEqual(during.happened);
		expect(during.logged).toHaveLength(1);
		sandbox.wooCommerce.faults.clear();
		const after = await liveOn(6);
		expect(after.events).toEqual(after.happened);
		expect(after.logged.length).toBeLessThanOrEqual(1);
	});

	it.each(STEPS)('loses no update if its Date is %s ahead at first', async (_, ahead) => {
		dateAhead(ahead);
		await polling.poll();
		const during = await liveOn(6);
		sandbox.wooCommerce.faults.clear();
		const after = await liveOn(6);
		expect(during.events).toEqual(during.happened);
		expect(after.events).toEqual(after.happened);
	});

	it.each(STEPS)('jumps ahead by %s with its Date and loses nothing', async (_, ahead) => {
		await begin();
		step(ahead);
		const { happened, events } = await liveOn(6);
		expect(events).toEqual(happened);
		expect(polling.state?.resources.orders.rowClock).toMatchObject({ behindMs: 0 });
	});

	it('is named once if it is ahead of its Date', async () => {
		await begin();
		dateAhead(-20 * MINUTE);
		const { happened, events, logged } = await liveOn(12);
		expect(events).toEqual(expect.arrayContaining(happened));
		expect(logged.filter((one) => one.includes('have a date in the future'))).toHaveLength(1);
	});

	it('is not judged by an import with old dates', async () => {
		await begin();
		for (const minutes of [60, 300, 20]) {
			const date = new Date(clock.now() - minutes * MINUTE).toISOString().slice(0, 19);
			shop().create('orders', { date_created_gmt: date, date_modified_gmt: date });
			const next = await pollAfter(5);
			expect(told(next)).toHaveLength(1);
			expect(warnings(next)).toEqual([]);
		}
	});

	it.each(STEPS)('costs nothing if one answer is dated %s ahead', async (_, ahead) => {
		await begin();
		wrongDates(ahead, 1);
		expect(told(await pollAfter(15))).toEqual([]);
		clock.advance(20_000);
		const edited = edit(2);
		const next = await pollAfter(15);
		expect(told(next)).toEqual([edited]);
		expect(warnings(next)).toEqual([]);
		expect(told(await pollAfter(15))).toEqual([]);
	});

	it.each(STEPS)('loses no update if a poll used a date %s ahead', async (_, ahead) => {
		await begin();
		wrongDates(ahead, 2);
		await pollAfter(15);
		clock.advance(20_000);
		const edited = edit(2);
		const next = await pollAfter(15);
		expect(told(next)).toEqual([edited]);
		expect(warnings(next)).toHaveLength(1);
		expect(warnings(next)[0]).toContain(`${ahead / 1000} s`);
		expect(told(await pollAfter(15))).toEqual([]);
	});

	it.each(STEPS)('is set back by %s and loses no update', async (_, back) => {
		await begin();
		step(back);
		await pollAfter(15);
		await pollAfter(15);
		step(-back);
		clock.advance(20_000);
		const edited = edit(2);
		const next = await pollAfter(15);
		expect(told(next)).toContain(edited);
		expect(warnings(next)).toHaveLength(1);
		const later = edit(3);
		expect(told(await pollAfter(15))).toEqual([later]);
	});

	it.each(STEPS)('is set back by %s right after the activation', async (_, back) => {
		step(back);
		await polling.poll();
		step(-back);
		clock.advance(20_000);
		const edited = edit(2);
		const next = await pollAfter(15);
		expect(told(next)).toEqual([edited]);
		expect(warnings(next)).toHaveLength(1);
		expect(told(await pollAfter(15))).toEqual([]);
	});

	it.each(STEPS)('costs nothing if one answer is dated %s back', async (_, back) => {
		edit(1);
		await begin();
		wrongDates(-back, 1);
		const edited = edit(2);
		expect(told(await pollAfter(15))).toEqual([edited]);
		expect(told(await pollAfter(15))).toEqual([]);
	});

	it.each(STEPS)('is set back by %s, then an order moves out of the list', async (_, back) => {
		await begin();
		step(-back);
		clock.advance(MINUTE);
		const id = shop().ids('orders')[2];
		shop().update('orders', id, { status: HIDDEN_STATUS });
		const events = [...told(await pollAfter(1)), ...told(await pollAfter(15))];
		expect(events).toEqual([`UPDATED orders ${id}`]);
	});

	it('loses no order that moves out of the list after its Date jumped ahead alone', async () => {
		step(-9 * MINUTE);
		polling.watched = polling.watched.map((one) => ({ ...one, pollDelayMs: 0 }));
		await begin();
		dateAhead(HOUR);
		await pollAfter(15);
		const edited = edit(1);
		expect(told(await pollAfter(1))).toEqual([edited]);
	});

	it.each([3, 5, 9])(
		'loses no order that moves out of the list %i minutes behind it',
		async (behind) => {
			await begin();
			dateAhead(behind * MINUTE);
			await pollAfter(15);
			// Its date is within what each window covers.
			const created = create();
			expect(told(await pollAfter(0.5))).toEqual([created]);
			const id = shop().ids('orders')[2];
			shop().update('orders', id, { status: HIDDEN_STATUS });
			const events = [...told(await polling.poll()), ...told(await pollAfter(15))];
			expect(events).toEqual([`UPDATED orders ${id}`]);
		},
	);

	it.each(STEPS)('begins %s ahead of its Date and emits no change of before', async (_, ahead) => {
		const before = [edit(1), edit(2)];
		dateAhead(-ahead);
		await polling.poll();
		const edited = edit(0);
		const events: string[] = [];
		for (let hours = 0; hours < 30; hours++) events.push(...told(await pollAfter(60)));
		expect(before).toHaveLength(2);
		expect(events).toEqual([edited]);
	});

	/** n8n starts again: its steady clock has another origin, the time of day goes on. */
	const restart = () => {
		polling.proxy = (shop) => ({
			...shop,
			steadyNow: () => shop.steadyNow() - 7 * DAY,
			steadyOrigin: 1,
		});
	};

	it.each(STEPS)('is set back by %s while n8n is off', async (_, back) => {
		await begin();
		step(-back);
		clock.advance(MINUTE);
		const edited = edit(2);
		clock.advance(2 * back);
		restart();
		const next = await pollAfter(15);
		expect(told(next)).toEqual([edited]);
		expect(warnings(next)).toEqual([expect.stringContaining(` ${back / 1000} seconds earlier`)]);
		expect(told(await pollAfter(15))).toEqual([]);
	});

	it.each(STEPS)(
		'loses no update if its Date jumps %s ahead while n8n is off',
		async (_, ahead) => {
			await begin();
			dateAhead(ahead);
			restart();
			const during = await liveOn(6);
			expect(during.events).toEqual(during.happened);
			expect(during.logged).toHaveLength(1);
		},
	);

	it('is set back by a day and then ahead by two', async () => {
		await begin();
		step(-DAY);
		await pollAfter(15);
		clock.advance(MINUTE);
		const edited = edit(2);
		step(2 * DAY);
		const next = await pollAfter(15);
		expect(told(next)).toEqual([edited]);
		// The clocks are never taken for more than 36 hours apart.
		expect(warnings(next)).toEqual([
			expect.stringContaining('each poll begins 129600 seconds earlier'),
		]);
	});

	it('steps back with the clock of this machine', async () => {
		await begin();
		await pollAfter(120);
		clock.advance(-HOUR);
		const edited = edit(2);
		const next = await pollAfter(15);
		expect(told(next)).toEqual([edited]);
		expect(warnings(next)).toHaveLength(1);
		expect(told(await pollAfter(15))).toEqual([]);
	});

	it('is set back while a window is half read', async () => {
		await begin();
		const edited = [edit(0), edit(1), edit(2)];
		polling.watched = polling.watched.map((one) => ({ ...one, pageSize: 2 }));
		wrongDates(DAY, 2);
		clock.advance(MINUTE);
		let asked = 0;
		const first = await polling.poll(() => asked++ < 2);
		expect(polling.state?.resources.orders.pending).toBeDefined();
		clock.advance(MINUTE);
		const again = edit(0);
		const events = [...told(first), ...told(await pollAfter(5)), ...told(await pollAfter(15))];
		expect(events.filter((event) => event === again)).toHaveLength(2);
		expect(events).toEqual(expect.arrayContaining(edited));
		expect(told(await pollAfter(15))).toEqual([]);
	});

	it('was ahead of this state of an earlier version, and is right now', async () => {
		await begin();
		wrongDates(2 * HOUR, 2);
		await pollAfter(15);
		const { orders } = polling.state?.resources ?? {};
		polling.state = {
			account: polling.state?.account ?? '',
			resources: { orders: { ...orders, clockOffset: undefined } },
		};
		const edited = edit(2);
		const next = await pollAfter(15);
		expect(told(next)).toEqual([edited]);
		expect(warnings(next)).toHaveLength(1);
	});

	it.each(STEPS)('does not begin to poll by one answer that is dated %s back', async (_, back) => {
		wrongDates(-back, 1);
		const { problems } = await polling.poll();
		expect(problems).toMatchObject([
			{ problem: { message: expect.stringContaining('dates that differ by') } },
		]);
		await begin();
		const edited = edit(2);
		expect(told(await pollAfter(15))).toEqual([edited]);
	});

	it('is not judged by the steady clock of an earlier process', async () => {
		await begin();
		const edited = [edit(0), edit(1)];
		expect(told(await pollAfter(15))).toEqual(edited);
		// The machine was suspended for 8 hours: its steady clock stood still, and a new process has the right time.
		polling.proxy = (shop) => ({
			...shop,
			steadyNow: () => shop.steadyNow() + 8 * HOUR,
			steadyOrigin: 1,
		});
		const next = await pollAfter(15);
		expect(told(next)).toEqual([]);
		expect(warnings(next)).toEqual([]);
	});

	it('may differ by 90 seconds between two web servers', async () => {
		await begin();
		const events: string[] = [];
		const expected: string[] = [];
		for (let poll = 0; poll < 12; poll++) {
			expected.push(edit(poll % 5));
			if (poll % 2 === 0) wrongDates(90_000, 2);
			const next = await pollAfter(3);
			expect(warnings(next)).toEqual([]);
			events.push(...told(next));
		}
		events.push(...told(await pollAfter(15)));
		expect(events).toEqual(expected);
	});
});
