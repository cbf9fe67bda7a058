import { isLong } from '../long';
import { runHistory, type Outcome } from './history';
import { TIME_ZONES } from './plan';
import { shrink } from './shrink';

/** As many as take some forty seconds on two cores. */
const HISTORIES = Number(process.env.SIGNED_EVENTS_HISTORIES ?? (isLong ? 200 : 20));
const ONLY_SEED = process.env.SIGNED_EVENTS_SEED;
/** Histories that found something: lists of which a step back overshoots, a cart placed too early. */
const TELLING_SEEDS = [96, 5057];

const seeds =
	ONLY_SEED === undefined
		? [...Array.from({ length: HISTORIES }, (_none, index) => index + 1), ...TELLING_SEEDS]
		: [Number(ONLY_SEED)];

/**
 * Random histories of a shop against the poller, judged by what the shop knows of itself: nothing is
 * invented, nothing is lost, nothing has two ids.
 */
describe('random histories of a shop, polled', () => {
	const totals = { histories: 0, changes: 0, polls: 0, requests: 0, events: 0 };

	beforeAll(() => {
		// A look asks every zone there is whether it skips an hour, which takes longer than the look.
		jest.spyOn(Intl, 'supportedValuesOf').mockReturnValue([...TIME_ZONES]);
	});
	afterAll(() => {
		const told = Object.entries(totals).map(([what, count]) => `${count} ${what}`);
		process.stdout.write(`Model: ${told.join(', ')}\n`);
	});

	function count({ changes, polls, requests, ids }: Outcome): void {
		totals.histories++;
		totals.changes += changes;
		totals.polls += polls;
		totals.requests += requests;
		totals.events += ids.length;
	}

	it.each(seeds)(
		'tells every change once and nothing else: seed %i',
		async (seed) => {
			const outcome = await runHistory(seed);
			count(outcome);
			if (outcome.failure !== undefined) throw new Error(await explain(seed, outcome));
		},
		120_000,
	);

	it('gives the same ids in the same history', async () => {
		const [seed] = seeds;
		const [first, second] = [await runHistory(seed), await runHistory(seed)];
		expect(first.ids.length).toBeGreaterThan(0);
		expect(second.ids).toEqual(first.ids);
	}, 120_000);
});

async function explain(seed: number, outcome: Outcome): Promise<string> {
	const smallest = await shrink(seed, outcome);
	return [
		`SIGNED_EVENTS_SEED=${seed} fails: ${outcome.failure?.message}`,
		`So do ${smallest.steps.length} of its steps: ${smallest.failure?.message}`,
		...smallest.trace,
	].join('\n');
}
