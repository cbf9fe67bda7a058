import { secretField } from '../host/credentialFields';
import { textField } from '../host/properties';

/** The first field of both credentials. */
export const SHOP_FIELD = textField({
	displayName: 'Shop',
	name: 'shop',
	required: true,
	placeholder: 'e.g. my-shop',
	description: 'Name of the shop: my-shop, my-shop.myshopify.com, or the URL of its admin',
});

/** Shopify signs with the old secret for a while after a rotation. */
export const PREVIOUS_SECRET_FIELD = secretField({
	displayName: 'Previous Client Secret',
	name: 'previousClientSecret',
	description:
		'Secret before a rotation. Shopify signs with it for up to an hour longer. Clear this field afterwards.',
});

/** Settings > Notifications > Webhooks in the shop's admin shows it. */
export const SHOP_SECRET_FIELD = secretField({
	displayName: 'Webhook Secret of the Shop',
	name: 'shopSecret',
	description:
		"Only for webhooks made by hand. The shop's admin shows it under Settings > Notifications > Webhooks.",
});
