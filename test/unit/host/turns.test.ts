import { Turns } from '../../../nodes/host/turns';

function gate() {
	let open = () => {};
	const opened = new Promise<void>((resolve) => (open = resolve));
	return { open, opened };
}

describe('turns', () => {
	it('lets one work at a time, in the order in which they asked', async () => {
		const turns = new Turns();
		const order: string[] = [];
		const first = gate();
		const one = turns.take('place', async () => {
			await first.opened;
			order.push('one');
		});
		const two = turns.take('place', async () => void order.push('two'));
		const three = turns.take('place', async () => void order.push('three'));
		const elsewhere = turns.take('other', async () => void order.push('elsewhere'));
		await elsewhere;
		expect(order).toEqual(['elsewhere']);
		first.open();
		await Promise.all([one, two, three]);
		expect(order).toEqual(['elsewhere', 'one', 'two', 'three']);
	});

	it('goes on after a failure, which only its own caller hears of', async () => {
		const turns = new Turns();
		const failing = turns.take('place', async () => {
			throw new Error('broken');
		});
		const next = turns.take('place', async () => 'done');
		await expect(failing).rejects.toThrow('broken');
		await expect(next).resolves.toBe('done');
	});

	it('is free again when all are done, and not before', async () => {
		const turns = new Turns();
		const last = gate();
		const one = turns.take('place', async () => {});
		const two = turns.take('place', async () => await last.opened);
		await one;
		expect(turns.isTaken('place')).toBe(true);
		last.open();
		await two;
		expect(turns.isTaken('place')).toBe(false);
	});
});
