import type { INodeProperties } from 'n8n-workflow';

/** Which triggers an operation is about. */
export const TRIGGERS_PARAMETER: INodeProperties = {
	displayName: 'Triggers',
	name: 'triggers',
	type: 'string',
	default: '',
	placeholder: 'e.g. Shopify orders, WooCommerce account',
	hint: 'The node finds only triggers that were active, or had executions, in the n8n process that runs this workflow.',
	description:
		'Comma-separated names or IDs of workflows, triggers or credentials. Defaults to all triggers of this package.',
};

/** The parameters of the operation Check. */
export const checkPanel: INodeProperties[] = [TRIGGERS_PARAMETER];
