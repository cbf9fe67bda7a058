import {
	sleep,
	type CronExpression,
	type IExecuteFunctions,
	type INodeExecutionData,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';

import type { Notice } from '../core/health/incident';
import { isOfSameProject, nodeRefOf } from '../host/health/nodeRef';
import type { HealthRegistry } from '../host/health/registry';
import { Batches } from './batches';
import { isChosen, readChoice, type Choice } from './choice';
import { toItem } from './incidentItem';
import { readRemembered, remember } from './remember';
import { sampleIncident } from './sampleIncident';

/** When incidents that nothing renews are closed. */
const EVERY_MINUTE = '30 * * * * *' as CronExpression;

/** Returns whether a workflow gets a notice. */
type IsMine = (notice: Notice) => boolean;

/** Returns the open incidents of a workflow, or a sample. */
function openOnes(registry: HealthRegistry, isMine: IsMine): Notice[] {
	const open = registry
		.incidents()
		.map((incident): Notice => ({ state: 'opened', incident }))
		.filter(isMine);
	return open.length > 0 ? open : [sampleIncident];
}

function isMineOf(functions: object, choice: Choice): IsMine {
	return (notice) => isOfSameProject(functions, notice.incident.node) && isChosen(notice, choice);
}

/**
 * Passes the incidents of an execution on, and stores which are open. n8n 2.x would also store static data with `emit`, but
 * it would overwrite the data of other nodes (docs/decisions/0015-catch-up-cursor.md). A test in the editor shows the
 * open incidents, or a sample.
 */
export function passOn(
	functions: IExecuteFunctions,
	registry: HealthRegistry,
): INodeExecutionData[][] {
	const getNodeParameter = (name: string, fallback?: unknown) =>
		functions.getNodeParameter(name, 0, fallback);
	const choice = readChoice({ getNodeParameter } as Pick<ITriggerFunctions, 'getNodeParameter'>);
	if (functions.getMode() === 'manual')
		return [openOnes(registry, isMineOf(functions, choice)).map(toItem)];
	const items = functions.getInputData();
	// Without the ends, the stored ones would stay open.
	const isStored = functions.getMode() !== 'retry' && !choice.openedOnly;
	if (isStored) remember(functions.getWorkflowStaticData('node'), items);
	return [items];
}

/**
 * Starts the workflow with the incidents of this process. A test in the editor shows the open ones, or a sample.
 *
 * @param pause Defaults to n8n's `sleep`
 */
export async function monitor(
	functions: ITriggerFunctions,
	registry: HealthRegistry,
	pause: (ms: number) => Promise<void> = sleep,
): Promise<ITriggerResponse> {
	const choice = readChoice(functions);
	const isMine = isMineOf(functions, choice);
	const emit = (notices: readonly Notice[]) => functions.emit([notices.map(toItem)]);
	if (functions.getMode() === 'manual')
		return { manualTriggerFunction: async () => emit(openOnes(registry, isMine)) };
	const batches = new Batches(emit, pause);
	const listen = (notices: readonly Notice[]) => {
		const chosen = notices.filter(isMine);
		if (chosen.length > 0) batches.add(chosen);
	};
	const { key, projectId } = nodeRefOf(functions);
	const staticData = functions.getWorkflowStaticData('node');
	const remembered = choice.openedOnly ? [] : readRemembered(staticData, projectId);
	const end = registry.subscribe(key, listen, remembered);
	functions.helpers.registerCron({ expression: EVERY_MINUTE }, () => registry.settle());
	return {
		closeFunction: async () => {
			end();
			batches.close();
		},
	};
}
