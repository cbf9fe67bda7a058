import { isDeepStrictEqual } from 'node:util';

import { contentHash } from '../../nodes/core/contentHash';
import { readNaiveUtc } from '../../nodes/core/dates';
import type { Change } from '../../nodes/core/event';
import type { Watched } from '../../nodes/WooCommerce/watched';
import type { JsonObject } from '../sandbox/json';
import type { Change as Entry } from '../sandbox/woocommerce/changes';
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
}

/** What differs between two readings of one state: not taken from the poller, which may be wrong. */
const VOLATILE = ['_links', 'related_ids'];
/** Statuses of what nobody has made yet. */
const UNBORN = ['checkout-draft', 'auto-draft'];

/** An object as it was after a change. */
interface State {
	/** The change's place in the shop's log; 0 for what was there when the shop opened. */
	sequence: number;
	/** Whole seconds, in epoch milliseconds: the shop dates nothing finer. */
	at: number;
	created: number | undefined;
	modified: number | undefined;
	movedDate: boolean;
	isBorn: boolean;
	/** Without what differs between two readings of one state. */
	content: JsonObject;
}

/** One object: what it was, and what was said about it. */
class Biography {
	readonly states: State[] = [];
	readonly createdIds = new Set<string>();
	readonly updatedIds = new Set<string>();
	/** The state that the last event told, as early as it can have been. */
	told = -1;
	/** What the poller believes to have told last, after a crash made it forget the last event. */
	private believed?: number;

	constructor(
		readonly name: string,
		readonly watched: Watched,
	) {}

	get birth(): number {
		return this.states.findIndex(({ isBorn }) => isBorn);
	}

	/** @param since when watching first began: nothing before is an event */
	tell({ eventType, raw }: Change, id: string, since: number): void {
		const { birth } = this;
		if (eventType === 'DELETED') throw new Violation(`DELETED ${this.name}: it is still there`);
		const isCreation = eventType === 'CREATED';
		if (isCreation && (birth < 0 || this.states[birth].at < since))
			throw new Violation(`CREATED ${this.name}: it was there before, or is nobody's yet`);
		const isNews = ({ sequence, at }: State, index: number) =>
			sequence > 0 && at >= since && index >= birth && (isCreation || index > 0);
		const first = this.states.findIndex(isNews);
		if (birth < 0 || first < 0)
			throw new Violation(`${eventType} ${this.name}: nothing has happened to it`);
		const content = lasting(raw);
		const told = this.find(content, Math.max(first, this.told));
		if (told < 0) {
			const earlier = this.find(content, 0);
			const what = earlier < 0 ? 'a state it never had' : `its old state ${earlier}`;
			const range = `${Math.max(first, this.told)} to ${this.states.length - 1}`;
			throw new Violation(`${eventType} ${this.name}: ${what}, not one of ${range}`);
		}
		this.told = told;
		this.believed = undefined;
		(isCreation ? this.createdIds : this.updatedIds).add(id);
	}

	/** What is missing or too much at the end; undefined where all is well. */
	verdict(watching: Watching, since: number): string | undefined {
		const { states, birth, createdIds, updatedIds } = this;
		if (birth < 0) return undefined;
		const isNew = states[birth].sequence > watching.began;
		if (createdIds.size > 1) return `CREATED by ${createdIds.size} ids`;
		if (isNew && createdIds.size === 0) return 'never CREATED';
		const { content, created = 0, modified = 0 } = states[states.length - 1];
		if (isNew && modified > created && updatedIds.size === 0) return 'CREATED and not UPDATED';
		const updates = states.filter(
			({ sequence, at }, index) => sequence > 0 && at >= since && index > 0 && index >= birth,
		).length;
		if (updatedIds.size > updates)
			return `UPDATED by ${updatedIds.size} ids, changed ${updates} times`;
		const mustTell = isNew || states.some((state) => this.mustTell(state, watching));
		if (
			!mustTell ||
			this.known(watching).some((state) => isDeepStrictEqual(state.content, content))
		)
			return undefined;
		return `told as of state ${this.told}, its final state is ${states.length - 1}`;
	}

	/** The last event went out, and the crash that followed made the poller forget it. */
	forget(told: number): void {
		this.believed = told;
	}

	/**
	 * The states that need no event if an object is in them again: the one that was told last. Where
	 * none was, those that were there to be listed. And where a crash made the poller forget that it
	 * told B, a way back from B to A that moved no date cannot be seen by anybody.
	 */
	private known(watching: Watching): State[] {
		const { states, told, believed } = this;
		const start = states.filter(({ at }) => at < watching.since).length - 1;
		const listed = states.filter(
			({ sequence }, index) => index >= start && sequence <= (watching.listed ?? -1),
		);
		const own = (index: number) => (index < 0 ? listed : [states[index]]);
		return believed === undefined ? own(told) : [...own(told), ...own(believed)];
	}

	/**
	 * Whether a change can be seen by its date, or by a content that was known before. What was
	 * created in the second in which watching began, and changed in it, looks as if nothing happened.
	 */
	private mustTell(state: State, { since, began, listed = Infinity }: Watching): boolean {
		const { sequence, created, modified = 0, movedDate } = state;
		if (sequence <= began) return false;
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
			({ sequence, at, modified, movedDate }, index) =>
				`  state ${index}: change ${sequence} at ${iso(at)}, dated ${iso(modified)}${movedDate ? '' : ', no date moved'}`,
		);
		return [this.name, ...lines].join('\n');
	}
}

function lasting(row: object): JsonObject {
	const fields = Object.entries(row).filter(([field]) => !VOLATILE.includes(field));
	return Object.fromEntries(fields) as JsonObject;
}

function iso(ms: number | undefined): string {
	return ms === undefined ? 'never' : new Date(ms).toISOString().slice(0, 19);
}

/** Every state that every object of a shop had, kept apart from all that the poller knows. */
export class Truth {
	private readonly biographies = new Map<string, Biography>();
	/** When watching first began, by objectType. */
	private readonly firstSince = new Map<string, number>();

	/** @param rename puts the host that all histories share into the shop's texts */
	constructor(
		private readonly shop: Shop,
		private readonly watched: readonly Watched[],
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

	begin({ resource }: Watched, since: number): void {
		if (!this.firstSince.has(resource.objectType)) this.firstSince.set(resource.objectType, since);
	}

	/** How far each object had been told; what `forget` goes back to. */
	get told(): ReadonlyMap<string, number> {
		return new Map([...this.biographies].map(([name, { told }]) => [name, told]));
	}

	/** A crash made the poller forget what it told after `told`. */
	forget(told: ReadonlyMap<string, number>): void {
		for (const [name, biography] of this.biographies) {
			const before = told.get(name) ?? -1;
			if (before !== biography.told) biography.forget(before);
		}
	}

	tell(change: Change, id: string): void {
		const name = `${change.objectType} ${change.objectId}`;
		const biography = this.biographies.get(name);
		const since = this.firstSince.get(change.objectType);
		if (biography === undefined || since === undefined)
			throw new Violation(`${change.eventType} ${name}: there is no such object`);
		try {
			biography.tell(change, id, since);
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
			const since = this.firstSince.get(objectType);
			if (began === undefined || since === undefined) continue;
			const verdict = biography.verdict(began, since);
			if (verdict !== undefined) failures.push(`${verdict}: ${biography.describe()}`);
		}
		if (failures.length > 0) throw new Violation(failures.slice(0, 5).join('\n'));
	}

	private follow({ resource, id, sequence, movedDate }: Entry): void {
		const one = this.watched.find((each) => sandboxName(each) === resource);
		if (one !== undefined) this.note(one, id, sequence, movedDate);
	}

	private note(one: Watched, id: number, sequence: number, movedDate: boolean): void {
		const { objectType } = one.resource;
		const name = `${objectType} ${id}`;
		const biography = this.biographies.get(name) ?? new Biography(name, one);
		this.biographies.set(name, biography);
		const shown = this.rename(JSON.stringify(this.shop.get(sandboxName(one), id)));
		const content = lasting(JSON.parse(shown) as JsonObject);
		biography.states.push({
			sequence,
			at: this.shop.now() * 1000,
			created: readNaiveUtc(content.date_created_gmt),
			modified: readNaiveUtc(content.date_modified_gmt),
			movedDate,
			isBorn: !UNBORN.includes(String(content.status)),
			content,
		});
	}
}
