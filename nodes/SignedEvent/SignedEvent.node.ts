import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { emit } from './emit';
import { emitPanel } from './emitPanel';
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
		// Fixed, not by an expression: that would cost an isolate in each execution (facts/n8n.md F).
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Delivered', 'Not Delivered'],
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
			...emitPanel,
		],
	};

	methods = { credentialTest: { testSecret } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await emit.call(this);
	}
}
