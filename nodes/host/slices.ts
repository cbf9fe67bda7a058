import { sleep } from 'n8n-workflow';

/** How many events are made or emitted without a pause, which takes some 20 ms. One look may find 100,000. */
export const SLICE = 500;

/**
 * Does work in slices, with a pause after each of them, so that the process can do other work in between. Work that fits
 * into one slice has no pause.
 *
 * @param size how many items a slice has
 * @param mayGoOn returns false to end the work after a pause
 * @param action does the work of one slice
 * @returns whether all work is done
 */
export async function inSlices<Item>(
	items: readonly Item[],
	size: number,
	mayGoOn: () => boolean,
	action: (slice: readonly Item[]) => void | Promise<void>,
): Promise<boolean> {
	for (let start = 0; start < items.length; start += size) {
		if (start > 0) await sleep(0);
		if (start > 0 && !mayGoOn()) return false;
		await action(items.slice(start, start + size));
	}
	return true;
}
