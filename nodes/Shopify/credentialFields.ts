import type { INodeProperties } from 'n8n-workflow';

/** Where the shop is: the first field of both credentials. */
export const SHOP_FIELD: INodeProperties = {
	displayName: 'Shop',
	name: 'shop',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. my-shop',
	description:
		"Name of the shop: my-shop, my-shop.myshopify.com, or the URL of its admin. Nothing else is taken, for that is where the app's secret is sent.",
};

/** Deliveries are signed with the old secret for a while after a rotation. */
export const PREVIOUS_SECRET_FIELD: INodeProperties = {
	displayName: 'Previous Client Secret',
	name: 'previousClientSecret',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description:
		'Only while you rotate: the secret before this one. Shopify signs with it for up to an hour more; empty this field after that.',
};

/** The one way to another host: the sandbox of the tests. */
export const BASE_URL_FIELDS: INodeProperties[] = [
	{
		displayName: 'Use Another Server',
		name: 'useBaseUrl',
		type: 'boolean',
		default: false,
		description:
			'Whether to send everything to another server than Shopify. Only to try this node with a simulator of Shopify.',
	},
	{
		displayName:
			'Everything goes to the server below, the client secret and the access token too. Switch this off unless it is your own.',
		name: 'baseUrlNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { useBaseUrl: [true] } },
	},
	{
		displayName: 'Base URL',
		name: 'baseUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://127.0.0.1:8080',
		description: 'Scheme, host and port of the server, and nothing behind them',
		displayOptions: { show: { useBaseUrl: [true] } },
	},
];
