import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';

import { INCIDENT } from '../core/health/incident';
import { health } from '../host/health/registry';
import { textField } from '../host/properties';
import { monitor, passOn } from './monitor';

export class SignedEventsHealthTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Signed Events Health Trigger',
		name: 'signedEventsHealthTrigger',
		icon: {
			light: 'file:../../icons/health.svg',
			dark: 'file:../../icons/health.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["kinds"]].flat().join(", ") || "all incidents" }}',
		description:
			'Starts the workflow when a fault of a trigger of this package begins or ends, such as rejected deliveries',
		defaults: { name: 'Signed Events Health Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{
				displayName: 'Kinds',
				name: 'kinds',
				type: 'multiOptions',
				options: [
					{ name: 'Catch-Up Fails', value: INCIDENT.catchUpFailing },
					{ name: 'Checks Do Not Run', value: INCIDENT.checksOverdue },
					{ name: 'Clocks Differ', value: INCIDENT.clockOff },
					{ name: 'Credential Is Rejected', value: INCIDENT.credentialRejected },
					{ name: 'Deliveries Are Missing', value: INCIDENT.deliveriesMissing },
					{ name: 'Deliveries Are Rejected', value: INCIDENT.deliveriesRejected },
					{ name: 'Execution Is Not Stored', value: INCIDENT.executionNotStored },
					{ name: 'Load of Existing Objects Has Ended', value: INCIDENT.loadDone },
					{ name: 'Poll Fails', value: INCIDENT.pollFailing },
					{ name: 'Probe Fails', value: INCIDENT.probeFailed },
					{ name: 'Rate Limit', value: INCIDENT.rateLimited },
					{ name: 'Subscription Cannot Be Restored', value: INCIDENT.subscriptionFailing },
					{ name: 'Subscription Was Restored', value: INCIDENT.subscriptionRestored },
					{ name: 'Unusually Long Pause', value: INCIDENT.silent },
				],
				default: [],
				description: 'Kinds of incidents that start the workflow. Defaults to all.',
				hint: 'If empty, incidents of all kinds start the workflow',
			},
			{
				displayName: 'Only If a Person Is Needed',
				name: 'needsPersonOnly',
				type: 'boolean',
				default: false,
				description:
					'Whether to leave out incidents that the node resolves or that end by themselves',
			},
			{
				displayName: 'Only When It Opens',
				name: 'openedOnly',
				type: 'boolean',
				default: false,
				description: 'Whether to leave out the item that reports the end of an incident',
			},
			textField({
				displayName: 'Workflows',
				name: 'workflows',
				placeholder: 'e.g. Orders, 8xKqPz2mVb',
				description: 'Comma-separated names or IDs of workflows to monitor. Defaults to all.',
			}),
			textField({
				displayName: 'Nodes',
				name: 'nodes',
				placeholder: 'e.g. Shopify Events Trigger',
				description: 'Comma-separated names or IDs of nodes to monitor. Defaults to all.',
			}),
		],
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await monitor(this, health);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return passOn(this, health);
	}
}
