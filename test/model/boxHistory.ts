import { setImmediate } from 'node:timers/promises';

import { Places } from '../../nodes/Box/catchUp/places';
import { box as vendor, type Connection } from '../../nodes/Box/vendor';
import type { NormalizedEvent } from '../../nodes/core/event';
import { ok } from '../../nodes/core/result';
import { emitMissed } from '../../nodes/host/trigger/catchUp/emitMissed';
import { findMissed } from '../../nodes/host/trigger/catchUp/findMissed';
import { receive } from '../../nodes/host/trigger/delivery/receive';
import { execute } from '../../nodes/host/trigger/execute';
import { newProcessState, type ProcessState } from '../../nodes/host/trigger/processState';
import { checkSubscriptions } from '../../nodes/host/trigger/subscription/checkSubscriptions';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { Deduplicator, marksOf } from '../../nodes/SignedEvent/emit/deduplicator';
import type { KeyStore } from '../../nodes/host/processedStore';
import { duplicateKeys, rawHasher } from '../../nodes/SignedEvent/emit/parseItem';
import { BoxSandbox } from '../sandbox/box/server';
import { ManualClock } from '../sandbox/clock';
import { Random } from '../sandbox/random';
import { CREDENTIAL, fakeRequest, FakeNode } from '../unit/host/fakes';
import { connectSandbox, reachSandbox } from '../unit/Box/sandboxBox';
import { BoxWork, keyOfEvent, statesOf, TRIGGERS } from './boxWork';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a history did, for the sums that a run prints. */
export interface Outcome {
	acts: number;
	events: number;
	/** Events that only catch-up found. */
	found: number;
	looks: number;
	requests: number;
	/** Of each state that was told: its id. */
	states: Map<string, string>;
}

/** Settings of a history that a second run changes. */
export interface Setting {
	/** Share of deliveries that no one accepts. */
	lost: number;
}

/** Runs a random history of one folder and the node that monitors it. Throws if an event is missing or wrong. */
export async function runBoxHistory(seed: number, setting?: Setting): Promise<Outcome> {
	const history = new BoxHistory(seed, setting);
	try {
		await history.start();
		await history.run();
		return history.judge();
	} catch (error) {
		throw new Error(`Seed ${seed}: ${String(error)}\n${history.log.join('\n')}`, { cause: error });
	} finally {
		await history.close();
	}
}

class BoxHistory {
	readonly log: string[] = [];
	private readonly random: Random;
	private readonly clock = new ManualClock('2026-11-01T12:00:00Z');
	private readonly told: NormalizedEvent[] = [];
	private readonly store = new FakeStore();
	private readonly deduplicator = new Deduplicator();
	private readonly totals = { acts: 0, looks: 0 };
	private sandbox!: BoxSandbox;
	private connection!: Connection;
	private node = new FakeNode();
	private process: { state: ProcessState; places: Places } | undefined;
	private work!: BoxWork;
	private readonly lost: number;
	private readonly late: number;
	private readonly repeated: number;

	constructor(seed: number, setting?: Setting) {
		this.random = new Random(seed);
		const random = new Random(seed + 1);
		this.lost = setting?.lost ?? random.pick([0, 0.2, 1]);
		this.late = random.pick([0, 0.3]);
		this.repeated = random.pick([0, 0.3]);
	}

	async start(): Promise<void> {
		const { random, clock } = this;
		this.sandbox = await BoxSandbox.start(random.integer(1, 1e6), clock, {
			callsPerMinute: 100_000,
		});
		const { sandbox } = this;
		Object.assign(sandbox.events.habits, {
			duplicates: random.pick([0, 0.3]),
			lateness: random.pick([0, 20 * SECOND, 3 * MINUTE]),
			shortPages: random.pick([0, 0.5]),
			positions: random.pick(['text', 'number', 'mixed']),
			expired: random.pick(['oldest', 'error']),
		});
		this.work = new BoxWork(
			...([sandbox, random, () => clock.now(), (line: string) => this.note(line)] as const),
		);
		const target = { type: 'folder' as const, id: this.work.watched.id };
		this.connection = {
			...(await connectSandbox(sandbox, { targets: [target], triggers: [...TRIGGERS].sort() })),
			keys: { primary: sandbox.app.keys.primary!, secondary: '' },
			box: await reachSandbox(sandbox, sandbox.user, true),
			now: () => clock.now(),
		};
		sandbox.courier.post = async (_, headers, body) => await this.receive(headers, body);
		this.node.staticData = {};
		await this.startProcess('activate');
		clock.advance(SECOND);
	}

	async close(): Promise<void> {
		await this.sandbox.close();
	}

	async run(): Promise<void> {
		const steps = this.random.integer(5, 25);
		for (let step = 0; step < steps; step++) await this.step();
		// All has arrived or is lost, and catch-up has seen all.
		this.note('end');
		if (this.process === undefined) await this.startProcess('init');
		await this.pass(4 * HOUR);
		for (let count = 0; count < 6; count++) {
			await this.look();
			await this.pass(15 * MINUTE);
		}
	}

	/** Compares the emitted events with what happened. */
	judge(): Outcome {
		const [fault] = this.work.faultsOf(this.told);
		if (fault !== undefined) throw new Error(fault);
		const states = statesOf(this.told);
		return {
			...this.totals,
			events: this.told.length,
			found: this.told.filter(({ capture }) => capture === 'polling').length,
			requests: this.sandbox.requests.length,
			states,
		};
	}

	private async step(): Promise<void> {
		const { random } = this;
		const kind = random.pick([
			...['act', 'act', 'act', 'act', 'act', 'act', 'look', 'pass', 'pass', 'restart', 'outage'],
			...['webhooks', 'throttle'],
		]);
		if (kind === 'act') await this.act();
		else if (kind === 'look') await this.look();
		else if (kind === 'pass') await this.pass(random.integer(1, 20 * 60) * SECOND);
		else if (kind === 'restart') await this.startProcess('init');
		else if (kind === 'outage') await this.outage();
		else if (kind === 'webhooks') {
			this.note('Box deletes the webhooks');
			for (const { id } of this.sandbox.webhooks.all()) this.sandbox.webhooks.drop(id);
		} else {
			this.note('throttled');
			const times = random.integer(1, 3);
			const effect = { kind: 'status', status: 429, retryAfter: 30 } as const;
			this.sandbox.faults.push({ match: { path: /events|folders|files/ }, effect, times });
		}
	}

	/** n8n is off for a minute to thirteen days, in which people work on. */
	private async outage(): Promise<void> {
		const { random } = this;
		const { watermark } = this.node.staticData!.catchUp as { watermark: number };
		// Box keeps two weeks, and after a quiet time the stored cursor is as old as the last execution.
		const longest = watermark + 13.5 * DAY - this.clock.now();
		const length = random.pick([MINUTE, HOUR, DAY, 6 * DAY, 13 * DAY]);
		if (length > longest) return;
		this.note('n8n stops');
		this.process = undefined;
		const acts = random.integer(0, 6);
		for (let count = 0; count < acts; count++) {
			await this.pass(Math.floor(length / (acts + 1)));
			await this.act();
		}
		await this.pass(Math.floor(length / (acts + 1)));
		await this.startProcess('init');
		if (random.chance(0.7)) await this.look();
	}

	private async startProcess(activation: string): Promise<void> {
		this.note(`n8n starts (${activation})`);
		this.process = {
			state: newProcessState(
				() => this.clock.now(),
				async () => {},
			),
			places: new Places(),
		};
		this.node.activation = activation;
		this.node.staticData = JSON.parse(JSON.stringify(this.node.staticData));
		const hooks = lifecycle(this.config(), this.process.state);
		if (!(await hooks.checkExists.call(this.node.hook())))
			await hooks.create.call(this.node.hook());
	}

	private config() {
		const places = this.process?.places ?? new Places();
		return {
			vendor,
			credentialType: () => CREDENTIAL,
			connect: () => ok({ ...this.connection, places }),
		};
	}

	private async look(): Promise<void> {
		if (this.process === undefined) return;
		this.note('look');
		this.totals.looks += 1;
		const { node, process } = this;
		const config = this.config();
		node.emitted = [];
		const now = () => this.clock.now();
		await checkSubscriptions(node.trigger(), config, process.state, now);
		const connection = { ...this.connection, places: process.places };
		const { signal } = new AbortController();
		const found = await findMissed(
			...[node.trigger(), config, connection, process.state, vendor.catchUp!, signal],
		);
		if (!found.ok) this.note(`  ${found.problem.message.slice(0, 80)}`);
		else if (found.value !== undefined)
			await emitMissed(node.trigger(), process.state, found.value, signal);
		for (const items of node.emitted) {
			const [out] = await execute(node.execution(items), config, process.state);
			await this.emit(out.map(({ json }) => json as unknown as NormalizedEvent));
		}
	}

	/** A delivery arrives, late, twice or not at all. */
	private async receive(headers: Record<string, string>, body: string): Promise<number> {
		const { random } = this;
		const isLost = random.chance(this.lost);
		if (this.process === undefined || isLost || random.chance(this.late)) return 503;
		const status = await this.deliver(headers, body);
		return random.chance(this.repeated) ? await this.deliver(headers, body) : status;
	}

	private async deliver(headers: Record<string, string>, body: string): Promise<number> {
		const { node, process } = this;
		if (process === undefined) return 503;
		const distinct = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]);
		const request = fakeRequest(Buffer.from(body), Object.fromEntries(distinct));
		const config = this.config();
		const functions = node.webhook(request);
		const { response } = node;
		const { workflowData } = await receive(functions, config, process.state, () =>
			this.clock.now(),
		);
		if (workflowData === undefined) return response.statusCode;
		response.end();
		const [out] = await execute(node.execution(workflowData[0]), config, process.state);
		await this.emit(out.map(({ json }) => json as unknown as NormalizedEvent));
		return 200;
	}

	/** The workflow after the trigger: *Skip Duplicates*, and a receiver that never fails. */
	private async emit(events: readonly NormalizedEvent[]): Promise<void> {
		const hashOf = rawHasher();
		const tasks = events.map((event) => ({ event, keys: duplicateKeys(event, hashOf) }));
		await this.deduplicator.runOnce('node', this.store, tasks, async (granted, done) => {
			await setImmediate();
			for (const { event, keys } of granted) {
				this.note(`  ${event.capture}: ${keyOfEvent(event)}`);
				this.told.push(event);
				for (const mark of marksOf(keys)) done.add(mark);
			}
		});
	}

	private async pass(milliseconds: number): Promise<void> {
		const end = this.clock.now() + milliseconds;
		const slice = Math.max(milliseconds / 20, 5 * MINUTE);
		while (this.clock.now() < end) {
			this.clock.advance(Math.ceil(Math.min(slice, end - this.clock.now()) / SECOND) * SECOND);
			await this.sandbox.courier.retryDue();
		}
	}

	/** A second passes, so that two acts differ in time. */
	private async act(): Promise<void> {
		this.totals.acts += 1;
		this.clock.advance(this.random.pick([SECOND, 2 * SECOND, 3 * MINUTE]));
		await this.work.act();
	}

	private note(line: string): void {
		this.log.push(`${new Date(this.clock.now()).toISOString()} ${line}`);
	}
}

/** n8n's store of processed keys, without its limit. */
class FakeStore implements KeyStore {
	private readonly keys = new Set<string>();

	async add(keys: readonly string[]): Promise<ReadonlySet<string>> {
		const known = new Set(keys.filter((key) => this.keys.has(key)));
		for (const key of keys) this.keys.add(key);
		return known;
	}

	async remove(keys: readonly string[]): Promise<void> {
		for (const key of keys) this.keys.delete(key);
	}
}
