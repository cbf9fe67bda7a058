import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';

import { normalizedEvent, type NormalizedEvent } from '../../nodes/core/event';
import { ok } from '../../nodes/core/result';
import type { Patience } from '../../nodes/host/patience';
import { catchUpStateOf } from '../../nodes/host/trigger/catchUpState';
import { readCursor } from '../../nodes/host/trigger/position';
import { receive } from '../../nodes/host/trigger/delivery/receive';
import { execute } from '../../nodes/host/trigger/execute';
import { newProcessState, type ProcessState } from '../../nodes/host/trigger/processState';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { scheduleChecks } from '../../nodes/host/trigger/subscription/scheduleChecks';
import { nodeKey } from '../../nodes/host/trigger/webhookUrls';
import { shopify } from '../../nodes/Shopify/vendor';
import { Deduplicator } from '../../nodes/SignedEvent/emit/deduplicator';
import { duplicateKeys, rawHasher } from '../../nodes/SignedEvent/emit/parseItem';
import { processedStore } from '../../nodes/host/processedStore';
import type { Delivery } from '../sandbox/shopify/courier';
import { KINDS } from '../sandbox/shopify/kinds';
import type { Act } from '../sandbox/shopify/objects';
import { Random } from '../sandbox/random';
import { CREDENTIAL, fakeRequest, FakeNode } from '../unit/host/fakes';
import { ProcessedTable } from '../unit/processedTable';
import { CHOICES, ShopifyTruth } from './shopifyTruth';
import { CatchUpStage, DAY, HOUR, MINUTE, SECOND } from '../unit/Shopify/catchUp/stage';

const LAGS = [
	[0, 0],
	[0, 9 * SECOND],
	[0, 45 * SECOND],
	[45 * SECOND, 45 * SECOND],
] as const;

/** How long n8n may be down, and how far two acts may be apart. */
const GAPS = [SECOND, 20 * SECOND, MINUTE, 7 * MINUTE, HOUR, 5 * HOUR, DAY, 4 * DAY];
/** No outage is longer. */
const LONGEST_OUTAGE = 13 * DAY;
/** Shopify shows orders for so long. */
const LONGEST_HISTORY = 50 * DAY;

type ShopifyStep =
	| { do: 'create'; kind: number; among: number }
	| { do: 'update'; among: number }
	| { do: 'delete'; among: number }
	| { do: 'pass'; gap: number }
	| { do: 'check' }
	/** n8n is killed, and starts again with a later step. It may be killed again before what its first look found runs. */
	| { do: 'stop' }
	| { do: 'start'; isKilled: boolean }
	/** A person deletes a subscription. */
	| { do: 'unsubscribe'; among: number }
	/** What becomes of the next webhooks. */
	| { do: 'webhooks'; fate: Fate; count: number }
	/** Shopify delivers those that are late. */
	| { do: 'release' }
	/** Shopify sends one again that it sent before. */
	| { do: 'repeat'; among: number }
	/** Other programs use up the rate limit. */
	| { do: 'throttle'; left: number }
	/** A request of the next checks fails, after so many others. */
	| { do: 'fault'; skip: number; times: number; isThrottled: boolean }
	/** Something happens while a check reads. */
	| { do: 'duringLook'; skip: number; among: number };

/**
 * `lost` counts as delivered and starts nothing, as while n8n starts. `late` comes with a later step. `crash` gets a
 * 200, and n8n is killed before its execution ends.
 */
type Fate = 'lost' | 'late' | 'crash' | 'failed';

export interface ShopifyHistory {
	choice: number;
	lag: number;
	seed: number;
	steps: readonly ShopifyStep[];
}

export interface ShopifyOutcome {
	acts: number;
	webhooks: number;
	looks: number;
	requests: number;
	/** Events by the way they came. */
	told: Record<string, number>;
}

const among = fc.nat(30);
const STEPS: fc.Arbitrary<ShopifyStep> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({ do: fc.constant('create' as const), kind: fc.nat(2), among }),
	},
	{ weight: 9, arbitrary: fc.record({ do: fc.constant('update' as const), among }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), among }) },
	{
		weight: 8,
		arbitrary: fc.record({ do: fc.constant('pass' as const), gap: fc.nat(GAPS.length - 1) }),
	},
	{ weight: 5, arbitrary: fc.constant({ do: 'check' as const }) },
	{ weight: 2, arbitrary: fc.constant({ do: 'stop' as const }) },
	{
		weight: 2,
		arbitrary: fc.record({ do: fc.constant('start' as const), isKilled: fc.boolean() }),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('unsubscribe' as const), among }) },
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('webhooks' as const),
			fate: fc.constantFrom<Fate>('lost', 'late', 'crash', 'failed'),
			count: fc.integer({ min: 1, max: 4 }),
		}),
	},
	{ weight: 2, arbitrary: fc.constant({ do: 'release' as const }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), among }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('throttle' as const), left: fc.nat(200) }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('fault' as const),
			skip: fc.nat(5),
			times: fc.integer({ min: 1, max: 6 }),
			isThrottled: fc.boolean(),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ do: fc.constant('duringLook' as const), skip: fc.nat(3), among }),
	},
);

export const shopifyHistories: fc.Arbitrary<ShopifyHistory> = fc.record({
	choice: fc.nat(CHOICES.length - 1),
	lag: fc.nat(LAGS.length - 1),
	seed: fc.integer({ min: 1, max: 1_000_000 }),
	steps: fc.array(STEPS, { minLength: 10, maxLength: 60, size: 'max' }),
});

/** A shop, a node in one n8n process after another, and a receiver behind *Skip Duplicates*. */
class World {
	readonly stage: CatchUpStage;
	readonly node = new FakeNode();
	private readonly kinds: readonly string[];
	private memory: ProcessState | undefined;
	private readonly table = new ProcessedTable();
	private deduplicator = new Deduplicator();
	readonly truth: ShopifyTruth;
	readonly told: NormalizedEvent[] = [];
	/** States that a webhook reported to a process that lived on. */
	readonly reported = new Set<string>();
	private fates: Fate[] = [];
	private late: Delivery[] = [];
	private readonly sent: Delivery[] = [];
	private readonly begunAt: number;
	private stoppedAt = 0;
	readonly counts = { acts: 0, webhooks: 0, looks: 0 };

	constructor({ choice, lag, seed }: Omit<ShopifyHistory, 'steps'>) {
		this.kinds = CHOICES[choice % CHOICES.length];
		this.truth = new ShopifyTruth(this.kinds);
		const topics = this.kinds.flatMap((kind) => Object.values(KINDS[kind].topics));
		this.stage = new CatchUpStage(topics, {
			...{ seed, lagMs: LAGS[lag], takesAnyUrl: true },
			post: async (delivery) => await this.post(delivery),
		});
		this.node.staticData = {};
		this.begunAt = this.stage.clock.now();
	}

	private get clock() {
		return this.stage.clock;
	}

	private get objects() {
		return this.stage.objects;
	}

	private get config() {
		const { stage } = this;
		return {
			vendor: shopify,
			credentialType: () => CREDENTIAL,
			connect: (_functions: unknown, _credential: unknown, patience?: Patience) =>
				ok({ ...stage.connection, pause: patience?.wait ?? (async () => false) }),
		};
	}

	/** @param mode of the activation, as n8n calls it */
	async start(mode: string): Promise<void> {
		const pause = async (milliseconds: number) => this.clock.advance(milliseconds);
		const memory = newProcessState(() => this.clock.now(), pause);
		this.memory = memory;
		this.deduplicator = new Deduplicator();
		this.node.crons = [];
		this.node.activation = mode;
		const hooks = lifecycle(this.config, memory, undefined, () => this.clock.now());
		await scheduleChecks(this.node.trigger(), this.config, memory, () => this.clock.now());
		// n8n tries an activation again if it fails.
		for (let attempt = 1; ; attempt++)
			try {
				const exist = await hooks.checkExists.call(this.node.hook());
				if (!exist) await hooks.create.call(this.node.hook());
				await this.lookEnds();
				return;
			} catch (error) {
				if (attempt === 10) throw error;
				this.clock.advance(MINUTE);
			}
	}

	async take(step: ShopifyStep): Promise<void> {
		if (step.do === 'create') await this.create(step.kind, step.among);
		else if (step.do === 'update') await this.change(step.among, (id) => this.objects.update(id));
		else if (step.do === 'delete') await this.delete(step.among);
		else if (step.do === 'pass') await this.pass(GAPS[step.gap]);
		else if (step.do === 'check') await this.check();
		else if (step.do === 'stop') this.stop();
		else if (step.do === 'start') await this.startIfDown(step.isKilled);
		else if (step.do === 'unsubscribe') this.unsubscribe(step.among);
		else if (step.do === 'webhooks')
			this.fates.push(...Array.from({ length: step.count }, () => step.fate));
		else if (step.do === 'release') await this.release();
		else if (step.do === 'repeat') await this.repeat(step.among);
		else if (step.do === 'throttle') this.stage.sandbox.throttle.leave(step.left);
		else if (step.do === 'fault') this.fail(step);
		else this.duringLook(step.skip, step.among);
	}

	private fail({ skip, times, isThrottled }: Extract<ShopifyStep, { do: 'fault' }>): void {
		this.stage.sandbox.faults.push({
			...{ skip, times },
			effect: isThrottled ? { kind: 'throttled', status: 429 } : { kind: 'status', status: 500 },
		});
	}

	private duringLook(skip: number, at: number): void {
		this.stage.sandbox.faults.push({
			...{ skip, times: 1 },
			beforeAnswer: async () => await this.change(at, (id) => this.objects.update(id)),
		});
	}

	/** Everything that is down starts, and everything that waits arrives. */
	async settle(): Promise<void> {
		this.fates = [];
		this.stage.sandbox.faults.clear();
		await this.startIfDown();
		await this.release();
		for (let round = 0; round < 12; round++) {
			await this.pass(20 * MINUTE);
			await this.check();
			const { behind } = this.cursor() ?? {};
			if (round > 1 && behind === undefined) return;
		}
		throw new Error(`The node did not catch up: ${JSON.stringify(this.cursor())}`);
	}

	private cursor() {
		const { memory } = this;
		return memory && catchUpStateOf(memory, nodeKey(this.node.trigger())).cursor;
	}

	private async create(kind: number, at: number): Promise<void> {
		const type = this.kinds[kind % this.kinds.length];
		const { parent: over } = KINDS[type];
		const parents = over === undefined ? [] : this.objects.existingOf(over);
		if (over !== undefined && parents.length === 0) return;
		const parent = parents.length === 0 ? undefined : parents[at % parents.length].id;
		await this.happen(this.objects.create(type, { parent }));
	}

	private async change(at: number, act: (id: string) => Act[]): Promise<void> {
		const existing = this.kinds.flatMap((kind) => this.objects.existingOf(kind));
		// Nothing updates a refund.
		const changeable = existing.filter(({ type }) => type !== 'refunds');
		if (changeable.length > 0) await this.happen(act(changeable[at % changeable.length].id));
	}

	private async delete(at: number): Promise<void> {
		const existing = this.kinds
			.filter((kind) => KINDS[kind].topics.delete !== undefined)
			.flatMap((kind) => this.objects.existingOf(kind));
		if (existing.length > 0)
			await this.happen(this.objects.delete(existing[at % existing.length].id));
	}

	private async happen(acts: readonly Act[]): Promise<void> {
		this.counts.acts += this.truth.note(acts);
		await this.stage.sandbox.announce(acts);
	}

	private async pass(milliseconds: number): Promise<void> {
		const end = this.clock.now() + milliseconds;
		if (end - this.begunAt > LONGEST_HISTORY) return;
		if (this.memory === undefined && end - this.stoppedAt > LONGEST_OUTAGE)
			await this.startIfDown();
		// Retries are due in between.
		for (const share of [0.1, 0.3, 1]) {
			this.clock.set(Math.max(this.clock.now(), Math.floor(end - milliseconds * (1 - share))));
			await this.stage.sandbox.courier.retry();
		}
	}

	/** A tick of the cron, and the executions that it starts. */
	private async check(): Promise<void> {
		const { memory } = this;
		if (memory === undefined) return;
		for (const { tick } of this.node.crons) tick();
		await this.lookEnds();
		this.counts.looks++;
		await this.runEmitted();
	}

	private async lookEnds(): Promise<void> {
		const { memory } = this;
		if (memory === undefined) return;
		const key = nodeKey(this.node.trigger());
		const progress = catchUpStateOf(memory, key);
		for (let idle = 0; idle < 5; ) {
			await setImmediate();
			idle = progress.look === undefined && !memory.mutex.isLocked(key) ? idle + 1 : 0;
		}
	}

	private async runEmitted(): Promise<void> {
		const emitted = this.node.emitted.splice(0);
		for (const items of emitted) await this.run(items);
	}

	private stop(): void {
		if (this.memory === undefined) return;
		this.memory = undefined;
		this.stoppedAt = this.clock.now();
	}

	private async startIfDown(isKilled = false): Promise<void> {
		if (this.memory !== undefined) return;
		await this.start('init');
		this.counts.looks++;
		if (!isKilled) return await this.runEmitted();
		this.node.emitted = [];
		this.stop();
	}

	private unsubscribe(at: number): void {
		const { all } = this.stage.sandbox.subscriptions;
		if (all.length > 0) this.stage.sandbox.subscriptions.remove(all[at % all.length].id);
	}

	private async release(): Promise<void> {
		const waiting = this.late.splice(0);
		for (const delivery of waiting) await this.receive(delivery);
	}

	private async repeat(at: number): Promise<void> {
		if (this.sent.length > 0) await this.receive(this.sent[at % this.sent.length]);
	}

	private async post(delivery: Delivery): Promise<number> {
		this.sent.push(delivery);
		this.counts.webhooks++;
		const fate = this.fates.shift();
		if (fate === 'lost') return 200;
		if (fate === 'failed') return 503;
		if (fate === 'late') {
			this.late.push(delivery);
			return 200;
		}
		if (fate !== 'crash') return await this.receive(delivery);
		const { memory } = this;
		const status = await this.receive(delivery, true);
		// It may have been down, and another one may have started since.
		if (this.memory === memory) this.stop();
		return status;
	}

	/** Returns the response of n8n, or 0 if it is down. */
	private async receive({ headers, body }: Delivery, isKilled = false): Promise<number> {
		const { memory } = this;
		if (memory === undefined) return 0;
		const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]);
		const request = this.node.webhook(
			fakeRequest(body, Object.fromEntries(named) as Record<string, string[]>),
		);
		const { response } = this.node;
		const { workflowData } = await receive(request, this.config, memory, () => this.clock.now());
		if (workflowData === undefined) return response.statusCode;
		response.end();
		const [items] = workflowData;
		if (!isKilled) await this.run(items);
		return 200;
	}

	/** An execution: the trigger, and *Signed Event* with *Skip Duplicates*. */
	private async run(items: Parameters<FakeNode['execution']>[0]): Promise<void> {
		const [out] = await execute(
			this.node.execution(items),
			this.config,
			this.memory ?? newProcessState(),
		);
		const hashOf = rawHasher();
		const tasks = out.map(({ json }) => {
			const event = normalizedEvent.parse(JSON.parse(JSON.stringify(json)));
			return { event, keys: duplicateKeys(event, hashOf) };
		});
		for (const { event } of tasks)
			if (event.capture === 'webhook') this.reported.add(String(event.stateId));
		const store = processedStore(this.table.functions());
		await this.deduplicator.runOnce('workflow/node', store, tasks, async (granted, done) => {
			for (const { event, keys } of granted) {
				this.told.push(event);
				for (const { marks } of keys) for (const mark of marks) done.add(mark);
			}
		});
	}

	faults(): string[] {
		return this.truth.faultsOf(this.told, this.objects);
	}

	get isStored(): boolean {
		return readCursor(this.node.staticData?.catchUp) !== undefined;
	}
}

/** Runs a history to its end, and checks what was told. */
export async function runShopifyHistory({
	steps,
	...setting
}: ShopifyHistory): Promise<ShopifyOutcome> {
	const world = new World(setting);
	await world.start('activate');
	world.stage.clock.advance(new Random(setting.seed).integer(1, 60) * SECOND);
	for (const step of steps) await world.take(step);
	await world.settle();
	const { told } = world;
	expect(world.faults()).toEqual([]);
	const byState = new Set(told.map((event) => String(event.stateId)));
	const unreported = [...world.reported].filter((key) => !byState.has(key));
	expect(unreported).toEqual([]);
	expect(world.isStored).toBe(true);
	const count = (capture: string) => told.filter((event) => event.capture === capture).length;
	return {
		...world.counts,
		requests: world.stage.sandbox.requests.length,
		told: { webhook: count('webhook'), polling: count('polling') },
	};
}
