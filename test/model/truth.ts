import { isDeepStrictEqual } from 'node:util';

import { contentHash } from '../../nodes/core/hash/contentHash';
import { readNaiveUtc } from '../../nodes/core/dates';
import type { Change } from '../../nodes/core/event';
import type { PolledResource } from '../../nodes/WooCommerce/polledResource';
import type { JsonObject } from '../sandbox/json';
import type { Change as Entry } from '../sandbox/woocommerce/changes';
import { HIDDEN_STATUS } from '../sandbox/woocommerce/objects/posts';
import type { Shop } from '../sandbox/woocommerce/shop';
import { sandboxName } from './plan';

/** What the poller must not do. */
export class Violation extends Error {}

/** Since when a resource is watched, as far as what n8n has stored remembers it. */
export interface Watching {
	/** Epoch milliseconds of the shop's clock, whole seconds. */
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
/** Statuses of drafts, which do not count as created. */
const UNBORN = ['checkout-draft', 'auto-draft'];

/** Whether an object is listed. Objects in the trash or gone are not. Drafts do not count. */
type Presence = 'unborn' | 'alive' | 'trashed' | 'gone';

/** When watching of a resource first began. */
interface Beginning {
	/** Epoch milliseconds of the shop's clock: nothing before is an event. */
	since: number;
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
	/** Whole seconds, in epoch milliseconds: the shop dates nothing finer. */
	at: number;
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
	/** The state that the poller records as emitted last, after a crash lost the last event. */
	private believed?: number;

	constructor(
		readonly name: string,
		readonly watched: PolledResource,
	) {}

	get telling(): Telling {
		return { tellings: this.tellings, believed: this.believed ?? this.told };
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
		const isReturn = this.states.some(
			(state, at) =>
				at < told && state.modified === modified && isDeepStrictEqual(state.content, content),
		);
		if (!isReturn) throw new Violation(`UPDATED ${this.name}: the id of new content names another`);
	}

	/** What is missing or too much at the end; undefined where all is well. */
	verdict(watching: Watching, beginning: Beginning): string | undefined {
		const { states } = this;
		const final = states[states.length - 1];
		const [created, updated] = [this.idsOf('CREATED').size, this.idsOf('UPDATED').size];
		const lives = states.filter((_state, index) => this.isAppearance(index)).length;
		if (created > lives) return `CREATED by ${created} ids, in ${lives} lives`;
		const updates = states.filter(
			(state, index) => index > 0 && state.presence === 'alive' && isNews(state, beginning),
		).length;
		if (updated > updates + this.renamed)
			return `UPDATED by ${updated} ids, changed ${updates} times`;
		if (final.presence === 'alive') return this.verdictOnLiving(watching, final);
		const isEnded = final.presence === 'trashed' || final.presence === 'gone';
		return isEnded && this.wasKnown(watching) ? 'never DELETED' : undefined;
	}

	private get birth(): number {
		return this.states.findIndex(({ presence }) => presence === 'alive');
	}

	private verdictOnLiving(watching: Watching, final: State): string | undefined {
		const { states, birth } = this;
		const hasOneLife = states.every(({ presence }) => presence !== 'gone');
		// What was hidden before a list could show it is not known.
		const last = this.telling.believed;
		const wasSeen = last < 0 ? this.wasListed(watching) : states[last].presence === 'alive';
		if (!final.isListed && !wasSeen) return undefined;
		const isNew = hasOneLife && this.isNewcomer(states[birth], watching);
		if (isNew && this.idsOf('CREATED').size === 0) return 'never CREATED';
		const { content, created = 0, modified = 0 } = final;
		// A second save of a new order is part of its creation. A cart has the date of creation of its draft.
		const isChanged = modified > created + SAVING_MS && states[0].presence !== 'unborn';
		if (isNew && isChanged && this.idsOf('UPDATED').size === 0) return 'CREATED and not UPDATED';
		const { believed } = this.telling;
		const hasReturned = believed >= 0 && states[believed].presence !== 'alive';
		// What went and came back as new between two polls took what it had not told with it.
		const ownLife = states.filter(
			(_state, index) => this.lifeOf(index) === this.lifeOf(states.length),
		);
		const mustTell =
			isNew || hasReturned || ownLife.some((state) => this.mustTell(state, watching));
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
		const { since, began, balanced = Infinity, listed = Infinity } = watching;
		const { sequence, created = 0 } = born;
		const wasCart = this.states[0].sequence <= began && sequence <= listed;
		return !wasCart && sequence > (created < since ? balanced : began);
	}

	/** The living state that an event shows. */
	private findState(eventType: string, raw: object, beginning: Beginning): number {
		const { birth, states } = this;
		const isCreation = eventType === 'CREATED';
		const isNewcomer = states.some(
			(state, index) =>
				this.isAppearance(index) && isNews(state, beginning) && !this.hasLived(index, beginning),
		);
		if (isCreation && !isNewcomer)
			throw new Violation(`CREATED ${this.name}: it was there before, or is nobody's yet`);
		const first = states.findIndex(
			(state, index) => isNews(state, beginning) && index >= birth && (isCreation || index > 0),
		);
		if (birth < 0 || first < 0)
			throw new Violation(`${eventType} ${this.name}: nothing has happened to it`);
		const content = lasting(raw);
		const from = Math.max(first, this.told);
		const found = this.find(content, from);
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
	private wasListed({ since, began, listed }: Watching): boolean {
		if (listed === undefined) return false;
		const { states } = this;
		const wasBefore = ({ at, sequence }: State) => at < since && sequence <= began;
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
		const start = states.filter(({ at }) => at < watching.since).length - 1;
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
	private mustTell(state: State, { since, began, listed = Infinity }: Watching): boolean {
		const { sequence, created, modified = 0, movedDate, presence } = state;
		if (sequence <= began || presence !== 'alive') return false;
		return movedDate ? modified >= since && modified !== created : sequence > listed;
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
			({ sequence, at, modified, movedDate, presence }, index) =>
				`  state ${index}: ${presence} by change ${sequence} at ${iso(at)}, dated ${iso(modified)}${movedDate ? '' : ', no date moved'}`,
		);
		return [this.name, ...lines].join('\n');
	}
}

/** Whether a change is of the time of watching. */
function isNews({ sequence, at }: State, { since, began }: Beginning): boolean {
	return sequence > 0 && (sequence > began || at >= since);
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

	/** @param rename puts the host that all histories share into the shop's texts */
	constructor(
		private readonly shop: Shop,
		private readonly watched: readonly PolledResource[],
		private readonly rename: (text: string) => string,
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

	begin({ resource: { objectType } }: PolledResource, since: number): void {
		if (!this.beginnings.has(objectType))
			this.beginnings.set(objectType, { since, began: this.shop.log.length });
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
			const verdict = biography.verdict(began, beginning);
			if (verdict !== undefined) failures.push(`${verdict}: ${biography.describe()}`);
		}
		if (failures.length > 0) throw new Violation(failures.slice(0, 5).join('\n'));
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
			at: this.shop.now() * 1000,
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
