import { randomUUID } from 'node:crypto';

import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import {
	CHECKED_AT_FIELD,
	checkedBy,
	checkedTest,
	secretField,
	signedBy,
} from '../nodes/host/credentialFields';
import { authenticate, checkStore } from '../nodes/WooCommerce/client/credential';

export class SignedEventsWooCommerceApi implements ICredentialType {
	name = 'signedEventsWooCommerceApi';

	displayName = 'Signed Events WooCommerce API';

	icon: Icon = {
		light: 'file:../icons/wooCommerce.svg',
		dark: 'file:../icons/wooCommerce.dark.svg',
	};

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/woocommerce.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Store URL',
			name: 'storeUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://shop.example',
			description: 'URL of the shop, as in the browser',
		},
		{
			displayName: 'Consumer Key',
			name: 'consumerKey',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. ck_…',
			description: 'From WooCommerce > Settings > Advanced > REST API',
		},
		secretField({
			displayName: 'Consumer Secret',
			name: 'consumerSecret',
			required: true,
			placeholder: 'e.g. cs_…',
			description: 'Shown once, when the key is created',
		}),
		{
			displayName: 'Earlier Store URL',
			name: 'earlierStoreUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://www.shop.example',
			description:
				'Store URL before you corrected it. Preserves the cursor, and the account and IDs of events.',
		},
		{
			displayName: 'REST API Path',
			name: 'restPath',
			type: 'string',
			default: 'wp-json',
			placeholder: 'e.g. wp-json or ?rest_route=',
			description:
				'Path of the REST API under the Store URL. Enter ?rest_route= for plain permalinks.',
		},
		{
			displayName: 'Keys in Query String',
			name: 'keysInQuery',
			type: 'boolean',
			default: false,
			description:
				'Whether to send the keys in the URL, for servers that drop the Authorization header. Requires https.',
		},
		{
			displayName: 'Site Has a Password',
			name: 'hasSiteLogin',
			type: 'boolean',
			default: false,
			description:
				'Whether the web server asks for a password (HTTP Basic), as staging sites do. Requires https.',
		},
		{
			displayName: 'Site User',
			name: 'siteUser',
			type: 'string',
			displayOptions: { show: { hasSiteLogin: [true] } },
			default: '',
			placeholder: 'e.g. staging',
			description: 'User of the web server, not of WordPress',
		},
		{
			...secretField({
				displayName: 'Site Password',
				name: 'sitePassword',
				description: 'Password of the Site User',
			}),
			displayOptions: { show: { hasSiteLogin: [true] } },
		},
		CHECKED_AT_FIELD,
	];

	preAuthentication = checkedBy(
		async (helper, credential) => await checkStore(helper, credential, moment()),
	);

	authenticate = signedBy((credential, options) => authenticate(credential, options, moment()));

	test = checkedTest({
		// The same URL as `readStore` returns: without the path of an admin page or of the REST API.
		baseURL:
			'={{ ($credentials.storeUrl.includes("://") ? "" : "https://") + $credentials.storeUrl.trim().replace(/(?<!\\/)\\/(wp-admin|wp-json)(\\/.*)?$/, "").replace(/(?<!\\/)\\/+$/, "") }}',
		// The same path as `readRestPath` returns.
		url: '={{ ((path) => path.includes("?") ? "/?rest_route=/wc/v3/orders" : "/" + (path.replace(/(?<!\\/)\\/+$/, "") || "wp-json") + "/wc/v3/orders")(($credentials.restPath || "").trim().replace(/^\\/+/, "").split(/(?:^|\\/)wc\\/v\\d/)[0]) }}',
		qs: { per_page: '1', _fields: 'id' },
	});
}

function moment() {
	return { nonce: randomUUID(), timestamp: Math.floor(Date.now() / 1000) };
}
