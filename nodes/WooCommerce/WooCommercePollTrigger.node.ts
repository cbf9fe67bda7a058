import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { SOURCE_OPTIONS } from '../host/panelOptions';
import { poll } from './poll';

export class WooCommercePollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WooCommerce Poll Trigger',
		name: 'wooCommercePollTrigger',
		icon: {
			light: 'file:../../icons/wooCommerce.svg',
			dark: 'file:../../icons/wooCommerce.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["resources"].join(", ") }}',
		description:
			'Starts the workflow when something in a WooCommerce shop has changed, by asking the shop regularly',
		defaults: { name: 'WooCommerce Poll Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'signedEventsWooCommerceApi', required: true }],
		polling: true,
		properties: [
			{
				displayName: 'Resources',
				name: 'resources',
				type: 'multiOptions',
				required: true,
				options: [
					{ name: 'Orders', value: 'orders' },
					{ name: 'Products', value: 'products' },
				],
				default: ['orders'],
				description: 'What to watch',
			},
			{
				displayName: 'Events',
				name: 'eventTypes',
				type: 'multiOptions',
				required: true,
				options: [
					{ name: 'Created', value: 'CREATED' },
					{ name: 'Updated', value: 'UPDATED' },
				],
				default: ['CREATED', 'UPDATED'],
				description: 'Which changes start the workflow',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: SOURCE_OPTIONS,
			},
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll.call(this);
	}
}
