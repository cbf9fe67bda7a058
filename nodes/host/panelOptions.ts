import type { INodeProperties } from 'n8n-workflow';

/** The options that every trigger has; a vendor adds its own to them. */
export const SOURCE_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Include Raw Object',
		name: 'includeRaw',
		type: 'boolean',
		default: true,
		description: "Whether to put the vendor's object into each event, as it was received",
	},
	{
		displayName: 'Instance Name',
		name: 'instanceName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Main shop',
		description: 'Name under which events are sent on. Without one it is the name of this node.',
	},
	{
		displayName: 'Instance Tags',
		name: 'instanceTags',
		type: 'string',
		default: '',
		placeholder: 'e.g. production, europe',
		description: 'Tags that every event carries, separated by commas',
	},
];
