import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { acknowledgeParameter, notice, optionsParameter, SOURCE_OPTIONS } from '../host/properties';
import { webhookEntries, webhookTrigger } from '../host/trigger/webhookTrigger';
import { triggerPanel } from '../host/triggerPanel';
import { CREDENTIAL } from './keys';
import { connect, signedEvents } from './verify/receiverVendor';
import { testSecret } from './testSecret';
import { SCHEMES_PARAMETER, TOLERANCE_OPTION } from './verify/verifyPanel';

const trigger = webhookTrigger({
	vendor: signedEvents,
	credentialType: () => CREDENTIAL,
	connect,
});

export class SignedEventTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Signed Event Trigger',
		name: 'signedEventTrigger',
		icon: {
			light: 'file:../../icons/signedEvent.svg',
			dark: 'file:../../icons/signedEvent.dark.svg',
		},
		group: ['trigger'],
		// From version 2 on, n8n evaluates no expression per delivery (docs/facts/n8n.md F).
		version: [2, 3],
		subtitle: '={{ [$parameter["schemes"]].flat().join(", ") }}',
		description:
			'Starts the workflow when an event with a valid signature arrives. The node Signed Event sends such events.',
		defaults: { name: 'Signed Event Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'signedEventsApi', required: true, testedBy: 'testSecret' }],
		webhooks: webhookEntries,
		triggerPanel: triggerPanel(
			'let the sender send an event to the test URL above',
			'the sender calls the production URL.',
			'',
			false,
		),
		properties: [
			notice(
				'setUpNotice',
				'Give the <b>Production URL</b> above to the sender. For a test in the editor, use the <b>Test URL</b> while n8n listens. The credential holds the shared secret or the sender’s public key. Requests without a valid signature get a 401 and start no execution. Events contain no unsigned headers, except CloudEvents attributes, which are in <b>unsignedHeaders</b>.',
			),
			{ ...SCHEMES_PARAMETER, displayOptions: { show: { '@version': [2] } } },
			{
				...SCHEMES_PARAMETER,
				displayOptions: { show: { '@version': [3] } },
				// A Cloud Elements signature has no timestamp, so a recorded request could be sent again.
				default: ['standardWebhooks'],
			},
			acknowledgeParameter('the sender', 15, 'may retry'),
			optionsParameter([
				{
					displayName: 'Explain Rejections',
					name: 'explainRejections',
					type: 'boolean',
					default: false,
					description:
						'Whether a rejected sender gets the reason as JSON with the 401. Anyone who calls the URL can then read it.',
				},
				...SOURCE_OPTIONS,
				TOLERANCE_OPTION,
			]),
		],
	};

	methods = { credentialTest: { testSecret } };

	webhookMethods = trigger.webhookMethods;
	webhook = trigger.webhook;
	trigger = trigger.trigger;
	execute = trigger.execute;
}
