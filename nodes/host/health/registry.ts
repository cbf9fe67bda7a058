import { BoundedMap } from '../../core/cache/boundedMap';
import type {
	Facts,
	Finding,
	Incident,
	IncidentKind,
	Moment,
	NodeRef,
	Notice,
} from '../../core/health/incident';
import { INCIDENT_RULES } from '../../core/health/incidentRules';
import { newLedger, type Ledger } from '../../core/health/ledger';
import {
	fail,
	happen,
	recover,
	settle,
	trackKey,
	type Step,
	type Track,
} from '../../core/health/track';
import { steadyClock, type Clock } from '../clock';
import { isTestKey } from '../trigger/webhookUrls';

/** Limits of the memory. The nodes that reported longest ago are dropped. A full ledger takes some 40 KB. */
const MOST_NODES = 2_000;
const MOST_TRACKS = 10_000;
const MOST_NOTICES = 500;
const MOST_SUBSCRIBERS = 100;
const MOST_REMEMBERED = 1_000;

const SETTLE_EVERY_MS = 60_000;

/** A correction by NTP is smaller. The ledgers count by the hour. */
const CLOCK_STEP_MS = 5 * 60_000;

/** n8n deactivates and activates a workflow that is saved. Its incidents close if it stays off for longer. */
const INACTIVE_MS = 10 * 60_000;

/** A new subscriber also gets incidents that ended within this time, because n8n may start its workflow after others. */
const RECENT_MS = 10 * 60_000;

/** Writes a failed execution of a node's workflow (n8n 2.41, `saveFailedExecution`). */
export type FailExecution = (incident: Incident) => void;

/**
 * The incidents and ledgers of all trigger nodes in this process. Triggers report to it, and the Health Trigger and
 * the operations *Check* and *Report* read from it. Test webhooks of the editor are ignored.
 */
export class HealthRegistry {
	private readonly tracks = new BoundedMap<string, Track>(MOST_TRACKS);
	private readonly books = new BoundedMap<string, Ledger>(MOST_NODES);
	private readonly inactiveSince = new BoundedMap<string, number>(MOST_NODES);
	private readonly failers = new BoundedMap<string, FailExecution>(MOST_NODES);
	private readonly subscribers = new Map<string, (notices: readonly Notice[]) => void>();
	/** The number of the last notice that a subscriber got. It stays when the subscriber ends. */
	private readonly seen = new BoundedMap<string, number>(MOST_SUBSCRIBERS);
	/** Incidents that were open before n8n was restarted, by the keys of their tracks. */
	private readonly remembered = new BoundedMap<string, { incident: Incident; since: number }>(
		MOST_REMEMBERED,
	);
	private readonly notices: Array<{ number: number; at: Moment; notice: Notice }> = [];
	private lastNumber = 0;
	private lastAt?: Moment;
	private setAt = -Infinity;
	private settledAt = -Infinity;

	/**
	 * @param clock monotonic, for durations
	 * @param date epoch milliseconds, to be shown
	 */
	constructor(
		private readonly clock: Clock = steadyClock,
		private readonly date: Clock = Date.now,
	) {}

	/** Returns the present time. */
	now(): Moment {
		const at = { date: this.date(), steady: this.clock() };
		const last = this.lastAt ?? at;
		const step = at.date - last.date - (at.steady - last.steady);
		// Dates between the two are missing, or come a second time.
		if (Math.abs(step) > CLOCK_STEP_MS) this.setAt = Math.max(at.date, last.date);
		this.lastAt = at;
		return at;
	}

	/** Returns since when n8n's clock has not been set, in epoch milliseconds. Also counts a machine that was suspended. */
	get clockSetAt(): number {
		return this.setAt;
	}

	/**
	 * Reports that something failed. The incident opens by the rule of its kind (`INCIDENT_RULES`), so call it for each
	 * failure.
	 *
	 * @param weight how many findings this one represents. Defaults to 1
	 */
	fail(node: NodeRef, finding: Finding, weight = 1): void {
		if (isTestKey(node.key) || this.isOpenElsewhere(node, finding)) return;
		this.step(node, finding, (track, at) => fail(track, node, finding, at, weight));
	}

	/**
	 * Reports that something works, which closes its incident.
	 *
	 * @param facts are added to those of the incident
	 */
	recover(
		node: NodeRef,
		incident: { kind: IncidentKind; about?: string },
		facts: Facts = {},
	): void {
		this.step(node, incident, (track, at) => recover(track, at, facts));
		if (this.remembered.size > 0)
			this.endRemembered(this.rememberedKey(node, incident), node, this.now(), facts);
	}

	/** Reports something that began and ended at once. Subscribers get one notice, `closed`. */
	happen(node: NodeRef, finding: Finding): void {
		if (isTestKey(node.key)) return;
		this.step(node, finding, (track, at) => happen(track, node, finding, at));
	}

	/** Returns the ledger of a node, to read it or to add to it. It is a new one if the node has not reported yet. */
	ledger(node: NodeRef): Ledger {
		const ledger = this.books.get(node.key) ?? newLedger(node, this.now());
		// A node can be renamed, and its workflow can be moved. The test webhook's ledger is not kept.
		ledger.node = { ...ledger.node, ...node };
		if (!isTestKey(node.key)) this.books.set(node.key, ledger);
		return ledger;
	}

	/** Notes that n8n has activated a node. */
	activated(node: NodeRef, failExecution?: FailExecution): void {
		if (isTestKey(node.key)) return;
		const begun = { isActive: true, expectedFrom: this.date(), loading: undefined };
		Object.assign(this.ledger(node), begun);
		this.inactiveSince.delete(node.key);
		if (failExecution === undefined) this.failers.delete(node.key);
		else this.failers.set(node.key, failExecution);
	}

	/** Notes that an activation has succeeded, or has failed for the person who asked for it. */
	activationEnded(node: NodeRef, hasSucceeded: boolean): void {
		const ledger = this.ledger(node);
		if (hasSucceeded) ledger.activation = 'succeeded';
		else ledger.activation ??= 'failed';
	}

	/** Notes that n8n has deactivated a node. Its open incidents close after ten minutes. */
	deactivated(key: string): void {
		if (isTestKey(key)) return;
		const ledger = this.books.get(key);
		if (ledger !== undefined) ledger.isActive = false;
		this.inactiveSince.set(key, this.clock());
		this.failers.delete(key);
	}

	/**
	 * Returns the ledgers of all nodes that were active in this process. An activation that fails makes a node active for a
	 * moment, so nodes whose activations have all failed are left out.
	 */
	ledgers(): readonly Ledger[] {
		return [...this.books.values()].filter(({ activation }) => activation !== 'failed');
	}

	/** Returns the incidents that are open now, the oldest first. */
	incidents(): readonly Incident[] {
		this.settle();
		return [...this.tracks.values()]
			.flatMap(({ incident }) => incident ?? [])
			.sort((a, b) => a.openedAt.localeCompare(b.openedAt));
	}

	/**
	 * Calls a listener for each notice from now on. The listener first gets the notices that it missed: those since its last
	 * subscription ended. A new listener gets the open incidents and the recent ends.
	 *
	 * @param key identifies the subscriber in this process, also after it was activated again
	 * @param remembered the incidents of which the subscriber got the beginning before n8n was restarted, and not the end.
	 *   If this process finds such an incident again, the incident continues. Defaults to none
	 * @returns a function that ends the subscription
	 */
	subscribe(
		key: string,
		listener: (notices: readonly Notice[]) => void,
		remembered: readonly Incident[] = [],
	): () => void {
		const isFirst = !this.seen.has(key);
		if (isFirst) this.remember(remembered);
		const known = new Set(isFirst ? remembered.map(({ id }) => id) : []);
		const missed = this.missedBy(key).filter(
			({ state, incident }) => state === 'closed' || !known.has(incident.id),
		);
		this.subscribers.set(key, listener);
		this.seen.set(key, this.lastNumber);
		if (missed.length > 0) listener(missed);
		return () => {
			if (this.subscribers.get(key) === listener) this.subscribers.delete(key);
		};
	}

	/** Closes what nothing has renewed for long, at most once a minute. */
	settle(): void {
		const at = this.now();
		if (at.steady - this.settledAt < SETTLE_EVERY_MS) return;
		this.settledAt = at.steady;
		// A copy, because `apply` moves an entry to the end.
		for (const [key, track] of [...this.tracks]) {
			const since = this.inactiveSince.get(track.node.key) ?? Infinity;
			const isGone = at.steady - since >= INACTIVE_MS;
			const step = isGone ? recover(track, at, { deactivated: true }) : settle(track, at);
			if (step.track !== track) this.apply(key, step, at);
		}
		for (const [key, { incident, since }] of [...this.remembered])
			if (at.steady - since >= INCIDENT_RULES[incident.kind].closeAfterMs)
				this.endRemembered(key, undefined, at, { expired: true });
	}

	/** Notes incidents that were open before n8n was restarted. They are not open until this process finds them again. */
	private remember(incidents: readonly Incident[]): void {
		const { steady } = this.now();
		for (const incident of incidents) {
			const key = trackKey(incident.node, incident);
			const since = steady;
			this.remembered.set(this.rememberedKey(incident.node, incident), { incident, since });
			const track = this.tracks.get(key);
			if (track?.incident !== undefined) this.goOn(key, track);
		}
	}

	/**
	 * Gives an incident the id that it had before n8n was restarted. A member of another project can write what is
	 * remembered, so nothing else of it is used.
	 *
	 * @returns whether it had one
	 */
	private goOn(key: string, track: Track): boolean {
		const remembered = this.rememberedKey(track.node, track.finding);
		const { incident: before } = this.remembered.get(remembered) ?? {};
		const { incident } = track;
		if (before === undefined || incident === undefined) return false;
		if (!isSameProject(before.node, track.node)) return false;
		this.remembered.delete(remembered);
		const { id, openedAt } = before;
		this.tracks.set(key, { ...track, incident: { ...incident, id, openedAt } });
		return true;
	}

	/** Tells the end of an incident that was open before n8n was restarted, and that this process has not found again. */
	private endRemembered(key: string, node: NodeRef | undefined, at: Moment, facts: Facts): void {
		const { incident } = this.remembered.get(key) ?? {};
		if (incident === undefined || (node !== undefined && !isSameProject(incident.node, node)))
			return;
		this.remembered.delete(key);
		const closedAt = new Date(at.date).toISOString();
		const closed = { ...incident, closedAt, facts: { ...incident.facts, ...facts } };
		this.publish({ state: 'closed', incident: closed }, at);
	}

	/** A member of one project can write an incident of a node of another project. It must not replace that project's own. */
	private rememberedKey(node: NodeRef, incident: Pick<Finding, 'kind' | 'about'>): string {
		const { projectId = this.books.get(node.key)?.node.projectId ?? '' } = node;
		return JSON.stringify([trackKey(node, incident), projectId]);
	}

	private missedBy(key: string): Notice[] {
		const last = this.seen.get(key);
		if (last !== undefined)
			return this.notices.filter(({ number }) => number > last).map(({ notice }) => notice);
		const since = this.clock() - RECENT_MS;
		const ended = this.notices.filter(
			({ at, notice }) => notice.state === 'closed' && at.steady >= since,
		);
		const open = this.incidents().map((incident) => ({ state: 'opened' as const, incident }));
		return [...ended.map(({ notice }) => notice), ...open];
	}

	/** Two parts of a node can fail for one reason, such as a check and catch-up with one credential. */
	private isOpenElsewhere(node: NodeRef, { kind, about }: Finding): boolean {
		if (!INCIDENT_RULES[kind].isShared) return false;
		for (const { incident } of this.tracks.values())
			if (incident?.kind === kind && incident.node.key === node.key && incident.about !== about)
				return true;
		return false;
	}

	private step(
		node: NodeRef,
		incident: { kind: IncidentKind; about?: string },
		next: (track: Track | undefined, at: Moment) => Step,
	): void {
		this.settle();
		const at = this.now();
		const key = trackKey(node, incident);
		this.apply(key, next(this.tracks.get(key), at), at);
	}

	private apply(key: string, { track, notices }: Step, at: Moment): void {
		if (track === undefined) this.tracks.delete(key);
		else this.tracks.set(key, track);
		for (const notice of notices) {
			const isKnown = notice.state === 'opened' && track !== undefined && this.goOn(key, track);
			if (!isKnown) this.publish(notice, at);
		}
	}

	private publish(notice: Notice, at: Moment): void {
		this.lastNumber++;
		this.notices.push({ number: this.lastNumber, at, notice });
		if (this.notices.length > MOST_NOTICES) this.notices.shift();
		for (const [key, listener] of this.subscribers) {
			this.seen.set(key, this.lastNumber);
			listener([notice]);
		}
		const { incident } = notice;
		const { isForgeable = false } = INCIDENT_RULES[incident.kind];
		if (notice.state === 'opened' && incident.needsPerson && !isForgeable)
			this.failers.get(incident.node.key)?.(incident);
	}
}

function isSameProject({ projectId: one }: NodeRef, { projectId: other }: NodeRef): boolean {
	return one === undefined || other === undefined || one === other;
}

/** The registry of this process. All node types of the package share it. */
export const health = new HealthRegistry();

/** Returns the ledgers of all trigger nodes of this process. In queue mode, each process has its own. */
export function readLedgers(): readonly Ledger[] {
	return health.ledgers();
}

/** Returns the open incidents of all trigger nodes of this process. */
export function readIncidents(): readonly Incident[] {
	return health.incidents();
}
