import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { NormalizedEvent } from '../../core/event';
import type { MovedCursor } from './catchUpState';

/** Returns an event as n8n passes it from node to node. */
export function toItem(event: NormalizedEvent): INodeExecutionData {
	return { json: event as IDataObject };
}

/**
 * Wraps an unconfirmed event on its way from `webhook()` to the execution that confirms it. If n8n ever
 * passed the item on without confirmation, it would not look like an event.
 *
 * @param cursor as in `wrapTold`
 */
export function wrapUnconfirmed(event: NormalizedEvent, cursor?: MovedCursor): INodeExecutionData {
	return { json: { claim: event as IDataObject, ...(cursor && { cursor: { ...cursor } }) } };
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

/** Returns the content of an execution's item: an event, or what the functions above wrapped. */
export function unwrap({ json }: INodeExecutionData): {
	unconfirmed?: unknown;
	event?: IDataObject;
	cursor?: unknown;
	/** Whether catch-up found the event. */
	isMissed?: true;
} {
	const { claim, told, missed, cursor } = json;
	if (claim !== undefined) return { unconfirmed: claim, cursor };
	if (told !== undefined) return { event: told as IDataObject, cursor };
	if (missed !== undefined) return { event: missed as IDataObject, cursor, isMissed: true };
	return { event: json };
}
