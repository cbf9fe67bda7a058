import type {
	IExecuteFunctions,
	INodeExecutionData,
	ITriggerFunctions,
	ITriggerResponse,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { newProcessState, type TriggerConfig } from './triggerConfig';
import { execute } from './execute';
import { lifecycle } from './subscription/lifecycle';
import { receive } from './delivery/receive';
import { scheduleChecks } from './subscription/scheduleChecks';

/*
 * Both entries are static: an expression here costs an isolate a delivery (docs/facts/n8n.md F). Both say
 * `noData`: without it n8n sends the last node's JSON to the vendor, and answers 500 where that node
 * put out nothing.
 */

/** Answers 200 as soon as n8n has stored the execution; 1.123 answers a moment before (webhook-helpers.js). */
export const receivedEntry: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	path: 'webhook',
	responseMode: 'onReceived',
	responseData: 'noData',
};

/** Answers 200 when the workflow has succeeded or reached a Wait, 500 when it has failed. */
export const finishedEntry: IWebhookDescription = {
	name: 'setup',
	httpMethod: 'POST',
	path: 'finished',
	responseMode: 'lastNode',
	responseData: 'noData',
};

/**
 * For a trigger with the parameter `acknowledge`, which chooses the URL that is subscribed. n8n
 * registers them in this order and subscribes at `default`: a vendor that calls at once finds both.
 * The editor shows the chosen one, and nobody but the editor evaluates `ndvHideUrl` (n8n-editor-ui,
 * NodeWebhooks); a delivery costs no expression.
 */
export const webhookEntries: IWebhookDescription[] = [
	{ ...finishedEntry, ndvHideUrl: '={{ $parameter["acknowledge"] !== "finished" }}' },
	{ ...receivedEntry, ndvHideUrl: '={{ $parameter["acknowledge"] === "finished" }}' },
];

/**
 * Returns the methods of a webhook trigger. They are the same for each vendor, so a node is its panel and these:
 *
 * ```ts
 * const trigger = webhookTrigger({ vendor, credentialType, connect });
 * export class ShopEventsTrigger implements INodeType {
 * 	description = { …, version: 2, webhooks: webhookEntries };
 * 	webhookMethods = trigger.webhookMethods;
 * 	webhook = trigger.webhook;
 * 	trigger = trigger.trigger;
 * 	execute = trigger.execute;
 * }
 * ```
 *
 * Call it once per module: all nodes of a type share its state.
 */
export function webhookTrigger<Connection, Proven, Wanted = never, Existing = never>(
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
) {
	const state = newProcessState();
	return {
		webhookMethods: { default: lifecycle(config, state) },
		async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
			return await receive(this, config, state);
		},
		async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
			return await scheduleChecks(this, config, state);
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			return await execute(this, config, state);
		},
	};
}
