import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { acknowledgeParameter, SOURCE_OPTIONS } from '../host/properties';
import { webhookEntries, webhookTrigger } from '../host/trigger/webhookTrigger';
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
		// From version 2 on n8n evaluates no expression for a delivery (docs/facts/n8n.md F).
		version: 2,
		subtitle: '={{ [$parameter["schemes"]].flat().join(", ") }}',
		description:
			'Starts the workflow when an event with a valid signature arrives. The actions sign, deliver and verify events.',
		defaults: { name: 'Signed Event Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'signedEventsApi', required: true, testedBy: 'testSecret' }],
		webhooks: webhookEntries,
		properties: [
			{
				displayName:
					'Give the <b>Production URL</b> above to the sender. The credential holds the secret that you share with the sender, or the sender’s public key. A request without a valid signature gets a 401 and starts nothing. A header that the signature does not cover decides nothing of an event.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			SCHEMES_PARAMETER,
			acknowledgeParameter('the sender', 15),
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [...SOURCE_OPTIONS, TOLERANCE_OPTION],
			},
		],
	};

	methods = { credentialTest: { testSecret } };

	webhookMethods = trigger.webhookMethods;
	webhook = trigger.webhook;
	trigger = trigger.trigger;
	execute = trigger.execute;
}
