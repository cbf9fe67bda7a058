import { mapLimit } from '../../../../nodes/SignedEvent/emit/mapLimit';

/** Work that the test ends. */
function gates() {
	const begun: number[] = [];
	const ends = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
	const work = async (item: number) => {
		begun.push(item);
		await new Promise<void>((resolve, reject) => ends.set(item, { resolve, reject }));
	};
	return { begun, ends, work };
}

/** Lets all pending work continue. */
const settled = async () => await new Promise((resolve) => setImmediate(resolve));

describe('mapLimit', () => {
	it.each([
		[1, [0]],
		[3, [0, 1, 2]],
		[9, [0, 1, 2, 3, 4]],
		[0, [0]],
	])('starts at most %d at a time, in order', async (limit, first) => {
		const { begun, ends, work } = gates();
		const all = mapLimit([0, 1, 2, 3, 4], limit, work);
		await settled();
		expect(begun).toEqual(first);
		for (let item = 0; item < 5; item++) {
			ends.get(item)?.resolve();
			await settled();
			expect(begun).toHaveLength(Math.min(5, first.length + item + 1));
		}
		await all;
		expect(begun).toEqual([0, 1, 2, 3, 4]);
	});

	it('starts no further item after a failure and waits for the running ones', async () => {
		const { begun, ends, work } = gates();
		let isOver = false;
		const all = mapLimit([0, 1, 2, 3], 2, work).finally(() => (isOver = true));
		const failed = expect(all).rejects.toThrow('broken');
		await settled();
		ends.get(0)?.reject(new Error('broken'));
		await settled();
		expect([begun, isOver]).toEqual([[0, 1], false]);
		ends.get(1)?.resolve();
		await failed;
		expect(begun).toEqual([0, 1]);
	});

	it('ends at once without items', async () => {
		await mapLimit([], 3, async () => {
			throw new Error('never');
		});
	});
});
