import { GraphQLError } from 'graphql';

import type { Clock } from '../clock';
import type { Random } from '../random';
import type { App } from './app';
import { KINDS, type Kind } from './kinds';
import { matcher, type Field } from './search';

/** An object of a shop. Dates are epoch milliseconds in whole seconds. */
export interface StoredObject {
	/** A name of `KINDS`. */
	type: string;
	id: string;
	createdAt: number;
	updatedAt: number;
	deletedAt?: number;
	parent?: string;
	/** How often it was changed, so that its content differs. */
	edits: number;
}

/** A webhook that an act causes. */
export interface Act {
	topic: string;
	body: Record<string, unknown>;
}

/** What the search shows of an object, and from when on. */
interface Indexed {
	id: string;
	type: string;
	visibleAt: number;
	createdAt: number;
	updatedAt: number;
}

interface FeedEvent {
	id: string;
	createdAt: number;
	visibleAt: number;
	subjectId: string;
	subjectType: string;
}

interface Settings {
	app: App;
	clock: Clock;
	random: Random;
	/** How long until the search shows a change, in milliseconds. Each change draws its own. */
	lagMs: readonly [least: number, most: number];
	/** The shop's time zone, in hours. */
	zone: number;
}

export interface ListArguments {
	first?: number;
	after?: string;
	query?: string;
	reverse?: boolean;
	sortKey?: string;
}

const DAY = 24 * 3_600_000;
const SHOWN_WITHOUT_SCOPE = 60 * DAY;
const EVENTS_KEPT = 365 * DAY;
const LONGEST_PAGE = 250;

/** The objects of a shop, its search index, and the feed of what happened to them. */
export class ShopObjects {
	readonly all = new Map<string, StoredObject>();
	/** What the search shows, by object. The last visible one counts. */
	private readonly index = new Map<string, Indexed[]>();
	private readonly feed: FeedEvent[] = [];
	private nextId = 5_500_000_000_001;

	constructor(private readonly settings: Settings) {}

	create(type: string, { parent }: { parent?: string } = {}): Act[] {
		const now = this.now();
		const id = String(this.nextId++);
		const one: StoredObject = { type, id, createdAt: now, updatedAt: now, edits: 0 };
		if (parent !== undefined) one.parent = parent;
		this.all.set(id, one);
		this.write(one);
		return [...this.actsOf(one, 'create'), ...this.touchParent(one)];
	}

	update(id: string): Act[] {
		const one = this.existing(id);
		one.updatedAt = this.now();
		one.edits++;
		this.write(one);
		return [...this.actsOf(one, 'update'), ...this.touchParent(one)];
	}

	delete(id: string): Act[] {
		const one = this.existing(id);
		const acts = this.actsOf(one, 'delete');
		one.deletedAt = this.now();
		this.index.delete(id);
		for (const child of this.all.values()) if (child.parent === id) child.deletedAt = one.deletedAt;
		const { subject, bodyGid, gid } = KINDS[one.type];
		if (subject !== undefined)
			this.feed.push({
				id: `gid://shopify/BasicEvent/${this.nextId++}`,
				createdAt: one.deletedAt,
				visibleAt: this.visibleAt(),
				subjectId: `gid://shopify/${bodyGid ?? gid}/${id}`,
				subjectType: subject,
			});
		return acts;
	}

	/** Writes a deletion into the feed that did not happen. */
	pretendDeletion(id: string): void {
		const { gid, subject = '' } = KINDS[this.existing(id).type];
		this.feed.push({
			id: `gid://shopify/BasicEvent/${this.nextId++}`,
			createdAt: this.now(),
			visibleAt: this.now(),
			subjectId: `gid://shopify/${gid}/${id}`,
			subjectType: subject,
		});
	}

	/** The objects of a kind that exist. */
	existingOf(type: string): StoredObject[] {
		return [...this.all.values()].filter((one) => one.type === type && one.deletedAt === undefined);
	}

	/** The lists, the feed and the nodes as resolvers of the Admin API. */
	resolvers(): Record<string, unknown> {
		const lists = Object.entries(KINDS).flatMap(([type, kind]) =>
			kind.list === undefined
				? []
				: [[kind.list, (given: ListArguments) => this.list(type, kind, given)] as const],
		);
		return {
			...Object.fromEntries(lists),
			events: (given: ListArguments) => this.events(given),
			nodes: ({ ids }: { ids: string[] }) => ids.map((gid) => this.nodeByGid(gid)),
		};
	}

	/**
	 * Returns objects by their ids as the REST Admin API shows them: at most `limit`, 50 by default, and orders only
	 * with `status=any` if they are closed, which the sandbox demands of every request. Undefined without such a list.
	 */
	restList(type: string, query: URLSearchParams): { status: number; body: object } | undefined {
		const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
		if (kind?.isInRest !== true) return undefined;
		const { app } = this.settings;
		if (!kind.scopes.some((scope) => app.has(scope)))
			return {
				status: 403,
				body: {
					errors: `[API] This action requires merchant approval for ${kind.scopes[0]} scope.`,
				},
			};
		const limit = Number(query.get('limit') ?? 50);
		if (!(limit >= 1 && limit <= LONGEST_PAGE))
			return { status: 400, body: { errors: 'Limit must be between 1 and 250' } };
		if (type === 'orders' && query.get('status') !== 'any')
			return { status: 400, body: { errors: 'The sandbox lists orders only with status=any' } };
		const ids = (query.get('ids') ?? '').split(',');
		const rows = this.existingOf(type).filter(({ id }) => ids.includes(id));
		return {
			status: 200,
			body: { [type]: rows.slice(0, limit).map((one) => this.restObject(one)) },
		};
	}

	private restObject(one: StoredObject): Record<string, unknown> {
		const children = Object.entries(KINDS).filter(([, { parent }]) => parent === one.type);
		const fields = children.map(([child, { field = '' }]) => {
			const own = this.existingOf(child).filter(({ parent }) => parent === one.id);
			return [field, own.map((each) => this.bodyOf(each, false))];
		});
		return { ...this.bodyOf(one, false), ...Object.fromEntries(fields) };
	}

	private list(type: string, kind: Kind, given: ListArguments) {
		const { app, clock } = this.settings;
		if (!kind.scopes.some((scope) => app.has(scope))) throw denied(kind);
		const isById = kind.isById === true || given.sortKey === 'ID';
		if (!isById && given.sortKey !== 'UPDATED_AT')
			throw new GraphQLError(`The sandbox sorts ${kind.list} only by UPDATED_AT and ID`);
		const isShown = ({ createdAt }: Indexed) =>
			kind.allScope === undefined ||
			app.has(kind.allScope) ||
			createdAt >= clock.now() - SHOWN_WITHOUT_SCOPE;
		const fits = matcher(given.query ?? '', kind.isByDay === true, (date) => this.dayOf(date));
		const rows: Array<Position & { id: string }> = [];
		// One loop, because a page of a shop with 100,000 orders looks at all of them.
		for (const entries of this.index.values()) {
			const entry = this.visible(entries);
			if (entry?.type !== type || !isShown(entry)) continue;
			if (!fits((name) => fieldOf(entry, name))) continue;
			const { id, updatedAt } = entry;
			rows.push({ id, by: isById ? 0 : updatedAt, number: Number(id) });
		}
		return pageOf(rows, given, ({ id }) => this.nodeOf(this.all.get(id) as StoredObject));
	}

	private events(given: ListArguments) {
		const now = this.settings.clock.now();
		if (given.sortKey !== 'CREATED_AT')
			throw new GraphQLError('The sandbox sorts events only by CREATED_AT');
		const fits = matcher(given.query ?? '', false, () => 0);
		const rows = this.feed
			.filter(({ visibleAt, createdAt }) => visibleAt <= now && createdAt >= now - EVENTS_KEPT)
			.filter(({ createdAt }) =>
				fits((name) => {
					if (name === 'created_at') return { date: createdAt };
					if (name === 'action') return { text: 'destroy' };
					return name === 'comments' ? { text: 'false' } : undefined;
				}),
			)
			.map((event) => ({
				...event,
				by: event.createdAt,
				number: Number(event.id.split('/').at(-1)),
			}));
		return pageOf(rows, given, ({ id, createdAt, subjectId, subjectType }) => ({
			...{ __typename: 'BasicEvent', id, action: 'destroy', subjectId, subjectType },
			createdAt: iso(createdAt),
		}));
	}

	private nodeByGid(gid: string) {
		const [, id] = /^gid:\/\/shopify\/\w+\/(\d+)$/.exec(gid) ?? [];
		const one = id === undefined ? undefined : this.all.get(id);
		return one === undefined || one.deletedAt !== undefined
			? null
			: { ...this.nodeOf(one), id: gid };
	}

	private nodeOf(one: StoredObject): Record<string, unknown> {
		const { gid, datesIn, fields = {} } = KINDS[one.type];
		const dates = { createdAt: iso(one.createdAt), updatedAt: iso(one.updatedAt) };
		const ids = { id: `gid://shopify/${gid}/${one.id}`, legacyResourceId: one.id };
		if (datesIn !== undefined)
			return {
				__typename: gid,
				...ids,
				[datesIn.field]: { __typename: datesIn.type, ...fields, ...dates },
			};
		return { __typename: gid, ...ids, ...dates, ...fields, ...this.childrenOf(one) };
	}

	private childrenOf({ type, id }: StoredObject) {
		const fields = Object.entries(KINDS).filter(([, { parent }]) => parent === type);
		return Object.fromEntries(
			fields.map(([child, { field = '' }]) => [
				field,
				() =>
					this.existingOf(child)
						.filter(({ parent }) => parent === id)
						.map((one) => this.nodeOf(one)),
			]),
		);
	}

	/** A change of a child is one of its parent too. */
	private touchParent({ parent }: StoredObject): Act[] {
		return parent === undefined ? [] : this.update(parent);
	}

	private actsOf(one: StoredObject, what: 'create' | 'update' | 'delete'): Act[] {
		const topic = KINDS[one.type].topics[what];
		return topic === undefined ? [] : [{ topic, body: this.bodyOf(one, what === 'delete') }];
	}

	/** The body of a webhook, in the form of REST: dates have the shop's offset. */
	private bodyOf(one: StoredObject, isDeletion: boolean): Record<string, unknown> {
		const { gid, bodyGid, hasNoNumber, hasNoCreatedAt, body, deletion = {} } = KINDS[one.type];
		const global = { admin_graphql_api_id: `gid://shopify/${bodyGid ?? gid}/${one.id}` };
		const ids = hasNoNumber ? {} : { id: Number(one.id) };
		if (isDeletion && deletion !== 'whole') {
			const filled = Object.entries(deletion).map(([name, value]) => [
				name,
				value === undefined ? global.admin_graphql_api_id : value,
			]);
			return hasNoNumber ? global : { ...ids, ...Object.fromEntries(filled) };
		}
		return {
			...ids,
			...global,
			...(hasNoCreatedAt ? {} : { created_at: this.local(one.createdAt) }),
			...(one.type === 'refunds' ? {} : { updated_at: this.local(one.updatedAt) }),
			...body,
			note: `edit ${one.edits}`,
			...(one.parent === undefined ? {} : { order_id: Number(one.parent) }),
		};
	}

	private write(one: StoredObject): void {
		const { type, id, createdAt, updatedAt } = one;
		if (KINDS[type].list === undefined) return;
		const entries = this.index.get(id) ?? [];
		const last = entries.at(-1)?.visibleAt ?? 0;
		const visibleAt = Math.max(this.visibleAt(), last);
		const now = this.settings.clock.now();
		const kept = entries.filter((_entry, at) => (entries[at + 1]?.visibleAt ?? Infinity) > now);
		this.index.set(id, [...kept, { type, id, createdAt, updatedAt, visibleAt }]);
	}

	private visible(entries: readonly Indexed[]): Indexed | undefined {
		const now = this.settings.clock.now();
		return entries.filter(({ visibleAt }) => visibleAt <= now).at(-1);
	}

	private visibleAt(): number {
		const { clock, random, lagMs } = this.settings;
		return clock.now() + random.integer(...lagMs);
	}

	private existing(id: string): StoredObject {
		const one = this.all.get(id);
		if (one === undefined || one.deletedAt !== undefined)
			throw new Error(`The shop has no object ${id}`);
		return one;
	}

	private now(): number {
		return Math.floor(this.settings.clock.now() / 1000) * 1000;
	}

	/** The day of a date in the shop's time zone, as a number. */
	private dayOf(date: number): number {
		return Math.floor((date + this.settings.zone * 3_600_000) / (24 * 3_600_000));
	}

	private local(date: number): string {
		const { zone } = this.settings;
		const hours = String(Math.abs(zone)).padStart(2, '0');
		const naive = new Date(date + zone * 3_600_000).toISOString().slice(0, 19);
		return `${naive}${zone < 0 ? '-' : '+'}${hours}:00`;
	}
}

function fieldOf({ id, createdAt, updatedAt }: Indexed, name: string): Field | undefined {
	if (name === 'updated_at') return { date: updatedAt };
	if (name === 'created_at') return { date: createdAt };
	return name === 'id' ? { number: Number(id) } : undefined;
}

/** What rows are sorted by. */
interface Position {
	by: number;
	number: number;
}

/** Returns a page of rows. A cursor names the value and the id of the last row, as Shopify's do. */
function pageOf<Row extends Position>(
	rows: Row[],
	{ first, after, reverse = false }: ListArguments,
	shown: (row: Row) => unknown,
) {
	if (first == null) throw new GraphQLError('you must provide one of first or last');
	if (first < 1 || first > LONGEST_PAGE)
		throw new GraphQLError(`first cannot exceed ${LONGEST_PAGE}`);
	const sign = reverse ? -1 : 1;
	const order = (one: Position, other: Position) =>
		sign * (one.by - other.by || one.number - other.number);
	const last = after == null ? undefined : readCursor(after);
	const rest = last === undefined ? rows : rows.filter((row) => order(row, last) > 0);
	const page = rest.sort(order).slice(0, first);
	const cursorOf = (row: Row | undefined) =>
		row && Buffer.from(JSON.stringify({ by: row.by, number: row.number })).toString('base64');
	return {
		nodes: page.map(shown),
		pageInfo: {
			hasNextPage: rest.length > first,
			hasPreviousPage: last !== undefined,
			startCursor: cursorOf(page[0]) ?? null,
			endCursor: cursorOf(page.at(-1)) ?? null,
		},
	};
}

function readCursor(text: string): Position {
	try {
		return JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Position;
	} catch {
		throw new GraphQLError('Invalid cursor for current pagination.');
	}
}

function denied({ list, scopes }: Kind): GraphQLError {
	const required = scopes.map((scope) => `\`${scope}\` access scope`).join(' or ');
	return new GraphQLError(`Access denied for ${list} field. Required access: ${required}.`, {
		extensions: {
			code: 'ACCESS_DENIED',
			documentation: 'https://shopify.dev/api/usage/access-scopes',
			requiredAccess: required,
		},
	});
}

function iso(date: number): string {
	return `${new Date(date).toISOString().slice(0, 19)}Z`;
}
