import { ManualClock } from '../sandbox/clock';
import { mix, Random } from '../sandbox/random';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import type { ShopFault } from '../sandbox/woocommerce/faults';
import { Client } from './client';
import { PollingNode, type Conditions, type Report } from './node';
import { planOf, sandboxName, type Plan } from './plan';
import { ShopLife } from './shopLife';
import { Truth, Violation } from './truth';

/** How a history went, and what there was to it. */
export interface Outcome {
	failure?: Error;
	/** The numbers of the steps that it got to. */
	steps: number[];
	/** What the steps did. */
	trace: string[];
	/** The ids of all events, in order. */
	ids: string[];
	changes: number;
	polls: number;
	requests: number;
}

/** One history under way. */
interface World {
	plan: Plan;
	clock: ManualClock;
	sandbox: Sandbox;
	client: Client;
	life: ShopLife;
	truth: Truth;
	node: PollingNode;
	outcome: Outcome;
}

interface Step {
	weight: number;
	/** Returns a line that says what it did. */
	run(world: World, random: Random): Promise<string> | string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const STEPS: readonly Step[] = [
	{ weight: 34, run: ({ life }, random) => life.change(random) },
	{ weight: 8, run: severalInOneSecond },
	{ weight: 2, run: burst },
	{ weight: 1, run: backlog },
	{ weight: 2, run: waver },
	{ weight: 28, run: passTime },
	{ weight: 26, run: pollSomehow },
	{ weight: 2, run: restart },
];

/** Any time at all: within a second, within a window's overlap, and well beyond both. */
const STRETCHES: readonly (readonly [number, number])[] = [
	...([
		[200, 900],
		[200, 900],
		[1 * SECOND, 10 * SECOND],
		[1 * SECOND, 10 * SECOND],
	] as const),
	...([
		[10 * SECOND, 110 * SECOND],
		[2 * MINUTE, 10 * MINUTE],
		[10 * MINUTE, 100 * MINUTE],
	] as const),
	...([
		[1 * MINUTE, 5 * MINUTE],
		[100 * MINUTE, 400 * MINUTE],
	] as const),
];

const FAULTS: readonly ShopFault[] = [
	{ kind: 'status', status: 500 },
	{ kind: 'status', status: 503 },
	{ kind: 'status', status: 429, retryAfter: 30 },
	{ kind: 'close' },
	{ kind: 'half' },
	{ kind: 'hang' },
	{ kind: 'html' },
];

/**
 * Runs the history of a seed to its end, or to where the poller fails.
 *
 * @param only the steps to run, of those that the seed draws; each step's chances are its own, so
 *   that the others stay the same without it
 */
export async function runHistory(seed: number, only?: readonly number[]): Promise<Outcome> {
	const plan = planOf(seed);
	const clock = new ManualClock(plan.start);
	const sandbox = await startSandbox({ seed, clock, wooCommerce: plan.shop });
	const world = worldOf(plan, clock, sandbox);
	const { outcome, client } = world;
	try {
		open(world);
		beginWeather(world);
		for (const number of only ?? Array(plan.steps).keys()) {
			outcome.steps.push(number);
			const random = new Random(mix(mix(seed, 0x57e9), number));
			const at = new Date(clock.now()).toISOString();
			outcome.trace.push(`${number} ${at} ${await drawStep(random).run(world, random)}`);
		}
		await settle(world);
		world.truth.check(world.node.watching);
	} catch (error) {
		outcome.failure = error as Error;
	} finally {
		outcome.changes = world.truth.changes;
		outcome.requests = client.requests;
		client.close();
		await sandbox.close();
	}
	return outcome;
}

function worldOf(plan: Plan, clock: ManualClock, sandbox: Sandbox): World {
	const { shop } = sandbox.wooCommerce;
	const { watched } = plan;
	const client = new Client(sandbox.wooCommerce);
	const { clock: now } = sandbox.wooCommerce;
	const clocks = { now: () => now.now(), date: () => now.now() };
	const truth = new Truth(shop, watched, (text) => client.rename(text), clocks);
	const node = new PollingNode(client, watched, truth, () => shop.log.length, clocks);
	const life = new ShopLife(shop, watched.map(sandboxName), (resource) => {
		const one = watched.find((each) => sandboxName(each) === resource);
		return one && node.watching.get(one.resource.objectType)?.since;
	});
	const outcome: Outcome = { steps: [], trace: [], ids: [], changes: 0, polls: 0, requests: 0 };
	return { plan, clock, sandbox, client, life, truth, node, outcome };
}

function drawStep(random: Random): Step {
	let ticket = random.integer(
		1,
		STEPS.reduce((sum, { weight }) => sum + weight, 0),
	);
	return STEPS.find(({ weight }) => (ticket -= weight) <= 0) ?? STEPS[0];
}

/** Objects from the last seconds before watching began, including carts at the checkout. */
function open({ plan, life }: World): void {
	const random = new Random(mix(plan.seed, 0x09e4));
	for (let count = random.integer(0, 6); count > 0; count--) life.change(random);
	for (let count = random.integer(0, 3); count > 0; count--) life.draft('orders');
}

/** What goes on during all requests: the shop takes its time, and customers do not wait for polls. */
function beginWeather({ plan, clock, sandbox, life }: World): void {
	const random = new Random(mix(plan.seed, 0xea74));
	const { latency, bustle } = plan;
	const { faults } = sandbox.wooCommerce;
	if (latency > 0) faults.push({ beforeAnswer: () => clock.advance(random.integer(0, latency)) });
	if (bustle > 0)
		faults.push({ probability: bustle, beforeAnswer: () => void life.change(random) });
}

function severalInOneSecond({ life }: World, random: Random): string {
	const count = random.integer(2, 8);
	return Array.from({ length: count }, () => life.change(random)).join('; ');
}

function burst({ life, plan }: World, random: Random): string {
	const [{ pageSize }] = plan.watched;
	return life.burst(random, pageSize + random.integer(1, pageSize > 20 ? 20 : 50));
}

/**
 * Many old changes, and while their pages are read, those of the first page change again and so
 * leave the window.
 */
async function backlog(world: World, random: Random): Promise<string> {
	const { plan, clock, sandbox, life } = world;
	const { shop, faults } = sandbox.wooCommerce;
	const [{ pageSize }] = plan.watched;
	const resource = random.pick(life.resources);
	const ids = shop.ids(resource).slice(0, pageSize * random.integer(2, 4));
	if (ids.length <= pageSize) return 'no backlog';
	for (const id of ids) life.waver(resource, id, 0);
	clock.advance(random.integer(3 * MINUTE, 30 * MINUTE));
	const rule = faults.push({
		match: { resource, query: /offset=[1-9]/ },
		times: random.integer(1, 2),
		beforeAnswer: () => {
			for (const id of ids.slice(0, random.integer(2, pageSize))) life.waver(resource, id, 0);
		},
	});
	const { text } = await poll(world);
	rule.remove();
	return `a backlog of ${ids.length} ${resource}\n    ${text}`;
}

/** A, B, A, B, with and without a poll that sees each. */
async function waver(world: World, random: Random): Promise<string> {
	const { clock, life } = world;
	const resource = random.pick(life.resources);
	const id = life.pick(resource, random);
	const fraction = random.next();
	const lines: string[] = [];
	for (let count = random.integer(2, 6); count > 0; count--) {
		lines.push(life.waver(resource, id, fraction));
		clock.advance(random.pick([0, 300, 7 * SECOND, 4 * MINUTE]));
		if (random.chance(0.8)) lines.push((await poll(world)).text);
	}
	return lines.join('\n    ');
}

function passTime({ clock }: World, random: Random): string {
	const [least, most] = random.pick(STRETCHES);
	const milliseconds = random.integer(least, most);
	clock.advance(milliseconds);
	return `${milliseconds / SECOND} s pass`;
}

function restart({ node }: World): string {
	node.restart();
	return 'restart';
}

async function pollSomehow(world: World, random: Random): Promise<string> {
	const { faults } = world.sandbox.wooCommerce;
	const conditions: Conditions = {
		...(random.chance(0.15) && { requests: random.integer(0, 8) }),
		crashes: random.chance(0.08),
	};
	const rules = [
		...(random.chance(0.25) ? [faults.push(faultRule(world, random))] : []),
		...(random.chance(0.2) ? [faults.push(disturbance(world, random))] : []),
	];
	const { text } = await poll(world, conditions);
	for (const rule of rules) rule.remove();
	const fired = rules.map((rule) => `${rule.fired} times`).join(', ');
	return `poll ${JSON.stringify(conditions)} ${fired}\n    ${text}`;
}

function faultRule({ client }: World, random: Random) {
	const effect = random.pick(FAULTS);
	const extent = random.chance(0.3)
		? { probability: 0.3 }
		: { skip: random.integer(0, 5), times: random.integer(1, 3) };
	return {
		...extent,
		effect,
		beforeAnswer: ({ headers }: { headers: Record<string, string> }) => {
			if (effect.kind === 'hang') client.giveUp(headers);
		},
	};
}

/** Something happens between two pages; often to what is being listed just now. */
function disturbance({ life }: World, random: Random) {
	return {
		skip: random.integer(0, 6),
		times: random.integer(1, 3),
		beforeAnswer: () => {
			if (random.chance(0.3)) life.burst(random, random.integer(3, 20));
			else life.change(random);
		},
	};
}

async function poll({ node, outcome }: World, conditions?: Conditions): Promise<Report> {
	outcome.polls++;
	const report = await node.poll(conditions);
	outcome.ids.push(...report.ids);
	return report;
}

/** Quiet polls, until nothing can be left to tell. */
async function settle(world: World): Promise<void> {
	const { plan, clock, sandbox, node, outcome } = world;
	sandbox.wooCommerce.faults.clear();
	// Each poll compares everything, also in a quiet shop, so that a round is one poll.
	for (const one of plan.watched) one.scanRequests = 800;
	const most = 48;
	let quiet = 0;
	for (let polls = 0; quiet < 4; polls++) {
		if (polls > most) throw new Violation(`Still not at rest after ${most} quiet polls`);
		clock.advance(10 * SECOND);
		const { ids, failures, text } = await poll(world);
		outcome.trace.push(`quiet ${new Date(clock.now()).toISOString()} ${text}`);
		if (failures.length > 0) throw new Violation(`A quiet poll fails: ${failures.join(', ')}`);
		quiet = ids.length === 0 && node.isIdle ? quiet + 1 : 0;
	}
}
