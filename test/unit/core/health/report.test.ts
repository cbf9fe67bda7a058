import {
	addCounts,
	newLedger,
	type Counts,
	type Ledger,
} from '../../../../nodes/core/health/ledger';
import { reportsOf, summaryOf } from '../../../../nodes/core/health/report';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 30, 4, 20);
const NODE = {
	...{ key: 'w/n/live', workflowId: 'w', workflowName: 'W', nodeId: 'n', nodeName: 'N' },
	nodeType: 'n8n-nodes-signed-events.shopifyEventsTrigger',
};

function ledgerOf(...rows: Array<[at: number, type: string, counts: Partial<Counts>]>): Ledger {
	const ledger = newLedger(NODE, { date: START, steady: 0 });
	for (const [at, type, counts] of rows)
		addCounts(ledger, type, counts, { date: at, steady: at - START });
	return ledger;
}

describe('a report', () => {
	const ledger = ledgerOf(
		[START, 'orders', { webhook: 5 }],
		[START + HOUR, 'orders', { webhook: 2, polling: 1, healed: 1 }],
		[START + HOUR, 'products', { webhook: 3, repeated: 1 }],
		[START + 3 * HOUR, 'orders', { webhook: 1 }],
	);
	const range = { from: START, until: START + 4 * HOUR };

	it('counts a loss of one hour in that hour, by type of object', () => {
		const reports = reportsOf(ledger, { ...range, hours: 1 });
		expect(reports.map(({ from, changes }) => [(from - START) / HOUR, changes])).toEqual([
			[-1 / 3, 5],
			[2 / 3, 6],
			[8 / 3, 1],
		]);
		expect(reports[1]).toMatchObject({
			counts: { webhook: 5, polling: 1, healed: 1, repeated: 1 },
			byType: [
				{ objectType: 'orders', counts: { webhook: 2, healed: 1 } },
				{ objectType: 'products', counts: { webhook: 3, healed: 0 } },
			],
			summary:
				'6 changes: 1 did not come by webhook, and catch-up found it. 1 repetition started nothing new.',
		});
	});

	it('adds up to the same sum for each length of interval', () => {
		for (const hours of [1, 2, 24, undefined]) {
			const reports = reportsOf(ledger, { ...range, hours });
			expect(reports.reduce((sum, { changes }) => sum + changes, 0)).toBe(12);
		}
	});

	it('says whether the node counted during the whole interval', () => {
		const [before] = reportsOf(ledger, { from: START - 10 * HOUR, until: START - HOUR });
		expect(before).toMatchObject({ isComplete: false, changes: 0, summary: '0 changes.' });
		const [later] = reportsOf(ledger, { from: START + HOUR, until: START + 4 * HOUR });
		expect(later).toMatchObject({ isComplete: true, changes: 7 });
	});

	const counts = (some: Partial<Counts>): Counts => ({
		...{ webhook: 0, polling: 0, backfill: 0, healed: 0, late: 0, repeated: 0, confirmed: 0 },
		...some,
	});
	it.each<[Partial<Counts>, string]>([
		[
			{ webhook: 41_205, polling: 3, healed: 3 },
			'41,208 changes: 3 did not come by webhook, and catch-up found all 3.',
		],
		[{ webhook: 1 }, '1 change, all by webhook.'],
		[{ polling: 7 }, '7 changes, all found by the poll.'],
		[
			{ webhook: 2, polling: 2, healed: 2, late: 1, backfill: 1_000 },
			'4 changes: 2 had not come by webhook when catch-up found them. 1 webhook came after catch-up had found its change. 1,000 existing objects loaded.',
		],
		[
			{ webhook: 1, late: 2 },
			'1 change, all by webhook. 2 webhooks came after catch-up had found their changes.',
		],
		[{}, '0 changes.'],
	])('says %j as a sentence', (some, sentence) => {
		expect(summaryOf(counts(some))).toBe(sentence);
	});
});
