import { isoSecond } from '../../core/dates';
import { isObject } from '../../core/json';
import { ok, unexpected, type Result } from '../../core/result';
import { goneRevision } from '../../core/revision';
import type { Window } from '../../core/window';
import { readId } from '../objectId';
import { readDate } from '../occurrence';
import { GONE_STATE, RAW_SHAPE } from '../state';
import type { Topic } from '../topics/topics';
import { GROUPS } from './groups';
import type { Found, List, Row } from './lists';
import type { PacedAsk } from './pacedAsk';

/** `nodes` accepts 250 ids (https://shopify.dev/docs/api/admin-graphql/2026-10/queries/nodes). */
const PAGE = 250;

const CONFIRM = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';

/**
 * The feed of what people and apps did in a shop. It also shows deletions
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/queries/events).
 */
export const DELETIONS: Omit<List, 'topics' | 'changesOf'> = {
	name: 'events',
	query: `query ($q: String, $after: String, $reverse: Boolean) {
	rows: events(first: ${PAGE}, after: $after, sortKey: CREATED_AT, reverse: $reverse, query: $q) {
		nodes { id action createdAt ... on BasicEvent { subjectId subjectType } }
		pageInfo { hasNextPage endCursor }
	}
}`,
	scopes: [],
	isByDay: false,
	days: 365,
	daysNote:
		'Shopify lists only the deletions of the last year. To find earlier ones, compare your other systems with the shop.',
	filter: (from) => `action:destroy AND created_at:>='${isoSecond(from)}' AND comments:false`,
	dateOf: ({ createdAt }) => readDate(createdAt),
	idOf: ({ id }) => readId(id),
};

/**
 * Returns the deletions of chosen topics in a page of the feed. An object that Shopify still returns was not deleted.
 *
 * @returns undefined if the look has to end
 */
export async function deletionsOf(
	rows: readonly Row[],
	{ from, to }: Window,
	topics: readonly Topic[],
	{ ask }: PacedAsk,
	apiVersion: string,
): Promise<Result<Found> | undefined> {
	const candidates = rows.flatMap((raw) => {
		const at = readDate(raw.createdAt);
		const { action, subjectId, subjectType } = raw;
		const objectId = readId(subjectId);
		const topic = topics.find(({ objectType }) => objectType === typeOf(subjectType));
		const isUsable = topic && objectId !== undefined && typeof subjectId === 'string';
		if (!isUsable || at === undefined || at < from || at >= to || action !== 'destroy') return [];
		return [{ raw, at, gid: subjectId, objectId, topic }];
	});
	if (candidates.length === 0) return ok({ changes: [] });
	const answer = await ask(CONFIRM, { ids: [...new Set(candidates.map(({ gid }) => gid))] });
	if (answer === undefined || !answer.ok) return answer;
	const { nodes } = answer.value.data;
	if (!Array.isArray(nodes))
		return unexpected(
			"Deletions could not be confirmed: Shopify's response lacks valid nodes. Try again later.",
		);
	const existing = new Set(nodes.filter(isObject).map(({ id }) => id));
	return ok({
		changes: candidates
			.filter(({ gid }) => !existing.has(gid))
			.map(({ raw, at, objectId, topic }) => ({
				eventType: 'DELETED',
				kind: 'DELETED',
				objectType: topic.objectType,
				objectId,
				date: isoSecond(at),
				revision: goneRevision(),
				stateRevision: GONE_STATE,
				topic: topic.topic,
				apiVersion,
				rawShape: RAW_SHAPE,
				raw,
			})),
	});
}

function typeOf(subjectType: unknown): string | undefined {
	return GROUPS.find(({ subjects }) => subjects.includes(String(subjectType)))?.objectType;
}
