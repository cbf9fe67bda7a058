import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isCountedElsewhere, sumCounts, type Ledger } from '../../core/health/ledger';
import type { Incident, NodeRef } from '../../core/health/incident';
import { isCountedOnly, rejectionStep } from '../../core/health/rejections';
import { summaryOf } from '../../core/health/report';
import { overduePoll } from '../../core/health/silence';
import { VERDICT, verdictOf, type Symptoms } from '../../core/health/verdict';
import type { Inspection } from '../../host/health/inspectors';
import { health, readIncidents } from '../../host/health/registry';
import { clockAdvice, clockOf } from '../../host/health/vendorClock';
import { mapLimit } from '../emit/mapLimit';
import type { CheckItem } from './checkItem';
import { chooseTriggers } from './chooseTriggers';
import { knownTriggers, NO_TRIGGER, type KnownTrigger } from './triggers';

/** Triggers that are checked at the same time. Each sends a few requests to its vendor. */
const AT_ONCE = 4;

/** Checks the chosen triggers of this n8n process, and emits an item for each of them. */
export async function check(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	for (const item of this.getInputData().keys()) {
		const known = knownTriggers(this);
		const chosen = chooseTriggers(known, this.getNodeParameter('triggers', item, ''));
		const checked =
			chosen.length === 0
				? [nothing(known.length === 0 ? NO_TRIGGER.none : NO_TRIGGER.notFound)]
				: await checkAll(chosen);
		for (const one of checked)
			output.push({ json: one as unknown as IDataObject, pairedItem: { item } });
	}
	return [output];
}

/** Returns the items of the triggers, in their order. */
async function checkAll(triggers: readonly KnownTrigger[]): Promise<CheckItem[]> {
	const items = new Array<CheckItem>(triggers.length);
	await mapLimit([...triggers.entries()], AT_ONCE, async ([index, trigger]) => {
		items[index] = await checkOne(trigger);
	});
	return items;
}

function nothing(advice: { sentence: string; nextStep: string }): CheckItem {
	const checkedAt = new Date().toISOString();
	return { verdict: VERDICT.unknown, cause: 'no_trigger', ...advice, checkedAt };
}

async function checkOne({ ledger, node, inspect }: KnownTrigger): Promise<CheckItem> {
	if (ledger.isActive === undefined)
		return {
			...{ verdict: VERDICT.unknown, cause: 'not_activated_here', ...NO_TRIGGER.notActivated },
			...{ checkedAt: new Date().toISOString(), trigger: triggerOf(node) },
		};
	const inspection: Inspection = (await inspect?.()) ?? {
		warnings: [],
		problem: ledger.polls?.problem,
	};
	const incidents = readIncidents().filter((one) => one.node.key === node.key);
	const compared = clockOf(node.key);
	const { isActive } = ledger;
	const overdue = overdueOf(ledger);
	const verdict = verdictOf({
		...inspection,
		...{ isActive, incidents, overdue, ...figuresOf(ledger) },
		clock: compared && { ...compared, ...clockAdvice(compared) },
	});
	const { account, url, probe, subscriptions, warnings } = inspection;
	return {
		...verdict,
		checkedAt: new Date().toISOString(),
		trigger: triggerOf(node),
		active: overdue === undefined ? isActive : undefined,
		...{ account, url, probe, subscriptions, warnings },
		clock: compared && {
			host: compared.host,
			aheadSeconds: Math.round(compared.aheadMs / 1_000),
			comparedAt: iso(compared.at),
		},
		catchUp: catchUpOf(ledger, inspection),
		deliveries: ledger.isReceivedElsewhere ? undefined : deliveriesOf(ledger),
		changes: isCountedElsewhere(ledger) ? undefined : changesOf(ledger),
		incidents: incidents.map(shown),
	};
}

/** Returns what to say about a poll that n8n has not started for long, or undefined. */
function overdueOf({ polls }: Ledger): Symptoms['overdue'] {
	if (polls === undefined) return undefined;
	const pause = overduePoll(polls, health.now().steady);
	if (pause === undefined) return undefined;
	const { lastAt, longestMs = 0 } = polls;
	return {
		sentence: `This n8n process has started no poll for ${inWords(pause)}: the last one ended at ${iso(lastAt.date)}. The longest pause before was ${inWords(longestMs)}.`,
		nextStep:
			'Check whether the workflow is active (published). If Poll Times have such a pause, or another n8n process polls, no step is needed.',
	};
}

function inWords(ms: number): string {
	const minutes = Math.round(ms / 60_000);
	if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
	return `${Math.floor(minutes / 60)} hours`;
}

/** Returns what of a node's identity is shown. */
export function triggerOf({ workflowId, workflowName, nodeId, nodeName, nodeType }: NodeRef) {
	return { workflowId, workflowName, nodeId, nodeName, nodeType };
}

/** Returns the counts of a trigger as sentences, and what to do about deliveries that were not accepted. */
function figuresOf(ledger: Ledger): { figures: string; figuresStep?: string } {
	const { node, deliveries, lastDeliveryAt, since, isReceivedElsewhere, polls } = ledger;
	if (isReceivedElsewhere)
		return { figures: 'Other n8n processes receive the deliveries and count them.' };
	const last =
		lastDeliveryAt === undefined ? '' : ` The last delivery arrived at ${iso(lastDeliveryAt)}.`;
	const summary = isCountedElsewhere(ledger)
		? 'Other n8n processes run the executions and count the changes.'
		: summaryOf(sumCounts(ledger.totals.values()));
	if (isPoll(node)) {
		const ended = polls === undefined ? '' : ` The last poll ended at ${iso(polls.lastAt.date)}.`;
		return { figures: `Since ${iso(since)}: ${summary}${ended}` };
	}
	const { count, step } = unacceptedOf(ledger);
	return {
		figures: `Deliveries since ${iso(since)}: ${deliveries}. ${summary}${last}${count}`,
		...(step !== undefined && { figuresStep: step }),
	};
}

/**
 * Returns how many deliveries were not accepted, and what to do if none was accepted since. One or two open no incident, but
 * they may be all that the vendor sent.
 */
function unacceptedOf({ rejections, lastDeliveryAt = 0 }: Ledger): {
	count: string;
	step?: string;
} {
	const all = [...rejections]
		.filter(([reason]) => !isCountedOnly(reason))
		.sort(([, one], [, other]) => one.lastAt - other.lastAt);
	const last = all.at(-1);
	if (last === undefined) return { count: '' };
	const [reason, { lastAt }] = last;
	const sum = all.reduce((sofar, [, one]) => sofar + one.count, 0);
	const step = lastAt < lastDeliveryAt ? undefined : rejectionStep(reason);
	return {
		count: ` Deliveries not accepted: ${sum}, the last one at ${iso(lastAt)} (${reason}).`,
		...(step !== undefined && {
			step: `If the vendor sent the deliveries that were not accepted, do this: ${step}`,
		}),
	};
}

/** Returns whether a trigger receives no deliveries. */
function isPoll({ nodeType }: NodeRef): boolean {
	return nodeType.endsWith('PollTrigger');
}

function catchUpOf(ledger: Ledger, { catchUp }: Inspection): CheckItem['catchUp'] {
	const { lastLookAt, loading, watermark = catchUp?.watermark } = ledger;
	if (catchUp === undefined && lastLookAt === undefined) return undefined;
	return {
		state: catchUp?.state,
		readUntil: watermark === undefined ? undefined : iso(watermark),
		lagSeconds:
			watermark === undefined
				? undefined
				: Math.max(Math.round((Date.now() - watermark) / 1_000), 0),
		lastLookAt: lastLookAt === undefined ? undefined : iso(lastLookAt),
		loaded: loading?.objects,
	};
}

function deliveriesOf({ since, deliveries, lastDeliveryAt, rejections }: Ledger) {
	return {
		since: iso(since),
		verified: deliveries,
		lastAt: lastDeliveryAt === undefined ? undefined : iso(lastDeliveryAt),
		rejected: [...rejections].map(([reason, { count, lastAt }]) => ({
			...{ reason, count },
			lastAt: iso(lastAt),
		})),
	};
}

function changesOf({ totals, lastChangeAt }: Ledger) {
	return {
		lastAt: lastChangeAt === undefined ? undefined : iso(lastChangeAt),
		counts: sumCounts(totals.values()),
		byType: [...totals].map(([objectType, counts]) => ({ objectType, counts: { ...counts } })),
	};
}

function shown({ id, kind, cause, openedAt, sentence, nextStep, needsPerson }: Incident) {
	return { id, kind, cause, openedAt, sentence, nextStep, needsPerson };
}

/** A vendor's clock may be far off, and not every number is a date. */
function iso(time: number): string {
	return Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : '';
}
