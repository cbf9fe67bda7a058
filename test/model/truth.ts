import { isDeepStrictEqual } from 'node:util';

import { contentHash } from '../../nodes/core/hash/contentHash';
import { readNaiveUtc } from '../../nodes/core/dates';
import type { Change } from '../../nodes/core/event';
import { OVERLAP_MS, SETTLE_MS } from '../../nodes/core/window';
import type { PolledResource } from '../../nodes/WooCommerce/polledResource';
import type { JsonObject } from '../sandbox/json';
import type { Change as Entry } from '../sandbox/woocommerce/changes';
import { HIDDEN_STATUS } from '../sandbox/woocommerce/objects/posts';
import type { Shop } from '../sandbox/woocommerce/shop';
import { sandboxName } from './plan';

/** What the poller must not do. */
export class Violation extends Error {}

/** n8n's clock, and the one that dates responses; epoch milliseconds. PHP's, which dates the objects, is another. */
export interface Clocks {
	now(): number;
	date(): number;
}

/** When watching began. */
interface Start {
	/** Epoch milliseconds by n8n's clock. */
	startedAt: number;
	/** How far `Date` was ahead of n8n's clock then, in milliseconds. */
	ahead: number;
	/**
	 * Whether the objects were recorded whose dates may be those of later changes: the list was not empty, and there was
	 * time.
	 */
	hasEdge: boolean;
}

/** The `Date` with which a resource was read, and n8n's time then; epoch milliseconds. */
export interface Sight {
	date: number;
	real: number;
	/** The `Date` of the last response, also if what was read then is not read to its end. */
	latest?: number;
	/** How far PHP's clock may be behind `Date`, as a jump of `Date` away from n8n's clock has shown; milliseconds. */
	behind?: number;
}

/** A poll of a resource. */
interface Look {
	/** The length of the shop's log when it began. */
	sequence: number;
	/** The same when it ended. */
	until: number;
	/** What the poll before it read with, as far as what n8n has stored remembers it. */
	before: Sight | undefined;
	now: Sight;
}

/** Since when a resource is watched, as far as what n8n has stored remembers it. */
export interface Watching extends Start {
	/** Epoch milliseconds by the `Date` of the first response, whole seconds. */
	since: number;
	/** The place in the shop's log at which watching had begun. */
	began: number;
	/** The place in the shop's log at which the contents of everything had been read. */
	listed?: number;
	/** The place in the shop's log at which its count had first agreed with the ids that are known. */
	balanced?: number;
}

/** What differs between two readings of one state: not taken from the poller, which may be wrong. */
const VOLATILE = ['_links', 'related_ids', 'total_sales'];
/** Keys of meta data that are written at each visit. */
const VISITS = ['wc_last_active'];
/** A new object may be saved a second time so long after its creation. */
const SAVING_MS = 2_000;
/** Of what was changed by a clock that was set back, so much is read again. */
const DAY = 24 * 3_600_000;
const SECOND = 1_000;
/** A larger difference is not taken for one of clocks. */
const MOST_BEHIND_MS = 36 * 3_600_000;
/** Two clocks are compared with this error, the time of some requests. */
const TO_AND_FRO_MS = 30_000;
/** Statuses of drafts, which do not count as created. */
const UNBORN = ['checkout-draft', 'auto-draft'];

/** Whether an object is listed. Objects in the trash or gone are not. Drafts do not count. */
type Presence = 'unborn' | 'alive' | 'trashed' | 'gone';

/** When watching of a resource first began. */
interface Beginning extends Start {
	/** The `Date` at the end of the poll with which it began, epoch milliseconds. */
	until: number;
	/** The place in the shop's log then. */
	began: number;
}

/** How far an object had been told; what a crash goes back to. */
interface Telling {
	tellings: number;
	/** The state that the poller records as emitted last. */
	believed: number;
}

/** An object as it was after a change. */
interface State {
	/** The change's place in the shop's log; 0 for what was there when the shop opened. */
	sequence: number;
	/** Epoch milliseconds by n8n's clock. */
	real: number;
	created: number | undefined;
	modified: number | undefined;
	movedDate: boolean;
	presence: Presence;
	/** Whether lists show it, if it is alive. */
	isListed: boolean;
	/** Without what differs between two readings of one state. */
	content: JsonObject;
}

/** One object: what it was, and what was said about it. */
class Biography {
	readonly states: State[] = [];
	/** Ids of what was told, by eventType. */
	private readonly ids = new Map<string, Set<string>>();
	/** Ids by eventType and state, where the object was in that state but once. */
	private readonly idOfState = new Map<string, string>();
	private tellings = 0;
	/** How many events may have got another id, since a crash made the poller forget the content before. */
	private renamed = 0;
	/** The state that the last event told, as early as it can have been. */
	private told = -1;
	private hasCrashed = false;
	/** Whether a warning said that changes of a time are read in which watching may not have begun. */
	private isReread = false;
	/** The state that the poller records as emitted last, after a crash lost the last event. */
	private believed?: number;

	constructor(
		readonly name: string,
		readonly watched: PolledResource,
	) {}

	get telling(): Telling {
		return { tellings: this.tellings, believed: this.believed ?? this.told };
	}

	/** A warning said that changes are read again. */
	reread(): void {
		this.isReread = true;
	}

	/** A crash made the poller forget what was told after that. */
	forget({ tellings, believed }: Telling): void {
		this.hasCrashed = true;
		if (tellings !== this.tellings) this.believed = believed;
	}

	tell({ eventType, raw, revision }: Change, id: string, beginning: Beginning): void {
		const isDeletion = eventType === 'DELETED';
		const told = isDeletion ? this.findEnd(raw) : this.findState(eventType, raw, beginning);
		this.checkId(eventType, told, id);
		this.checkReturn(revision, told);
		this.told = told;
		this.believed = undefined;
		this.tellings++;
		this.idsOf(eventType).add(id);
	}

	/** Only the id of a content that the object had before at the same date names the content before. */
	private checkReturn(revision: string, told: number): void {
		if (revision.split('~').length < 3 || this.hasCrashed) return;
		const { modified, content } = this.states[told];
		const same = this.states.filter(
			(state) => state.modified === modified && isDeepStrictEqual(state.content, content),
		);
		const isReturn = same.length > 1;
		if (!isReturn) throw new Violation(`UPDATED ${this.name}: the id of new content names another`);
	}

	/** What is missing or too much at the end; undefined where all is well. */
	verdict(
		watching: Watching,
		beginning: Beginning,
		looks: readonly Look[],
		isCountOff: boolean,
	): string | undefined {
		const { states } = this;
		const final = states[states.length - 1];
		const [created, updated] = [this.idsOf('CREATED').size, this.idsOf('UPDATED').size];
		const lives = states.filter((_state, index) => this.isAppearance(index)).length;
		if (created > lives) return `CREATED by ${created} ids, in ${lives} lives`;
		const updates = states.filter(
			(state, index) =>
				state.presence === 'alive' &&
				(this.mayBeOld(beginning) || (index > 0 && isNews(state, beginning))),
		).length;
		if (updated > updates + this.renamed)
			return `UPDATED by ${updated} ids, changed ${updates} times`;
		if (final.presence === 'alive') return this.verdictOnLiving(watching, final, looks);
		const isEnded = final.presence === 'trashed' || final.presence === 'gone';
		return isEnded && this.wasKnown(watching) && !isCountOff ? 'never DELETED' : undefined;
	}

	private get birth(): number {
		return this.states.findIndex(({ presence }) => presence === 'alive');
	}

	/** Whether it came back, and no window shows that. */
	hasReturnedUnseen(watching: Watching, looks: readonly Look[]): boolean {
		const { states, birth } = this;
		return states.some(
			(state, at) =>
				(at > birth ||
					states[0].presence === 'unborn' ||
					(state.sequence > watching.began && !this.isNewcomer(state, watching))) &&
				this.isAppearance(at) &&
				!this.isInWindow(state, looks, watching),
		);
	}

	private verdictOnLiving(
		watching: Watching,
		final: State,
		looks: readonly Look[],
	): string | undefined {
		const { states, birth } = this;
		const hasOneLife = states.every(({ presence }) => presence !== 'gone');
		// What was hidden before a list could show it is not known.
		const last = this.telling.believed;
		const wasSeen = last < 0 ? this.wasListed(watching) : states[last].presence === 'alive';
		if (!final.isListed && !wasSeen) return undefined;
		const isNew = hasOneLife && this.isNewcomer(states[birth], watching);
		const isShown = (state: State) => this.isInWindow(state, looks, watching);
		// A cart counts before it is placed, so only its date shows that it was.
		const isCounted = states[0].presence !== 'unborn' || states.slice(birth).some(isShown);
		if (isNew && isCounted && this.idsOf('CREATED').size === 0) return 'never CREATED';
		const { content, created = 0, modified = 0 } = final;
		// A second save of a new order is part of its creation. A cart has the date of creation of its draft.
		const isChanged =
			modified > created + SAVING_MS && states[0].presence !== 'unborn' && isShown(final);
		if (isNew && isChanged && this.idsOf('UPDATED').size === 0) return 'CREATED and not UPDATED';
		const { believed } = this.telling;
		const hasReturned = believed >= 0 && states[believed].presence !== 'alive';
		// What went and came back as new between two polls took what it had not told with it.
		const ownLife = states.filter(
			(_state, index) => this.lifeOf(index) === this.lifeOf(states.length),
		);
		const toldContent = states[this.told]?.content;
		const isSince = ({ sequence, content: own }: State, at: number) =>
			at > this.told && sequence > watching.began && !isDeepStrictEqual(own, toldContent);
		if (!states.some((state, at) => isSince(state, at) && isShown(state))) return undefined;
		const mustTell =
			isNew ||
			hasReturned ||
			ownLife.some((state) => isShown(state) && this.mustTell(state, watching));
		if (
			!mustTell ||
			this.known(watching).some((state) => isDeepStrictEqual(state.content, content))
		)
			return undefined;
		return `told as of state ${this.told}, its final state is ${states.length - 1}`;
	}

	/**
	 * Whether its creation must be emitted. Until the shop's count has agreed once, an object dated
	 * before the beginning may be one that an earlier list had left out. So an import with old dates
	 * looks like existing objects. So does an existing cart that is placed before everything has been
	 * listed.
	 */
	private isNewcomer(born: State, watching: Watching): boolean {
		const { began, balanced = Infinity, listed = Infinity } = watching;
		const { sequence, created = 0 } = born;
		const wasCart = this.states[0].sequence <= began && sequence <= listed;
		return !wasCart && sequence > (created < this.readFrom(watching) ? balanced : began);
	}

	/** The living state that an event shows. */
	private findState(eventType: string, raw: object, beginning: Beginning): number {
		const { birth, states } = this;
		const isCreation = eventType === 'CREATED';
		const isNewcomer = states.some(
			(state, index) =>
				this.isAppearance(index) && isNews(state, beginning) && !this.hasLived(index, beginning),
		);
		if (isCreation && !isNewcomer && beginning.hasEdge)
			throw new Violation(`CREATED ${this.name}: it was there before, or is nobody's yet`);
		const news = states.findIndex(
			(state, index) => isNews(state, beginning) && index >= birth && (isCreation || index > 0),
		);
		const mayBeOld = isCreation ? !beginning.hasEdge : this.mayBeOld(beginning);
		const first = news < 0 && mayBeOld ? birth : news;
		if (birth < 0 || first < 0)
			throw new Violation(`${eventType} ${this.name}: nothing has happened to it`);
		const content = lasting(raw);
		const from = Math.max(first, this.told);
		const own = this.find(content, from);
		const found = own < 0 && mayBeOld ? this.find(content, Math.max(birth, this.told)) : own;
		if (found < 0) {
			const earlier = this.find(content, 0);
			const what = earlier < 0 ? 'a state it never had' : `its old state ${earlier}`;
			const range = `${from} to ${states.length - 1}`;
			throw new Violation(`${eventType} ${this.name}: ${what}, not one of ${range}`);
		}
		if (states[found].presence !== 'alive')
			throw new Violation(`${eventType} ${this.name}: it was ${states[found].presence} then`);
		const { believed } = this.telling;
		if (isCreation && believed >= 0 && this.lifeOf(believed) === this.lifeOf(found))
			throw new Violation(`CREATED ${this.name}: it was known already`);
		return found;
	}

	/**
	 * Whether a change from before watching began may be emitted: the clocks step back to before the beginning, and the
	 * log says so. Without the dates of that time, those ahead of the shop's clock look like later changes, too.
	 */
	private mayBeOld({ hasEdge }: Beginning): boolean {
		return this.isReread || !hasEdge;
	}

	/** The end that a delete shows: in the trash as it was there, or gone, of which only the id is left. */
	private findEnd(raw: object): number {
		const { states, birth, told } = this;
		const isTrashed = 'status' in raw;
		const content = lasting(raw);
		const { believed } = this.telling;
		const hasLivedSince = (end: number) =>
			birth >= 0 &&
			birth < end &&
			(!this.isEnd(believed) ||
				states.some(({ presence }, at) => at > believed && at < end && presence === 'alive'));
		const isShown = ({ presence, content: own }: State) =>
			isTrashed ? presence === 'trashed' && isDeepStrictEqual(own, content) : presence === 'gone';
		const ends = [...states.keys()].filter((at) => at >= told && isShown(states[at]));
		if (ends.length === 0)
			throw new Violation(`DELETED ${this.name}: it is still there, or is not so`);
		const end = ends.find(hasLivedSince);
		if (end === undefined)
			throw new Violation(`DELETED ${this.name}: that was told, or never lived`);
		return end;
	}

	/**
	 * What is told again of one and the same state is told by the same id. Where no date moved, the id
	 * names the content before as well, and a crash made the poller forget which that was.
	 */
	private checkId(eventType: string, told: number, id: string): void {
		const { content, presence, movedDate } = this.states[told];
		if (this.believed !== undefined && !movedDate) {
			this.renamed++;
			return;
		}
		const same = this.states.filter(
			(state) => state.presence === presence && isDeepStrictEqual(state.content, content),
		);
		if (same.length > 1) return;
		const key = `${eventType} ${told}`;
		const known = this.idOfState.get(key) ?? id;
		if (known !== id)
			throw new Violation(`${eventType} ${this.name}: state ${told} by ${known} and by ${id}`);
		this.idOfState.set(key, id);
	}

	/** Whether it was there before watching began, in the same life: in the trash, and all the time in a list or there. */
	private hasLived(index: number, beginning: Beginning): boolean {
		const before = this.states.filter(
			(state, at) =>
				at < index && this.lifeOf(at) === this.lifeOf(index) && !isNews(state, beginning),
		);
		const isCart = this.states[0].presence === 'unborn';
		return !isCart && before.length > 0 && before.every(({ isListed }) => isListed);
	}

	private idsOf(eventType: string): Set<string> {
		const ids = this.ids.get(eventType) ?? new Set<string>();
		this.ids.set(eventType, ids);
		return ids;
	}

	private isAppearance(index: number): boolean {
		const { states } = this;
		return states[index].presence === 'alive' && states[index - 1]?.presence !== 'alive';
	}

	private isEnd(index: number): boolean {
		return ['trashed', 'gone'].includes(this.states[index]?.presence);
	}

	/** Counts from 0: an id that is gone and comes back begins another. */
	private lifeOf(index: number): number {
		return this.states.slice(0, index).filter(({ presence }) => presence === 'gone').length;
	}

	/** Whether the poller knows that the object existed: it emitted an event or has listed it. */
	private wasKnown(watching: Watching): boolean {
		const { states, told, believed } = this;
		const wasAlive = (index: number) =>
			index < 0 ? this.wasListed(watching) : states[index].presence === 'alive';
		return wasAlive(told) && (believed === undefined || wasAlive(believed));
	}

	/** Alive when watching began, and all the time until everything had been listed. */
	private wasListed({ startedAt, began, listed }: Watching): boolean {
		if (listed === undefined) return false;
		const { states } = this;
		const wasBefore = ({ real, sequence }: State) => real < startedAt && sequence <= began;
		const start = states.filter(wasBefore).at(-1);
		if (start === undefined) return false;
		const until = states.filter(({ sequence }) => sequence >= start.sequence && sequence <= listed);
		return until.every(({ presence, isListed }) => presence === 'alive' && isListed);
	}

	/**
	 * The states that need no event if an object returns to them: the one emitted last, or else those
	 * that were there to be listed. If a crash lost the record of event B, a way back from B to A
	 * that moved no date is invisible.
	 */
	private known(watching: Watching): State[] {
		const { states, told, believed } = this;
		const start = states.filter(({ real }) => real < watching.startedAt).length - 1;
		const isOld = (states[this.birth].created ?? 0) < watching.since;
		const end = Math.max(watching.listed ?? -1, isOld ? (watching.balanced ?? -1) : -1);
		const listed = states.filter(({ sequence }, index) => index >= start && sequence <= end);
		const own = (index: number) => (index < 0 ? listed : [states[index]]);
		return believed === undefined ? own(told) : [...own(told), ...own(believed)];
	}

	/**
	 * Whether a change can be seen by its date, or by a content that was known before. What was
	 * created in the second in which watching began, and changed in it, looks as if nothing happened;
	 * so does what went and came back as new between two polls.
	 */
	private mustTell(state: State, watching: Watching): boolean {
		const { began, listed = Infinity } = watching;
		const { sequence, created, modified = 0, movedDate, presence } = state;
		if (sequence <= began || presence !== 'alive') return false;
		const isScanned =
			this.watched.resource.isScanned && sequence > listed && this.wasListed(watching);
		const { hasWindows, isScanned: isCompared } = this.watched.resource;
		const isAfter = (hasWindows && !isCompared) || modified >= this.readFrom(watching);
		const isDated = isAfter && modified !== created;
		// One that went and came back as new since it was told looks as it was created.
		const hasReturned = this.lifeOf(Math.max(this.told, 0)) < this.lifeOf(this.states.length);
		const isAsBorn = hasReturned && modified === created;
		return movedDate ? isScanned || isDated : sequence > listed && !isAsBorn;
	}

	/** By how much a window begins before the time until which all was read. */
	private get overlapMs(): number {
		return OVERLAP_MS + this.watched.pollDelayMs;
	}

	/** The date since which changes are read. Where dates decide, those of a clock that is a little behind count too. */
	private readFrom({ since, ahead, hasEdge }: Watching): number {
		const behind = ahead > OVERLAP_MS + TO_AND_FRO_MS ? ahead - TO_AND_FRO_MS : 0;
		const { hasWindows } = this.watched.resource;
		return hasWindows && hasEdge ? since - this.overlapMs - behind : since;
	}

	/**
	 * Whether a poll that the state lasted for could find it. What is compared by content is found in any case. Otherwise
	 * its date must be in the window. The window begins at the time of the poll before, less by what two polls show: how
	 * far the clock was set back between them, and how far `Date` has jumped away from n8n's clock. No clock shows more:
	 * not of PHP's, if it is set back alone, nor of one that was set back and forward between two polls.
	 */
	private isInWindow(
		{ sequence, modified, isListed }: State,
		looks: readonly Look[],
		watching: Watching,
	): boolean {
		const { hasWindows, isScanned } = this.watched.resource;
		if (!hasWindows || isScanned || modified === undefined) return true;
		// At the date that it had when watching began, its content is not known.
		const start = this.states.filter((state) => state.sequence <= watching.began).at(-1);
		if (sequence > watching.began && modified === start?.modified) return false;
		const next = this.states.find((other) => other.sequence > sequence)?.sequence ?? Infinity;
		// A clock that is set back dates later changes before the beginning.
		let readFrom = this.readFrom(watching);
		return looks.some(({ sequence: at, until, before, now }) => {
			const isCurrent = at >= sequence && until < next;
			if (before === undefined) return isCurrent;
			const expected = before.date + now.real - before.real;
			const back = expected - now.date > OVERLAP_MS ? expected - now.date : 0;
			const hint = Math.max(Math.min(back, DAY), before.behind ?? 0);
			// What no list shows is found by its absence, at any poll.
			const base = isListed ? before.date : Math.max(before.date, before.latest ?? 0);
			const from = base - hint - this.overlapMs + (hint > 0 ? TO_AND_FRO_MS : 0);
			if (back > 0) readFrom = Math.min(readFrom, before.date - Math.min(back, DAY));
			return (
				isCurrent &&
				modified >= Math.max(from, readFrom) &&
				modified < now.date - SETTLE_MS - SECOND
			);
		});
	}

	private find(content: JsonObject, from: number): number {
		const hash = contentHash(content, []);
		return this.states.findIndex(
			(state, index) =>
				index >= from &&
				contentHash(state.content, []) === hash &&
				isDeepStrictEqual(state.content, content),
		);
	}

	describe(): string {
		const lines = this.states.map(
			({ sequence, real, modified, movedDate, presence }, index) =>
				`  state ${index}: ${presence} by change ${sequence} at ${iso(real)}, dated ${iso(modified)}${movedDate ? '' : ', no date moved'}`,
		);
		return [this.name, ...lines].join('\n');
	}
}

/** Whether a change is of the time of watching, or its date is of the very poll with which that began. */
function isNews({ sequence, real, modified = 0 }: State, beginning: Beginning): boolean {
	const { startedAt, ahead, began, until } = beginning;
	const isDatedSo = modified >= startedAt + ahead && modified <= until;
	return sequence > 0 && (sequence > began || real >= startedAt || isDatedSo);
}

function lasting(row: object): JsonObject {
	const fields = Object.entries(row).filter(([field]) => !VOLATILE.includes(field));
	const kept = Object.fromEntries(fields) as JsonObject;
	if (!Array.isArray(kept.meta_data)) return kept;
	const meta = (kept.meta_data as JsonObject[]).filter(({ key }) => !VISITS.includes(String(key)));
	return { ...kept, meta_data: meta };
}

function iso(ms: number | undefined): string {
	return ms === undefined ? 'never' : new Date(ms).toISOString().slice(0, 19);
}

/** Every state that every object of a shop had, kept apart from all that the poller knows. */
export class Truth {
	private readonly biographies = new Map<string, Biography>();
	/** By objectType. */
	private readonly beginnings = new Map<string, Beginning>();
	private readonly looks = new Map<string, Look[]>();

	/** @param rename puts the host that all histories share into the shop's texts */
	constructor(
		private readonly shop: Shop,
		private readonly watched: readonly PolledResource[],
		private readonly rename: (text: string) => string,
		private readonly clocks: Clocks,
	) {
		for (const one of watched)
			for (const id of shop.ids(sandboxName(one))) this.note(one, id, 0, false);
		shop.subscribe((entry) => this.follow(entry));
	}

	/** How many changes of watched objects there were. */
	get changes(): number {
		const names = this.watched.map(sandboxName);
		return this.shop.log.filter(({ resource }) => names.includes(resource)).length;
	}

	begin({ resource: { objectType, hasWindows } }: PolledResource, start: Start): void {
		if (!this.beginnings.has(objectType))
			this.beginnings.set(objectType, {
				...start,
				began: this.shop.log.length,
				// Without windows, no list shows what had such a date before.
				until: hasWindows ? this.clocks.date() : Infinity,
			});
	}

	/**
	 * Notes that a poll has read a resource, and returns what it now knows of the clocks.
	 *
	 * @param sequence the length of the shop's log when the poll began
	 */
	look(one: PolledResource, sequence: number, before: Sight | undefined, now: Sight): Sight {
		const { objectType } = one.resource;
		const look = { sequence, until: this.shop.log.length, before, now };
		this.looks.set(objectType, [...(this.looks.get(objectType) ?? []), look]);
		const ahead = now.date - now.real;
		const jump = before === undefined ? ahead : ahead - (before.date - before.real);
		// When watching begins, n8n's clock is the only other one.
		const isAhead = jump > OVERLAP_MS + TO_AND_FRO_MS;
		const known = before?.behind ?? 0;
		// The newest date shows how far it is behind at most.
		const own = [...this.biographies.values()].filter(({ watched }) => watched === one);
		const dates = own.flatMap(({ states }) =>
			states.map(({ sequence, modified = 0 }) => (sequence > 0 ? modified : 0)),
		);
		const most = now.date - dates.reduce((latest, date) => Math.max(latest, date), 0);
		const left = jump < -OVERLAP_MS && before !== undefined ? known + jump : known;
		const behind = most <= OVERLAP_MS + one.pollDelayMs ? 0 : Math.min(left, most);
		const next = Math.max(isAhead ? behind + jump : behind, 0);
		return { ...now, behind: Math.min(next, MOST_BEHIND_MS) };
	}

	/** Notes a warning that changes of a resource are read again. */
	reread({ name }: PolledResource): void {
		for (const biography of this.biographies.values())
			if (biography.watched.name === name) biography.reread();
	}

	/** How far each object had been told; what `forget` goes back to. */
	get told(): ReadonlyMap<string, Telling> {
		return new Map([...this.biographies].map(([name, { telling }]) => [name, telling]));
	}

	/** A crash made the poller forget what it told after `told`. */
	forget(told: ReadonlyMap<string, Telling>): void {
		for (const [name, biography] of this.biographies)
			biography.forget(told.get(name) ?? { tellings: 0, believed: -1 });
	}

	tell(change: Change, id: string): void {
		const name = `${change.objectType} ${change.objectId}`;
		const biography = this.biographies.get(name);
		const beginning = this.beginnings.get(change.objectType);
		if (biography === undefined || beginning === undefined)
			throw new Violation(`${change.eventType} ${name}: there is no such object`);
		try {
			biography.tell(change, id, beginning);
		} catch (error) {
			if (error instanceof Violation) error.message += `\n${biography.describe()}`;
			throw error;
		}
	}

	/** At the end, when everything must have been told. */
	check(watching: ReadonlyMap<string, Watching>): void {
		const failures: string[] = [];
		for (const biography of this.biographies.values()) {
			const { objectType } = biography.watched.resource;
			const began = watching.get(objectType);
			const beginning = this.beginnings.get(objectType);
			if (began === undefined || beginning === undefined) continue;
			const looks = this.looks.get(objectType) ?? [];
			const isCountOff = this.isCountOff(objectType, began);
			const verdict = biography.verdict(began, beginning, looks, isCountOff);
			if (verdict !== undefined) failures.push(`${verdict}: ${biography.describe()}`);
		}
		if (failures.length > 0) throw new Violation(failures.slice(0, 5).join('\n'));
	}

	/**
	 * Whether an object may have come back that no window shows, by a clock that is too far behind. Then the count of the
	 * list hides that another one went.
	 */
	isCountOff(objectType: string, watching: Watching): boolean {
		const looks = this.looks.get(objectType) ?? [];
		return [...this.biographies.values()].some(
			(one) =>
				one.watched.resource.objectType === objectType && one.hasReturnedUnseen(watching, looks),
		);
	}

	private follow({ resource, id, sequence, movedDate }: Entry): void {
		const one = this.watched.find((each) => sandboxName(each) === resource);
		if (one !== undefined) this.note(one, id, sequence, movedDate);
	}

	private note(one: PolledResource, id: number, sequence: number, movedDate: boolean): void {
		const { objectType } = one.resource;
		const name = `${objectType} ${id}`;
		const biography = this.biographies.get(name) ?? new Biography(name, one);
		this.biographies.set(name, biography);
		const shown = this.shop.get(sandboxName(one), id);
		const content = shown && lasting(JSON.parse(this.rename(JSON.stringify(shown))) as JsonObject);
		biography.states.push({
			sequence,
			real: this.clocks.now(),
			created: readNaiveUtc(content?.date_created_gmt),
			modified: readNaiveUtc(content?.date_modified_gmt),
			movedDate,
			presence: presenceOf(content),
			isListed: content?.status !== HIDDEN_STATUS,
			content: content ?? {},
		});
	}
}

function presenceOf(content: JsonObject | undefined): Presence {
	if (content === undefined) return 'gone';
	const status = String(content.status);
	if (status === 'trash') return 'trashed';
	return UNBORN.includes(status) ? 'unborn' : 'alive';
}
