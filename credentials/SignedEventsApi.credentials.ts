import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class SignedEventsApi implements ICredentialType {
	name = 'signedEventsApi';

	displayName = 'Signed Events API';

	icon: Icon = {
		light: 'file:../icons/signedEvent.svg',
		dark: 'file:../icons/signedEvent.dark.svg',
	};

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/signed-event.md#keys';

	properties: INodeProperties[] = [
		{
			displayName: 'Signature Secret',
			name: 'signatureSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Key that signs what is sent, and proves what is received. For Cloud Elements any text of at least 8 characters, the longer the better; for Standard Webhooks whsec_ and 24 to 64 bytes in base64 (the receiver needs the same), or a private key, whsk_ and base64 (the receiver needs only the public one).',
		},
		{
			displayName: 'Previous Signature Secrets',
			name: 'previousSignatureSecrets',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Further keys, separated by commas, while they are being replaced. Standard Webhooks signs with all of them, so that receivers with an old or a new key believe; and what they sign is believed here.',
		},
		{
			displayName: 'Verification Keys',
			name: 'verificationKeys',
			type: 'string',
			default: '',
			placeholder: 'e.g. whpk_…',
			description:
				'Public keys of senders who sign with private ones, separated by commas: whpk_ and base64',
		},
	];
}
