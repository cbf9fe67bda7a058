import type { INodeProperties } from 'n8n-workflow';

/** Which signatures are believed; the operation Verify and the trigger have it. */
export const SCHEMES_PARAMETER: INodeProperties = {
	displayName: 'Accepted Signatures',
	name: 'schemes',
	type: 'multiOptions',
	options: [
		{
			name: 'Cloud Elements',
			value: 'cloudElements',
			description:
				'Header Elements-Webhook-Signature. It proves no time: whoever saw a request can send it again later.',
		},
		{
			name: 'Standard Webhooks',
			value: 'standardWebhooks',
			description: 'Headers webhook-ID, webhook-timestamp and webhook-signature (v1 and v1a)',
		},
	],
	default: ['cloudElements', 'standardWebhooks'],
	description:
		'Which signatures verify a request. If both are accepted, a request signed by both can be replayed with the Cloud Elements signature alone.',
};

/** How old a request may be. */
export const TOLERANCE_OPTION: INodeProperties = {
	displayName: 'Tolerance (Seconds)',
	name: 'tolerance',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3600 },
	default: 300,
	description:
		"How far the time that Standard Webhooks signs may be off this machine's, either way. Older requests are refused.",
};

const verify = { show: { operation: ['verify'] } };

/** The panel of the operation Verify. */
export const verifyPanel: INodeProperties[] = [
	{
		displayName: 'Body',
		name: 'body',
		type: 'string',
		displayOptions: verify,
		default: '={{ $json.body }}',
		description:
			'The body exactly as it was received, as text. Parsed JSON that was written anew is another body. For n8n’s Webhook node, switch on its option Raw Body and use the option Binary Field here.',
	},
	{
		displayName: 'Headers',
		name: 'headers',
		type: 'json',
		displayOptions: verify,
		default: '={{ $json.headers }}',
		description: 'The headers of the request, as an object',
	},
	{ ...SCHEMES_PARAMETER, displayOptions: verify },
	{
		displayName: 'Options',
		name: 'verifyOptions',
		type: 'collection',
		displayOptions: verify,
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Binary Field',
				name: 'binaryField',
				type: 'string',
				default: 'data',
				description:
					'Name of the binary field that holds the raw body. It takes the place of the body above.',
			},
			TOLERANCE_OPTION,
		],
	},
];
