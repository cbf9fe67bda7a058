import { HealthRegistry } from '../../../../nodes/host/health/registry';
import { clockOf, noteVendorClock } from '../../../../nodes/host/health/vendorClock';
import { FakeNode } from '../fakes';

const NOW = Date.UTC(2026, 10, 30, 5, 0, 0);

function setUp(id: string) {
	const node = new FakeNode();
	node.id = id;
	const clock = { now: NOW };
	const registry = new HealthRegistry(
		() => clock.now,
		() => clock.now,
	);
	const respond = (serverMinus: number, headers: Record<string, string> = {}) => {
		const sentAt = clock.now;
		clock.now += 800;
		const date = new Date(sentAt - serverMinus).toUTCString();
		const options = { registry, clock: () => clock.now, now: () => clock.now };
		noteVendorClock(
			node.trigger(),
			'https://shop.example/wp-json',
			{ date, ...headers },
			sentAt,
			options,
		);
		clock.now += 15 * 60_000;
	};
	return { respond, registry, key: `workflow-1/${id}/live` };
}

describe("the comparison with the vendor's clock", () => {
	it('opens an incident at the second response that differs by 10 minutes, and closes it at the first that does not', () => {
		const { respond, registry, key } = setUp('off');
		respond(600_000);
		expect(registry.incidents()).toEqual([]);
		respond(600_000);
		expect(registry.incidents()).toMatchObject([
			{
				kind: 'clock_off',
				sentence: "n8n's clock is 10 minutes ahead of the clock of shop.example.",
				nextStep: expect.stringMatching(/^Synchronize the clock of n8n's machine/),
			},
		]);
		expect(clockOf(key)?.host).toBe('shop.example');
		expect(clockOf(key)!.aheadMs).toBeGreaterThan(598_000);
		respond(0);
		expect(registry.incidents()).toEqual([]);
	});

	it('names a clock that is behind', () => {
		const { respond, registry } = setUp('behind');
		respond(-300_000);
		respond(-300_000);
		expect(registry.incidents()[0].sentence).toMatch(/is 5 minutes behind the clock/);
	});

	it('blames nothing in 1,000 responses with whole seconds, slow requests and cached pages', () => {
		const { respond, registry, key } = setUp('fine');
		for (let count = 0; count < 1_000; count++) {
			respond((count % 200) * 10);
			if (count % 7 === 0) respond(3_600_000, { age: '3600' });
			if (count % 11 === 0) respond(3_600_000, { 'x-cache': 'HIT' });
			if (count % 13 === 0) respond(0, { date: 'yesterday' });
			expect(registry.incidents()).toEqual([]);
		}
		expect(Math.abs(clockOf(key)!.aheadMs)).toBeLessThan(2_000);
	});

	it('ignores requests without a node, such as the test of a credential', () => {
		const registry = new HealthRegistry();
		const date = new Date(0).toUTCString();
		noteVendorClock({}, 'https://a.example', { date }, Date.now(), { registry });
		expect(registry.incidents()).toEqual([]);
	});
});
