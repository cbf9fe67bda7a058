import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { acknowledgeParameter, SOURCE_OPTIONS } from '../host/properties';
import { webhookEntries, webhookTrigger } from '../host/trigger/webhookTrigger';
import { connect, CREDENTIAL } from './connect';
import { CATCH_UP_INTERVAL_OPTION, EVENT_OPTIONS } from './panel';
import { ecwid } from './vendor';

const trigger = webhookTrigger({ vendor: ecwid, credentialType: () => CREDENTIAL, connect });

export class EcwidEventsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ecwid Events Trigger',
		name: 'ecwidEventsTrigger',
		icon: {
			light: 'file:../../icons/ecwid.svg',
			dark: 'file:../../icons/ecwid.dark.svg',
		},
		group: ['trigger'],
		// From version 2 on n8n evaluates no expression for a delivery (docs/facts/n8n.md F).
		version: 2,
		subtitle: '={{ [$parameter["eventTypes"]].flat().join(", ") }}',
		description: 'Starts the workflow when something changes in an Ecwid store',
		defaults: { name: 'Ecwid Events Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'signedEventsEcwidApi', required: true }],
		webhooks: webhookEntries,
		properties: [
			{
				displayName:
					'Ask Ecwid to set the <b>Production URL</b> above, with the events below, as the webhook URL of your app; no program can do that (<a href="https://docs.ecwid.com/build-apps/webhook-automations/setup-webhooks/set-up-webhooks-for-your-app" target="_blank">how</a>). Until it is set, the active workflow finds changes every 15 minutes.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Event Types',
				name: 'eventTypes',
				type: 'multiOptions',
				required: true,
				options: EVENT_OPTIONS,
				default: ['order.created', 'order.updated', 'order.deleted'],
				description:
					'Which events start the workflow. The access token needs the scopes that they belong to; what it lacks is said when the workflow is activated.',
			},
			{
				displayName: 'Fetch Object',
				name: 'fetchObject',
				type: 'boolean',
				default: true,
				description:
					"Whether to fetch each object from Ecwid before its webhook is believed. Ecwid's signature covers neither the content nor the store of a webhook: without this an event only repeats what it said, and is marked as unproven.",
			},
			acknowledgeParameter('Ecwid', 10),
			{
				displayName: 'Legacy Notifications',
				name: 'legacy',
				type: 'boolean',
				default: false,
				description:
					'Whether to take Instant Order Notifications of the legacy API too, as Cloud Elements did. Ecwid ended them in 2017. Nothing signs them: each is believed only after its order was fetched with the Order Secret Key.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [CATCH_UP_INTERVAL_OPTION, ...SOURCE_OPTIONS],
			},
		],
	};

	webhookMethods = trigger.webhookMethods;
	webhook = trigger.webhook;
	trigger = trigger.trigger;
	execute = trigger.execute;
}
