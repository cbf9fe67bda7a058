import { LogLimit } from '../../../../../nodes/host/trigger/delivery/logLimit';

describe('the limit of log lines', () => {
	it('admits five lines of a kind at once, then one a minute, and counts those between', () => {
		const limit = new LogLimit();
		const admitted = (count: number, now: number) =>
			Array.from({ length: count }, () => limit.admit('kind', now)).filter(
				(one) => one !== undefined,
			);
		expect(admitted(1_000, 0)).toEqual([0, 0, 0, 0, 0]);
		expect(admitted(1_000, 59_999)).toEqual([]);
		expect(admitted(1_000, 60_000)).toEqual([1_995]);
		expect(admitted(1, 120_000)).toEqual([999]);
		expect(admitted(10, 10 * 3_600_000)).toEqual([0, 0, 0, 0, 0]);
	});

	it('counts each kind by itself, and admits one whose clock went back', () => {
		const limit = new LogLimit();
		for (let line = 0; line < 10; line++) limit.admit('kind', 1_000_000);
		expect(limit.admit('other', 1_000_000)).toBe(0);
		expect(limit.admit('kind', 0)).toBeUndefined();
		expect(limit.admit('kind', 1_060_000)).toBe(6);
	});
});
