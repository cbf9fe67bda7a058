import { INTERVAL_MS, sumCounts, type Counts, type Ledger } from './ledger';

/** How the changes of an interval reached the workflow. */
export interface Report {
	/** Epoch milliseconds. The end is not part of the interval. */
	from: number;
	until: number;
	/** Whether the node counted during the whole interval, by one clock. It begins again when n8n starts. */
	isComplete: boolean;
	changes: number;
	counts: Counts;
	byType: Array<{ objectType: string; counts: Counts }>;
	summary: string;
}

/** Which intervals a report has. */
export interface ReportRange {
	/** Epoch milliseconds, rounded down to a whole hour. */
	from: number;
	until: number;
	/** Length of an interval in hours. Defaults to the whole range. */
	hours?: number;
	/** When n8n's clock was last set, in epoch milliseconds. Changes before that may be in other intervals. */
	clockSetAt?: number;
}

/** Returns the reports of a node, the earliest interval first. Intervals without anything are left out, except the only one. */
export function reportsOf(
	ledger: Ledger,
	{ from, until, hours, clockSetAt = -Infinity }: ReportRange,
): Report[] {
	const start = Math.floor(from / INTERVAL_MS) * INTERVAL_MS;
	const step = hours === undefined ? Math.max(until - start, 1) : hours * INTERVAL_MS;
	const reports: Report[] = [];
	for (let at = start; at < until; at += step)
		reports.push(reportOf(ledger, at, Math.min(at + step, until), clockSetAt));
	if (hours === undefined) return reports;
	return reports.filter(({ counts }) => Object.values(counts).some((count) => count > 0));
}

function reportOf(ledger: Ledger, from: number, until: number, clockSetAt: number): Report {
	const rows = ledger.rows.filter(({ startsAt }) => startsAt >= from && startsAt < until);
	const types = [...new Set(rows.map(({ objectType }) => objectType))].sort();
	const counts = sumCounts(rows.map((row) => row.counts));
	return {
		...{ from, until, isComplete: Math.max(ledger.since, clockSetAt) <= from },
		changes: counts.webhook + counts.polling,
		counts,
		byType: types.map((objectType) => ({
			objectType,
			counts: sumCounts(
				rows.filter((row) => row.objectType === objectType).map((row) => row.counts),
			),
		})),
		summary: summaryOf(counts),
	};
}

/**
 * Returns counts as a sentence: `41,208 changes: 3 did not come by webhook, and catch-up found all 3.` A
 * webhook that came later was counted in the interval in which it came.
 */
export function summaryOf(counts: Counts): string {
	const { webhook, polling, backfill, late, repeated } = counts;
	const all = webhook + polling;
	const sentences = [`${inWords(all, 'change')}${wayOf(counts)}.`];
	if (late > 0)
		sentences.push(
			`${inWords(late, 'webhook')} came after catch-up had found ${late === 1 ? 'its change' : 'their changes'}.`,
		);
	if (repeated > 0) sentences.push(`${inWords(repeated, 'repetition')} started nothing new.`);
	if (backfill > 0) sentences.push(`${inWords(backfill, 'existing object')} loaded.`);
	return sentences.join(' ');
}

function wayOf({ webhook, polling, healed, late }: Counts): string {
	if (webhook + polling === 0) return '';
	if (healed > 0 && late > 0)
		return `: ${number(healed)} had not come by webhook when catch-up found ${healed === 1 ? 'it' : 'them'}`;
	if (healed > 0)
		return `: ${number(healed)} did not come by webhook, and catch-up found ${healed === 1 ? 'it' : `all ${number(healed)}`}`;
	return polling === 0 ? ', all by webhook' : webhook === 0 ? ', all found by the poll' : '';
}

function inWords(count: number, noun: string): string {
	return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function number(count: number): string {
	return count.toLocaleString('en');
}
