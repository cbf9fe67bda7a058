import { floorToSecond } from '../../nodes/core/dates';
import { toEvent, type Change, type Source } from '../../nodes/core/event';
import { normalize } from '../../nodes/WooCommerce/webhooks/normalize';
import { newProcessMemory } from '../../nodes/WooCommerce/processMemory';
import type { PollState } from '../../nodes/WooCommerce/poll/pollState';
import { readState, writeState } from '../../nodes/WooCommerce/poll/storedState';
import { pollShop, type Poll } from '../../nodes/WooCommerce/poll/pollShop';
import type { PolledResource } from '../../nodes/WooCommerce/polledResource';
import { atOnce } from '../../nodes/WooCommerce/poll/ids/slices';
import { HOST, type ShopClient } from './client';
import { Violation, type Clocks, type Sight, type Truth, type Watching } from './truth';

const SOURCE: Source = {
	elementKey: 'woocommercerest',
	account: HOST,
	hubKey: 'ecommerce',
	instanceName: 'Model',
	instanceTags: [],
	includeRaw: true,
};

/** What n8n knows of the node, in a process or in its database. */
interface Knowledge {
	/** The node's state as JSON. */
	state?: string;
	/** Ids of the events that this state records as emitted. */
	told: ReadonlySet<string>;
	/** By objectType. */
	watching: ReadonlyMap<string, Watching>;
	/** The `Date` that each resource was last read with, by objectType. */
	sights: ReadonlyMap<string, Sight>;
}

const NOTHING: Knowledge = { told: new Set(), watching: new Map(), sights: new Map() };

const NO_REPORT = { ids: [], types: [], rereads: 0 };

/** The words with which the log says that events may be repeated. */
const REREAD = /read again|rereads/;

/** How a poll fares. */
export interface Conditions {
	/** Requests that there is time for. */
	requests?: number;
	/** The process dies after the items went out and before the state is stored. */
	crashes?: boolean;
	/** The shop's clock was set back: an object read twice may be emitted twice, under one id. */
	mayRepeat?: boolean;
}

/** The events that a poll emitted, or why it emitted none. */
export interface Report {
	ids: string[];
	/** The events' types, in the same order. */
	types: string[];
	/** What failed, in the poller's words. */
	failures: string[];
	/** Warnings that changes are read again. */
	rereads: number;
	text: string;
}

/**
 * The poll trigger as n8n runs it. The state lives in the process. It is stored if a poll emitted
 * items, and once after the first poll of an activation, unless that failed.
 */
export class PollingNode {
	private running = NOTHING;
	private stored = NOTHING;
	private isActivating = true;
	/** Whether the poll under way may send as many requests as it wants. */
	private hasTime = true;
	/** How many warnings have said that changes are read again. */
	private rereads = 0;
	/** How often each event was emitted again, by its id. */
	private readonly repeats = new Map<string, number>();

	constructor(
		private readonly client: ShopClient,
		private readonly watched: readonly PolledResource[],
		private readonly truth: Truth,
		private readonly logLength: () => number,
		private readonly clocks: Clocks,
	) {}

	get watching(): ReadonlyMap<string, Watching> {
		return this.running.watching;
	}

	/** Whether nothing is left unfinished: no window, no listing. */
	get isIdle(): boolean {
		const resources = Object.values(this.readMemory()?.resources ?? {});
		const isBusy = ({ pending, baseline }: (typeof resources)[number]) =>
			pending !== undefined || baseline !== undefined;
		return resources.length === this.watched.length && !resources.some(isBusy);
	}

	/** The ids that the poller takes for those of the shop; of no resource that it does not watch yet. */
	idsOf(name: string): number[] {
		return [...(this.readMemory()?.resources[name]?.ids ?? [])];
	}

	/** The process ends and another begins; it knows what was stored. */
	restart(): void {
		this.running = this.stored;
		this.client.restart?.();
		this.isActivating = true;
	}

	async poll(conditions: Conditions = {}): Promise<Report> {
		const { requests = Infinity, crashes = false, mayRepeat = false } = conditions;
		const previous = this.readMemory();
		this.hasTime = requests === Infinity;
		const before = this.client.requests;
		const length = this.logLength();
		const startDate = floorToSecond(this.clocks.date());
		const mayAsk = () => this.client.requests - before < requests;
		const poll = await pollShop(this.client.shop, this.watched, previous, mayAsk);
		const { changes, problems, state, warnings } = poll;
		const reread = warnings.filter(({ warning }) => REREAD.test(warning));
		this.rereads += reread.length;
		const failures = problems.map(({ name, problem }) => `${name} ${problem.reason}`);
		const lacks = problems.some(({ name }) => state.resources[name] === undefined);
		const fails = problems.length > 0 && (changes.length === 0 || (lacks && !previous));
		// An activation that fails is tried again from what was stored.
		if (fails && this.isActivating)
			return { ...NO_REPORT, failures, text: `not activated: ${failures.join()}` };
		for (const { name } of reread)
			this.truth.reread(this.watched.find((one) => one.name === name) ?? this.watched[0]);

		for (const change of changes) await this.checkWebhookId(change);
		const toldBefore = this.truth.told;
		const ids = this.putOut(poll);
		const sights = this.look(previous, poll, length, startDate);
		this.learn(state, ids, mayRepeat, sights);
		const hasCrashed = crashes && ids.length > 0;
		if (!hasCrashed && (this.isActivating || ids.length > 0)) this.stored = this.running;
		this.isActivating = false;
		if (hasCrashed) {
			this.truth.forget(toldBefore);
			this.restart();
		}
		const told = changes.map(
			({ eventType, objectType, objectId, revision }) =>
				`${eventType} ${objectType} ${objectId} ${revision}`,
		);
		const warned = warnings.map(({ name, warning }) => `warning of ${name}: ${warning}`);
		const lines = [...failures, ...told, ...warned, ...(hasCrashed ? ['crash'] : [])];
		const types = changes.map(({ eventType }) => eventType);
		const text = lines.join('\n    ') || 'nothing';
		return { ids, types, failures, rereads: reread.length, text };
	}

	/** Notes with which `Date` each resource was read. One that is half read takes no note of the time. */
	private look(
		previous: PollState | undefined,
		{ state: { resources } }: Poll,
		length: number,
		startDate: number,
	) {
		const sights = new Map(this.running.sights);
		for (const one of this.watched) {
			const [before, now] = [previous?.resources[one.name], resources[one.name]];
			const date = now?.probedAt ?? now?.since;
			// A pause, or no time.
			if (date === undefined || date < startDate || date > this.clocks.date()) continue;
			const { objectType } = one.resource;
			const last = sights.get(objectType);
			if (before?.pending !== undefined) {
				if (last !== undefined) sights.set(objectType, { ...last, latest: date });
				continue;
			}
			const sight = { date, real: this.clocks.now() - (this.clocks.date() - date) };
			sights.set(objectType, this.truth.look(one, length, last, sight));
		}
		return sights;
	}

	/** A webhook that delivers the same row gives the change the same revision, unless the row is an earlier content again. */
	private async checkWebhookId(change: Change): Promise<void> {
		const { eventType, topic, raw: body, revision } = change;
		if (eventType === 'DELETED' || revision.startsWith('born#')) return;
		const payload = { topic, address: 'x', body, deliveryId: 'd' };
		const memory = newProcessMemory();
		const node = { secret: '', topics: [], ignoredFields: [], allowsPrivateUrl: true };
		const told = await normalize(payload, { shop: this.client.shop, ...node, ...memory }, 0);
		const own = revision.split('~').slice(0, 2).join('~');
		const other = told.ok ? told.value.map((each) => each.revision).join() : told.problem.message;
		if (own !== other)
			throw new Violation(`${topic} ${change.objectId}: ${own} by poll and ${other} by webhook`);
	}

	private putOut({ state, changes }: Poll): string[] {
		for (const one of this.watched) {
			const since = state.resources[one.name]?.since;
			if (since !== undefined)
				this.truth.begin(one, this.beginningOf(since, state.resources[one.name].topId >= 0));
		}
		return changes.map((change) => {
			const { id } = toEvent(change, SOURCE, { capture: 'polling', receivedAt: 0 });
			this.truth.tell(change, id);
			return id;
		});
	}

	private readMemory(): PollState | undefined {
		if (this.running.state === undefined) return undefined;
		const read = atOnce(readState(JSON.parse(this.running.state)));
		if (!read.ok) throw new Violation(`The stored state is ${read.reason}`);
		return read.state;
	}

	private beginningOf(since: number, isFilled: boolean) {
		const offset = this.clocks.date() - this.clocks.now();
		return { startedAt: since - offset, ahead: offset, hasEdge: this.hasTime && isFilled };
	}

	private learn(
		state: PollState,
		ids: readonly string[],
		mayRepeat: boolean,
		sights: ReadonlyMap<string, Sight>,
	): void {
		const told = new Set(this.running.told);
		for (const id of ids) {
			if (told.has(id) && !mayRepeat) this.noteRepeat(id);
			told.add(id);
		}
		const watching = new Map<string, Watching>();
		for (const one of this.watched) {
			const resource = state.resources[one.name];
			if (resource === undefined) continue;
			const { objectType } = one.resource;
			const isListed = resource.baseline === undefined;
			const isBalanced = resource.ledger.balancedAt !== undefined;
			const now = this.logLength();
			const known = this.running.watching.get(objectType);
			const { since } = known ?? resource;
			const { startedAt, ahead, hasEdge } = known ?? this.beginningOf(since, resource.topId >= 0);
			watching.set(objectType, {
				...{ since, startedAt, ahead, hasEdge },
				began: known?.began ?? now,
				listed: known?.listed ?? (isListed ? now : undefined),
				balanced: known?.balanced ?? (isBalanced ? now : undefined),
			});
		}
		this.running = { state: JSON.stringify(atOnce(writeState(state))), told, watching, sights };
	}

	/** Each warning that changes are read again allows that an event is emitted once more. */
	private noteRepeat(id: string): void {
		const repeats = (this.repeats.get(id) ?? 0) + 1;
		this.repeats.set(id, repeats);
		if (repeats > this.rereads)
			throw new Violation(`${id} was emitted twice, after ${this.rereads} warnings`);
	}
}
