import {
	Redeliveries,
	type DeliveryKey,
} from '../../../../../nodes/host/trigger/delivery/redeliveries';

const LIMITS = { count: 3, inFlightForMs: 100, repeatsAtOnce: 3, repeatPauseMs: 1_000 };
const DAY_MS = 24 * 60 * 60 * 1000;

const key = (name: string, more: Partial<DeliveryKey> = {}): DeliveryKey => ({
	signed: ['node', name],
	retriesForMs: 1_000,
	...more,
});

describe('redeliveries', () => {
	it('start the first one and hold the second until the first is answered', () => {
		const memory = new Redeliveries();
		expect(memory.admit(key('a'), 0)).toBe('new');
		expect(memory.admit(key('a'), 1)).toBe('in_flight');
		memory.accept(key('a'), 2);
		expect(memory.admit(key('a'), 3)).toBe('seen');
		expect(memory.admit(key('b'), 3)).toBe('new');
	});

	it('start a failed one again', () => {
		const memory = new Redeliveries();
		memory.admit(key('a'), 0);
		memory.forget(key('a'));
		expect(memory.admit(key('a'), 1)).toBe('new');
	});

	it('keep what was answered for as long as its vendor retries', () => {
		const memory = new Redeliveries();
		const long = key('a', { retriesForMs: DAY_MS });
		memory.admit(long, 0);
		memory.accept(long, 5);
		expect(memory.admit(long, DAY_MS)).toBe('seen');
		expect(memory.admit(long, DAY_MS + 5)).toBe('new');
	});

	it('start one that never ended again after a while', () => {
		const memory = new Redeliveries(LIMITS);
		memory.admit(key('a'), 0);
		expect(memory.admit(key('a'), 99)).toBe('in_flight');
		expect(memory.admit(key('a'), 100)).toBe('new');
		expect(memory.admit(key('a'), 101)).toBe('in_flight');
	});

	it('hold a number of entries and drop those that changed longest ago', () => {
		const memory = new Redeliveries(LIMITS);
		for (const name of ['a', 'b', 'c']) memory.admit(key(name), 0);
		memory.accept(key('a'), 1);
		memory.admit(key('d'), 2);
		expect(memory.admit(key('a'), 3)).toBe('seen');
		expect(memory.admit(key('c'), 3)).toBe('in_flight');
		expect(memory.admit(key('b'), 3)).toBe('new');
	});

	it('take the same room however many deliveries come and however long their headers are', () => {
		const memory = new Redeliveries(LIMITS);
		for (let count = 0; count < 1_000; count++)
			memory.admit(key('x'.repeat(10_000) + count, { occurrence: 'y'.repeat(10_000) }), count);
		const { entries, repeats } = memory as unknown as Record<string, Map<string, unknown>>;
		expect([entries.size, repeats.size]).toEqual([3, 3]);
		for (const name of [...entries.keys(), ...repeats.keys()]) expect(name).toHaveLength(24);
	});
});

describe('the same signed bytes with another occurrence', () => {
	const admitAll = (memory: Redeliveries, times: readonly number[]) =>
		times.map((at) => memory.admit(key('a', { occurrence: `at ${at}`, retriesForMs: 1e9 }), at));

	it('start again three times at once, then after pauses that double', () => {
		const times = [0, 1, 2, 3, 1_001, 1_002, 1_003, 3_001, 3_002, 7_001, 7_002];
		const admitted = admitAll(new Redeliveries(LIMITS), times);
		const started = times.filter((_, index) => admitted[index] === 'new');
		// 3 at once; then 1, 2, 4 seconds after the one before, of those that were tried.
		expect(started).toEqual([0, 1, 2, 1_002, 3_002, 7_002]);
		expect(new Set(admitted)).toEqual(new Set(['new', 'repeated_too_soon']));
	});

	it('start at most a dozen times in five hours, however often they are sent', () => {
		const memory = new Redeliveries();
		const fiveHours = 5 * 3_600_000;
		let started = 0;
		for (let at = 0; at < fiveHours; at += 1_000) {
			const one = key('a', { occurrence: `at ${at}`, retriesForMs: fiveHours });
			if (memory.admit(one, at) !== 'new') continue;
			memory.accept(one, at);
			started++;
		}
		expect(started).toBeLessThanOrEqual(12);
		expect(started).toBeGreaterThan(3);
	});

	it('are a redelivery where the occurrence is the same', () => {
		const memory = new Redeliveries(LIMITS);
		const one = key('a', { occurrence: 'x' });
		expect(memory.admit(one, 0)).toBe('new');
		memory.accept(one, 1);
		expect(memory.admit(one, 2)).toBe('seen');
	});

	it('do not use up a start by failing', () => {
		const memory = new Redeliveries(LIMITS);
		const one = key('a', { occurrence: 'x' });
		for (let at = 0; at < 10; at++) {
			expect(memory.admit(one, at)).toBe('new');
			memory.forget(one);
		}
	});
});
