import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { convertInstance } from './convert/convert';
import { convertPanel } from './convert/convertPanel';
import { emit } from './emit/emit';
import { emitPanel } from './emit/emitPanel';
import { testSecret } from './testSecret';
import { verify } from './verify/verify';
import { verifyPanel } from './verify/verifyPanel';

const operations = { convertInstance, emit, verify };

function shownFor(operation: keyof typeof operations, panel: INodeProperties[]): INodeProperties[] {
	return panel.map((parameter) => ({
		...parameter,
		displayOptions: {
			...parameter.displayOptions,
			show: { operation: [operation], ...parameter.displayOptions?.show },
		},
	}));
}

export class SignedEvent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Signed Event',
		name: 'signedEvent',
		icon: {
			light: 'file:../../icons/signedEvent.svg',
			dark: 'file:../../icons/signedEvent.dark.svg',
		},
		group: ['output'],
		version: [1, 2],
		subtitle:
			'={{ { convertInstance: "convert instance", emit: "emit", verify: "verify" }[$parameter["operation"]] }}',
		description:
			'Signs and delivers events, verifies signed requests, and converts Cloud Elements instances',
		defaults: { name: 'Signed Event' },
		inputs: [NodeConnectionTypes.Main],
		// Not an expression, which would cost an isolate in each execution (docs/facts/n8n.md F).
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Passed', 'Failed'],
		usableAsTool: true,
		// No displayOptions by signature: n8n's editor hides parameters that credentials depend on.
		credentials: [{ name: 'signedEventsApi', required: false, testedBy: 'testSecret' }],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Convert Instance',
						value: 'convertInstance',
						description: 'Convert a Cloud Elements instance to a workflow',
						action: 'Convert a cloud elements instance',
					},
					{
						name: 'Emit',
						value: 'emit',
						description: 'Wrap, sign and deliver events',
						action: 'Emit signed events',
					},
					{
						name: 'Verify',
						value: 'verify',
						description: 'Verify the signature of a request',
						action: 'Verify a signed request',
					},
				],
				default: 'emit',
			},
			...shownFor('convertInstance', convertPanel),
			...shownFor('emit', emitPanel),
			...shownFor('verify', verifyPanel),
		],
	};

	methods = { credentialTest: { testSecret } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0, 'emit') as keyof typeof operations;
		return await operations[operation].call(this);
	}
}
