import type { INodeProperties } from 'n8n-workflow';

import { secretField } from '../host/credentialFields';
import { notice, textField } from '../host/properties';

/** The first field of each credential. */
export const SHOP_FIELD = textField({
	displayName: 'Shop',
	name: 'shop',
	required: true,
	placeholder: 'e.g. my-shop',
	description: 'Name of the shop: my-shop, my-shop.myshopify.com, or the URL of its admin',
});

/**
 * n8n requests the token before it asks the OAuth2 credential for its test, and shows its own message if that fails
 * (n8n-core, `requestOAuth2`).
 */
export const TOKEN_NOTICE = notice(
	'tokenNotice',
	'If n8n reports <b>Invalid URL</b>, enter the name of the <b>Shop</b>, such as my-shop. If it gives another reason for <b>Failed to acquire OAuth2 access token</b>, check the <b>Shop</b>, <b>Client ID</b> and <b>Client Secret</b>. The app must be installed in the shop and belong to its organization.',
	{ show: { grantType: ['clientCredentials'] } },
);

/** Shopify signs with the old secret for a while after a rotation. */
export const PREVIOUS_SECRET_FIELD = secretField({
	displayName: 'Previous Client Secret',
	name: 'previousClientSecret',
	description:
		'Secret before a rotation. Shopify signs with it for up to an hour longer. Clear this field afterwards.',
});

/** Settings > Notifications > Webhooks in the shop's admin shows it. */
export const SHOP_SECRET_FIELD: INodeProperties = {
	...secretField({
		displayName: 'Webhook Secret of the Shop',
		name: 'shopSecret',
		description:
			"Only for webhooks made by hand. The shop's admin shows it under Settings > Notifications > Webhooks.",
	}),
	hint: 'Shopify cannot confirm it. The first webhook made by hand shows whether it is right.',
};
