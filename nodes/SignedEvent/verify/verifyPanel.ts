import type { INodeProperties } from 'n8n-workflow';

import { optionsParameter } from '../../host/properties';

/** The accepted signatures, for the operation Verify and the trigger. */
export const SCHEMES_PARAMETER: INodeProperties = {
	displayName: 'Accepted Signatures',
	name: 'schemes',
	type: 'multiOptions',
	options: [
		{
			name: 'Cloud Elements',
			value: 'cloudElements',
			description:
				'Header Elements-Webhook-Signature. It has no timestamp, so a recorded request can be replayed.',
		},
		{
			name: 'Standard Webhooks',
			value: 'standardWebhooks',
			description:
				'Headers webhook-* or svix-*, with a signature v1 (HMAC-SHA256) or v1a (Ed25519)',
		},
	],
	default: ['cloudElements', 'standardWebhooks'],
	hint: 'If both are accepted, a request with both can be replayed with the Cloud Elements signature alone.',
	description: 'Kinds of signature that the node accepts',
};

/** The maximum age of a request. */
export const TOLERANCE_OPTION: INodeProperties = {
	displayName: 'Tolerance (Seconds)',
	name: 'tolerance',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3600 },
	default: 300,
	description:
		"Maximum difference between the signed time of Standard Webhooks and n8n's clock. Defaults to 300.",
};

/** The parameters of the operation Verify. */
export const verifyPanel: INodeProperties[] = [
	{
		displayName: 'Body',
		name: 'body',
		type: 'string',
		default: '={{ $json.body }}',
		hint: 'If n8n’s Webhook node receives the request, turn on its option Raw Body, and use the option Binary Field here.',
		description:
			'The received body as text, unchanged. JSON that was parsed and serialized again has other bytes.',
	},
	{
		displayName: 'Headers',
		name: 'headers',
		type: 'json',
		default: '={{ $json.headers }}',
		description: 'The request headers as an object',
	},
	SCHEMES_PARAMETER,
	{
		...optionsParameter([
			{
				displayName: 'Binary Field',
				name: 'binaryField',
				type: 'string',
				default: 'data',
				description: 'Name of the binary field with the raw body. It replaces the parameter Body.',
			},
			TOLERANCE_OPTION,
		]),
		name: 'verifyOptions',
	},
];
