import { isPending, readPosition } from '../../../nodes/host/trigger/position';
import { checkSchedule } from '../../../nodes/host/trigger/subscription/checkSchedule';
import { Random } from '../../sandbox/random';
import { packPackage } from '../install/pack';
import { startN8n, type N8n } from '../support/n8n';
import { waitFor } from '../support/waitFor';
import { BoxSite } from './boxSite';
import { verdictOf } from './judge';
import { Receiver } from './receiver';
import { SharedClock } from './sharedClock';
import { ShopifySite } from './shopifySite';
import type { Site } from './site';
import type { Place } from './wire';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const OUTAGES = [MINUTE, 7 * MINUTE, HOUR, 5 * HOUR, DAY, 4 * DAY, 13 * DAY];
/** Shopify shows orders of the last 60 days. */
const LONGEST_HISTORY = 50 * DAY;
/** The checks of all workflows come at this second of each minute. */
const TICK = 30;
const HOST = 'n8n.example';
const SOON_MS = 120_000;
const SHORT_MS = 15_000;

/** How a life of n8n ends: at rest, or while it does something. */
type End = 'stop' | 'kill' | 'kill during webhooks' | 'kill during looks' | 'kill during catch-up';
const ENDS: readonly End[] = [
	...(['stop', 'kill', 'kill during webhooks', 'kill during webhooks'] as const),
	...(['kill during looks', 'kill during catch-up'] as const),
];

/** What one n8n with its sites did. */
export interface Totals {
	histories: Record<Site['vendor'], number>;
	acts: number;
	lives: number;
	webhooks: number;
	looks: number;
	byWebhook: number;
	byCatchUp: number;
	/** Deliveries of executions that n8n's end interrupted, which came again. */
	repeated: number;
	crashed: number;
	/** Seconds from n8n's start to the first event of catch-up, of each start. */
	firstEventAfter: number[];
}

/** One n8n with many workflows, over several lives: a history for each workflow. */
export class Lives {
	private readonly random: Random;
	private readonly clock = new SharedClock();
	private readonly place: Place = { url: '', isUp: true };
	private readonly receiver = new Receiver();
	private readonly sites: Site[] = [];
	private n8n!: N8n;
	private begunAt = 0;
	private lastExecution = 0;
	private readonly log: string[] = [];
	private lives = 0;
	private readonly firstEventAfter: number[] = [];

	constructor(private readonly seed: number) {
		this.random = new Random(seed);
	}

	/** Runs histories of so many shops and accounts. Returns what is wrong, in words, and what they did. */
	async run(
		counts: Record<Site['vendor'], number>,
		lives: number,
		lastLooks: number,
	): Promise<{ faults: string[]; totals: Totals }> {
		try {
			await this.open(counts);
			for (let life = 0; life < lives; life++) {
				// The first life finds nothing: all that happens in it is too young.
				await this.live(this.random.pick(life === 0 ? ENDS.slice(0, 4) : ENDS));
				await this.outage();
			}
			await this.settle(lastLooks);
			return await this.judge();
		} catch (error) {
			const told = this.log.join('\n');
			throw new Error(`Seed ${this.seed}: ${String(error)}\n${told}`, { cause: error });
		}
	}

	async close(): Promise<void> {
		await this.n8n?.stop();
		await Promise.all(this.sites.map(async (site) => await site.close()));
		await this.receiver.close();
		this.clock.close();
	}

	private async open(counts: Record<Site['vendor'], number>): Promise<void> {
		await this.receiver.open();
		const open = { Shopify: ShopifySite.open, Box: BoxSite.open };
		for (const vendor of ['Shopify', 'Box'] as const)
			for (let count = 0; count < counts[vendor]; count++) {
				const seed = this.seed * 1_000 + this.sites.length;
				const id = idAtTick(`${vendor}${count}`);
				const { clock, place, receiver } = this;
				this.sites.push(await open[vendor](id, seed, clock, place, receiver.urlOf(id)));
			}
		this.n8n = await startN8n({
			packages: [(await packPackage()).directory],
			credentials: this.sites.map(({ credential }) => credential),
			workflows: this.sites.map(({ workflow }) => workflow),
			environment: {
				...this.clock.environment,
				WEBHOOK_URL: `https://${HOST}/`,
				N8N_EDITOR_BASE_URL: `https://${HOST}`,
				// Otherwise n8n removes executions that are two weeks old.
				EXECUTIONS_DATA_PRUNE: 'false',
			},
		});
		this.place.url = this.n8n.url;
		this.begunAt = this.clock.now();
		this.note(`${this.sites.length} workflows are active`);
		await this.nextSecond();
	}

	/** n8n runs, and ends. The first life has begun with the activation. */
	private async live(end: End): Promise<void> {
		if (!this.place.isUp) await this.start(end === 'kill during looks' ? 'never' : this.tick());
		this.note(`a life that ends with: ${end}`);
		if (end === 'kill during looks') return await this.killDuringLooks();
		if (end === 'kill during catch-up') return await this.killDuringCatchUp();
		if (this.lives > 0) await this.looksBegin();
		await this.rounds(this.random.integer(2, 4));
		if (this.isTicking) {
			// Webhooks of the same process have reported what this look finds.
			await this.atRest();
			await this.jump(20 * MINUTE);
			await this.looksBegin();
			await this.rounds(1);
		}
		if (end === 'kill during webhooks') return await this.killDuringWebhooks();
		await this.atRest();
		await this.end(end === 'stop' ? 'SIGTERM' : 'SIGKILL');
	}

	private isTicking = false;

	private tick(): 'soon' | 'late' {
		this.isTicking = this.random.chance(0.4);
		return this.isTicking ? 'soon' : 'late';
	}

	/** Starts n8n. The next check comes 40 seconds later, or almost a minute. */
	private async start(tick: 'soon' | 'late' | 'never'): Promise<void> {
		const wanted = tick === 'soon' ? TICK - 40 : TICK + 2;
		const second = Math.floor(this.clock.now() / SECOND) % 60;
		this.clock.pass(((wanted - second + 120) % 60) * SECOND);
		const [row] = await this.n8n.query('SELECT MAX(id) AS last FROM execution_entity');
		this.lastExecution = Number(row.last ?? 0);
		this.isTold = false;
		const startedAt = Date.now();
		const known = this.toldByCatchUp();
		for (const site of this.sites) this.looksBefore.set(site, site.lookRequests);
		await this.n8n.restart();
		this.place.isUp = true;
		this.lives++;
		this.note(`n8n is ready after ${Math.round((Date.now() - startedAt) / SECOND)} s`);
		this.timer = { startedAt, known };
	}

	private timer: { startedAt: number; known: number } | undefined;
	private isTold = false;
	private readonly looksBefore = new Map<Site, number>();

	private toldByCatchUp(): number {
		return this.sites
			.flatMap(({ id }) => this.receiver.eventsOf(id))
			.filter(({ capture }) => capture === 'polling').length;
	}

	private noteFirstEvent(): void {
		if (this.timer === undefined || this.isTold) return;
		if (this.toldByCatchUp() <= this.timer.known) return;
		this.isTold = true;
		this.firstEventAfter.push(Math.round((Date.now() - this.timer.startedAt) / SECOND));
	}

	/** Resolves when each site has been asked what was missed since the last time. */
	private async looksBegin(): Promise<void> {
		const areAllAsked = () => {
			this.noteFirstEvent();
			return this.areAllAsked();
		};
		await waitFor(areAllAsked, SOON_MS, 'a look of each workflow');
		for (const site of this.sites) this.looksBefore.set(site, site.lookRequests);
		this.note('all workflows look');
	}

	private areAllAsked(): boolean {
		return this.sites.every(
			(site) => site.isDisturbed || site.lookRequests > (this.looksBefore.get(site) ?? 0),
		);
	}

	/** Each site does something at a time, and some of its webhooks do not arrive as they should. */
	private async rounds(count: number): Promise<void> {
		for (let round = 0; round < count; round++) {
			await Promise.all(this.sites.map(async (site) => await this.oneRound(site)));
			await this.nextSecond();
			this.noteFirstEvent();
		}
	}

	private async oneRound(site: Site): Promise<void> {
		const { random } = this;
		if (random.chance(0.3)) {
			const fate = random.pick(['lost', 'late', 'failed'] as const);
			site.wire.expect(fate, random.integer(1, 3));
		}
		if (random.chance(0.08)) site.unsubscribe();
		if (random.chance(0.08)) site.disturb();
		if (random.chance(0.15)) await site.wire.release();
		if (random.chance(0.15)) await site.wire.repeat(random);
		if (random.chance(0.8)) await site.act();
		await site.retry();
	}

	private async killDuringWebhooks(): Promise<void> {
		const { random, receiver, sites } = this;
		const held = new Set(sites.filter(() => random.chance(0.5)).map(({ id }) => id));
		receiver.holds = (id) => held.has(id);
		const wanted = random.integer(1, 3);
		const acts = Promise.all(sites.map(async (site) => await site.act()));
		let isOver = false;
		void acts.then(() => (isOver = true));
		await waitFor(() => isOver || receiver.held >= wanted, SOON_MS, 'executions to run');
		this.note(`${receiver.held} deliveries are under way`);
		await this.end('SIGKILL');
		await acts;
	}

	private async killDuringLooks(): Promise<void> {
		const after = this.random.integer(1, 2 * this.sites.length);
		let requests = 0;
		let ended: Promise<void> | undefined;
		const onLook = async () => {
			if (++requests >= after) await (ended ??= this.end('SIGKILL'));
		};
		for (const site of this.sites) site.onLook = onLook;
		await waitFor(() => ended !== undefined, SOON_MS, 'requests of looks');
		await ended;
		for (const site of this.sites) site.onLook = async () => {};
	}

	/** n8n is killed before the first executions of looks have ended, if they find anything. */
	private async killDuringCatchUp(): Promise<void> {
		const { random, receiver } = this;
		receiver.holds = (_id, { capture }) => capture === 'polling' && random.chance(0.5);
		const isFound = () => receiver.held > 0 || this.areAllAsked();
		await waitFor(isFound, SOON_MS, 'events of looks');
		if (random.chance(0.7)) await this.finishWebhooks();
		await this.end('SIGKILL');
	}

	/** Executions of webhooks end while those of looks still run. They store the cursor of their process. */
	private async finishWebhooks(): Promise<void> {
		for (const site of this.sites) site.mend();
		await waitFor(() => this.areAllAsked(), SOON_MS, 'a look of each workflow');
		await Promise.all(this.sites.map(async (site) => await site.act()));
		const sql =
			"SELECT COUNT(*) AS open FROM execution_entity WHERE id > ? AND mode = 'webhook' AND status IN ('new', 'running')";
		const isOver = async () => (await this.n8n.query(sql, this.lastExecution))[0].open === 0;
		// One may wait for a delivery of the same state, which gets no response.
		await waitFor(isOver, SHORT_MS, 'webhooks').catch((error: Error) => this.note(error.message));
		this.note(`webhooks are over, ${this.receiver.held} deliveries of catch-up are not`);
	}

	private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		this.place.isUp = false;
		if (signal === 'SIGKILL') await this.n8n.kill(signal);
		else await this.n8n.stop();
		this.receiver.release();
		this.note(`n8n ended by ${signal}`);
	}

	private async outage(): Promise<void> {
		const possible = await this.possibleOutages();
		const long = possible.filter((length) => length >= DAY);
		const isLong = long.length > 0 && this.random.chance(0.5);
		const length = this.random.pick(isLong ? long : possible);
		this.note(`an outage of ${length / MINUTE} minutes`);
		const parts = this.random.integer(2, 6);
		for (let part = 0; part < parts; part++) {
			this.clock.pass(Math.floor(length / parts));
			for (const site of this.sites) {
				await site.retry();
				if (this.random.chance(0.05)) site.unsubscribe();
				if (this.random.chance(0.3)) site.mend();
				if (this.random.chance(0.4)) await site.act();
			}
		}
	}

	/** The vendors keep what happened since the stored cursors for a limited time. */
	private async possibleOutages(): Promise<number[]> {
		let longest = this.begunAt + LONGEST_HISTORY - this.clock.now();
		for (const site of this.sites) {
			if (site.longestGap === Infinity) continue;
			const position = await this.positionOf(site);
			const from = isPending(position) ? position.waitingSince : position.watermark;
			longest = Math.min(longest, from + site.longestGap - this.clock.now());
		}
		const possible = OUTAGES.filter((length) => length <= longest);
		return possible.length > 0 ? possible : [MINUTE];
	}

	private async positionOf({ id, trigger }: Site) {
		const data = await this.n8n.staticData(id);
		const { catchUp } = (data[`node:${trigger}`] ?? {}) as { catchUp?: unknown };
		const position = readPosition(catchUp);
		if (position === undefined) throw new Error(`The workflow ${id} has no stored position`);
		return position;
	}

	/** Nothing goes wrong any more, and what waits arrives. The last look finds nothing new. */
	private async settle(looks: number): Promise<void> {
		for (const site of this.sites) site.mend();
		await this.start('never');
		await Promise.all(this.sites.map(async ({ wire }) => await wire.release()));
		for (let part = 0; part < 6; part++) {
			await this.jump(50 * MINUTE);
			await Promise.all(this.sites.map(async (site) => await site.retry()));
		}
		await this.atRest();
		for (let count = 0; count < looks; count++) {
			await this.end('SIGTERM');
			this.clock.pass(20 * MINUTE);
			await this.start('never');
			await this.looksBegin();
			await waitFor(() => this.isComplete(), SOON_MS, 'all changes').catch((error: Error) =>
				this.note(error.message),
			);
			await this.atRest();
		}
		await this.end('SIGTERM');
	}

	private isComplete(): boolean {
		this.noteFirstEvent();
		return this.sites.every(
			(site) => site.faultsOf(this.receiver.eventsOf(site.id)).filter(isMissing).length === 0,
		);
	}

	private async jump(milliseconds: number): Promise<void> {
		await this.clock.passFor(this.n8n, milliseconds);
	}

	/** Resolves when all executions of this life have ended. */
	private async atRest(): Promise<void> {
		const sql =
			"SELECT COUNT(*) AS open FROM execution_entity WHERE id > ? AND status IN ('new', 'running')";
		await waitFor(
			async () => (await this.n8n.query(sql, this.lastExecution))[0].open === 0,
			SOON_MS,
			'all executions to end',
		);
		this.noteFirstEvent();
	}

	/** Two changes of an object differ in their second. */
	private async nextSecond(): Promise<void> {
		const second = () => Math.floor(this.clock.now() / SECOND);
		const last = second();
		await waitFor(() => second() > last, SOON_MS, 'the next second');
	}

	private async judge(): Promise<{ faults: string[]; totals: Totals }> {
		const faults: string[] = [];
		const totals: Totals = {
			histories: { Shopify: 0, Box: 0 },
			...{ acts: 0, lives: this.lives, webhooks: 0, looks: 0, byWebhook: 0, byCatchUp: 0 },
			...{ repeated: 0, crashed: 0, firstEventAfter: this.firstEventAfter },
		};
		for (const site of this.sites) {
			await this.positionOf(site);
			const executions = await this.n8n.executions({ workflowId: site.id });
			const verdict = verdictOf(site, executions, this.receiver.eventsOf(site.id));
			totals.histories[site.vendor]++;
			totals.acts += site.acts;
			totals.webhooks += site.wire.accepted;
			totals.looks += site.lookRequests;
			for (const { capture } of verdict.told)
				totals[capture === 'webhook' ? 'byWebhook' : 'byCatchUp']++;
			totals.repeated += verdict.repeated;
			totals.crashed += verdict.crashed;
			if (verdict.faults.length === 0) continue;
			const all = [...this.log, ...site.log].sort();
			faults.push(
				[`Seed ${this.seed}, ${site.vendor} ${site.id}:`, ...verdict.faults, ...all].join('\n'),
			);
		}
		return { faults, totals };
	}

	private note(line: string): void {
		this.log.push(`${new Date(this.clock.now()).toISOString()} ${line}`);
		if (process.env.SIGNED_EVENTS_VERBOSE === '1')
			process.stdout.write(`${new Date().toISOString()} ${line}\n`);
	}
}

function isMissing(fault: string): boolean {
	return /not told/.test(fault);
}

/** Returns an id whose checks come at `TICK`. */
function idAtTick(name: string): string {
	for (let number = 0; ; number++) {
		const id = `${name}x${number}`;
		if (checkSchedule(id, 1).startsWith(`${TICK} `)) return id;
	}
}
