import { findingOf, splitAdvice } from '../../core/health/advice';
import { INCIDENT, type NodeRef } from '../../core/health/incident';
import { addCounts, addPoll } from '../../core/health/ledger';
import { unusualPause } from '../../core/health/silence';
import { PROBLEM, type Problem } from '../../core/result';
import type { NormalizedEvent } from '../../core/event';
import type { HealthRegistry } from './registry';

/** The parts of a node that make requests. Each can find that the vendor rejects the credential. */
const PART = {
	subscriptions: 'subscriptions',
	catchUp: 'catch_up',
	poll: 'poll',
	delivery: 'delivery',
} as const;
type Part = (typeof PART)[keyof typeof PART];

/** The longest interval between two checks is an hour, and a check takes at most 40 minutes. */
const OVERDUE_MS = 3 * 3_600_000;

const HOUR_MS = 3_600_000;

/** Reports that a part of a node works. */
function recoverPart(health: HealthRegistry, node: NodeRef, part: Part): void {
	for (const kind of [INCIDENT.credentialRejected, INCIDENT.rateLimited])
		health.recover(node, { kind, about: part });
}

/** Reports a problem of a part of a node. */
function failPart(
	health: HealthRegistry,
	node: NodeRef,
	part: Part,
	kind: Parameters<typeof findingOf>[0],
	problem: Problem,
): void {
	const finding = findingOf(kind, problem);
	health.fail(node, finding.kind === kind ? finding : { ...finding, about: part });
	// The vendor responds, so an incident of another cause has ended.
	if (finding.kind !== kind) health.recover(node, { kind });
	if (finding.kind !== INCIDENT.rateLimited)
		health.recover(node, { kind: INCIDENT.rateLimited, about: part });
}

/** Reports that a check of the subscriptions began. */
export function noteTick(health: HealthRegistry, node: NodeRef): void {
	health.ledger(node).tickedAt = health.now().steady;
	health.recover(node, { kind: INCIDENT.checksOverdue });
}

/**
 * Reports checks that n8n does not start. A delivery finds it, because nothing else of the node runs then. It does nothing
 * in a process that runs no checks, such as a webhook process in queue mode.
 */
export function findOverdueChecks(health: HealthRegistry, node: NodeRef): void {
	const { tickedAt, isActive } = health.ledger(node);
	const { steady } = health.now();
	if (tickedAt === undefined || !isActive || steady - tickedAt < OVERDUE_MS) return;
	health.fail(node, {
		kind: INCIDENT.checksOverdue,
		cause: 'cron_blocked',
		sentence: `The node's checks do not run: n8n has started none for ${hours(steady - tickedAt)}.`,
		nextStep: 'Deactivate the workflow and activate it again. If that does not help, restart n8n.',
	});
}

/** Reports that no delivery has arrived for longer than usual. Only for nodes that cannot ask the vendor for changes. */
export function findSilence(health: HealthRegistry, node: NodeRef): void {
	const { rhythm } = health.ledger(node);
	const pause = unusualPause(rhythm, health.now().steady);
	if (pause === undefined) return;
	health.fail(node, {
		kind: INCIDENT.silent,
		cause: 'no_delivery',
		sentence: `No delivery has arrived for ${hours(pause)}: the longest pause before was ${hours(rhythm.longestMs)}.`,
		nextStep:
			'Change an object at the vendor. If no event follows, check that the vendor can reach the webhook URL of the node.',
	});
}

/** What a check of the subscriptions did. */
interface CheckResult {
	problems: readonly Problem[];
	/** The created and updated subscriptions in words, or an empty text. */
	restored: string;
	/** When all subscriptions were last seen, in epoch milliseconds. */
	lastSeenAt?: number;
	/** Whether the node looks for missed events next. */
	hasCatchUp: boolean;
}

/** Reports a check of the subscriptions. */
export function noteCheck(
	health: HealthRegistry,
	node: NodeRef,
	{ problems, restored, lastSeenAt, hasCatchUp }: CheckResult,
): void {
	const kind = INCIDENT.subscriptionFailing;
	if (restored !== '') noteRestored(health, node, { restored, lastSeenAt, hasCatchUp });
	const worst = problems.find((problem) => problem.isOptional !== true) ?? problems[0];
	if (worst !== undefined) {
		failPart(health, node, PART.subscriptions, kind, worst);
		return;
	}
	health.ledger(node).lastCheckAt = health.now().date;
	health.recover(node, { kind });
	recoverPart(health, node, PART.subscriptions);
}

/** Reports restored subscriptions. With catch-up, the incident closes once it has found what was missed. */
export function noteRestored(
	health: HealthRegistry,
	node: NodeRef,
	{ restored, lastSeenAt, hasCatchUp }: Omit<CheckResult, 'problems'>,
): void {
	const since = lastSeenAt === undefined ? undefined : new Date(lastSeenAt).toISOString();
	// What happened before is the subject of this incident. It does not show that deliveries fail now.
	health.ledger(node).expectedFrom = health.now().date;
	const missed = hasCatchUp
		? 'Catch-up emits what was missed.'
		: 'Compare the changes since then with your events.';
	// Without a time, this can also be the first activation, if a program published the workflow before n8n started.
	const finding = {
		kind: INCIDENT.subscriptionRestored,
		cause: 'subscription_changed',
		...(since === undefined
			? {
					sentence:
						'The vendor did not have all subscriptions of the node, so the node restored them.',
					nextStep: `If the workflow was active before, find out in the vendor's settings who removed or changed them. ${missed}`,
				}
			: {
					sentence: `The node restored its subscriptions: some were removed or changed at the vendor after ${since}.`,
					nextStep: `Find out in the vendor's settings who removed or changed them. ${missed}`,
				}),
		facts: { restored, ...(since !== undefined && { lastSeenAt: since }) },
	};
	if (hasCatchUp) health.fail(node, finding);
	else health.happen(node, finding);
}

/** What a look of catch-up found. */
interface LookResult {
	/** All changes that it found, and those of them that had not been emitted. */
	found: readonly NormalizedEvent[];
	fresh: readonly NormalizedEvent[];
	watermark: number;
	unread: ReadonlyArray<{ list: string; problem: Problem }>;
}

/** Reports a look of catch-up that succeeded. */
export function noteLook(
	health: HealthRegistry,
	node: NodeRef,
	{ found, fresh, watermark, unread }: LookResult,
): void {
	const at = health.now();
	const ledger = health.ledger(node);
	const ids = new Set(fresh.map(({ id }) => id));
	for (const { id, objectType, capture } of found)
		if (capture === 'polling' && !ids.has(id)) addCounts(ledger, objectType, { confirmed: 1 }, at);
	ledger.lastLookAt = at.date;
	ledger.watermark = watermark;
	const kind = INCIDENT.catchUpFailing;
	health.recover(node, { kind });
	recoverPart(health, node, PART.catchUp);
	const caughtUp = fresh.filter(({ capture }) => capture === 'polling').length;
	health.recover(node, { kind: INCIDENT.subscriptionRestored }, { caughtUp });
	noteLists(health, node, unread);
}

/** Reports lists that catch-up could not read, and ends the incidents of those that it could. */
function noteLists(health: HealthRegistry, node: NodeRef, unread: LookResult['unread']): void {
	const kind = INCIDENT.catchUpFailing;
	const ledger = health.ledger(node);
	const lists = unread.map(({ list }) => list);
	for (const list of ledger.unreadLists.filter((one) => !lists.includes(one))) {
		for (const each of [kind, INCIDENT.credentialRejected, INCIDENT.rateLimited])
			health.recover(node, { kind: each, about: list });
	}
	ledger.unreadLists = lists;
	for (const { list, problem } of unread) health.fail(node, listFinding(kind, list, problem));
}

function listFinding(kind: Parameters<typeof findingOf>[0], list: string, problem: Problem) {
	const about = list;
	// `refused`: Shopify rejects a field that needs a scope with 200 and an error (ACCESS_DENIED).
	const isScope = problem.reason === PROBLEM.refused || problem.reason === PROBLEM.forbidden;
	const finding = findingOf(kind, problem, { about, facts: { list } });
	return isScope ? { ...finding, kind: INCIDENT.credentialRejected, cause: 'forbidden' } : finding;
}

/** Reports a look of catch-up that failed. */
export function noteLookFailed(health: HealthRegistry, node: NodeRef, problem: Problem): void {
	failPart(health, node, PART.catchUp, INCIDENT.catchUpFailing, problem);
}

/** What a poll of several lists did. */
interface PollResult {
	problems: ReadonlyArray<{ name: string; problem: Problem }>;
	/** The names of all polled lists. */
	polled: readonly string[];
	/** The emitted changes. Those of a load have the capture `backfill`. */
	changes: ReadonlyArray<{ objectType: string; overrides?: { capture?: string } }>;
	/** How many existing objects a load has emitted that is not over. Defaults to no load. */
	loading?: number;
}

/** Reports a poll. Each list has incidents of its own, unless all lists fail for one reason. */
export function notePoll(
	health: HealthRegistry,
	node: NodeRef,
	{ problems, polled, changes, loading }: PollResult,
): void {
	const at = health.now();
	const ledger = health.ledger(node);
	// n8n polls only what is active in this process.
	ledger.isActive = true;
	ledger.loading = loading === undefined ? undefined : { objects: loading };
	for (const { objectType, overrides } of changes) {
		const isLoaded = overrides?.capture === 'backfill';
		addCounts(ledger, objectType, isLoaded ? { backfill: 1 } : { polling: 1 }, at);
	}
	const kind = INCIDENT.pollFailing;
	const serious = problems.filter(({ problem }) => problem.isOptional !== true);
	if (serious.length > 0 && serious.length === polled.length) {
		notePollFailed(health, node, serious[0].problem);
		return;
	}
	addPoll(ledger, at, serious[0]?.problem);
	health.recover(node, { kind });
	recoverPart(health, node, PART.poll);
	ledger.lastLookAt = at.date;
	for (const name of polled) {
		const problem = serious.find((one) => one.name === name)?.problem;
		if (problem !== undefined)
			health.fail(node, findingOf(kind, problem, { about: name, facts: { resource: name } }));
		if (problem !== undefined) continue;
		for (const each of [kind, INCIDENT.credentialRejected, INCIDENT.rateLimited])
			health.recover(node, { kind: each, about: name });
	}
}

/** Reports a poll that failed as a whole. */
export function notePollFailed(health: HealthRegistry, node: NodeRef, problem: Problem): void {
	const ledger = health.ledger(node);
	ledger.isActive = true;
	addPoll(ledger, health.now(), problem);
	failPart(health, node, PART.poll, INCIDENT.pollFailing, problem);
}

/** Reports how many existing objects a load has found that is not over. */
export function noteLoad(health: HealthRegistry, node: NodeRef, objects: number): void {
	health.ledger(node).loading = { objects };
}

/** Reports that all existing objects were emitted. */
export function noteLoadDone(
	health: HealthRegistry,
	node: NodeRef,
	facts: Record<string, string | number>,
): void {
	health.ledger(node).loading = undefined;
	health.happen(node, {
		kind: INCIDENT.loadDone,
		cause: 'load_done',
		sentence: `The load of existing objects has ended. Objects emitted: ${facts.objects}.`,
		nextStep: 'No step is needed: the node now emits changes only.',
		facts,
	});
}

/** Reports that n8n could not store an execution with events of catch-up. The next check emits them again. */
export function noteNotStored(health: HealthRegistry, node: NodeRef, message: string): void {
	const [sentence, nextStep] = splitAdvice(message);
	const cause = 'not_stored';
	health.fail(node, { kind: INCIDENT.executionNotStored, cause, sentence, nextStep });
}

/** Reports that n8n stored an execution. */
export function noteStored(health: HealthRegistry, node: NodeRef): void {
	health.recover(node, { kind: INCIDENT.executionNotStored });
}

function hours(ms: number): string {
	const count = Math.floor(ms / HOUR_MS);
	return count === 1 ? '1 hour' : `${count} hours`;
}
