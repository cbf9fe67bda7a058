import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { SHOP_FIELD, TOKEN_NOTICE } from '../nodes/Shopify/credentialFields';
import { shopUrlExpression } from '../nodes/Shopify/shop';

/**
 * The first fields of the OAuth2 credential, which extends this type. n8n shows the fields of extended types first, in
 * their order (n8n-editor-ui, `getCredentialProperties`). Without this type, *Shop* would be below the fields of
 * n8n's own OAuth2 type. n8n 2.x does not offer a hidden type to users.
 */
export class SignedEventsShopifyShopApi implements ICredentialType {
	name = 'signedEventsShopifyShopApi';

	displayName = 'Signed Events Shopify Shop API';

	hidden = true as const;

	icon: Icon = {
		light: 'file:../icons/shopify.svg',
		dark: 'file:../icons/shopify.dark.svg',
	};

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/shopify.md';

	properties: INodeProperties[] = [SHOP_FIELD, TOKEN_NOTICE];

	/** Requests the public page of the shop. n8n uses it only if a person fills in this type alone. */
	test: ICredentialTestRequest = {
		request: { url: shopUrlExpression('$credentials', '"/"') },
	};
}
