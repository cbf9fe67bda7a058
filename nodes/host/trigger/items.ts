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
 */
export function wrapUnconfirmed(event: NormalizedEvent): INodeExecutionData {
	return { json: { claim: event as IDataObject } };
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
} {
	if (json.claim !== undefined) return { unconfirmed: json.claim };
	if (json.missed !== undefined) return { event: json.missed as IDataObject, cursor: json.cursor };
	return { event: json };
}
