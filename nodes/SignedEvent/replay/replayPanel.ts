import type { INodeProperties } from 'n8n-workflow';

import { FILTER_OPTIONS } from '../../host/eventFilterOptions';
import { optionsParameter, SOURCE_OPTIONS, textField } from '../../host/properties';
import type { Replayable } from '../../host/replay/replayable';
import { REPLAYABLE } from '../../vendors';
import { MOST_EVENTS } from './limits';

/** Returns a parameter with the condition that a vendor is chosen. */
function shownFor({ name }: Replayable, parameter: INodeProperties): INodeProperties {
	const { displayOptions = {} } = parameter;
	return {
		...parameter,
		displayOptions: { ...displayOptions, show: { ...displayOptions.show, vendor: [name] } },
	};
}

function objectTypes(vendor: Replayable): INodeProperties {
	return shownFor(vendor, {
		displayName: 'Object Types',
		name: 'objectTypes',
		type: 'multiOptions',
		required: true,
		options: [...vendor.objectTypes],
		default: [...vendor.defaultTypes],
		description:
			'Types of the objects whose events are emitted. An expression can also return comma-separated types.',
	});
}

/**
 * Returns an option that the panel shows only for a vendor. *Vendor* is outside the collection of options, so its path
 * begins with a slash.
 */
function optionFor({ name }: Replayable, option: INodeProperties): INodeProperties {
	return { ...option, displayOptions: { show: { '/vendor': [name] } } };
}

/** The parameters of the operation Replay. */
export const replayPanel: INodeProperties[] = [
	{
		displayName: 'Vendor',
		name: 'vendor',
		type: 'options',
		noDataExpression: true,
		options: REPLAYABLE.map(({ name, displayName }) => ({ name: displayName, value: name })),
		default: 'shopify',
		description: 'Vendor whose past events are emitted',
	},
	...REPLAYABLE.flatMap((vendor) =>
		(vendor.properties ?? []).map((parameter) => shownFor(vendor, parameter)),
	),
	...REPLAYABLE.map(objectTypes),
	{
		displayName: 'From',
		name: 'from',
		type: 'dateTime',
		required: true,
		default: '',
		description:
			'Earliest date of the events. A date without a time zone is in the time zone of the workflow.',
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'dateTime',
		default: '',
		description:
			'Events at or after this date are left out. Leave it empty for all events up to now.',
	},
	textField({
		displayName: 'Object IDs',
		name: 'ids',
		placeholder: 'e.g. 1042, 1043',
		description:
			'Comma-separated IDs. Events of other objects are left out. Leave it empty for all objects.',
	}),
	{
		displayName: 'Preview',
		name: 'preview',
		type: 'boolean',
		default: false,
		description:
			'Whether to emit one item with the number of events per object type, instead of the events',
	},
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		displayOptions: { hide: { preview: [true] } },
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		hint: `At most ${MOST_EVENTS.toLocaleString('en')} events. If there are more, the node fails, and the error gives an earlier date to enter as To.`,
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_EVENTS },
		displayOptions: { hide: { preview: [true], returnAll: [true] } },
		default: 50,
		description: 'Max number of results to return',
	},
	optionsParameter([
		...FILTER_OPTIONS,
		...REPLAYABLE.flatMap((vendor) =>
			(vendor.options ?? []).map((option) => optionFor(vendor, option)),
		),
		...SOURCE_OPTIONS,
	]),
];
