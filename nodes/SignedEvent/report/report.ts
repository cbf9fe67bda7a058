import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { INTERVAL_MS, isCountedElsewhere } from '../../core/health/ledger';
import { reportsOf } from '../../core/health/report';
import { health } from '../../host/health/registry';
import { readNumber } from '../../host/panelValues';
import { triggerOf } from '../check/check';
import { chooseTriggers } from '../check/chooseTriggers';
import { knownTriggers, NO_TRIGGER, type KnownTrigger } from '../check/triggers';
import type { ReportItem } from './reportItem';

/** Hours of an interval. The ledger counts by the hour. */
const HOURS: Readonly<Record<string, number | undefined>> = { hour: 1, day: 24, whole: undefined };
const MOST_HOURS = 48;

/** Emits how the changes of each trigger reached the workflow, an item per interval. */
export async function report(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	for (const item of this.getInputData().keys()) {
		const known = knownTriggers(this);
		const chosen = chooseTriggers(known, this.getNodeParameter('triggers', item, ''));
		const hours = readNumber(this.getNodeParameter('hours', item, 24), 1, MOST_HOURS, 24);
		const interval = String(this.getNodeParameter('interval', item, 'whole'));
		const { date: until } = health.now();
		const range = {
			...{ from: until - hours * INTERVAL_MS, until, clockSetAt: health.clockSetAt },
			hours: Object.hasOwn(HOURS, interval) ? HOURS[interval] : undefined,
		};
		const items =
			chosen.length === 0
				? [nothing(known.length === 0)]
				: chosen.flatMap((trigger) => itemsOf(trigger, range));
		for (const one of items)
			output.push({ json: one as unknown as IDataObject, pairedItem: { item } });
	}
	return [output];
}

/** For a process in which the trigger is active, but which does not run its executions. */
const COUNTED_ELSEWHERE: ReportItem = {
	summary:
		'This n8n process does not run the executions of the trigger, as in queue mode, so it has not counted the changes.',
	nextStep:
		"Use n8n's list of executions. No process of queue mode knows all changes (docs/queue-mode.md).",
};

/** For a process that runs executions of the trigger, but in which the trigger is not active. */
const ONE_OF_SEVERAL =
	"Use n8n's list of executions to see all changes. With several workers in queue mode, no process knows all changes (docs/queue-mode.md).";

function nothing(hasNone: boolean): ReportItem {
	const { sentence, nextStep } = hasNone ? NO_TRIGGER.none : NO_TRIGGER.notFound;
	return { summary: sentence, nextStep };
}

function itemsOf(
	{ ledger, node }: KnownTrigger,
	range: Parameters<typeof reportsOf>[1],
): ReportItem[] {
	const isElsewhere = isCountedElsewhere(ledger);
	if (isElsewhere) return [{ ...COUNTED_ELSEWHERE, trigger: triggerOf(node) }];
	const isPart = ledger.isActive === undefined;
	return reportsOf(ledger, range).map(({ from, until, isComplete, ...figures }) => ({
		summary: isPart ? `In this n8n process only: ${figures.summary}` : figures.summary,
		...(isPart && { nextStep: ONE_OF_SEVERAL }),
		trigger: triggerOf(node),
		from: new Date(from).toISOString(),
		until: new Date(until).toISOString(),
		complete: isComplete && !isPart,
		changes: figures.changes,
		counts: figures.counts,
		byType: figures.byType,
	}));
}
