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

/** For triggers that hold subscriptions; minutes, read by `watch`. */
export const CHECK_INTERVAL_OPTION: INodeProperties = {
	displayName: 'Check Interval (Minutes)',
	name: 'checkInterval',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 60 },
	default: 15,
	description:
		'How often to look whether the subscription still stands while the workflow is active. One that the vendor disabled, or that somebody changed or deleted, is put right.',
};

/**
 * Which of the two webhook URLs is subscribed (`readWebhookUrls` reads it).
 *
 * @param seconds the vendor's deadline for an answer
 */
export function acknowledgeParameter(vendor: string, seconds: number): INodeProperties {
	return {
		displayName: 'Acknowledge',
		name: 'acknowledge',
		type: 'options',
		noDataExpression: true,
		default: 'received',
		options: [
			{
				name: 'When Received',
				value: 'received',
				description: 'Answer as soon as n8n has stored the execution',
			},
			{
				name: 'When Finished',
				value: 'finished',
				description: `Answer after the workflow has succeeded, so that ${vendor} sends again what failed. The workflow has to end within ${seconds} seconds.`,
			},
		],
		description: `When to tell ${vendor} that a delivery has arrived`,
	};
}
