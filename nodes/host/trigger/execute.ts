import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { normalizedEvent, toEvent, type NormalizedEvent } from '../../core/event';
import type { Result } from '../../core/result';
import { nodeKey } from './webhookUrls';
import type { TriggerConfig, ProcessState } from './triggerConfig';
import { connectNow } from './connect';
import { toItem, unwrap } from './items';
import { messageOf, warn } from '../log';
import { readSource } from '../readSource';
import { problemError } from '../nodeErrors';
import { catchUpStateOf, readCursor, storeCursor, type CatchUpState } from './catchUpState';

/**
 * The node's part of an execution: claims are confirmed with the vendor, events pass through, and
 * how far catching up has got is stored, which n8n does for an execution and not for a tick.
 *
 * @throws the sentence of what kept a claim from being confirmed, so that the execution fails and
 *   can be run again; with "continue on fail" nothing comes out instead
 */
export async function execute<Connection, Proven, Wanted, Existing>(
	functions: IExecuteFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	state: ProcessState,
): Promise<INodeExecutionData[][]> {
	const progress = catchUpStateOf(state, nodeKey(functions));
	try {
		const items: INodeExecutionData[] = [];
		for (const item of functions.getInputData())
			items.push(...(await pass(functions, config, progress, item)));
		if (config.vendor.catchUp !== undefined) keepCursor(functions, progress);
		return [items];
	} catch (error) {
		if (functions.continueOnFail()) return warnOf(functions, error);
		throw rethrown(functions, error);
	}
}

async function pass<Connection, Proven, Wanted, Existing>(
	functions: IExecuteFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	{ recentIds }: CatchUpState,
	item: INodeExecutionData,
): Promise<INodeExecutionData[]> {
	const { claim, event } = unwrap(item);
	if (event !== undefined) {
		noteConfirmed(recentIds, [event]);
		return [{ ...item, json: event }];
	}
	const { vendor } = config;
	const asTrigger = triggerFunctionsOf(functions);
	const connection = valueOf(functions, await connectNow(asTrigger, config));
	const parsed = normalizedEvent.parse(claim);
	const confirmed = await vendor.confirm?.(parsed, connection);
	if (confirmed === undefined) return [];
	const changes = valueOf(functions, confirmed);
	const { elementKey, hubKey } = vendor;
	const source = readSource(asTrigger, {
		elementKey,
		hubKey,
		account: vendor.account(connection),
	});
	const { capture, deliveryId, receivedAt } = parsed;
	const eventOf = (change: (typeof changes)[number]): NormalizedEvent =>
		toEvent(change, source, { capture, deliveryId, receivedAt: Date.parse(receivedAt) });
	const events = changes.map(eventOf);
	noteConfirmed(recentIds, events);
	return events.map((event) => ({ ...toItem(event), pairedItem: item.pairedItem }));
}

/**
 * Notes emitted events, so that catch-up leaves them out. An unproven one may be forged, and must not
 * keep back the proven event with the same id.
 */
function noteConfirmed(
	recentIds: CatchUpState['recentIds'],
	events: ReadonlyArray<{ id?: unknown; unproven?: unknown }>,
): void {
	for (const { id, unproven } of events)
		if (typeof id === 'string' && unproven !== true) recentIds.set(id, true);
}

/** The furthest that this process has got, or that came with what a tick found (queue mode). */
function keepCursor(functions: IExecuteFunctions, progress: CatchUpState): void {
	if (functions.getMode() === 'manual') return;
	const carried = functions.getInputData().map((item) => readCursor(unwrap(item).cursor));
	for (const cursor of [progress.cursor, ...carried])
		if (cursor !== undefined) storeCursor(functions.getWorkflowStaticData('node'), cursor);
}

/** In an execution a parameter is read for an item; everywhere else in a trigger it is not. */
function triggerFunctionsOf(functions: IExecuteFunctions): IWebhookFunctions {
	const getNodeParameter = (name: string, fallback?: unknown) =>
		functions.getNodeParameter(name, 0, fallback);
	return Object.create(functions, {
		getNodeParameter: { value: getNodeParameter },
	}) as IWebhookFunctions;
}

function valueOf<Value>(functions: IExecuteFunctions, outcome: Result<Value>): Value {
	if (outcome.ok) return outcome.value;
	throw problemError(functions.getNode(), outcome.problem);
}

function rethrown(functions: IExecuteFunctions, error: unknown): Error {
	return error instanceof Error
		? error
		: new NodeOperationError(functions.getNode(), String(error));
}

function warnOf(functions: IExecuteFunctions, error: unknown): INodeExecutionData[][] {
	const message = messageOf(error);
	warn(functions, `The node could not confirm a delivery and emits no event. ${message}`);
	return [[]];
}
