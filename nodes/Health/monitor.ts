import {
	sleep,
	type CronExpression,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';

import type { Notice } from '../core/health/incident';
import { isOfSameProject } from '../host/health/nodeRef';
import type { HealthRegistry } from '../host/health/registry';
import { nodeKey } from '../host/trigger/webhookUrls';
import { Batches } from './batches';
import { isChosen, readChoice } from './choice';
import { toItem } from './incidentItem';
import { sampleIncident } from './sampleIncident';

/** When incidents that nothing renews are closed. */
const EVERY_MINUTE = '30 * * * * *' as CronExpression;

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
	const isMine = (notice: Notice) =>
		isOfSameProject(functions, notice.incident.node) && isChosen(notice, choice);
	const emit = (notices: readonly Notice[]) => functions.emit([notices.map(toItem)]);
	if (functions.getMode() === 'manual')
		return {
			manualTriggerFunction: async () => {
				const open = registry
					.incidents()
					.map((incident): Notice => ({ state: 'opened', incident }))
					.filter(isMine);
				emit(open.length > 0 ? open : [sampleIncident]);
			},
		};
	const batches = new Batches(emit, pause);
	const end = registry.subscribe(nodeKey(functions), (notices) => {
		const chosen = notices.filter(isMine);
		if (chosen.length > 0) batches.add(chosen);
	});
	functions.helpers.registerCron({ expression: EVERY_MINUTE }, () => registry.settle());
	return {
		closeFunction: async () => {
			end();
			batches.close();
		},
	};
}
