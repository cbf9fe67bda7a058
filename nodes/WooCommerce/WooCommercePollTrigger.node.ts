import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { SOURCE_OPTIONS } from '../host/properties';
import { poll } from './poll/poll';
import { scanRounds } from './poll/scanRounds';

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
		subtitle:
			'={{ $parameter["resources"].concat($parameter["pollerConfiguration"].length > 2 ? ["configured"] : []).join(", ") }}',
		description:
			'Starts the workflow when something changes in a WooCommerce shop, by polling it. Finds what changed while n8n or the shop was down.',
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
				options: [
					{ name: 'Customers', value: 'customers' },
					{ name: 'Discounts (Coupons)', value: 'discounts' },
					{ name: 'Orders', value: 'orders' },
					{ name: 'Products', value: 'products' },
				],
				default: ['orders'],
				description: 'What to watch, besides what the poller configuration names',
			},
			{
				displayName: 'Event Types',
				name: 'eventTypes',
				type: 'multiOptions',
				required: true,
				options: [
					{ name: 'Created', value: 'CREATED' },
					{ name: 'Deleted', value: 'DELETED' },
					{ name: 'Updated', value: 'UPDATED' },
				],
				default: ['CREATED', 'UPDATED', 'DELETED'],
				description:
					'Which changes start the workflow. Deleted is what was moved to the trash as well as what was removed for good; what is taken out of the trash again is updated.',
			},
			{
				displayName: 'Poller Configuration',
				name: 'pollerConfiguration',
				type: 'json',
				default: '{}',
				hint: 'Leave it as it is, unless you watch more than the resources above',
				description:
					"Further resources of the shop's REST API, in Cloud Elements' form (event.poller.configuration), by name, each with the URL of its list",
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					...SOURCE_OPTIONS,
					{
						displayName: 'Requests for Comparing',
						name: 'scanRequests',
						type: 'resourceLocator',
						default: { mode: 'list', value: '5' },
						description:
							'How many requests a poll may spend on comparing customers, discounts and configured resources with what they said, since some of their changes move no date. The list says how long a full round takes for this shop.',
						modes: [
							{
								displayName: 'From List',
								name: 'list',
								type: 'list',
								typeOptions: { searchListMethod: 'scanRounds' },
							},
							{
								displayName: 'By Number',
								name: 'number',
								type: 'string',
								placeholder: 'e.g. 5',
								validation: [
									{
										type: 'regex',
										properties: {
											regex: '[1-9][0-9]{0,2}',
											errorMessage: 'Enter a number from 1 to 999',
										},
									},
								],
							},
						],
					},
				],
			},
		],
	};

	methods = { listSearch: { scanRounds } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll.call(this);
	}
}
