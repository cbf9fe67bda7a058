import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import {
	acknowledgeParameter,
	CHECK_INTERVAL_OPTION,
	notice,
	optionsParameter,
	SOURCE_OPTIONS,
	textField,
} from '../host/properties';
import { catchUpBatchProperty, startFromProperties } from '../host/startFromProperties';
import { webhookEntries, webhookTrigger } from '../host/trigger/webhookTrigger';
import { TEST_EVENT_HINTS, TEST_EVENT_OPTION } from '../host/testEventOption';
import { triggerPanel } from '../host/triggerPanel';
import { AUTHENTICATION } from './authenticationProperty';
import { CAUGHT_UP_OPTION } from './caughtUpOption';
import { samples } from './samples';
import { connect, credentialType } from './connect';
import { TOPIC_OPTIONS } from './topics/topicOptions';
import { shopify } from './vendor';

const trigger = webhookTrigger({
	vendor: shopify,
	credentialType,
	connect,
	samples: { ...samples, parameter: 'topics', otherwise: 'orders/create' },
});

export class ShopifyEventsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Shopify Events Trigger',
		name: 'shopifyEventsTrigger',
		icon: {
			light: 'file:../../icons/shopify.svg',
			dark: 'file:../../icons/shopify.dark.svg',
		},
		group: ['trigger'],
		version: 2,
		subtitle: '={{ [$parameter["topics"]].flat().join(", ") }}',
		description: 'Starts the workflow when something happens in a Shopify shop',
		defaults: { name: 'Shopify Events Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'signedEventsShopifyOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
			{
				name: 'signedEventsShopifyApi',
				required: true,
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
		],
		webhooks: webhookEntries,
		hints: TEST_EVENT_HINTS,
		triggerPanel: triggerPanel(
			'change something in the shop that a chosen topic reports, such as the tags of an order',
			'the active workflow has its own webhooks, which it creates and monitors.',
			'The node creates test webhooks in the shop and removes them afterwards. With webhooks made by hand, enter the test URL above in Shopify.',
		),
		properties: [
			notice(
				'notice',
				'Shopify must be able to reach n8n at a public HTTPS URL. The node creates the webhooks on activation, and monitors them while the workflow is active.',
				{ hide: { subscriptions: ['byHand'] } },
			),
			notice(
				'byHandNotice',
				"Enter the production URL above in the shop's admin, under Settings > Notifications > Webhooks, with the format JSON. Choose the same topics here.",
				{ show: { subscriptions: ['byHand'] } },
			),
			AUTHENTICATION,
			{
				displayName: 'Topics',
				name: 'topics',
				type: 'multiOptions',
				required: true,
				options: TOPIC_OPTIONS,
				default: ['orders/create', 'orders/updated'],
				hint: 'Type to search. Each topic shows the scope that it needs.',
				description:
					'Events that start the workflow. An expression can also return comma-separated topics.',
			},
			{
				displayName: 'Subscriptions',
				name: 'subscriptions',
				type: 'options',
				noDataExpression: true,
				default: 'node',
				options: [
					{
						name: 'Created by This Node',
						value: 'node',
						description:
							'Create the webhooks on activation, monitor them, and remove them on deactivation',
					},
					{
						name: 'Made by Hand',
						value: 'byHand',
						description: "Use webhooks from the shop's admin or the app's own configuration",
					},
				],
				description: 'Whether the node creates the webhooks',
			},
			...startFromProperties(
				{
					date: 'Also emits what was created, changed or deleted since a date',
					everything: 'Also emits all objects that exist',
					description:
						'Existing objects that the node emits once, after the activation. Topics marked No catch-up are left out. An object produces a Created event, and an Updated event if it has changed since its creation. To emit them again, choose A Date, and a date that you have not chosen before.',
				},
				{ subscriptions: ['byHand'] },
			),
			catchUpBatchProperty({ subscriptions: ['byHand'] }),
			acknowledgeParameter('Shopify', 5),
			optionsParameter([
				{
					displayName: 'API Version',
					name: 'apiVersion',
					type: 'options',
					default: '2026-10',
					options: [
						{ name: '2026-01', value: '2026-01' },
						{ name: '2026-04', value: '2026-04' },
						{ name: '2026-07', value: '2026-07' },
						{ name: '2026-10', value: '2026-10' },
						{ name: 'Unstable', value: 'unstable' },
					],
					description:
						"Version of the Admin API for subscriptions and catch-up. The app's own settings determine the version of webhook payloads.",
				},
				CAUGHT_UP_OPTION,
				{
					...CHECK_INTERVAL_OPTION,
					description:
						'How often to restore missing subscriptions and to look for missed events, while the workflow is active',
				},
				textField({
					displayName: 'Filter',
					name: 'filter',
					placeholder: 'e.g. total_price:>=100.00 AND currency:EUR',
					description:
						"Condition in Shopify's search syntax, for topics without one under Filters per Topic. Filtered topics have no catch-up.",
				}),
				{
					displayName: 'Filters per Topic',
					name: 'topicFilters',
					type: 'fixedCollection',
					typeOptions: { multipleValues: true },
					placeholder: 'Add filter',
					default: {},
					options: [
						{
							displayName: 'Filters',
							name: 'filters',
							values: [
								{
									displayName: 'Topic',
									name: 'topic',
									type: 'options',
									options: TOPIC_OPTIONS,
									default: '',
									description: 'One of the chosen topics',
								},
								textField({
									displayName: 'Filter',
									name: 'filter',
									placeholder: 'e.g. type:lookbook',
									description:
										"Condition on the topic's payload. Metaobject topics require a type:… condition.",
								}),
							],
						},
					],
					description: 'Conditions for individual topics. A topic with a condition ignores Filter.',
				},
				textField({
					displayName: 'Include Fields',
					name: 'includeFields',
					placeholder: 'e.g. updated_at, total_price',
					description:
						'Comma-separated fields of the payload. Include updated_at, or Shopify may treat two changes as one.',
				}),
				...SOURCE_OPTIONS,
				TEST_EVENT_OPTION,
				textField({
					displayName: 'Metafield Namespaces',
					name: 'metafieldNamespaces',
					placeholder: 'e.g. custom, my-app',
					description: 'Comma-separated namespaces whose metafields are added to the payload',
				}),
			]),
		],
	};

	webhookMethods = trigger.webhookMethods;
	webhook = trigger.webhook;
	trigger = trigger.trigger;
	execute = trigger.execute;
}
