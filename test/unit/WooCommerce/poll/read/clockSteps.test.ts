import { RESOURCES } from '../../../../../nodes/WooCommerce/resources';
import { defaultPolledResource } from '../../../../../nodes/WooCommerce/poll/configuration/polledResource';
import { ManualClock } from '../../../../sandbox/clock';
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
