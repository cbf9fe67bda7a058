import type { INodeProperties } from 'n8n-workflow';

import { optionsParameter, textField } from '../../host/properties';
import { panelDefaults, VERSIONS, type PanelDefaults } from './panelDefaults';

const displayOptions = { show: { input: ['fields'] } };

/** The format of the body. */
const ENVELOPE: INodeProperties = {
	displayName: 'Envelope',
	name: 'envelope',
	type: 'options',
	options: [
		{
			name: 'Cloud Elements',
			value: 'cloudElements',
			description: 'A notification with the same fields as those of Cloud Elements',
		},
		{
			name: 'CloudEvents',
			value: 'cloudEvents',
			description:
				'CloudEvents 1.0 with the event as data. Options > CloudEvents Mode sets the mode.',
		},
		{
			name: 'Event',
			value: 'event',
			description: 'The event itself, one per request',
		},
	],
	default: 'event',
	description: 'The format of the body',
};

/** How the body is signed. */
const SIGNATURE: INodeProperties = {
	displayName: 'Signature',
	name: 'signature',
	type: 'multiOptions',
	options: [
		{
			name: 'Cloud Elements',
			value: 'cloudElements',
			description: 'Header Elements-Webhook-Signature: HMAC-SHA256 over the body',
		},
		{
			name: 'Standard Webhooks',
			value: 'standardWebhooks',
			description:
				'Headers webhook-*: a v1 signature (HMAC-SHA256) per whsec_ secret, a v1a signature (Ed25519) per whsk_ key',
		},
	],
	default: ['standardWebhooks'],
	description: 'How the body is signed. If no signature is chosen, the body is sent unsigned.',
};

/** Returns a parameter once for each version of the node, each with the default of that version. */
function byVersion(parameter: INodeProperties): INodeProperties[] {
	return VERSIONS.map((version) => ({
		...parameter,
		displayOptions: { show: { '@version': [version] } },
		default: panelDefaults(version)[parameter.name as keyof PanelDefaults],
	}));
}

/** The parameters of the operation Sign and Send. */
export const emitPanel: INodeProperties[] = [
	{
		displayName: 'Input',
		name: 'input',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Any JSON',
				value: 'fields',
				description: 'Items of any node, mapped by the fields below',
			},
			{
				name: 'Events',
				value: 'events',
				description: 'Items of the triggers of this package',
			},
		],
		default: 'events',
		description:
			'Kind of the input items. With Events, the node also accepts messages that it has signed before, and sends them again.',
	},
	textField({
		displayOptions,
		displayName: 'Source',
		name: 'source',
		required: true,
		placeholder: 'e.g. crm.example.com',
		description: 'The system that the event comes from',
	}),
	textField({
		displayOptions,
		displayName: 'Event Type',
		name: 'type',
		required: true,
		placeholder: 'e.g. UPDATED',
		description: 'CREATED, UPDATED or DELETED. Another name becomes the topic of an UNKNOWN event.',
	}),
	textField({
		displayOptions,
		displayName: 'Object Type',
		name: 'object',
		required: true,
		placeholder: 'e.g. contacts',
		description: 'The kind of the changed object',
	}),
	textField({
		displayOptions,
		displayName: 'Object ID',
		name: 'id',
		required: true,
		placeholder: 'e.g. 4711',
		description: 'The ID of the changed object',
	}),
	textField({
		displayOptions,
		displayName: 'Date',
		name: 'date',
		placeholder: 'e.g. {{ $json.updatedAt }}',
		hint: 'The event ID is derived from Source, Event Type, Object Type, Object ID, the JSON of the item, and Date if it is not empty. So the same item with the same fields always gets the same ID.',
		description: 'When the change happened, in ISO 8601 format with a time zone. Defaults to now.',
	}),
	...byVersion(ENVELOPE),
	...byVersion(SIGNATURE),
	textField({
		displayName: 'Callback URL',
		name: 'callbackUrl',
		placeholder: 'e.g. https://example.com/events',
		hint: 'If empty, the node sends nothing. Each output item then has the signed body and its headers.',
		description: 'The URL to which the node posts the signed body',
	}),
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		displayOptions: { hide: { envelope: ['event'] } },
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 20 },
		default: 10,
		description:
			'Maximum number of events per envelope. Defaults to 10. Up to 1,000 events of one webhook go into one envelope if they share a raw object of over 64 KB.',
	},
	{
		displayName: 'Skip Duplicates',
		name: 'skipDuplicates',
		type: 'boolean',
		default: false,
		hint: 'Without a Callback URL, an event counts as delivered once the node returns it. A test in the editor records nothing.',
		description:
			'Whether to skip events that this node delivered before, by sender and ID. The node recognizes its last 4,500 to 9,000 events, or fewer if several executions run at the same time.',
	},
	optionsParameter([
		{
			displayName: 'Allow Private Addresses',
			name: 'allowPrivateAddresses',
			type: 'boolean',
			default: false,
			description:
				'Whether the Callback URL may have a private address. Without this option, only a URL without an expression may have one.',
		},
		{
			displayName: 'CloudEvents Mode',
			name: 'cloudEventsMode',
			type: 'options',
			options: [
				{
					name: 'Batch',
					value: 'Batch',
					description: 'Several events in one array. The receiver must support it.',
				},
				{
					name: 'Binary',
					value: 'Binary',
					description: 'The attributes in ce- headers, and the event as the body',
				},
				{
					name: 'Structured',
					value: 'Structured',
					description: 'Attributes and event in the body',
				},
			],
			default: 'Structured',
			description: 'How a CloudEvent is written to a request',
		},
		{
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 50 },
			default: 1,
			description: 'Number of requests at a time. With 1, envelopes arrive in order.',
		},
		{
			displayName: 'Headers',
			name: 'headers',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add header',
			default: {},
			description:
				'Additional headers of each request. They are not signed. An expression is evaluated for each item.',
			options: [
				{
					displayName: 'Header',
					name: 'header',
					values: [
						{ displayName: 'Name', name: 'name', type: 'string', default: '' },
						{ displayName: 'Value', name: 'value', type: 'string', default: '' },
					],
				},
			],
		},
		{
			displayName: 'Instance',
			name: 'instance',
			type: 'fixedCollection',
			default: {},
			description:
				'IDs of your Cloud Elements instance, for the envelope. Without this option, they are derived from the workflow ID.',
			options: [
				{
					displayName: 'Numbers',
					name: 'numbers',
					values: [
						{ displayName: 'Account ID', name: 'accountId', type: 'number', default: 0 },
						{ displayName: 'Company ID', name: 'companyId', type: 'number', default: 0 },
						{ displayName: 'Instance ID', name: 'instanceId', type: 'number', default: 0 },
						{ displayName: 'User ID', name: 'userId', type: 'number', default: 0 },
					],
				},
			],
		},
		{
			displayName: 'Retries',
			name: 'retries',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 5 },
			default: 2,
			hint: 'The node retries after 1, 2, 4, … seconds if no response arrives or the response has status 408, 425, 429 or 5xx.',
			description:
				'Number of retries within the execution. If this option is not added, the node does not retry.',
		},
		{
			displayName: 'Retry Schedule',
			name: 'retrySchedule',
			type: 'options',
			options: [
				{
					name: 'Cloud Elements',
					value: 'cloudElements',
					description: 'Ten attempts in 97 to 117 hours',
				},
				{
					name: 'Standard Webhooks',
					value: 'standardWebhooks',
					description: 'Ten attempts in 75 to 91 hours',
				},
			],
			default: 'standardWebhooks',
			description:
				'Schedule that sets nextAttemptAt of undelivered items. The node itself does not wait: add a Wait node for that.',
		},
		{
			displayName: 'Sign Unproven Events',
			name: 'signUnproven',
			type: 'boolean',
			default: false,
			description:
				'Whether to sign and send events that the vendor neither signed nor confirmed. If off, they go to the second output.',
		},
		{
			displayName: 'Timeout (Seconds)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 300 },
			default: 15,
			description:
				'Maximum duration of a request. The DNS lookup before it has the same limit. Defaults to 15 seconds.',
		},
	]),
];
