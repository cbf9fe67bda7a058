import { contentHash } from '../../core/hash/contentHash';
import { isoSecond } from '../../core/dates';
import type { Change } from '../../core/event';
import { isObject } from '../../core/json';
import { ok, type Problem, type Result } from '../../core/result';
import { bornRevision, stateRevision } from '../../core/revision';
import type { Window } from '../../core/window';
import type { Connection } from '../api';
import { readId } from '../objectId';
import { readDate } from '../occurrence';
import { CREATED_STATE, RAW_SHAPE, updatedState } from '../state';
import type { Topic } from '../topics/topics';
import { deletionsOf, DELETIONS } from './deletions';
import { GROUPS, type Group } from './groups';
import type { PacedAsk } from './pacedAsk';
import { withRestObjects } from './restObjects';

export type Row = Readonly<Record<string, unknown>>;

/** A list that a look reads, page by page. */
export interface List {
	/** Its name in the Admin API. */
	name: string;
	/** Returns its rows as `rows`, in the order of their dates. Has the variables `q`, `after` and `reverse`. */
	query: string;
	/** The rows in the order of their ids, if that order is needed. With the variables `q` and `after`. */
	queryById?: string;
	/** One of these is enough. Empty if the list needs none. */
	scopes: readonly string[];
	/** The topics of which the list shows events. */
	topics: readonly Topic[];
	/** The filter matches whole days. A short gap is therefore read from its end, and a long one by ids. */
	isByDay: boolean;
	/** How many days of rows Shopify keeps. Undefined if it keeps all rows. */
	days?: number;
	/** A sentence for the log about what is older. */
	daysNote?: string;
	/** Returns the filter for rows from a time on (epoch milliseconds) and from an id on. */
	filter(from: number, fromId?: number): string;
	/** Returns the date by which the list is filtered and sorted, or undefined if the row is not usable. */
	dateOf(row: Row): number | undefined;
	idOf(row: Row): string | undefined;
	/** Returns the changes that rows show and a window contains, or undefined if the look has to end. */
	changesOf(
		rows: readonly Row[],
		window: Window,
		ask: PacedAsk,
		apiVersion: string,
	): Promise<Result<Found> | undefined>;
}

/** The changes that rows of a list show. */
export interface Found {
	changes: Change[];
	/** Why the changes have no REST objects, although the node is set to use them. */
	restProblem?: Problem;
}

const DAY_MS = 24 * 3_600_000;

/** The part of a connection that says what to look for. */
type Choice = Pick<Connection, 'isByHand' | 'topics' | 'filters' | 'settings' | 'catchUpRaw'>;

/** Returns the lists that show the events of the chosen topics. Returns an empty list if webhooks are made by hand. */
export function listsFor(choice: Choice): List[] {
	const topics = choice.isByHand ? [] : choice.topics.filter((topic) => !isFiltered(choice, topic));
	const inList = (name: string) => topics.filter(({ foundIn }) => foundIn === name);
	const groups = GROUPS.map((group) => listOf(group, inList(group.name), choice));
	const deletions: List = {
		...DELETIONS,
		topics: inList(DELETIONS.name),
		changesOf: async (rows, window, ask, apiVersion) =>
			await deletionsOf(rows, window, inList(DELETIONS.name), ask, apiVersion),
	};
	return [...groups, deletions].filter((list) => list.topics.length > 0);
}

/** Returns the topics that have no catch-up because of a filter. Only Shopify can apply it, and only to webhooks. */
export function filteredTopics(choice: Choice): Topic[] {
	return choice.topics.filter((topic) => topic.foundIn && isFiltered(choice, topic));
}

function isFiltered({ filters, settings }: Choice, { topic }: Topic): boolean {
	return (filters.get(topic) ?? settings.filter) !== '';
}

function listOf(group: Group, topics: readonly Topic[], { catchUpRaw }: Choice): List {
	const { name, scopes, isByDay = false, days, daysNote } = group;
	return {
		...{ name, scopes, topics, isByDay },
		...(days !== undefined && { days, daysNote }),
		...queriesOf(group, topics),
		filter: (from, fromId) => {
			// The days are those of an unknown time zone.
			const date = `updated_at:>='${isoSecond(isByDay ? from - DAY_MS : from)}'`;
			return fromId === undefined || fromId === 0 ? date : `${date} AND id:>=${fromId}`;
		},
		dateOf: (row) => datesOf(group, row).modified,
		idOf: ({ id }) => readId(id),
		changesOf: async (rows, window, paced, apiVersion) => {
			const changed = rows
				.map((row) => ({ row, changes: changesOfRow(group, topics, row, window, apiVersion) }))
				.filter(({ changes }) => changes.length > 0);
			if (catchUpRaw === 'rest') return await withRestObjects(group, changed, paced);
			return ok({ changes: changed.flatMap(({ changes }) => changes) });
		},
	};
}

/** Returns the queries of a list in the orders that it needs. */
function queriesOf(group: Group, topics: readonly Topic[]): Pick<List, 'query' | 'queryById'> {
	if (group.isById) {
		const query = queryOf(group, topics, ['', '']);
		return { query, queryById: query };
	}
	return {
		query: queryOf(group, topics, ['$reverse: Boolean', 'sortKey: UPDATED_AT, reverse: $reverse']),
		...(group.isByDay && { queryById: queryOf(group, topics, ['', 'sortKey: ID']) }),
	};
}

/** Returns the query of a list. The children are read only if one of their topics is chosen. */
function queryOf(
	{ name, selection, children = [] }: Group,
	topics: readonly Topic[],
	[declared, sorted]: readonly [variable: string, sortArguments: string],
): string {
	const wanted = children.filter(({ objectType }) => isTypeOf(topics, objectType));
	const nested = wanted.map((each) => `${each.field} { ${each.selection} }`);
	return `query ($q: String, $after: String, ${declared}) {
	rows: ${name}(first: 100, after: $after, query: $q, ${sorted}) {
		nodes { ${[selection, ...nested].join(' ')} }
		pageInfo { hasNextPage endCursor }
	}
}`;
}

function isTypeOf(topics: readonly Topic[], objectType: string): boolean {
	return topics.some((topic) => topic.objectType === objectType);
}

function datesOf({ datesIn }: Pick<Group, 'datesIn'>, row: Row) {
	const holder = datesIn === undefined ? row : row[datesIn];
	if (!isObject(holder)) return {};
	return { created: readDate(holder.createdAt), modified: readDate(holder.updatedAt) };
}

/** Returns the changes of an object and of its children. */
function changesOfRow(
	group: Group,
	topics: readonly Topic[],
	row: Row,
	window: Window,
	apiVersion: string,
): Change[] {
	const own = changesOfObject(group, topics, row, window, apiVersion);
	const others = (group.children ?? []).flatMap(({ field, objectType }) => {
		const rows = Array.isArray(row[field]) ? row[field].filter(isObject) : [];
		return rows.flatMap((child) =>
			changesOfObject({ objectType }, topics, child, window, apiVersion),
		);
	});
	return [...own, ...others];
}

/**
 * Returns the creation and the last change of an object, if a window contains them. An object without a creation date
 * has only changes.
 */
function changesOfObject(
	{ objectType, datesIn }: Pick<Group, 'objectType' | 'datesIn'>,
	topics: readonly Topic[],
	raw: Row,
	{ from, to }: Window,
	apiVersion: string,
): Change[] {
	const { created, modified } = datesOf({ datesIn }, raw);
	const objectId = readId(raw.legacyResourceId) ?? readId(raw.id);
	if (objectId === undefined) return [];
	const isWithin = (date: number | undefined): date is number =>
		date !== undefined && date >= from && date < to;
	const changeOf = (eventType: 'CREATED' | 'UPDATED', at: number, rest: States): Change[] => {
		const topic = topics.find((one) => one.objectType === objectType && one.kind === eventType);
		if (topic === undefined) return [];
		const shown = { topic: topic.topic, apiVersion, rawShape: RAW_SHAPE, raw };
		const object = { eventType, kind: eventType, objectType, objectId };
		return [{ ...object, date: isoSecond(at), ...rest, ...shown }];
	};
	const isChanged = created === undefined || (modified ?? 0) > created;
	return [
		...(isWithin(created)
			? changeOf('CREATED', created, {
					revision: bornRevision(),
					stateRevision: CREATED_STATE,
				})
			: []),
		...(isWithin(modified) && isChanged
			? changeOf('UPDATED', modified, {
					revision: stateRevision(isoSecond(modified), contentHash(raw, [])),
					stateRevision: updatedState(modified),
				})
			: []),
	];
}

type States = Required<Pick<Change, 'revision' | 'stateRevision'>>;
