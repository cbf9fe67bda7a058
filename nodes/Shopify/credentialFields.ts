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
