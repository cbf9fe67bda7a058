import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { normalizedEvent, toEvent, type NormalizedEvent } from '../../core/event';
import { passesFilter } from '../../core/eventFilter';
import { eventFilterOf } from '../eventFilterOptions';
import { messageOf, warn } from '../log';
import { valueOrProblem } from '../nodeErrors';
import { readSource } from '../sourceOptions';
import { catchUpStateOf, readCursor, storeCursor, type CatchUpState } from './catchUpState';
import { toItem, unwrap } from './items';
import type { ProcessState } from './processState';
import { noteEvents } from './recentEvents';
import { connectNow, type TriggerConfig } from './triggerConfig';
import { nodeKey } from './webhookUrls';

/**
 * Runs the node's part of an execution. It confirms unconfirmed events with the vendor and passes all other events
 * through. It also stores the catch-up cursor, because n8n does not store static data after a tick of the cron.
 *
 * @throws the reason why an event could not be confirmed, so that the execution fails and can be retried.
 *   If the node continues on errors, it skips that event instead.
 */
export async function execute<Connection, Payload, Wanted, Existing>(
	functions: IExecuteFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
): Promise<INodeExecutionData[][]> {
	const progress = catchUpStateOf(state, nodeKey(functions));
	try {
		const items: INodeExecutionData[] = [];
		for (const item of functions.getInputData())
			items.push(...(await emitted(functions, config, progress, item)));
		if (config.vendor.catchUp !== undefined) keepCursor(functions, progress);
		return [items];
	} catch (error) {
		if (!functions.continueOnFail())
			throw error instanceof Error
				? error
				: new NodeOperationError(functions.getNode(), messageOf(error));
		warn(
			functions,
			`The node could not confirm a delivery and emits no event. ${messageOf(error)}`,
		);
		return [[]];
	}
}

/** Returns the items that the node emits for one item of its input. */
async function emitted<Connection, Payload, Wanted, Existing>(
	functions: IExecuteFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	{ recentIds }: CatchUpState,
	item: INodeExecutionData,
): Promise<INodeExecutionData[]> {
	const { vendor } = config;
	const { unconfirmed, event } = unwrap(item);
	const asTrigger = triggerFunctionsOf(functions);
	const filter = eventFilterOf(asTrigger);
	if (event !== undefined) {
		if (vendor.catchUp !== undefined) noteEvents(recentIds, [event]);
		// A delivery was filtered before this execution. Catch-up's events were not.
		const isCaughtUp = item.json.missed !== undefined;
		const isChosen = !isCaughtUp || passesFilter(event as NormalizedEvent, filter);
		return isChosen ? [{ ...item, json: event }] : [];
	}
	const connection = valueOrProblem(functions.getNode(), await connectNow(asTrigger, config));
	const parsed = normalizedEvent.parse(unconfirmed);
	const confirmed = await vendor.confirm?.(parsed, connection);
	if (confirmed === undefined) return [];
	const changes = valueOrProblem(functions.getNode(), confirmed);
	const source = readSource(asTrigger, { ...vendor, account: vendor.account(connection) });
	const { capture, deliveryId } = parsed;
	const received = { capture, deliveryId, receivedAt: Date.parse(parsed.receivedAt) };
	const made = changes.map((change) => ({ change, event: toEvent(change, source, received) }));
	const events = made.map((one) => one.event);
	if (vendor.catchUp !== undefined) noteEvents(recentIds, events);
	return made
		.filter(({ change: { raw }, ...one }) => passesFilter({ ...one.event, raw }, filter))
		.map((one) => ({ ...toItem(one.event), pairedItem: item.pairedItem }));
}

/** Stores the cursors of this process and of the items from catch-up. In queue mode, only the items have one. */
function keepCursor(functions: IExecuteFunctions, progress: CatchUpState): void {
	if (functions.getMode() === 'manual') return;
	const carried = functions.getInputData().map((item) => readCursor(unwrap(item).cursor));
	for (const cursor of [progress.cursor, ...carried])
		if (cursor !== undefined) storeCursor(functions.getWorkflowStaticData('node'), cursor);
}

/** Returns functions that read parameters as a trigger does, without the index of an item. */
function triggerFunctionsOf(functions: IExecuteFunctions): IWebhookFunctions {
	const getNodeParameter = (name: string, fallback?: unknown) =>
		functions.getNodeParameter(name, 0, fallback);
	return Object.create(functions, {
		getNodeParameter: { value: getNodeParameter },
	}) as IWebhookFunctions;
}
