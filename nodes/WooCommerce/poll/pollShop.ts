import type { Change } from '../../core/event';
import { err, ok, PROBLEM, type Problem } from '../../core/result';
import { withoutException } from '../../host/exceptions';
import { shownName } from '../../host/vendorErrors';
import type { Shop } from '../client/api';
import { MOST_FIELDS, type FieldPath } from '../fields/volatileFields';
import { beginResource, unorderedInstead } from './beginResource';
import { ignoring, type PolledResource } from '../polledResource';
import { appendResult } from './deletes/reconcileContext';
import { sortChanges } from './sortChanges';
import { pollResource } from './pollResource';
import { learnable } from '../fields/ownFields';
import { learnFields, withFieldsOf } from './learnFields';
import type { PollState, ResourceState } from './pollState';
import { noteBroken } from './read/brokenRows';
import type { PollContext, ScanResult } from './read/readPages';
import { newNotes, type PageNotes } from './read/splitPage';
import { openLoad, withLoad } from './load/loadState';
import { scanLoad } from './load/scanLoad';
import { scanBaseline } from './scan/scanList';
import { scanUnordered } from './scan/unorderedList';
import { resourcesByName } from './storedState';

export interface Poll {
	readonly state: PollState;
	/** In the order in which they happened. */
	readonly changes: readonly Change[];
	/**
	 * The resources that failed. The others are still polled, and the next poll reads a failed resource again from its
	 * last state.
	 */
	readonly problems: ReadonlyArray<{ name: string; problem: Problem }>;
	/** What the user should know, even though the poll did not fail. */
	readonly warnings: ReadonlyArray<{ name: string; warning: string }>;
}

/** A resource without a state has not begun. */
type ResourceResult = Omit<ScanResult, 'state'> & { readonly state?: ResourceState };

/**
 * Polls a shop once. It begins new resources, then reads the changes of each list that can be ordered. It spends the
 * rest of the time on long work: lists that cannot be ordered, and first listings of objects that existed before
 * polling began. A resource that gets no time comes first in the next poll.
 *
 * @param previous the state after the last poll; undefined for the first one
 * @param hasBudget false when the time for this poll is used up
 * @param mayBegin false when no other resource may begin in this poll. Defaults to `hasBudget`
 */
export async function pollShop(
	shop: Shop,
	polled: readonly PolledResource[],
	previous: PollState | undefined,
	hasBudget: () => boolean,
	mayBegin = hasBudget,
): Promise<Poll> {
	const context = contextOf(shop, hasBudget);
	const results: Array<[PolledResource, ResourceResult]> = [];
	const known: Turn[] = [];
	for (const one of polled) {
		const stored = withLearnable(one, storedOf(one, polled, previous));
		if (stored !== undefined) known.push([one, withLoad(one, stored)]);
		else
			results.push([
				one,
				await isolated(one, undefined, async () => await begin(context(one), mayBegin)),
			]);
	}
	const take = async (turns: readonly Turn[], work: Work) => {
		for (const [one, state] of turns)
			results.push([
				one,
				await isolated(one, state, async () => await turn(context(one), state, work)),
			]);
	};
	const isOrdered = ([, { unordered }]: Turn) => unordered === undefined;
	await take(longestWaitFirst(known.filter(isOrdered), 'waits'), pollResource);
	const well = results.flatMap(([one, { state, problem }]): Turn[] =>
		state === undefined || problem !== undefined ? [] : [[one, state]],
	);
	const long = [
		...known.filter((one) => !isOrdered(one)),
		...well.filter(([, state]) => state.baseline !== undefined || openLoad(state) !== undefined),
	];
	await take(longestWaitFirst(long, 'longWaits'), scanLong);
	return pollOf(shop, results);
}

/** Returns the state of a resource. A resource whose name has changed continues with the state of its earlier name. */
function storedOf(
	{ name, resource: { path } }: PolledResource,
	polled: readonly PolledResource[],
	previous: PollState | undefined,
): ResourceState | undefined {
	const { resources = {} } = previous ?? {};
	if (resources[name]?.path === path) return resources[name];
	const isFree = (other: string) =>
		polled.every((one) => one.name !== other || one.resource.path !== path);
	return Object.entries(resources).find(([other, one]) => one.path === path && isFree(other))?.[1];
}

/** Earlier versions also learned WooCommerce's own fields. */
function withLearnable(
	{ resource }: PolledResource,
	state: ResourceState | undefined,
): ResourceState | undefined {
	if (state?.learned === undefined) return state;
	const learned = learnable(resource.path, state.learned);
	return { ...state, learned: learned.length === 0 ? undefined : learned };
}

type Turn = readonly [one: PolledResource, state: ResourceState];
type Work = (context: PollContext, state: ResourceState) => Promise<ScanResult>;

type Waits = 'waits' | 'longWaits';

function longestWaitFirst(turns: readonly Turn[], waits: Waits): Turn[] {
	return [...turns].sort(([, one], [, other]) => (other[waits] ?? 0) - (one[waits] ?? 0));
}

/** Long work often waits in a large shop, so a wait is reported only after so many polls. */
const LONG_WAIT = 20;

async function scanLong(context: PollContext, state: ResourceState): Promise<ScanResult> {
	if (state.unordered !== undefined) return await scanUnordered(context, state);
	const listed = await scanBaseline(context, state);
	if (listed.problem !== undefined) return listed;
	return appendResult(listed, await scanLoad(context, listed.state));
}

/**
 * Maximum bytes of responses and events that one poll holds. Items that are several times larger would exhaust n8n's
 * memory.
 */
const MOST_HELD_BYTES = 32 * 1024 * 1024;

/** What an event takes beside its object. Without this, rows of a few bytes would become a million items. */
const EVENT_BYTES = 1_024;

/** Returns the context of each resource. All share the time and the memory of the poll. */
function contextOf(shop: Shop, hasTime: () => boolean): (polled: PolledResource) => PollContext {
	let held = 0;
	const hasBudget = () => held < MOST_HELD_BYTES && hasTime();
	const hold = (bytes: number, changes: number) => {
		held += bytes + changes * EVENT_BYTES;
		return held < MOST_HELD_BYTES;
	};
	return (polled) => ({ shop, polled, hasBudget, hold, notes: newNotes() });
}

async function begin(context: PollContext, mayBegin: () => boolean): Promise<ResourceResult> {
	const { shop, polled } = context;
	const begun = mayBegin() ? await beginResource(context, mayBegin) : undefined;
	if (begun?.ok) {
		const state = withLoad(polled, withFieldsOf(polled, begun.value));
		return { state, changes: [], ...(state.unordered && unorderedWarning(context)) };
	}
	const { problem } =
		begun ??
		err(
			PROBLEM.timedOut,
			`Polling ${polled.name} of ${shop.store.account} could not begin: other resources took all the time. Poll fewer resources in one node, or find out why the shop responds slowly.`,
		);
	return { changes: [], problem };
}

/** A list that turns out to have no order is compared page by page from now on. */
async function turnedUnordered(context: PollContext, worked: ScanResult): Promise<ScanResult> {
	if (worked.problem?.reason !== PROBLEM.unordered) return worked;
	const state = await unorderedInstead(context, worked.state);
	if (state === undefined) return worked;
	return appendResult(
		{ ...worked, problem: undefined },
		{ state, changes: [], ...unorderedWarning(context) },
	);
}

function unorderedWarning({ shop, polled }: PollContext): Pick<ScanResult, 'warning'> {
	return {
		warning: `The list of ${polled.name} of ${shop.store.account} cannot be ordered by id, so the poll compares its contents page by page, and does not find deletes. To receive deletes, configure a URL whose list accepts orderby=id.`,
	};
}

async function turn(
	context: PollContext,
	state: ResourceState,
	work: Work,
): Promise<ResourceResult> {
	const now = context.shop.now();
	const waits: Waits = work === scanLong ? 'longWaits' : 'waits';
	if (isPaused(state, now)) return { state, changes: [] };
	if (context.hasBudget()) {
		const notes = newNotes(state.mostRows);
		const noting = { ...context, notes };
		const begun = { ...state, [waits]: undefined };
		const worked = await turnedUnordered(noting, await workLearning(noting, begun, work));
		return withPause(noteBroken(noting, withPageSize(worked, notes), state.watermark, now), now);
	}
	const { shop, polled } = context;
	const waited = (state[waits] ?? 0) + 1;
	const warning = `${polled.name} of ${shop.store.account} were not polled, because other resources took all the time of this poll. The resource that waits longest is first in the next poll. If this repeats, poll fewer resources in one node, or find out why the shop responds slowly.`;
	return {
		state: { ...state, [waits]: waited },
		changes: [],
		...(work === scanLong && waited % LONG_WAIT !== 0 ? {} : { warning }),
	};
}

/**
 * Does the work without the fields that change by themselves. If it finds more such fields, it repeats the work without
 * them.
 */
async function workLearning(
	context: PollContext,
	before: ResourceState,
	work: Work,
): Promise<ScanResult> {
	const attempt = async (from: ResourceState) => {
		const own = { ...context, polled: ignoring(context.polled, from.learned ?? []) };
		return await work(own, withFieldsOf(own.polled, from));
	};
	const result = await attempt(before);
	const checked = await learnFields(context, result);
	if (checked === undefined) return result;
	const fieldsCheckedAt = context.shop.now();
	if (checked.length === 0) return { ...result, state: { ...result.state, fieldsCheckedAt } };
	const learned = [...(before.learned ?? []), ...checked].slice(-MOST_FIELDS);
	const next = { ...before, learned, fieldsCheckedAt };
	const again = await attempt(next);
	return appendResult({ ...again, changes: [], warning: learnedWarning(context, checked) }, again);
}

/** Returns the warning about fields that the node ignores from now on. */
export function learnedWarning(
	{ shop, polled }: PollContext,
	fields: readonly FieldPath[],
): string {
	return `Fields of ${polled.name} of ${shop.store.account} change by themselves, so the node ignores them from now on: ${fields.map(shownName).join(', ')}. It records the contents of ${polled.name} again. If an object changed without a new date since the last comparison, the node does not emit that change. If another n8n process receives the webhooks, enter these fields in Options > Fields to Ignore of the WooCommerce Events Trigger.`;
}

function withPageSize(result: ScanResult, { mostRows }: PageNotes): ScanResult {
	const isSmall = Number.isFinite(mostRows);
	return { ...result, state: { ...result.state, mostRows: isSmall ? mostRows : undefined } };
}

/** A pause that the shop asks for applies to one resource only, so a plugin's list cannot stop the other polls. */
function withPause(result: ScanResult, now: number): ScanResult {
	const pause = result.problem?.retryAfterMs ?? 0;
	const paused = pause > 0 ? { pausedAt: now, notBefore: now + pause } : {};
	const none = { pausedAt: undefined, notBefore: undefined };
	return { ...result, state: { ...result.state, ...none, ...paused } };
}

/** A pause that begins in the future was stored before this machine's clock was set back, so it does not count. */
function isPaused(state: ResourceState | undefined, now: number): boolean {
	const { notBefore, pausedAt = -Infinity } = state ?? {};
	return notBefore !== undefined && now >= pausedAt && now < notBefore;
}

/** An exception ends the scan of one resource only, and the state of that resource stays as it was. */
async function isolated(
	{ name }: PolledResource,
	state: ResourceState | undefined,
	scan: () => Promise<ResourceResult>,
): Promise<ResourceResult> {
	const scanned = await withoutException(
		async () => ok(await scan()),
		(message) =>
			`Polling ${name} failed: ${message}. Report this as a bug if the next polls fail too.`,
	);
	return scanned.ok ? scanned.value : { state, changes: [], problem: scanned.problem };
}

/** Later results of a resource replace its state, and add to its changes. */
function pollOf(
	{ store }: Shop,
	results: ReadonlyArray<readonly [PolledResource, ResourceResult]>,
): Poll {
	const states = results.flatMap(([{ name }, { state }]) =>
		state === undefined ? [] : [[name, state] as const],
	);
	const changes = results.flatMap(([, result]) => result.changes);
	return {
		state: { account: store.account, resources: resourcesByName(states) },
		changes: sortChanges(changes),
		problems: results.flatMap(([{ name }, { problem }]) => (problem ? [{ name, problem }] : [])),
		warnings: results.flatMap(([{ name }, { warning }]) => (warning ? [{ name, warning }] : [])),
	};
}
