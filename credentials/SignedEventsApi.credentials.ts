import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { secretField } from '../nodes/host/credentialFields';

export class SignedEventsApi implements ICredentialType {
	name = 'signedEventsApi';

	displayName = 'Signed Events API';

	icon: Icon = {
		light: 'file:../icons/signedEvent.svg',
		dark: 'file:../icons/signedEvent.dark.svg',
	};

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/signed-event.md';

	properties: INodeProperties[] = [
		{
			...secretField({
				displayName: 'Signature Secret',
				name: 'signatureSecret',
				placeholder: 'e.g. whsec_…',
				description:
					'Key that signs and verifies events: whsec_…, whsk_…, or at least 8 characters for Cloud Elements',
			}),
			hint: 'If it is empty, save the credential, then click More details: n8n shows a new secret that you can copy.',
		},
		{
			displayName: 'Cloud Elements Only',
			name: 'cloudElementsOnly',
			type: 'boolean',
			default: false,
			description:
				'Whether the secret can be any text, because it is used only for Cloud Elements signatures. Standard Webhooks needs whsec_… or whsk_….',
		},
		secretField({
			displayName: 'Previous Signature Secrets',
			name: 'previousSignatureSecrets',
			description:
				'Comma-separated old keys during a rotation, the newest first. Standard Webhooks signs and verifies with all of them.',
		}),
		{
			displayName: 'Verification Keys',
			name: 'verificationKeys',
			type: 'string',
			default: '',
			placeholder: 'e.g. whpk_…',
			description: 'Comma-separated public keys (whpk_…) of senders that sign with a private key',
		},
	];
}
