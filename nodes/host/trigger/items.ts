import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { NormalizedEvent } from '../../core/event';
import type { MovedCursor } from './catchUpState';

/** An event as n8n hands it from node to node. */
export function toItem(event: NormalizedEvent): INodeExecutionData {
	return { json: event as IDataObject };
}

/**
 * A claim on its way from the door to the execution that confirms it. It is wrapped so that it is no
 * event anywhere, should n8n ever hand it past the confirmation.
 */
export function wrapUnconfirmed(event: NormalizedEvent): INodeExecutionData {
	return { json: { claim: event as IDataObject } };
}

/**
 * An event that a tick found, on its way to the execution that puts it out.
 *
 * @param cursor with the last one: how far all that was found reaches
 */
export function wrapCatchUp(event: NormalizedEvent, cursor?: MovedCursor): INodeExecutionData {
	return { json: { missed: event as IDataObject, ...(cursor && { cursor: { ...cursor } }) } };
}

/** What comes into an execution, as the functions above wrapped it, or an event as it is. */
export function unwrap({ json }: INodeExecutionData): {
	claim?: unknown;
	event?: IDataObject;
	cursor?: unknown;
} {
	if (json.claim !== undefined) return { claim: json.claim };
	if (json.missed !== undefined) return { event: json.missed as IDataObject, cursor: json.cursor };
	return { event: json };
}
