import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class SignedEventsApi implements ICredentialType {
	name = 'signedEventsApi';

	displayName = 'Signed Events API';

	icon: Icon = {
		light: 'file:../icons/signedEvent.svg',
		dark: 'file:../icons/signedEvent.dark.svg',
	};

	documentationUrl = 'https://github.com/signed-events/n8n-nodes-signed-events#readme';

	properties: INodeProperties[] = [
		{
			displayName: 'Signature Secret',
			name: 'signatureSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Key that signs what is sent. The receiver needs the same one. Any text will do, the longer the better.',
		},
	];
}
