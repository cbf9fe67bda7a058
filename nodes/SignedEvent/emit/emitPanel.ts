import type { INodeProperties } from 'n8n-workflow';

const emit = { operation: ['emit'] };
const mapped = { show: { ...emit, input: ['fields'] } };

/** The panel of the operation Emit. */
export const emitPanel: INodeProperties[] = [
	{
		displayName: 'Input',
		name: 'input',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: emit },
		options: [
			{
				name: 'Any JSON',
				value: 'fields',
				description: 'Items of any node; the fields below say what happened to what',
			},
			{
				name: 'Events',
				value: 'events',
				description: 'What the triggers of this package put out',
			},
		],
		default: 'events',
		description:
			'What the items are. With Events, a message that this node has signed itself is sent again: the same body with a new signature.',
	},
	{
		displayName: 'Source',
		name: 'source',
		type: 'string',
		displayOptions: mapped,
		default: '',
		required: true,
		placeholder: 'e.g. crm.example.com',
		description: 'Whose event it is',
	},
	{
		displayName: 'Event Type',
		name: 'type',
		type: 'string',
		displayOptions: mapped,
		default: '',
		required: true,
		placeholder: 'e.g. UPDATED',
		description:
			'What happened: CREATED, UPDATED or DELETED, or a name of your own, which makes the event type UNKNOWN and stands in its topic',
	},
	{
		displayName: 'Object Type',
		name: 'object',
		type: 'string',
		displayOptions: mapped,
		default: '',
		required: true,
		placeholder: 'e.g. contacts',
		description: 'What kind of object it happened to',
	},
	{
		displayName: 'Object ID',
		name: 'id',
		type: 'string',
		displayOptions: mapped,
		default: '',
		required: true,
		placeholder: 'e.g. 4711',
		description: 'Which object it happened to',
	},
	{
		displayName: 'Date',
		name: 'date',
		type: 'string',
		displayOptions: mapped,
		default: '',
		placeholder: 'e.g. {{ $json.updatedAt }}',
		description:
			'When it happened, as ISO 8601 writes it. Empty: now. The event ID follows from what is mapped and from the whole item: the same item is the same event.',
	},
	{
		displayName: 'Envelope',
		name: 'envelope',
		type: 'options',
		displayOptions: { show: emit },
		options: [
			{
				name: 'Cloud Elements',
				value: 'cloudElements',
				description: 'The notification that Cloud Elements posted, field for field',
			},
			{
				name: 'CloudEvents',
				value: 'cloudEvents',
				description: 'CloudEvents 1.0; its data is the event. Options > CloudEvents Mode says how.',
			},
			{
				name: 'Event',
				value: 'event',
				description: 'The event as it is, one a request',
			},
		],
		default: 'cloudElements',
		description: 'What the events are wrapped in',
	},
	{
		displayName: 'Signature',
		name: 'signature',
		type: 'multiOptions',
		displayOptions: { show: emit },
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
					'Headers webhook-ID, webhook-timestamp and webhook-signature, with v1 (HMAC-SHA256) for each whsec_ secret and v1a (Ed25519) for each whsk_ key',
			},
		],
		default: ['cloudElements'],
		description: 'How the body is signed. None: it goes out unsigned.',
	},
	{
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		displayOptions: { show: emit },
		default: '',
		placeholder: 'e.g. https://example.com/events',
		hint: 'Left empty, nothing is sent: each item then holds the signed body and its headers',
		description: 'Where the signed body is posted to',
	},
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		type: 'number',
		displayOptions: { show: emit },
		typeOptions: { minValue: 1, maxValue: 20 },
		default: 10,
		description: 'How many events of one kind go into one envelope at most',
	},
	{
		displayName: 'Skip Duplicates',
		name: 'skipDuplicates',
		type: 'boolean',
		displayOptions: { show: emit },
		default: false,
		description:
			'Whether to leave out events that this node has delivered before (emitted before, without a callback URL), by their sender and ID. It remembers the last 10,000.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		displayOptions: { show: emit },
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Allow Private Addresses',
				name: 'allowPrivateAddresses',
				type: 'boolean',
				default: false,
				description:
					'Whether the callback may be in a private network. If unset, only for a URL that is typed in.',
			},
			{
				displayName: 'CloudEvents Mode',
				name: 'cloudEventsMode',
				type: 'options',
				options: [
					{
						name: 'Batch',
						value: 'Batch',
						description: 'Several events in one array. The receiver must have asked for it.',
					},
					{
						name: 'Binary',
						value: 'Binary',
						description: 'The attributes as ce- headers; the body is the event',
					},
					{
						name: 'Structured',
						value: 'Structured',
						description: 'All of it in the body',
					},
				],
				default: 'Structured',
				description: 'How a CloudEvent travels, where that is the envelope',
			},
			{
				displayName: 'Concurrency',
				name: 'concurrency',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 50 },
				default: 1,
				description:
					'How many envelopes are on their way at a time. With 1 they arrive in their order.',
			},
			{
				displayName: 'Headers',
				name: 'headers',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add header',
				default: {},
				description: 'Further headers of each request. They are not signed.',
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
					'The numbers of your instance at Cloud Elements. Without them they are derived from the workflow.',
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
				description:
					'How often to try again at once, after 1, 2, 4, … seconds, where that may help: no answer, HTTP 408, 425, 429 and 5xx. Without this option not at all.',
			},
			{
				displayName: 'Retry Schedule',
				name: 'retrySchedule',
				type: 'options',
				options: [
					{
						name: 'Cloud Elements',
						value: 'cloudElements',
						description: 'Ten attempts in 97 hours',
					},
					{
						name: 'Standard Webhooks',
						value: 'standardWebhooks',
						description: 'Ten attempts in 75 hours',
					},
				],
				default: 'standardWebhooks',
				description:
					'What nextAttemptAt follows from, on items that were not delivered. The waiting is done by the workflow.',
			},
			{
				displayName: 'Sign Unproven Events',
				name: 'signUnproven',
				type: 'boolean',
				default: false,
				description:
					'Whether to sign and send events marked unproven. Otherwise they leave by the second output.',
			},
			{
				displayName: 'Timeout',
				name: 'timeout',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 300 },
				default: 15,
				description: 'Seconds until a request is given up',
			},
		],
	},
];
