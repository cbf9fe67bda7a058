import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { FILTER_OPTIONS } from '../host/eventFilterOptions';
import { CHECK_INTERVAL_OPTION, optionsParameter, SOURCE_OPTIONS } from '../host/properties';
import { receivedEntry, webhookTrigger } from '../host/trigger/webhookTrigger';
import { TEST_EVENT_HINTS, TEST_EVENT_OPTION } from '../host/testEventOption';
import { triggerPanel } from '../host/triggerPanel';
import { samples } from './samples/samples';
import { connectWebhooks, CREDENTIAL } from './client/connect';
import { IGNORED_FIELDS_OPTION } from './fields/ignoredFieldsOption';
import { processMemory } from './processMemory';
import { TOPICS } from './webhooks/topics';
import { wooCommerce } from './webhooks/vendor';

const trigger = webhookTrigger({
	vendor: wooCommerce,
	credentialType: () => CREDENTIAL,
	connect: (functions, credential, patience) =>
		connectWebhooks(functions, credential, processMemory, patience),
	samples: { ...samples, parameter: 'topics', otherwise: 'order.created' },
});

export class WooCommerceEventsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WooCommerce Events Trigger',
		name: 'wooCommerceEventsTrigger',
		icon: {
			light: 'file:../../icons/wooCommerce.svg',
			dark: 'file:../../icons/wooCommerce.dark.svg',
		},
		group: ['trigger'],
		version: 2,
		subtitle: '={{ [].concat($parameter["topics"]).join(", ") }}',
		description: 'Starts the workflow when something changes in a WooCommerce shop, by webhooks',
		defaults: { name: 'WooCommerce Events Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'signedEventsWooCommerceApi', required: true }],
		webhooks: [receivedEntry],
		hints: TEST_EVENT_HINTS,
		triggerPanel: triggerPanel(
			'change something in the shop that a chosen topic reports, such as the note of an order',
			'the active workflow has its own webhooks, which it creates and monitors.',
			'The node creates test webhooks in the shop and removes them afterwards.',
		),
		properties: [
			{
				displayName:
					'The shop must be able to reach n8n on port 80, 443 or 8080, and the key needs the permission Read/Write. WooCommerce does not retry a delivery. Add a <b>WooCommerce Poll Trigger</b> to find the changes of missed deliveries.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Topics',
				name: 'topics',
				type: 'multiOptions',
				required: true,
				options: TOPICS.map(({ topic, title, description }) => ({
					name: title,
					value: topic,
					description,
				})),
				default: ['order.created', 'order.updated', 'order.deleted'],
				description:
					'Topics that start the workflow. An expression can also return actions (action.woocommerce_…) and topics of plugins.',
			},
			optionsParameter([
				{
					displayName: 'Allow Private Webhook URL',
					name: 'allowPrivateUrl',
					type: 'boolean',
					default: false,
					description:
						'Whether to allow a private URL, or a port other than 80, 443 and 8080. WordPress calls it only if a filter permits it.',
				},
				CHECK_INTERVAL_OPTION,
				...FILTER_OPTIONS,
				IGNORED_FIELDS_OPTION,
				...SOURCE_OPTIONS,
				TEST_EVENT_OPTION,
			]),
		],
	};

	webhookMethods = trigger.webhookMethods;
	webhook = trigger.webhook;
	trigger = trigger.trigger;
	execute = trigger.execute;
}
