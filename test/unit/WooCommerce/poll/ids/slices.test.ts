import {
	atOnce,
	SLICE,
	SliceCounter,
	withPauses,
	type Sliced,
} from '../../../../../nodes/WooCommerce/poll/ids/slices';

/** Counts to `units` and returns them. */
function* counting(units: number): Sliced<number> {
	const slice = new SliceCounter();
	for (let unit = 0; unit < units; unit++) if (slice.isFull()) yield;
	return units;
}

describe('work in slices', () => {
	it('pauses once after each full slice', async () => {
		const pause = jest.fn(async () => await Promise.resolve());
		expect(await withPauses(counting(3 * SLICE + 1), pause)).toBe(3 * SLICE + 1);
		expect(pause).toHaveBeenCalledTimes(3);
	});

	it('does not pause if it is less than a slice', async () => {
		const pause = jest.fn(async () => await Promise.resolve());
		expect(await withPauses(counting(SLICE - 1), pause)).toBe(SLICE - 1);
		expect(pause).not.toHaveBeenCalled();
	});

	it('continues only after the pause', async () => {
		const steps: string[] = [];
		function* work(): Sliced<void> {
			steps.push('first slice');
			yield;
			steps.push('second slice');
		}
		await withPauses(work(), async () => {
			await Promise.resolve();
			steps.push('pause');
		});
		expect(steps).toEqual(['first slice', 'pause', 'second slice']);
	});

	it('returns the same result at once', () => {
		expect(atOnce(counting(2 * SLICE))).toBe(2 * SLICE);
	});

	it('counts several units as one step', () => {
		const slice = new SliceCounter();
		expect(slice.isFull(SLICE - 1)).toBe(false);
		expect(slice.isFull()).toBe(true);
		expect(slice.isFull(SLICE - 1)).toBe(false);
	});
});
