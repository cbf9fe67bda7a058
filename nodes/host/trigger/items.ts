import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { NormalizedEvent } from '../../core/event';
import type { MovedCursor, Position } from './position';

/** Returns an event as n8n passes it from node to node. */
export function toItem(event: NormalizedEvent): INodeExecutionData {
	return { json: event as IDataObject };
}

/**
 * Wraps an unconfirmed event on its way from `webhook()` to the execution that confirms it. If n8n ever
 * passed the item on without confirmation, it would not look like an event.
 *
 * @param attempt identifies the request that delivered the event
 * @param cursor as in `wrapTold`
 */
export function wrapUnconfirmed(
	event: NormalizedEvent,
	attempt: string,
	cursor?: MovedCursor,
): INodeExecutionData {
	const claim = event as IDataObject;
	return { json: { claim, attempt, ...(cursor && { cursor: { ...cursor } }) } };
}

/**
 * Wraps the event of a webhook on its way to an execution that also stores a cursor. In queue mode, the execution runs in
 * another process than catch-up.
 */
export function wrapTold(event: NormalizedEvent, cursor: MovedCursor): INodeExecutionData {
	return { json: { told: event as IDataObject, cursor: { ...cursor } } };
}

/**
 * Wraps an event that catch-up found, on its way to the execution that emits it.
 *
 * @param cursor the cursor after the look. Only the last event of a look has it
 */
export function wrapCatchUp(event: NormalizedEvent, cursor?: MovedCursor): INodeExecutionData {
	return { json: { missed: event as IDataObject, ...(cursor && { cursor: { ...cursor } }) } };
}

/** Wraps a position on its way to an execution that emits no event and only stores it. */
export function wrapPosition(position: Position): INodeExecutionData {
	return { json: { position: { ...position } } };
}

/** Returns the content of an execution's item: an event, or what the functions above wrapped. */
export function unwrap({ json }: INodeExecutionData): {
	unconfirmed?: unknown;
	/** The request that delivered the unconfirmed event. */
	attempt?: string;
	event?: IDataObject;
	/** The position that the execution stores. */
	position?: unknown;
	/** Whether catch-up found the event. */
	isMissed?: true;
} {
	const { claim, attempt, told, missed, cursor, position } = json;
	if (claim !== undefined)
		return {
			unconfirmed: claim,
			position: cursor,
			...(typeof attempt === 'string' && { attempt }),
		};
	if (told !== undefined) return { event: told as IDataObject, position: cursor };
	if (missed !== undefined)
		return { event: missed as IDataObject, position: cursor, isMissed: true };
	if (position !== undefined) return { position };
	return { event: json };
}
