import type {
	IExecuteFunctions,
	INodeExecutionData,
	ITriggerFunctions,
	ITriggerResponse,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
	WebhookType,
} from 'n8n-workflow';

import { health } from '../health/registry';
import { receive } from './delivery/receive';
import { execute } from './execute';
import { newProcessState } from './processState';
import { lifecycle } from './subscription/lifecycle';
import { scheduleChecks } from './subscription/scheduleChecks';
import type { TriggerConfig } from './triggerConfig';

/*
 * Both entries are static: an expression here costs an isolate for each delivery (docs/facts/n8n.md F). Both set
 * `noData`. Without it n8n sends the last node's JSON to the vendor, and responds 500 if that node emitted nothing.
 */

/** Responds 200 once n8n has stored the execution. n8n 1.123 responds a moment before (webhook-helpers.js). */
export const receivedEntry: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	path: 'webhook',
	responseMode: 'onReceived',
	responseData: 'noData',
};

/** Responds 200 if the workflow has succeeded or reached a Wait, and 500 if it has failed. */
const finishedEntry: IWebhookDescription = {
	name: 'setup',
	httpMethod: 'POST',
	path: 'finished',
	responseMode: 'lastNode',
	responseData: 'noData',
};

/**
 * The entries of a trigger with the parameter `acknowledge`, which selects the URL that is subscribed. n8n registers
 * them in this order and subscribes at `default`, so both are ready if a vendor calls at once. Only the editor
 * evaluates `ndvHideUrl`, which hides the other URL (n8n-editor-ui, NodeWebhooks).
 */
export const webhookEntries: IWebhookDescription[] = [
	{ ...finishedEntry, ndvHideUrl: '={{ $parameter["acknowledge"] !== "finished" }}' },
	{ ...receivedEntry, ndvHideUrl: '={{ $parameter["acknowledge"] === "finished" }}' },
];

/**
 * The entries of a trigger whose vendors check its URLs by GET and HEAD before they send deliveries. n8n knows only the names
 * `default` and `setup` for URLs that it shows and subscribes. The others need no hooks.
 */
export const checkedWebhookEntries: IWebhookDescription[] = [
	...webhookEntries,
	...(['GET', 'HEAD'] as const).flatMap((httpMethod) =>
		webhookEntries.map(
			(entry): IWebhookDescription => ({
				...entry,
				httpMethod,
				name: `${entry.name}${httpMethod}` as WebhookType,
				responseMode: 'onReceived',
				ndvHideUrl: true,
			}),
		),
	),
];

/** Shared by all types of trigger, because n8n starts and deactivates all nodes of a workflow one after the other. */
const { removalDeadlines, starts, probes } = newProcessState();

/**
 * Returns the methods of a webhook trigger. They are the same for each vendor, so a node is its panel and
 * these methods:
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
export function webhookTrigger<Connection, Payload, Wanted = never, Existing = never>(
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
) {
	const state = { ...newProcessState(), removalDeadlines, starts, probes, health };
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
