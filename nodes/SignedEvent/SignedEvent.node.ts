import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeCredentialDescription,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { check } from './check/check';
import { checkPanel } from './check/checkPanel';
import { convertInstance } from './convert/convert';
import { convertPanel } from './convert/convertPanel';
import { emit } from './emit/emit';
import { emitPanel } from './emit/emitPanel';
import { replay } from './replay/replay';
import { replayPanel } from './replay/replayPanel';
import { report } from './report/report';
import { reportPanel } from './report/reportPanel';
import { testSecret } from './testSecret';
import { toolDescriptions } from './toolDescriptions';
import { verify } from './verify/verify';
import { verifyPanel } from './verify/verifyPanel';
import { REPLAYABLE } from '../vendors';

const operations = { check, convertInstance, emit, replay, report, verify };

function shownFor(operation: keyof typeof operations, panel: INodeProperties[]): INodeProperties[] {
	return panel.map((parameter) => ({
		...parameter,
		displayOptions: {
			...parameter.displayOptions,
			show: { operation: [operation], ...parameter.displayOptions?.show },
		},
	}));
}

/** The outputs of each operation by their names. The operation may be unset, because n8n does not store a default. */
const OUTPUTS =
	'({ check: ["Checked"], convertInstance: ["Converted"], replay: ["Replayed"], report: ["Report"], verify: ["Verified", "Unverified"] }[$parameter["operation"]] || ["Delivered", "Undelivered"]).map((displayName) => ({ type: "main", displayName }))';

/** Returns the operations other than the given ones. */
function otherThan(...operationNames: Array<keyof typeof operations>): string[] {
	return Object.keys(operations).filter((one) => !operationNames.some((name) => name === one));
}

/**
 * The key, and the vendors' credentials for Replay. Their conditions use `hide` instead of `show`: n8n's editor hides each
 * parameter that a `show` condition of a credential names.
 */
const CREDENTIALS: INodeCredentialDescription[] = [
	{
		name: 'signedEventsApi',
		required: false,
		testedBy: 'testSecret',
		displayOptions: { hide: { operation: otherThan('emit', 'verify') } },
	},
	...REPLAYABLE.flatMap((vendor) =>
		vendor.credentials.map(({ type, hide }) => ({
			name: type,
			required: false,
			displayOptions: {
				hide: {
					operation: otherThan('replay'),
					vendor: REPLAYABLE.filter((other) => other !== vendor).map(({ name }) => name),
					...hide,
				},
			},
		})),
	),
];

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
			'={{ { check: "check triggers", convertInstance: "convert instance", emit: "sign and send", replay: "replay events", report: "report", verify: "verify" }[$parameter["operation"]] }}',
		description:
			'Signs and delivers events, verifies signed requests, checks triggers, and converts Cloud Elements instances',
		defaults: { name: 'Signed Event' },
		inputs: [NodeConnectionTypes.Main],
		// An execution evaluates this only for an error output (n8n-core's workflow-execute.js), so it costs no isolate.
		outputs: `={{ ${OUTPUTS} }}`,
		usableAsTool: true,
		credentials: CREDENTIALS,
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Check',
						value: 'check',
						description:
							'Check the credential, subscriptions, webhook URL, clock and event counts of triggers of this package',
						action: 'Check triggers',
					},
					{
						name: 'Convert Instance',
						value: 'convertInstance',
						description: 'Convert a Cloud Elements instance to a workflow',
						action: 'Convert a cloud elements instance',
					},
					{
						name: 'Replay',
						value: 'replay',
						description: 'Emit past events of a vendor again, filtered by time, object type and ID',
						action: 'Replay events of a vendor',
					},
					{
						name: 'Report',
						value: 'report',
						description: 'Count how many changes came by webhook, and how many by catch-up or poll',
						action: 'Report how changes arrived',
					},
					{
						name: 'Sign and Send',
						value: 'emit',
						description: 'Wrap and sign events, and send them to a callback URL',
						action: 'Sign and send events',
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
			...toolDescriptions,
			...shownFor('check', checkPanel),
			...shownFor('convertInstance', convertPanel),
			...shownFor('emit', emitPanel),
			...shownFor('replay', replayPanel),
			...shownFor('report', reportPanel),
			...shownFor('verify', verifyPanel),
		],
	};

	methods = { credentialTest: { testSecret } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0, 'emit') as keyof typeof operations;
		return await operations[operation].call(this);
	}
}
