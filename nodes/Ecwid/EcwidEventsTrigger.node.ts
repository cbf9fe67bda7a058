import {
	NodeConnectionTypes,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { FILTER_OPTIONS } from '../host/eventFilterOptions';
import { acknowledgeParameter, notice, optionsParameter, SOURCE_OPTIONS } from '../host/properties';
import { catchUpBatchProperty, startFromProperties } from '../host/startFromProperties';
import { webhookEntries, webhookTrigger } from '../host/trigger/webhookTrigger';
import { TEST_EVENT_HINTS, TEST_EVENT_OPTION } from '../host/testEventOption';
import { triggerPanel } from '../host/triggerPanel';
import { samples } from './samples';
import { connect, CREDENTIAL } from './connect';
import { CATCH_UP_INTERVAL_OPTION, EVENT_OPTIONS } from './eventOptions';
import { ecwid } from './vendor';

const trigger = webhookTrigger({
	vendor: ecwid,
	credentialType: () => CREDENTIAL,
	connect,
	samples: { ...samples, parameter: 'eventTypes', otherwise: 'order.created' },
});

/** An option. Version 2 of the node has a parameter instead. */
const LEGACY: INodeProperties = {
	displayName: 'Legacy Notifications',
	name: 'legacy',
	type: 'boolean',
	default: false,
	description:
		'Whether to also accept unsigned Instant Order Notifications. The node confirms each order with the Order Secret Key.',
};

export class EcwidEventsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ecwid Events Trigger',
		name: 'ecwidEventsTrigger',
		icon: {
			light: 'file:../../icons/ecwid.svg',
			dark: 'file:../../icons/ecwid.dark.svg',
		},
		group: ['trigger'],
		// From version 2, n8n does not evaluate expressions for a delivery (docs/facts/n8n.md F).
		version: [2, 3],
		subtitle: '={{ [$parameter["eventTypes"]].flat().join(", ") }}',
		description: 'Starts the workflow when something changes in an Ecwid store',
		defaults: { name: 'Ecwid Events Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'signedEventsEcwidApi', required: true }],
		webhooks: webhookEntries,
		hints: TEST_EVENT_HINTS,
		triggerPanel: triggerPanel(
			'let Ecwid call the test URL above',
			'Ecwid calls the production URL, and the active workflow also checks for changes by itself.',
			'Ecwid calls only the URL that you gave to Ecwid. If that is the production URL, publish the workflow, change an order, and copy the event from the output of its execution.',
		),
		properties: [
			notice(
				'setUpNotice',
				'Ask Ecwid to send the webhooks of your app, for the events below, to the <b>Production URL</b> above (<a href="https://docs.ecwid.com/build-apps/webhook-automations/setup-webhooks/set-up-webhooks-for-your-app" target="_blank">instructions</a>). Until then, the active workflow finds only events of orders, carts, products, customers, discounts and reviews. It finds them at its checks, every 15 minutes by default.',
			),
			{
				displayName: 'Event Types',
				name: 'eventTypes',
				type: 'multiOptions',
				required: true,
				options: EVENT_OPTIONS,
				default: ['order.created', 'order.updated', 'order.deleted'],
				description:
					'Events that start the workflow. An activation reports which scopes the access token lacks.',
			},
			{
				displayName: 'Fetch Object',
				name: 'fetchObject',
				type: 'boolean',
				default: true,
				description:
					'Whether to fetch each changed object. Ecwid does not sign the content of webhooks, so if this is off, their events are unproven.',
			},
			...startFromProperties({
				date: 'Also emits what was created, changed or deleted since a date',
				everything: 'Also emits all objects that exist, and the deletions that Ecwid still lists',
				description:
					'Existing objects to emit: orders, carts, products, customers, discounts and reviews. An object produces a Created event, and an Updated event if it has changed since its creation. The node emits them once, after the activation. To emit them again, choose A Date, and a date that you have not chosen before.',
			}),
			catchUpBatchProperty(),
			acknowledgeParameter('Ecwid', 10),
			{ ...LEGACY, displayOptions: { show: { '@version': [2] } } },
			optionsParameter([
				CATCH_UP_INTERVAL_OPTION,
				...FILTER_OPTIONS,
				...SOURCE_OPTIONS,
				TEST_EVENT_OPTION,
				{ ...LEGACY, displayOptions: { show: { '@version': [3] } } },
			]),
		],
	};

	webhookMethods = trigger.webhookMethods;
	webhook = trigger.webhook;
	trigger = trigger.trigger;
	execute = trigger.execute;
}
