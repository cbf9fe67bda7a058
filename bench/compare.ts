/** One of the ways to do the same work. */
export interface Side {
	name: string;
	work: () => unknown;
}

/** How long each side runs in a round: long for the clock, short against changes of machine load. */
const SLICE_MS = 4;
const ROUNDS = 41;
const WARM_UP_MS = 60;

/**
 * Runs all sides in turns (ABC, BCA, CAB, …) within one process and compares their processor time
 * with that of the first. A slow machine slows all sides of a round alike, so the result is the
 * median of the ratios of all rounds.
 *
 * @returns by name of the side, its time divided by that of the first
 */
export async function compare(sides: readonly Side[]): Promise<Record<string, number>> {
	const calls = [];
	for (const { work } of sides) calls.push(await callsPerSlice(work));
	const ratios = sides.map((): number[] => []);
	for (let round = 0; round < ROUNDS; round++) {
		const times: number[] = [];
		for (let turn = 0; turn < sides.length; turn++) {
			const index = (round + turn) % sides.length;
			times[index] = (await time(sides[index].work, calls[index])) / calls[index];
		}
		times.forEach((taken, index) => ratios[index].push(taken / times[0]));
	}
	return Object.fromEntries(sides.map(({ name }, index) => [name, median(ratios[index])]));
}

/** Returns the median, or the upper of the two middle values. */
export function median(values: readonly number[]): number {
	return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

async function callsPerSlice(work: Side['work']): Promise<number> {
	let calls = 1;
	const until = performance.now() + WARM_UP_MS;
	for (;;) {
		const taken = await time(work, calls);
		if (performance.now() > until) return Math.max(1, Math.round((calls * SLICE_MS) / taken));
		if (taken < SLICE_MS) calls *= 2;
	}
}

/**
 * Returns milliseconds of processor time. Other processes do not count, garbage collection on other
 * threads does. Only a promise is awaited, so that synchronous sides do not pay for an await.
 */
async function time(work: Side['work'], calls: number): Promise<number> {
	const start = process.cpuUsage();
	for (let call = 0; call < calls; call++) {
		const result = work();
		if (result instanceof Promise) await result;
	}
	const { user, system } = process.cpuUsage(start);
	return (user + system) / 1000;
}
