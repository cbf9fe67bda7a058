import { isLong, SEED } from '../long';
import { runBoxHistory, type Outcome } from './boxHistory';

const HISTORIES = Math.ceil(
	Number(process.env.SIGNED_EVENTS_SMALL_HISTORIES ?? (isLong ? 10_000 : 1_200)) / 6,
);
/** Histories that are run a second time with other deliveries, of so many. */
const TWICE_IN = 5;

const totals = { histories: 0, acts: 0, events: 0, found: 0, looks: 0, requests: 0 };

afterAll(() => {
	const sums = Object.entries(totals).map(([what, number]) => `${number} ${what}`);
	process.stdout.write(`Histories of Box, seed ${SEED}: ${sums.join(', ')}\n`);
});

function count({ acts, events, found, looks, requests }: Outcome): void {
	totals.histories += 1;
	for (const [what, number] of Object.entries({ acts, events, found, looks, requests }))
		totals[what as keyof typeof totals] += number;
}

it('every change in a monitored folder is told once, by webhook or by catch-up, and nothing else', async () => {
	for (let index = 0; index < HISTORIES; index++) {
		const seed = SEED * 100_000 + index * 2;
		const outcome = await runBoxHistory(seed);
		count(outcome);
		if (index % TWICE_IN > 0) continue;
		// What a webhook told before is now found by catch-up, and the other way round.
		for (const lost of [0, 1]) {
			const other = await runBoxHistory(seed, { lost });
			count(other);
			for (const [key, state] of outcome.states)
				expect([key, other.states.get(key) ?? state]).toEqual([key, state]);
		}
	}
	expect(totals.found).toBeGreaterThan(0);
	expect(totals.found).toBeLessThan(totals.events);
}, 1_800_000);
