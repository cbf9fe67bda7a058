import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { FILTER_OPTIONS } from '../host/eventFilterOptions';
import { acknowledgeParameter, notice, optionsParameter, SOURCE_OPTIONS } from '../host/properties';
import { checkedWebhookEntries, webhookTrigger } from '../host/trigger/webhookTrigger';
import { triggerPanel } from '../host/triggerPanel';
import { CREDENTIAL } from './credential';
import { CUSTOM_PARAMETERS, PROVIDER_OPTIONS, TOLERANCE_OPTION } from './panel';
import { testWebhookSecret } from './testSecret';
import { connect, signedWebhooks } from './vendor';

const trigger = webhookTrigger({
	vendor: signedWebhooks,
	credentialType: () => CREDENTIAL,
	connect,
});

export class SignedWebhookTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Signed Webhook Trigger',
		name: 'signedWebhookTrigger',
		icon: {
			light: 'file:../../icons/signedWebhook.svg',
			dark: 'file:../../icons/signedWebhook.dark.svg',
		},
		group: ['trigger'],
		// From version 2 on, n8n evaluates no expression per delivery (docs/facts/n8n.md F).
		version: 2,
		subtitle: '={{ $parameter["provider"] }}',
		description:
			'Starts the workflow when a webhook with a valid signature arrives, from Stripe, GitHub, Slack and many others',
		defaults: { name: 'Signed Webhook Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'signedEventsWebhookApi', required: true, testedBy: 'testWebhookSecret' },
		],
		webhooks: checkedWebhookEntries,
		triggerPanel: triggerPanel(
			'let the provider send a webhook to the test URL above',
			'the provider calls the production URL.',
			'',
			false,
		),
		properties: [
			notice(
				'setUpNotice',
				'Enter the <b>Production URL</b> above at the provider, and its signing secret in the credential. For a test in the editor, use the <b>Test URL</b> while n8n listens. Requests without a valid signature get a 401 and start no execution.',
			),
			{
				displayName: 'Provider',
				name: 'provider',
				type: 'options',
				noDataExpression: true,
				options: PROVIDER_OPTIONS,
				default: 'standard_webhooks',
				description: 'The service that sends and signs the webhooks. Type to search.',
			},
			...CUSTOM_PARAMETERS,
			acknowledgeParameter('the provider', 5, 'may retry'),
			optionsParameter([...FILTER_OPTIONS, ...SOURCE_OPTIONS, TOLERANCE_OPTION]),
		],
	};

	methods = { credentialTest: { testWebhookSecret } };

	webhookMethods = trigger.webhookMethods;
	webhook = trigger.webhook;
	trigger = trigger.trigger;
	execute = trigger.execute;
}
