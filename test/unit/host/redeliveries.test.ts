import { Redeliveries } from '../../../nodes/host/redeliveries';

const SMALL = { count: 3, seenForMs: 1000, inFlightForMs: 100 };

describe('redeliveries', () => {
	it('lets the first one run and holds the second until the first is answered', () => {
		const memory = new Redeliveries();
		expect(memory.admit('a', 0)).toBe('new');
		expect(memory.admit('a', 1)).toBe('in_flight');
		memory.accept('a', 2);
		expect(memory.admit('a', 3)).toBe('seen');
		expect(memory.admit('b', 3)).toBe('new');
	});

	it('lets a failed one run again', () => {
		const memory = new Redeliveries();
		memory.admit('a', 0);
		memory.forget('a');
		expect(memory.admit('a', 1)).toBe('new');
	});

	it('remembers what was answered for a day, as Ecwid goes on trying', () => {
		const memory = new Redeliveries();
		const day = 24 * 60 * 60 * 1000;
		memory.admit('a', 0);
		memory.accept('a', 5);
		expect(memory.admit('a', day)).toBe('seen');
		expect(memory.admit('a', day + 5)).toBe('new');
	});

	it('takes one that never ended for lost, so that no retry is put off for ever', () => {
		const memory = new Redeliveries(SMALL);
		memory.admit('a', 0);
		expect(memory.admit('a', 99)).toBe('in_flight');
		expect(memory.admit('a', 100)).toBe('new');
		expect(memory.admit('a', 101)).toBe('in_flight');
	});

	it('holds so many and drops those that were touched longest ago', () => {
		const memory = new Redeliveries(SMALL);
		for (const key of ['a', 'b', 'c']) memory.admit(key, 0);
		memory.accept('a', 1);
		memory.admit('d', 2);
		expect(memory.admit('a', 3)).toBe('seen');
		expect(memory.admit('c', 3)).toBe('in_flight');
		expect(memory.admit('b', 3)).toBe('new');
	});

	it('never holds more than it may, however many come', () => {
		const memory = new Redeliveries(SMALL);
		for (let count = 0; count < 10_000; count++) memory.admit(`key ${count}`, count);
		const held = (memory as unknown as { entries: Map<string, unknown> }).entries.size;
		expect(held).toBe(3);
	});
});
