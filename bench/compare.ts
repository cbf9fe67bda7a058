/** One of the ways to do the same work. */
export interface Side {
	name: string;
	work: () => unknown;
}

/** How long each side runs in a round: far above the clock's grain, far below a machine's moods. */
const SLICE_MS = 4;
const ROUNDS = 41;
const WARM_UP_MS = 60;

/**
 * Runs all sides in turns (ABC, BCA, CAB, …) within one process and sets the processor time of each
 * against the first: whatever slows the machine slows all sides of a round alike, and the middle of
 * all rounds' ratios is what the work itself makes of it.
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

/** The middle one, or the upper of the two in the middle. */
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
 * Milliseconds of processor time: what else the machine does counts for nothing, collecting garbage on
 * other threads counts. Only what gives a promise is waited for, so that the others do not pay for that.
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
