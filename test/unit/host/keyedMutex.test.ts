import { KeyedMutex } from '../../../nodes/host/keyedMutex';

function gate() {
	let open = () => {};
	const opened = new Promise<void>((resolve) => (open = resolve));
	return { open, opened };
}

describe('turns', () => {
	it('lets one work at a time, in the order in which they asked', async () => {
		const turns = new KeyedMutex();
		const order: string[] = [];
		const first = gate();
		const one = turns.runExclusive('place', async () => {
			await first.opened;
			order.push('one');
		});
		const two = turns.runExclusive('place', async () => void order.push('two'));
		const three = turns.runExclusive('place', async () => void order.push('three'));
		const elsewhere = turns.runExclusive('other', async () => void order.push('elsewhere'));
		await elsewhere;
		expect(order).toEqual(['elsewhere']);
		first.open();
		await Promise.all([one, two, three]);
		expect(order).toEqual(['elsewhere', 'one', 'two', 'three']);
	});

	it('goes on after a failure, which only its own caller hears of', async () => {
		const turns = new KeyedMutex();
		const failing = turns.runExclusive('place', async () => {
			throw new Error('broken');
		});
		const next = turns.runExclusive('place', async () => 'done');
		await expect(failing).rejects.toThrow('broken');
		await expect(next).resolves.toBe('done');
	});

	it('is free again when all are done, and not before', async () => {
		const turns = new KeyedMutex();
		const last = gate();
		const one = turns.runExclusive('place', async () => {});
		const two = turns.runExclusive('place', async () => await last.opened);
		await one;
		expect(turns.isLocked('place')).toBe(true);
		last.open();
		await two;
		expect(turns.isLocked('place')).toBe(false);
	});
});
