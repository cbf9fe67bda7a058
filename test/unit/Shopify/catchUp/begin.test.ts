import { begin } from '../../../../nodes/Shopify/catchUp/begin';
import { pauseBefore } from '../../../../nodes/Shopify/catchUp/pacedAsk';
import { keepStart, readStart } from '../../../../nodes/Shopify/catchUp/start';
import { CatchUpStage, DAY, HOUR } from './stage';

describe('the beginning of catch-up', () => {
	it("is at Shopify's time, by one request", async () => {
		const stage = new CatchUpStage(['orders/create', 'products/delete']);
		expect(await begin(stage.connection)).toEqual({
			ok: true,
			value: { cursor: { since: stage.clock.now(), watermark: stage.clock.now() } },
		});
		expect(stage.requests()).toBe(1);
	});

	it("is at Shopify's time if n8n's clock differs, with a warning", async () => {
		const stage = new CatchUpStage(['orders/create', 'products/delete']);
		stage.connection.now = () => stage.clock.now() - HOUR;
		expect(await begin(stage.connection)).toEqual({
			ok: true,
			value: {
				cursor: { since: stage.clock.now(), watermark: stage.clock.now() },
				warnings: [expect.stringContaining("If n8n's clock is wrong, correct it")],
			},
		});
	});

	it.each([[6 * HOUR], [-6 * HOUR]])(
		'does not depend on one Date that is %d ms off',
		async (off) => {
			const stage = new CatchUpStage(['orders/create']);
			stage.sandbox.faults.push({ times: 1, effect: { kind: 'wrongDate', milliseconds: off } });
			expect(await begin(stage.connection)).toMatchObject({
				ok: true,
				value: { cursor: { since: stage.clock.now() } },
			});
		},
	);

	it('fails if the clocks cannot both be right', async () => {
		const stage = new CatchUpStage(['orders/create']);
		stage.connection.now = () => stage.clock.now() - 2 * DAY;
		expect(await begin(stage.connection)).toMatchObject({
			ok: false,
			problem: { message: expect.stringMatching(/Shopify's clock shows 2026-11-21T/) },
		});
	});

	it('takes a write scope for the read scope', async () => {
		const scopes = ['write_orders'];
		const stage = new CatchUpStage(['orders/create'], { scopes });
		expect(await stage.begin()).toEqual([]);
	});
});

describe('a start', () => {
	it('survives in a cursor', () => {
		for (const start of [
			{ from: 1 },
			{ from: 1, at: 2 },
			{ from: 1, at: 2, to: 3 },
			{ from: 1, denied: 1 },
		]) {
			const behind = {};
			keepStart(behind, 'orders', start);
			expect(readStart({ since: 0, watermark: 0, behind }, 'orders')).toEqual(start);
			expect(readStart({ since: 0, watermark: 0, behind }, 'products')).toBeUndefined();
		}
	});
});

describe('the pause before a request', () => {
	const cost = { requested: 100, maximum: 2_000, restoreRate: 100 };

	it.each([
		[2_000, 0],
		[1_100, 0],
		[1_000, 1_000],
		[0, 11_000],
		[-5_000, 20_000],
	])('with %d points left is %d ms', (available, pause) => {
		expect(pauseBefore({ ...cost, available })).toBe(pause);
	});

	it('waits only until the bucket is full for a request that costs more than half of it', () => {
		expect(pauseBefore({ ...cost, requested: 1_500, available: 1_900 })).toBe(1_000);
	});

	it('is 0 before the first request', () => {
		expect(pauseBefore(undefined)).toBe(0);
	});
});
