import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import {
	baseUrlFields,
	CHECKED_AT_FIELD,
	checkedBy,
	checkedTest,
	secretField,
	signedBy,
} from '../nodes/host/credentialFields';
import { authenticate, checkCredential } from '../nodes/Shopify/credential';
import {
	PREVIOUS_SECRET_FIELD,
	SHOP_FIELD,
	SHOP_SECRET_FIELD,
} from '../nodes/Shopify/credentialFields';
import { shopUrlExpression } from '../nodes/Shopify/shop';

export class SignedEventsShopifyApi implements ICredentialType {
	name = 'signedEventsShopifyApi';

	displayName = 'Signed Events Shopify API';

	icon: Icon = {
		light: 'file:../icons/shopify.svg',
		dark: 'file:../icons/shopify.dark.svg',
	};

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/shopify.md';

	properties: INodeProperties[] = [
		SHOP_FIELD,
		secretField({
			displayName: 'Access Token',
			name: 'accessToken',
			placeholder: 'e.g. shpat_…',
			description:
				'Admin API access token of a custom app. Not needed if all webhooks are made by hand.',
		}),
		{
			...secretField({
				displayName: 'Client Secret',
				name: 'clientSecret',
				description:
					"API secret key of the same app (not the access token). It signs the app's webhooks.",
			}),
			hint: 'Shopify cannot confirm it, so the test checks only its form. The first webhook shows whether it is right.',
		},
		PREVIOUS_SECRET_FIELD,
		SHOP_SECRET_FIELD,
		...baseUrlFields('Shopify', 'the host of the shop'),
		CHECKED_AT_FIELD,
	];

	preAuthentication = checkedBy(checkCredential);

	authenticate = signedBy(authenticate);

	test = checkedTest({
		method: 'POST',
		url: shopUrlExpression('$credentials', '"/admin/api/2026-10/graphql.json"'),
		body: { query: '{ shop { myshopifyDomain } }' },
	});
}
