import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** Returns a field for a text, which is empty by default. */
export function textField(field: Omit<INodeProperties, 'type' | 'default'>): INodeProperties {
	return { type: 'string', default: '', ...field };
}

/** Returns a text that a panel shows between its fields. */
export function notice(
	name: string,
	displayName: string,
	displayOptions?: IDisplayOptions,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'notice',
		default: '',
		...(displayOptions && { displayOptions }),
	};
}

/** The options that every trigger has. */
export const SOURCE_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Include Raw Object',
		name: 'includeRaw',
		type: 'boolean',
		default: true,
		description: "Whether to include the vendor's object in each event, as the vendor sent it",
	},
	textField({
		displayName: 'Instance Name',
		name: 'instanceName',
		placeholder: 'e.g. Main shop',
		description: 'Instance name in each event. Defaults to the name of this node.',
	}),
	textField({
		displayName: 'Instance Tags',
		name: 'instanceTags',
		placeholder: 'e.g. production, europe',
		description: 'Comma-separated tags in each event',
	}),
];

/** Returns the collection of a trigger's options. */
export function optionsParameter(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}

/** For triggers that create their own subscriptions. `scheduleChecks` reads it, in minutes. */
export const CHECK_INTERVAL_OPTION: INodeProperties = {
	displayName: 'Check Interval (Minutes)',
	name: 'checkInterval',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 60 },
	default: 15,
	description:
		'Interval at which the active workflow checks its subscriptions and restores missing or changed ones. Defaults to 15.',
};

/**
 * Returns the parameter that selects which of the two webhook URLs is subscribed. `readWebhookUrls` reads it.
 *
 * @param seconds the vendor's deadline for a response
 * @param retries what the vendor does after a failed delivery. Defaults to `retries`
 */
export function acknowledgeParameter(
	vendor: string,
	seconds: number,
	retries: 'retries' | 'may retry' = 'retries',
): INodeProperties {
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
				description: 'Respond before the workflow runs',
			},
			{
				name: 'When Finished',
				value: 'finished',
				description: `Respond when the workflow has ended. If it fails or takes more than ${seconds} seconds, ${vendor} ${retries} the delivery.`,
			},
		],
		description: `When to acknowledge ${vendor}'s deliveries`,
	};
}
