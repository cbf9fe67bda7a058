import type { INodeProperties } from 'n8n-workflow';

/** The parameters of the operation Convert Instance. */
export const convertPanel: INodeProperties[] = [
	{
		displayName: 'Instance',
		name: 'instance',
		type: 'string',
		typeOptions: { rows: 12 },
		default: '',
		required: true,
		placeholder: 'e.g. { "element": { "key": "shopify" }, "configuration": { … } }',
		hint: 'n8n saves the pasted text with this workflow, including secrets. An expression avoids that.',
		description:
			'One or more instances: the JSON sent to POST /instances, the cURL command that sends it, or a response of GET /instances',
	},
	{
		displayName: 'Include Secrets',
		name: 'includeSecrets',
		type: 'boolean',
		default: false,
		hint: 'The saved execution then also contains the secrets.',
		description: 'Whether the emitted credentials contain the secrets of the instance',
	},
];
