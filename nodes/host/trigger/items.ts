import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { NormalizedEvent } from '../../core/event';
import type { Position } from './position';

/** Returns an event as n8n passes it from node to node. */
export function toItem(event: NormalizedEvent): INodeExecutionData {
	return { json: event as IDataObject };
}

/**
 * Wraps an unconfirmed event on its way from `webhook()` to the execution that confirms it. The item does not have the
 * form of an event, in case n8n passes it on without confirmation.
 *
 * @param attempt identifies the request that delivered the event
 * @param cursor as in `wrapTold`
 */
export function wrapUnconfirmed(
	event: NormalizedEvent,
	attempt: string,
	cursor?: Position,
): INodeExecutionData {
	const claim = event as IDataObject;
	return { json: { claim, attempt, ...(cursor && { cursor: { ...cursor } }) } };
}

/**
 * Wraps the event of a webhook on its way to an execution that also stores a cursor. In queue mode, the execution runs in
 * another process than catch-up.
 */
export function wrapTold(event: NormalizedEvent, cursor: Position): INodeExecutionData {
	return { json: { told: event as IDataObject, cursor: { ...cursor } } };
}

/** The end of a look: the cursor after it, and which execution of it stores that cursor. */
interface LookEnd {
	cursor: Position;
	/** The id of the look, and the number of the execution. */
	look: { id: string; part: number };
}

/**
 * Wraps an event that catch-up found, on its way to the execution that emits it.
 *
 * @param end only the last event of a look has it
 */
export function wrapCatchUp(event: NormalizedEvent, end?: LookEnd): INodeExecutionData {
	const carried = end && { cursor: { ...end.cursor }, look: { ...end.look } };
	return { json: { missed: event as IDataObject, ...carried } };
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
	/** The look that found the event, if the item carries the cursor after that look. */
	look?: LookEnd['look'];
} {
	const { claim, attempt, told, missed, cursor, position, look } = json;
	if (claim !== undefined)
		return {
			unconfirmed: claim,
			position: cursor,
			...(typeof attempt === 'string' && { attempt }),
		};
	if (told !== undefined) return { event: told as IDataObject, position: cursor };
	if (missed !== undefined)
		return {
			...{ event: missed as IDataObject, position: cursor, isMissed: true },
			...(isLook(look) && { look }),
		};
	if (position !== undefined) return { position };
	return { event: json };
}

function isLook(value: unknown): value is LookEnd['look'] {
	const { id, part } = (value ?? {}) as Partial<LookEnd['look']>;
	return typeof id === 'string' && typeof part === 'number';
}
