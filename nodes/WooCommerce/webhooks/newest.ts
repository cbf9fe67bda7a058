import type { Change } from '../../core/event';
import { ok, type Problem, type Result } from '../../core/result';
import { createdChange, isChangedSince, readObject, updatedChanges } from '../changes';
import { list } from '../client/api';
import { newestFirst } from '../newestFirst';
import { defaultPolledResource, ignoring } from '../polledResource';
import { isDraft, type Resource } from '../resources';
import type { Connection } from './connection';
import { topicOf } from './topics';

/** The topics of one resource that a node has chosen, by what they report. */
interface Wanted {
	resource: Resource;
	created?: string;
	updated?: string;
}

/**
 * Returns the last change of each chosen resource, as its webhook reports it. For customers, returns a change of the
 * customer who was created last (`newestFirst`). Only creations and updates are returned, because the shop no longer
 * shows other changes. A resource that cannot be read counts only if no other one can.
 */
export async function newest(connection: Connection): Promise<Result<Change[]>> {
	const changes: Change[] = [];
	let problem: Problem | undefined;
	for (const wanted of wantedOf(connection.topics)) {
		const read = await newestOf(connection, wanted);
		if (read.ok) changes.push(...read.value);
		else problem ??= read.problem;
	}
	return problem !== undefined && changes.length === 0 ? { ok: false, problem } : ok(changes);
}

function wantedOf(topics: readonly string[]): Wanted[] {
	const byType = new Map<string, Wanted>();
	for (const known of topics.map(topicOf)) {
		if (known?.action !== 'created' && known?.action !== 'updated') continue;
		const { resource, topic, action } = known;
		const { objectType } = resource;
		byType.set(objectType, { ...byType.get(objectType), resource, [action]: topic });
	}
	return [...byType.values()];
}

async function newestOf(
	{ shop, ignoredFields, learnedFields }: Connection,
	{ resource, created, updated }: Wanted,
): Promise<Result<Change[]>> {
	const { objectType, path, listAll } = resource;
	const read = await list(shop, path, { ...listAll, ...newestFirst(resource), per_page: '1' });
	if (!read.ok) return read;
	const { rows, serverNow } = read.value;
	// A cache may return more than the one row that was requested.
	const [row] = rows;
	if (row === undefined || isDraft(resource, row)) return ok([]);
	const polled = ignoring(defaultPolledResource(objectType, resource), [
		...ignoredFields,
		...learnedFields.of(shop.store.account, objectType),
	]);
	const object = readObject(polled, row);
	const isUpdate =
		updated !== undefined && (created === undefined || isChangedSince(polled, object));
	const changes = isUpdate
		? updatedChanges(polled, object, serverNow)
		: [createdChange(polled, object, serverNow)];
	const topic = (isUpdate ? updated : created) ?? resource.topicPrefix;
	return ok(changes.map((change) => ({ ...change, topic })));
}
