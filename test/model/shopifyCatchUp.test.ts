import fc from 'fast-check';

import { isLong, SEED } from '../long';
import { runShopifyHistory, shopifyHistories } from './shopifyHistory';

/** 10,000 in a long run. `SIGNED_EVENTS_SMALL_HISTORIES` sets another number. */
const HISTORIES = Number(process.env.SIGNED_EVENTS_SMALL_HISTORIES ?? (isLong ? 10_000 : 400));
const { SIGNED_EVENTS_PATH: PATH } = process.env;

describe('histories of a Shopify shop with outages, lost, late and repeated webhooks', () => {
	const totals: Record<string, number> = {};

	afterAll(() => {
		const counted = Object.entries(totals).map(([what, number]) => `${number} ${what}`);
		process.stdout.write(`Histories of Shopify, seed ${SEED}: ${counted.join(', ')}\n`);
	});

	it('emit every reachable change once by its state, and nothing else', async () => {
		const property = fc.asyncProperty(shopifyHistories, async (history) => {
			const { told, ...counts } = await runShopifyHistory(history);
			const { webhook, polling } = told;
			for (const [what, number] of Object.entries({
				histories: 1,
				...counts,
				'events by webhook': webhook,
				'events by catch-up': polling,
			}))
				totals[what] = (totals[what] ?? 0) + number;
		});
		await fc.assert(property, {
			numRuns: HISTORIES,
			seed: SEED,
			...(PATH !== undefined && { path: PATH }),
			verbose: fc.VerbosityLevel.Verbose,
		});
	}, 1_800_000);
});
