import fc from 'fast-check';

import { RESOURCES } from '../../nodes/WooCommerce/resources';
import {
	DEFAULT_DELAY_MS,
	defaultPolledResource,
	type PolledResource,
} from '../../nodes/WooCommerce/polledResource';
import { ManualClock } from '../sandbox/clock';
import type { ShopFault } from '../sandbox/woocommerce/faults';
import { HIDDEN_STATUS } from '../sandbox/woocommerce/objects/posts';
import { WooCommerceSandbox } from '../sandbox/woocommerce/server';
import { HOST } from './client';
import { DirectClient } from './directClient';
import { PollingNode, type Report } from './node';
import { sandboxName, ZONES } from './plan';
import { ACTS, LATEST_MS, ShopActs, type ActCall, type Numbers, type Ranges } from './shopActs';
import { Truth, Violation } from './truth';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A poll that goes wrong: `skip` requests are answered well first. */
interface Mishap {
	fault: number;
	skip: number;
	times: number;
}

/** How a poll fares; nothing of it for a quiet one. */
interface Weather {
	/** Requests that there is time for. */
	requests?: number;
	mishap?: Mishap;
	/** What happens in the shop before the request after so many others is answered. */
	duringPoll?: ReadonlyArray<{ skip: number; call: ActCall }>;
	crashes?: boolean;
}

export type SmallStep =
	| ({ do: 'act' } & ActCall)
	/** Time passes: milliseconds, seconds or minutes. */
	| { do: 'pass'; unit: number; count: number }
	| { do: 'clock'; seconds: number }
	/** Clocks of the shop are set: which of `CLOCKS`, to which of `OFFSETS`, by how many seconds for the last of these. */
	| { do: 'set'; whose: number; to: number; seconds: number }
	| ({ do: 'poll' } & Weather)
	/** A, B, A, B, with a poll that sees each. */
	| { do: 'swing'; numbers: Numbers; times: number }
	| { do: 'restart' }
	/** The workflow is switched off for some minutes. */
	| { do: 'off'; minutes: number };

/** What a small history starts from, in numbers. */
const SETTING: Ranges = {
	seed: [1, 50],
	zone: [0, ZONES.length - 1],
	moment: [0, 3],
	/** Seconds from that moment on. */
	after: [-3600, 1200],
	first: [2, 6],
	second: [2, 6],
	pageSize: [2, 5],
	scanRequests: [1, 3],
	/** Milliseconds that an answer takes. */
	latency: [0, 3000],
	skew: [-600, 600],
	gaps: [0, 1],
	/** Seconds by which each window begins earlier. */
	delay: [0, 60],
	/** With 1, no poll runs before the first step. */
	isLate: [0, 1],
};

/** Whose clock is set: of the whole shop, of PHP alone, or of what dates the responses. */
const CLOCKS = ['shop', 'php', 'date'] as const;

/** How far a clock is ahead of the right time, in seconds. */
const OFFSETS = [0, -300, -3_600, -86_400, 300, 3_600, 86_400] as const;
const SET_CLOCK: Ranges = {
	whose: [0, CLOCKS.length - 1],
	to: [0, OFFSETS.length],
	seconds: [130, 300],
};

/** What a history with clock steps starts from in addition. */
const CLOCK_SETTING: Ranges = {
	...{ phpTo: SET_CLOCK.to, dateTo: SET_CLOCK.to, offset: SET_CLOCK.seconds },
	/** With 1, windows begin eight minutes earlier, as they do in ordinary nodes. */
	isPatient: [0, 1],
	/** With 1, both clocks are right when watching begins. */
	isRight: [0, 1],
};

/** The least of everything. */
export const PLAIN: Numbers = {
	...Object.fromEntries(Object.entries(SETTING).map(([name, [least]]) => [name, least])),
	...{ after: 0, skew: 0 },
};

/** A short life of a tiny shop, which says everything that happens. */
export interface SmallHistory {
	/** The watched resources, by the user's names. */
	names: readonly string[];
	setting: Numbers;
	steps: readonly SmallStep[];
}

/** What there was to a history. */
export interface SmallOutcome {
	ids: string[];
	changes: number;
	polls: number;
	requests: number;
	/** How many events there were, by type. */
	events: Record<string, number>;
}

const FAULTS: readonly ShopFault[] = [
	{ kind: 'status', status: 500 },
	{ kind: 'status', status: 429, retryAfter: 30 },
	{ kind: 'half' },
	{ kind: 'hang' },
	{ kind: 'close' },
	{ kind: 'html' },
	{ kind: 'status', status: 503 },
];

const UNITS = [100, SECOND, 10 * SECOND, MINUTE, 20 * MINUTE];

const acts: fc.Arbitrary<ActCall> = fc.oneof(
	...Object.entries(ACTS).map(([act, { weight, ranges }]) => ({
		weight,
		arbitrary: fc.record({ act: fc.constant(act), numbers: numbersIn(ranges) }),
	})),
);

const polls: fc.Arbitrary<SmallStep> = fc.record(
	{
		do: fc.constant('poll' as const),
		requests: fc.integer({ min: 0, max: 8 }),
		mishap: fc.record({
			fault: fc.integer({ min: 0, max: FAULTS.length - 1 }),
			skip: fc.integer({ min: 0, max: 6 }),
			times: fc.integer({ min: 1, max: 3 }),
		}),
		duringPoll: fc.array(fc.record({ skip: fc.integer({ min: 0, max: 6 }), call: acts }), {
			minLength: 1,
			maxLength: 3,
		}),
		crashes: fc.constant(true),
	},
	{ requiredKeys: ['do'] },
);

const clockSteps: fc.Arbitrary<SmallStep> = numbersIn(SET_CLOCK).map(
	({ whose, to, seconds }) => ({ do: 'set', whose, to, seconds }) as const,
);

const smallClockSteps: fc.Arbitrary<SmallStep> = fc.record({
	do: fc.constant('clock' as const),
	seconds: fc.integer({ min: -LATEST_MS / SECOND, max: 600 }),
});

const otherSteps: fc.MaybeWeightedArbitrary<SmallStep>[] = [
	{ weight: 40, arbitrary: acts.map((call) => ({ do: 'act' as const, ...call })) },
	{
		weight: 22,
		arbitrary: fc.record({
			do: fc.constant('pass' as const),
			unit: fc.integer({ min: 0, max: UNITS.length - 1 }),
			count: fc.integer({ min: 1, max: 12 }),
		}),
	},
	{ weight: 16, arbitrary: fc.constant({ do: 'poll' as const }) },
	{ weight: 16, arbitrary: polls },
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('swing' as const),
			numbers: numbersIn(ACTS.waver.ranges),
			times: fc.integer({ min: 2, max: 4 }),
		}),
	},
	{ weight: 3, arbitrary: fc.constant({ do: 'restart' as const }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('off' as const),
			minutes: fc.integer({ min: 1, max: 200 }),
		}),
	},
];

/**
 * Short lives of shops of which some resources are watched.
 *
 * @param choices which resources are watched together
 * @param hasSteps whether clocks are set
 */
export function smallHistories(
	choices: ReadonlyArray<readonly string[]>,
	hasSteps: boolean,
): fc.Arbitrary<SmallHistory> {
	const own = hasSteps
		? { weight: 8, arbitrary: clockSteps }
		: { weight: 3, arbitrary: smallClockSteps };
	return fc.record({
		names: fc.constantFrom(...choices),
		setting: numbersIn(hasSteps ? { ...SETTING, ...CLOCK_SETTING } : SETTING),
		steps: fc.array(fc.oneof(...otherSteps, own), { minLength: 1, maxLength: 24, size: 'max' }),
	});
}

/** The zones in which a bound can be skipped: a look that asks all there are takes longer than the rest. */
export let zonesInUse: readonly string[] = [];

/** One history under way. */
interface World {
	clock: ManualClock;
	sandbox: WooCommerceSandbox;
	watched: PolledResource[];
	client: DirectClient;
	acts: ShopActs;
	node: PollingNode;
	trace: string[];
	/** Whether clocks of the shop are set in it. */
	hasSteps: boolean;
	outcome: SmallOutcome;
	/** The shop's time of the latest poll, and how long after it what was read before may be read again. */
	latestPoll: number;
	doubtfulUntil: number;
}

/**
 * Runs a history to its end.
 *
 * @throws Violation with all that happened, where the poller fails
 */
export async function runSmallHistory(history: SmallHistory): Promise<SmallOutcome> {
	const { clock, sandbox, watched } = openShop(history);
	const { shop } = sandbox;
	const client = new DirectClient(sandbox, clock);
	const clocks = { now: () => clock.now(), date: () => client.date() };
	const truth = new Truth(shop, watched, (text) => text, clocks);
	const node = new PollingNode(client, watched, truth, () => shop.log.length, clocks);
	const sinceOf = (name: string) => {
		const one = watched.find((each) => sandboxName(each) === name);
		return one && node.watching.get(one.resource.objectType)?.since;
	};
	const acts = new ShopActs(shop, sandbox.clock, watched.map(sandboxName), sinceOf);
	const outcome: SmallOutcome = { ids: [], changes: 0, polls: 0, requests: 0, events: {} };
	const time = { latestPoll: 0, doubtfulUntil: 0 };
	const parts = { clock, sandbox, watched, client, acts, node };
	const { phpTo = 0, dateTo = 0, offset = 0, isRight = 0 } = history.setting;
	if (isRight === 0) {
		setClock(parts, history, { whose: 1, to: phpTo, seconds: offset });
		setClock(parts, history, { whose: 2, to: dateTo, seconds: offset });
	}
	const world: World = {
		...parts,
		trace: [],
		outcome,
		...time,
		hasSteps: 'phpTo' in history.setting,
	};
	try {
		if (history.setting.isLate === 0) await poll(world, {});
		for (const step of history.steps) await take(world, history, step);
		await settle(world);
		truth.check(node.watching);
		checkIds(world, truth);
	} catch (error) {
		if (error instanceof Violation) error.message += `\n${world.trace.join('\n')}`;
		throw error;
	} finally {
		await sandbox.close();
	}
	return { ...outcome, changes: truth.changes, requests: client.requests };
}

function openShop({ names, setting }: SmallHistory) {
	const { zone, moment, after, pageSize, scanRequests, latency } = setting;
	const delay = setting.isPatient === 1 ? DEFAULT_DELAY_MS / SECOND : setting.delay;
	const { timeZone, moments } = ZONES[ZONES.length - 1 - zone];
	const start = Date.parse(moments[moment] ?? '2026-06-17T21:40:00Z') + after * SECOND;
	const clock = new ManualClock(start);
	zonesInUse = moments.length > 0 ? [timeZone] : [];
	const watched = names.map((name) => ({
		...defaultPolledResource(name, RESOURCES[name]),
		...{ pageSize, scanRequests, pollDelayMs: delay * SECOND },
	}));
	const none = { orders: 0, products: 0, coupons: 0, customers: 0, categories: 0, tags: 0 };
	const counts = [setting.first, setting.second];
	const stock = Object.fromEntries(watched.map((one, rank) => [sandboxName(one), counts[rank]]));
	const sandbox = WooCommerceSandbox.open(setting.seed, clock, `https://${HOST}`, {
		...none,
		...stock,
		...{ reviews: 0, timeZone, clockSkew: setting.skew * SECOND },
		idGaps: setting.gaps === 0 ? 'dense' : 'wordpress',
	});
	if (latency > 0) sandbox.faults.push({ beforeAnswer: () => clock.advance(latency) });
	return { clock, sandbox, watched };
}

async function take(world: World, history: SmallHistory, step: SmallStep): Promise<void> {
	const { clock, acts, node, trace } = world;
	if (step.do === 'act') note(world, acts.run(step));
	else if (step.do === 'pass') pass(world, UNITS[step.unit] * step.count);
	else if (step.do === 'clock') note(world, acts.stepClock(step.seconds));
	else if (step.do === 'set') note(world, setClock(world, history, step));
	else if (step.do === 'poll') await poll(world, step);
	else if (step.do === 'swing') await swing(world, step);
	else {
		if (step.do === 'off') clock.advance(step.minutes * MINUTE);
		node.restart();
		trace.push(step.do);
	}
}

/** Sets clocks of the shop, and returns what it did. */
function setClock(
	{ sandbox, client }: Pick<World, 'sandbox' | 'client'>,
	{ setting: { skew } }: SmallHistory,
	{ whose, to, seconds }: Pick<Extract<SmallStep, { do: 'set' }>, 'whose' | 'to' | 'seconds'>,
): string {
	const own = CLOCKS[whose];
	const skewMs = (skew + (OFFSETS[to] ?? seconds)) * SECOND;
	const dateSkew = own === 'php' ? sandbox.clock.skew + client.dateShift : skewMs;
	if (own !== 'date') sandbox.clock.skew = skewMs;
	client.dateShift = dateSkew - sandbox.clock.skew;
	return `the clock of the ${own} is set: PHP's is ${sandbox.clock.skew / SECOND} s ahead, the Date ${dateSkew / SECOND} s`;
}

async function swing(
	world: World,
	{ numbers, times }: Extract<SmallStep, { do: 'swing' }>,
): Promise<void> {
	for (let turn = 0; turn < times; turn++) {
		note(world, world.acts.run({ act: 'waver', numbers }));
		pass(world, 10 * SECOND);
		await poll(world, {});
	}
}

function pass({ clock, trace }: World, milliseconds: number): void {
	clock.advance(milliseconds);
	trace.push(`${milliseconds / SECOND} s pass`);
}

function note({ sandbox, trace }: World, what: string): void {
	trace.push(`${new Date(sandbox.clock.now()).toISOString()} ${what}`);
}

async function poll(world: World, weather: Weather): Promise<Report> {
	const { sandbox, acts, node, outcome } = world;
	const { requests, crashes, mishap, duringPoll = [] } = weather;
	const rules = duringPoll.map(({ skip, call }) =>
		sandbox.faults.push({
			...{ skip, times: 1 },
			beforeAnswer: () => note(world, `  during the poll ${acts.run(call)}`),
		}),
	);
	if (mishap !== undefined) {
		const { fault, skip, times } = mishap;
		rules.push(sandbox.faults.push({ skip, times, effect: FAULTS[fault] }));
	}
	note(world, `poll ${JSON.stringify({ requests, crashes, mishap })}`);
	outcome.polls++;
	const report = await node.poll({ requests, crashes, mayRepeat: mayRepeat(world) });
	for (const rule of rules) rule.remove();
	world.trace.push(`    ${report.text}`);
	outcome.ids.push(...report.ids);
	for (const type of report.types) outcome.events[type] = (outcome.events[type] ?? 0) + 1;
	return report;
}

/** A clock that was set back moves the windows back, to what is not remembered any more. */
function mayRepeat(world: World): boolean {
	if (world.hasSteps) return false;
	const now = world.sandbox.clock.now();
	if (now < world.latestPoll) world.doubtfulUntil = world.latestPoll + 5 * MINUTE;
	world.latestPoll = Math.max(world.latestPoll, now);
	return now < world.doubtfulUntil;
}

/** Quiet polls, until nothing can be left to tell. */
async function settle(world: World): Promise<void> {
	const { sandbox, watched, node } = world;
	sandbox.faults.clear();
	// Each poll compares everything, so that a round is one poll.
	for (const one of watched) one.scanRequests = 800;
	world.trace.push('quiet polls');
	// A poll right away: what it sees and what it must wait for.
	let quiet = 0;
	// What a clock has dated ahead is told when its date comes.
	const waits = world.hasSteps ? [27 * HOUR, 27 * HOUR] : [];
	for (const wait of [10 * SECOND, LATEST_MS + 20 * SECOND, ...waits, ...Array(12).fill(HOUR)]) {
		pass(world, wait as number);
		const { ids, failures } = await poll(world, {});
		if (failures.length > 0) throw new Violation(`A quiet poll fails: ${failures.join(', ')}`);
		quiet = ids.length === 0 && node.isIdle ? quiet + 1 : 0;
		if (quiet >= 2 && wait === HOUR) return;
	}
	throw new Violation('Not at rest after twelve quiet hours');
}

/** At the end the poller knows the ids of the shop, and no others. */
function checkIds({ sandbox: { shop }, watched, node }: World, truth: Truth): void {
	for (const one of watched) {
		const { objectType } = one.resource;
		const watching = node.watching.get(objectType);
		if (watching !== undefined && truth.isCountOff(objectType, watching)) continue;
		const name = sandboxName(one);
		const drafts = name === 'orders' ? shop.ids(name, 'checkout-draft') : [];
		// Of hidden objects, the poller knows those that a list has shown.
		const hidden = shop.ids(name).filter((id) => shop.get(name, id)?.status === HIDDEN_STATUS);
		const listed = (id: number) => !drafts.includes(id) && !hidden.includes(id);
		const living = shop.ids(name).filter(listed);
		const known = node.idsOf(one.name).filter(listed);
		if (known.join() !== living.join())
			throw new Violation(`${name} are ${living.join()}, the poller knows ${known.join()}`);
	}
}

function numbersIn(ranges: Ranges): fc.Arbitrary<Numbers> {
	return fc.record(
		Object.fromEntries(
			Object.entries(ranges).map(([name, [min, max]]) => [name, fc.integer({ min, max })]),
		),
	);
}
