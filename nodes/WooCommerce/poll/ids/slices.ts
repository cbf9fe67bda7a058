/**
 * Work that can be interrupted: it yields after each slice, so that the process can do other work
 * in between. It returns its result.
 */
export type Sliced<T> = Generator<undefined, T, void>;

/** Units of work (runs, ids or digests) in one slice, which takes milliseconds. */
export const SLICE = 2 ** 15;

/** Counts units of work and reports when a slice is full. */
export class SliceCounter {
	private left = SLICE;

	/** Returns true, and starts the next slice, if `units` more fill the slice. */
	isFull(units = 1): boolean {
		this.left -= units;
		if (this.left > 0) return false;
		this.left = SLICE;
		return true;
	}
}

/** Does all the work without a pause. */
export function atOnce<T>(work: Sliced<T>): T {
	for (;;) {
		const step = work.next();
		if (step.done === true) return step.value;
	}
}

/**
 * Does the work with a pause after each slice.
 *
 * @param pause resolves once the process has had the chance to do other work, I/O included
 */
export async function withPauses<T>(work: Sliced<T>, pause: () => Promise<void>): Promise<T> {
	for (;;) {
		const step = work.next();
		if (step.done === true) return step.value;
		await pause();
	}
}
