import {
	Redeliveries,
	type DeliveryKey,
} from '../../../../../nodes/host/trigger/delivery/redeliveries';

const LIMITS = { count: 3, inFlightForMs: 100, startsAtOnce: 3, startEveryMs: 1_000 };
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
		memory.release(key('a'));
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
		for (let count = 0; count < 1_000; count++)
			memory.admit(key('a', { occurrence: `${count}` }), 1_000);
		const { entries, allowances, rejected } = memory as unknown as Record<
			string,
			Map<string, unknown>
		>;
		expect([entries.size, allowances.size, rejected.size]).toEqual([3, 3, 3]);
		for (const name of [...entries.keys(), ...allowances.keys()]) expect(name).toHaveLength(24);
	});
});

describe('the same signed bytes', () => {
	const repeated = (occurrence?: string) => key('a', { occurrence, retriesForMs: 1e9 });

	it('start several executions at once, then none for other occurrences until they pause', () => {
		const memory = new Redeliveries(LIMITS);
		const times = [0, 1, 2, 3, 999, 1_000, 1_001, 1_999, 2_000, 9_000, 9_001, 9_002, 9_003];
		const admitted = times.map((at) => memory.admit(repeated(`at ${at}`), at));
		const started = times.filter((_, index) => admitted[index] === 'new');
		expect(started).toEqual([0, 1, 2, 9_000, 9_001, 9_002]);
		expect(new Set(admitted)).toEqual(new Set(['new', 'too_soon']));
	});

	it('start an occurrence that was rejected and returns, but no new one', () => {
		const memory = new Redeliveries(LIMITS);
		for (const name of ['1', '2', '3']) expect(memory.admit(repeated(name), 0)).toBe('new');
		expect(memory.admit(repeated('genuine'), 1)).toBe('too_soon');
		expect(memory.admit(repeated('replay'), 1_000)).toBe('too_soon');
		expect(memory.admit(repeated('genuine'), 1_001)).toBe('new');
		expect(memory.admit(repeated('replay'), 1_002)).toBe('too_soon');
	});

	it('reserve the next start once, and count it', () => {
		const memory = new Redeliveries({ ...LIMITS, startsAtOnce: 1 });
		const named = (occurrence: string) => ({ ...repeated(occurrence), isNeverRetried: true });
		expect(memory.admit(named('1'), 0)).toBe('new');
		expect(memory.admit(named('2'), 400)).toBe('too_soon');
		expect(memory.reserve(named('2'), 400)).toBe(600);
		expect(memory.admit(named('2'), 450)).toBe('in_flight');
		expect(memory.reserve(named('3'), 500)).toBeUndefined();
		expect(memory.admit(named('4'), 1_000)).toBe('too_soon');
		expect(memory.reserve(named('4'), 1_000)).toBe(1_000);
		memory.cancel(named('4'), 1_000);
		expect(memory.reserve(named('5'), 1_001)).toBe(999);
	});

	it('start no more where each start fails or its caller hangs up', () => {
		const memory = new Redeliveries(LIMITS);
		let started = 0;
		for (let at = 0; at < 1_000; at++) {
			if (memory.admit(repeated(), at) !== 'new') continue;
			started++;
			memory.release(repeated());
		}
		expect(started).toBe(3);
	});

	it('start once a minute for ever: a merchant who toggles every ten minutes loses nothing', () => {
		const memory = new Redeliveries();
		for (let at = 0; at < 2 * DAY_MS; at += 600_000) {
			expect(memory.admit(repeated(`at ${at}`), at)).toBe('new');
			memory.accept(repeated(`at ${at}`), at);
		}
	});

	it('start again as often as a vendor retries', () => {
		const memory = new Redeliveries();
		for (const minute of [0, 1, 3, 7, 15, 30, 60, 120, 240]) {
			expect(memory.admit(repeated(), minute * 60_000)).toBe('new');
			memory.release(repeated());
		}
	});

	it('are a redelivery where the occurrence is the same', () => {
		const memory = new Redeliveries(LIMITS);
		expect(memory.admit(repeated('x'), 0)).toBe('new');
		memory.accept(repeated('x'), 1);
		expect(memory.admit(repeated('x'), 2)).toBe('seen');
	});
});
