import type { INodePropertyOptions } from 'n8n-workflow';

/**
 * Returns where the panel takes lists that are not in `RESOURCE_OPTIONS`.
 *
 * @param version the `typeVersion` of the poll's node
 */
export function moreResourcesOf(version: number): string {
	return version < 2 ? 'Poller Configuration' : 'Options > More Resources (JSON)';
}

/** The resources of `RESOURCES` that panels offer. */
export const RESOURCE_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Customers', value: 'customers' },
	{ name: 'Discounts (Coupons)', value: 'discounts' },
	{ name: 'Orders', value: 'orders' },
	{ name: 'Products', value: 'products' },
	{ name: 'Subscriptions (Plugin)', value: 'subscriptions' },
];
