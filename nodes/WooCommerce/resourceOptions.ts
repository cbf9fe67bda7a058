import type { INodePropertyOptions } from 'n8n-workflow';

/** The resources of `RESOURCES` that panels offer. */
export const RESOURCE_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Customers', value: 'customers' },
	{ name: 'Discounts (Coupons)', value: 'discounts' },
	{ name: 'Orders', value: 'orders' },
	{ name: 'Products', value: 'products' },
	{ name: 'Subscriptions (Plugin)', value: 'subscriptions' },
];
