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

	it('is free again, and keeps nothing, when all are done', async () => {
		const turns = new Turns();
		const first = gate();
		const one = turns.take('place', async () => await first.opened);
		const two = turns.take('place', async () => {});
		expect(turns.isTaken('place')).toBe(true);
		first.open();
		await Promise.all([one, two]);
		expect(turns.isTaken('place')).toBe(false);
	});
});
