import { isoSecond } from '../core/dates';
import { objectKind } from './catchUp/groups';
import type { FoundObject, Payload } from './objectId';
import { readDate } from './occurrence';
import type { Topic } from './topics/topics';

/** The states of an object that webhooks and catch-up both name (docs/decisions/0012-state-identity.md). */
export const CREATED_STATE = 'created';
export const GONE_STATE = 'gone';

/** The form of `raw` in the events of catch-up. Those of webhooks have the form of Shopify's REST API. */
export const RAW_SHAPE = 'graphql';

/** Returns the state of an object by its modified date, in epoch milliseconds. */
export function updatedState(modified: number): string {
	return `updated:${isoSecond(modified)}`;
}

/** The state that a webhook reports. */
export interface ReportedState {
	stateRevision: string;
	/** Whether the signed body alone determines the state. Otherwise, another topic's body could claim it. */
	isSigned: boolean;
}

/**
 * Returns the state that a webhook reports, or undefined if catch-up cannot replace the webhook.
 *
 * @param topic only plain creations, updates and deletions have a state
 */
export function reportedState(
	{ kind, eventType, objectType }: Topic,
	payload: Payload,
	{ id, holder }: FoundObject,
): ReportedState | undefined {
	const object = objectKind(objectType);
	if (object === undefined || kind !== eventType) return undefined;
	const hasType = isOfType(holder.admin_graphql_api_id, object.gids, id);
	if (eventType === 'DELETED')
		return { stateRevision: GONE_STATE, isSigned: isDeletion(payload, object.goneFields) };
	if (eventType === 'CREATED' && object.hasCreatedAt)
		return {
			stateRevision: CREATED_STATE,
			isSigned: hasType && readDate(holder.created_at) !== undefined,
		};
	const modified = readDate(holder.updated_at);
	if (modified === undefined) return undefined;
	return { stateRevision: updatedState(modified), isSigned: hasType };
}

function isOfType(gid: unknown, types: readonly string[], id: string): boolean {
	return typeof gid === 'string' && types.some((type) => gid === `gid://shopify/${type}/${id}`);
}

/**
 * Whether a body can only be a deletion's. The settings of the node's subscriptions keep `updated_at` in all other bodies
 * that have an id.
 */
function isDeletion(payload: Payload, goneFields: readonly string[] = ['id']): boolean {
	const names = Object.keys(payload);
	const isBare = names.length === 1 && ['id', 'admin_graphql_api_id'].includes(names[0]);
	const isSample =
		names.length === goneFields.length && goneFields.every((name) => Object.hasOwn(payload, name));
	return isBare || isSample;
}
