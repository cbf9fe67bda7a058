import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { secretField } from '../nodes/host/credentialFields';

export class SignedEventsWebhookApi implements ICredentialType {
	name = 'signedEventsWebhookApi';

	displayName = 'Signed Events Webhook API';

	icon: Icon = {
		light: 'file:../icons/signedWebhook.svg',
		dark: 'file:../icons/signedWebhook.dark.svg',
	};

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/signed-webhook.md';

	properties: INodeProperties[] = [
		{
			...secretField({
				displayName: 'Secret',
				name: 'secret',
				description:
					'Secret that the provider signs webhooks with. Leave it empty if the provider has a public key.',
			}),
			hint: 'No provider can confirm the keys, so the test checks only their form. The first delivery shows whether they are right.',
		},
		secretField({
			displayName: 'Previous Secrets',
			name: 'previousSecrets',
			description: 'Comma-separated old secrets during a rotation, the newest first',
		}),
		secretField({
			displayName: 'Public Key',
			name: 'publicKey',
			description:
				'Key of a provider that signs with a private key, such as Discord: PEM, base64 or hexadecimal',
		}),
		secretField({
			displayName: 'Verify Token',
			name: 'verifyToken',
			description:
				'Text that you choose and also enter at the provider, if the provider asks for one, as Meta does',
		}),
	];
}
