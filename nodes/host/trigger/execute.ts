import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { normalizedEvent, toEvent, type NormalizedEvent } from '../../core/event';
import { passesFilter } from '../../core/eventFilter';
import { eventFilterOf } from '../eventFilterOptions';
import { nodeRefOf } from '../health/nodeRef';
import { noteEmitted, noteExecution } from '../health/noteEmitted';
import { messageOf, warn } from '../log';
import { valueOrProblem } from '../nodeErrors';
import { readSource } from '../sourceOptions';
import { catchUpStateOf, isLastPart, withLoad, type CatchUpState } from './catchUpState';
import { toItem, unwrap } from './items';
import { readPosition, storePosition } from './position';
import type { ProcessState } from './processState';
import { keysOf, noteEvents } from './recentEvents';
import { withoutReported } from './reportedElsewhere';
import { connectNow, type TriggerConfig } from './triggerConfig';
import { isAcknowledgedLate, nodeKey } from './webhookUrls';

/**
 * Runs the node's part of an execution. It confirms unconfirmed events with the vendor and passes all other events
 * through. It also stores the catch-up cursor, because n8n does not store static data after a tick of the cron.
 *
 * @throws the reason why an event could not be confirmed, so that the execution fails and can be retried.
 *   If the node continues on errors, it emits no events instead.
 */
export async function execute<Connection, Payload, Wanted, Existing>(
	functions: IExecuteFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
): Promise<INodeExecutionData[][]> {
	const node = nodeKey(functions);
	const progress = catchUpStateOf(state, node);
	const isRetry = functions.getMode() === 'retry';
	noteExecution(state.health, nodeRefOf(functions), { isRetry });
	try {
		const items: INodeExecutionData[] = [];
		for (const item of functions.getInputData())
			items.push(...(await emitted(functions, config, state, progress, item)));
		const emit = (events: INodeExecutionData[]) => {
			noteEmitted(state.health, nodeRefOf(functions), {
				items: events,
				isRetry,
				hasWebhooks: true,
			});
			return [events];
		};
		if (config.vendor.catchUp === undefined) return emit(items);
		keepCursor(functions, progress);
		// Only the process that looks for missed events has a cursor.
		const isElsewhere = progress.cursor === undefined && functions.getMode() !== 'manual';
		if (!isElsewhere) return emit(items);
		return emit(await withoutReported(functions, node, items));
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
	{ clock }: ProcessState,
	{ recentIds, confirmed: awaited }: CatchUpState,
	item: INodeExecutionData,
): Promise<INodeExecutionData[]> {
	const { vendor } = config;
	const { unconfirmed, attempt, event, isMissed } = unwrap(item);
	const asTrigger = triggerFunctionsOf(functions);
	// With *When Finished*, the vendor gets no 2xx if the execution fails. Catch-up must then emit what retries do not deliver.
	const mayFail = isAcknowledgedLate(asTrigger);
	const filter = eventFilterOf(asTrigger);
	if (event !== undefined) {
		const isOfCatchUp = event.capture !== 'webhook';
		if (vendor.catchUp !== undefined && (isOfCatchUp || !mayFail))
			noteEvents(recentIds, [event], clock());
		// A delivery was filtered before this execution. Catch-up's events were not.
		const isChosen = !isMissed || passesFilter(event as NormalizedEvent, filter);
		return isChosen ? [{ ...item, json: event }] : [];
	}
	if (unconfirmed === undefined) return [];
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
	if (vendor.catchUp !== undefined && !mayFail) noteEvents(recentIds, events, clock());
	else if (vendor.catchUp !== undefined && attempt !== undefined)
		awaited.set(attempt, [...(awaited.get(attempt) ?? []), ...keysOf(events)]);
	return made
		.filter(({ change: { raw }, ...one }) => passesFilter({ ...one.event, raw }, filter))
		.map((one) => ({ ...toItem(one.event), pairedItem: item.pairedItem }));
}

/**
 * Stores the position of this process and those that items carry. In queue mode, a worker has only those of items.
 *
 * In the process that runs catch-up, the last open execution of a look stores the cursor after the look, because no later
 * execution may follow. Every other execution stores `settled`. After a kill, the next look then finds the events of
 * executions that had not ended.
 */
function keepCursor(functions: IExecuteFunctions, progress: CatchUpState): void {
	// n8n gives a retry no static data. It stores what a retry writes in place of the data of all nodes (execution.service.js and
	// workflow-runner.js of n8n 2.41.1). Without the position of a retry, a later look begins further back.
	if (['manual', 'retry'].includes(functions.getMode())) return;
	const { cursor } = progress;
	const settled = progress.settled && withLoad(progress.settled, progress);
	// An item can come from an execution that a person retries, or that n8n runs after a kill.
	const isFinal = ({ isMissed, look }: ReturnType<typeof unwrap>) =>
		!isMissed || cursor === undefined || (look !== undefined && isLastPart(progress, look));
	const carried = functions
		.getInputData()
		.map(unwrap)
		.filter(isFinal)
		.map(({ position }) => readPosition(position));
	for (const position of [settled, ...carried])
		if (position !== undefined) storePosition(functions.getWorkflowStaticData('node'), position);
}

/** Returns functions that read parameters as a trigger does, without the index of an item. */
function triggerFunctionsOf(functions: IExecuteFunctions): IWebhookFunctions {
	const getNodeParameter = (name: string, fallback?: unknown) =>
		functions.getNodeParameter(name, 0, fallback);
	return Object.create(functions, {
		getNodeParameter: { value: getNodeParameter },
	}) as IWebhookFunctions;
}
