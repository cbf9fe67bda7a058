import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { emit } from './emit';
import { testSecret } from './testSecret';

export class SignedEvent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Signed Event',
		name: 'signedEvent',
		icon: {
			light: 'file:../../icons/signedEvent.svg',
			dark: 'file:../../icons/signedEvent.dark.svg',
		},
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] }}',
		description: 'Puts events into an envelope, signs it, and delivers it when asked',
		defaults: { name: 'Signed Event' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		// Not tied to the signature by displayOptions: n8n's editor hides what credentials depend on.
		credentials: [{ name: 'signedEventsApi', required: false, testedBy: 'testSecret' }],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Emit',
						value: 'emit',
						description: 'Put events into an envelope and sign it',
						action: 'Emit signed events',
					},
				],
				default: 'emit',
			},
			{
				displayName: 'Envelope',
				name: 'envelope',
				type: 'options',
				options: [
					{
						name: 'Cloud Elements',
						value: 'cloudElements',
						description: 'The notification that Cloud Elements posted, field for field',
					},
				],
				default: 'cloudElements',
				description: 'What the events are wrapped in',
			},
			{
				displayName: 'Signature',
				name: 'signature',
				type: 'multiOptions',
				options: [
					{
						name: 'Cloud Elements',
						value: 'cloudElements',
						description: 'Header Elements-Webhook-Signature: HMAC-SHA256 over the body',
					},
				],
				default: ['cloudElements'],
				description: 'How the body is signed. None: it goes out unsigned.',
			},
			{
				displayName: 'Callback URL',
				name: 'callbackUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/events',
				description: 'Where the signed body is posted to. Empty: it is only put out.',
			},
			{
				displayName: 'Batch Size',
				name: 'batchSize',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 20 },
				default: 10,
				description: 'How many events of one kind go into one envelope at most',
			},
			{
				displayName: 'Skip Duplicates',
				name: 'skipDuplicates',
				type: 'boolean',
				default: false,
				description:
					'Whether to leave out events that this node has delivered before (put out before, without a callback URL), by their ID. It remembers the last 10,000.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
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
						displayName: 'Timeout',
						name: 'timeout',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 15,
						description: 'Seconds to wait for the callback to answer',
					},
				],
			},
		],
	};

	methods = { credentialTest: { testSecret } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await emit.call(this);
	}
}
