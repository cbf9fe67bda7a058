import fc from 'fast-check';

import { isLong } from '../long';
import {
	runSmallHistory,
	zonesInUse,
	smallHistories,
	type SmallHistory,
	type SmallOutcome,
} from './smallHistory';

/** How many in all files together; they share them equally. */
const HISTORIES = Number(process.env.SIGNED_EVENTS_SMALL_HISTORIES ?? (isLong ? 10_000 : 1_200));
const { SIGNED_EVENTS_SEED, SIGNED_EVENTS_PATH: PATH } = process.env;
const SEED = Number(SIGNED_EVENTS_SEED ?? 20_260);
/** Histories that are run a second time, of so many. */
const TWICE_IN = 20;

/** A file's share of the small histories. */
export interface Share {
	/** What its histories are about. */
	title: string;
	/** Which part of all it is: one in so many. */
	oneIn: number;
	/** Resources that are watched together. */
	choices: ReadonlyArray<readonly string[]>;
	/** Whether clocks of the shop are set in them. */
	hasSteps?: boolean;
	/** Histories that found something, shrunk, by what they showed. */
	cases: Readonly<Record<string, SmallHistory>>;
}

/**
 * Many small histories, drawn and shrunk by fast-check. A failure prints seed, path and the smallest
 * history; `SIGNED_EVENTS_SEED` and `SIGNED_EVENTS_PATH` run it again.
 */
export function smallHistorySuite(share: Share): void {
	const { title, oneIn, choices, cases, hasSteps = false } = share;
	const numRuns = Math.ceil(HISTORIES / oneIn);
	const totals: Record<string, number> = { histories: 0, changes: 0, polls: 0, requests: 0 };

	function count({ changes, polls, requests, events }: SmallOutcome): void {
		for (const [what, number] of Object.entries({
			histories: 1,
			changes,
			polls,
			requests,
			...events,
		}))
			totals[what] = (totals[what] ?? 0) + number;
	}

	describe(`small histories of ${title}`, () => {
		beforeAll(() => {
			jest.spyOn(Intl, 'supportedValuesOf').mockImplementation(() => [...zonesInUse]);
		});
		afterAll(() => {
			const told = Object.entries(totals).map(([what, number]) => `${number} ${what}`);
			process.stdout.write(`Small histories of ${title}, seed ${SEED}: ${told.join(', ')}\n`);
		});

		for (const [what, history] of Object.entries(cases))
			it(`a case: ${what}`, async () => {
				count(await runSmallHistory(history));
			});

		it('tell every change once and nothing else', async () => {
			const property = fc.asyncProperty(smallHistories(choices, hasSteps), async (history) => {
				const outcome = await runSmallHistory(history);
				count(outcome);
				if ((totals.histories + 1) % TWICE_IN > 0) return;
				const again = await runSmallHistory(history);
				expect(again.ids).toEqual(outcome.ids);
			});
			await fc.assert(property, {
				numRuns,
				seed: SEED,
				...(PATH !== undefined && { path: PATH }),
				verbose: fc.VerbosityLevel.Verbose,
			});
		}, 1_800_000);
	});
}
