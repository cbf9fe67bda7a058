import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { FILTER_OPTIONS } from '../host/eventFilterOptions';
import { optionsParameter, SOURCE_OPTIONS } from '../host/properties';
import { POLL_TEST_EVENT_OPTION, TEST_EVENT_HINTS } from '../host/testEventOption';
import { pollPanel } from '../host/triggerPanel';
import { DEFAULT_BATCH } from '../host/startFrom';
import { batchProperty, startFromProperties } from '../host/startFromProperties';
import { IGNORED_FIELDS_OPTION } from './fields/ignoredFieldsOption';
import { moreResourcesOf, RESOURCE_OPTIONS } from './resourceOptions';
import { poll } from './poll/poll';
import { scanRounds } from './poll/scan/scanRounds';

const MORE_RESOURCES =
	"Additional resources of the shop's REST API, as JSON in the format of Cloud Elements' event.poller.configuration";

/** An example with a list that every shop has. */
const EXAMPLE = '{\n  "reviews": {\n    "url": "products/reviews",\n    "idField": "id"\n  }\n}';

/** Returns the parameter *Resources* of one version of the node. Its description names the parameter for other lists. */
function resourcesParameter(version: number): INodeProperties {
	return {
		displayName: 'Resources',
		name: 'resources',
		type: 'multiOptions',
		displayOptions: { show: { '@version': [version] } },
		options: RESOURCE_OPTIONS,
		default: ['orders'],
		description: `Resources to poll. To poll other lists of the REST API, use ${moreResourcesOf(version)}.`,
	};
}

export class WooCommercePollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WooCommerce Poll Trigger',
		name: 'wooCommercePollTrigger',
		icon: {
			light: 'file:../../icons/wooCommerce.svg',
			dark: 'file:../../icons/wooCommerce.dark.svg',
		},
		group: ['trigger'],
		version: [1, 2],
		subtitle:
			'={{ $parameter["resources"].concat(String($parameter["pollerConfiguration"] || $parameter["options"]["pollerConfiguration"] || "").length > 2 ? ["more resources"] : []).join(", ") }}',
		description:
			'Starts the workflow when something changes in a WooCommerce shop, by polling. Also finds changes made while n8n was down.',
		defaults: { name: 'WooCommerce Poll Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'signedEventsWooCommerceApi', required: true }],
		polling: true,
		triggerPanel: pollPanel(),
		hints: TEST_EVENT_HINTS,
		properties: [
			resourcesParameter(1),
			resourcesParameter(2),
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
					'Changes that start the workflow. Moving an object to the trash counts as Deleted, and restoring it as Updated. If Event Types or a filter drops all changes, n8n can start an execution without items, at most once an hour, to store the cursor.',
			},
			...startFromProperties({
				date: 'Also emits the objects that were created or changed since a date',
				everything: 'Also emits all objects that exist',
				description:
					'Existing objects to emit. An object produces a Created event, and an Updated event if it has changed since its creation. With A Date, earlier events are left out. Each poll emits a part of the objects. To stop earlier, choose Now and publish the workflow.',
			}),
			batchProperty(
				DEFAULT_BATCH,
				'Number of existing objects of each resource that one execution emits, rounded up to whole pages. Defaults to 1,000.',
			),
			{
				displayName: 'Poller Configuration',
				name: 'pollerConfiguration',
				type: 'json',
				displayOptions: { show: { '@version': [1] } },
				default: '{}',
				hint: 'Only needed for resources that are not in the list above',
				description: MORE_RESOURCES,
			},
			optionsParameter([
				...FILTER_OPTIONS,
				IGNORED_FIELDS_OPTION,
				...SOURCE_OPTIONS,
				POLL_TEST_EVENT_OPTION,
				{
					displayName: 'More Resources (JSON)',
					name: 'pollerConfiguration',
					type: 'json',
					displayOptions: { show: { '@version': [2] } },
					default: EXAMPLE,
					hint: 'The example polls product reviews. "url" is the path of the list, and determines the objectType of its events. If the name of the resource in this JSON, such as "reviews", differs from the objectType, events contain this name as resourceName.',
					description: MORE_RESOURCES,
				},
				{
					displayName: 'Page Size',
					name: 'pageSize',
					type: 'number',
					typeOptions: { minValue: 2, maxValue: 100 },
					default: 100,
					description:
						'Maximum number of objects per request. If a page is too slow or is broken, the node reads it again in smaller parts.',
				},
				{
					displayName: 'Timeout (Seconds)',
					name: 'timeout',
					type: 'number',
					typeOptions: { minValue: 5, maxValue: 60 },
					default: 30,
					description: 'Maximum duration of a request to the shop. Defaults to 30 seconds.',
				},
				{
					displayName: 'Comparison Requests',
					name: 'scanRequests',
					type: 'resourceLocator',
					default: { mode: 'list', value: '5' },
					description:
						'Maximum number of requests that one poll sends to compare a resource, such as customers, with its last known state. Defaults to 5.',
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
			]),
		],
	};

	methods = { listSearch: { scanRounds } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll.call(this);
	}
}
