import type { INodeProperties } from 'n8n-workflow';

const convertInstance = { show: { operation: ['convertInstance'] } };

/** The panel of the operation Convert Instance. */
export const convertPanel: INodeProperties[] = [
	{
		displayName: 'Instance',
		name: 'instance',
		type: 'string',
		typeOptions: { rows: 12 },
		displayOptions: convertInstance,
		default: '',
		required: true,
		placeholder: 'e.g. { "element": { "key": "shopify" }, "configuration": { … } }',
		description:
			'An instance of Cloud Elements, or a list of them: the JSON posted to /instances, the cURL command around it, or an answer. What is pasted here is saved with this workflow, secrets too: an expression keeps them out.',
	},
	{
		displayName: 'Include Secrets',
		name: 'includeSecrets',
		type: 'boolean',
		displayOptions: convertInstance,
		default: false,
		description:
			'Whether the credentials that come out hold the secrets of the instance. They then stand in the saved execution too.',
	},
];
