import type { Change } from '../../core/event';
import { isObject } from '../../core/json';
import { isPassing, ok, unexpected, type Result } from '../../core/result';
import { readId } from '../objectId';
import { readDate } from '../occurrence';
import type { Group, RestList } from './groups';
import type { Found, Row } from './lists';
import type { PacedAsk } from './pacedAsk';

/** A large order has some 100 KB, and a response may have 32 MB. */
const OBJECTS_PER_REQUEST = 50;

/** A row of a list, and the changes that it shows. */
export interface ChangedRow {
	row: Row;
	changes: readonly Change[];
}

type Objects = ReadonlyMap<string, Row>;

/**
 * Replaces the GraphQL objects of changes by those of the REST API, which have the form of webhooks. A change keeps its
 * GraphQL object if the REST API has no such list, or returns another state of the object.
 *
 * @returns undefined if the look has to end. A lasting problem of the REST API leaves all changes as they are
 */
export async function withRestObjects(
	group: Group,
	changed: readonly ChangedRow[],
	paced: PacedAsk,
): Promise<Result<Found> | undefined> {
	const unchanged = changed.flatMap(({ changes }) => changes);
	if (group.rest === undefined) return ok({ changes: unchanged });
	const ids = changed.flatMap(({ row }) => idOf(row) ?? []);
	const read = await readObjects(group.rest, ids, paced);
	if (read === undefined) return undefined;
	if (!read.ok) {
		if (isPassing(read.problem)) return read;
		return ok({ changes: unchanged, restProblem: read.problem });
	}
	return ok({
		changes: changed.flatMap(({ row, changes }) => {
			const object = read.value.get(idOf(row) ?? '');
			return changes.map((change) => withObject(group, change, object));
		}),
	});
}

function idOf({ legacyResourceId, id }: Row): string | undefined {
	return readId(legacyResourceId) ?? readId(id);
}

async function readObjects(
	{ name, query }: RestList,
	ids: readonly string[],
	{ get }: PacedAsk,
): Promise<Result<Objects> | undefined> {
	const objects = new Map<string, Row>();
	for (let start = 0; start < ids.length; start += OBJECTS_PER_REQUEST) {
		const some = ids.slice(start, start + OBJECTS_PER_REQUEST);
		const limit = String(OBJECTS_PER_REQUEST);
		const answer = await get(`${name}.json`, { ids: some.join(','), limit, ...query });
		if (answer === undefined || !answer.ok) return answer;
		const rows = answer.value.body[name];
		if (!Array.isArray(rows))
			return unexpected(`Shopify's response lacks a valid list ${name}. Try again later.`);
		for (const row of rows.filter(isObject)) {
			const id = readId(row.id);
			if (id !== undefined) objects.set(id, row);
		}
	}
	return ok(objects);
}

/** Replaces a change's object with the REST object, if that has the same state. Otherwise, returns the change as it is. */
function withObject(group: Group, change: Change, parent: Row | undefined): Change {
	const child = group.children?.find(({ objectType }) => objectType === change.objectType);
	const object = child === undefined ? parent : inList(parent?.[child.field], change.objectId);
	if (object === undefined || !isSameState(change, object)) return change;
	return { ...change, rawShape: undefined, raw: object };
}

function inList(list: unknown, id: string): Row | undefined {
	return Array.isArray(list)
		? list.filter(isObject).find((one) => readId(one.id) === id)
		: undefined;
}

/** Returns whether an object has the state of a change. Every later state of an object also shows its creation. */
function isSameState({ eventType, date }: Change, { updated_at: modified }: Row): boolean {
	return eventType === 'CREATED' || readDate(modified) === Date.parse(date);
}
