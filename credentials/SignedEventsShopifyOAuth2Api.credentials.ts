import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import {
	baseUrlFields,
	oauth2Fields,
	secretField,
	statusRules,
} from '../nodes/host/credentialFields';
import {
	PREVIOUS_SECRET_FIELD,
	SHOP_FIELD,
	SHOP_SECRET_FIELD,
} from '../nodes/Shopify/credentialFields';
import { shopUrlExpression } from '../nodes/Shopify/shop';

const OWN_TOKEN = '$credentials["grantType"] === "clientCredentials"';
const TOKEN_PATH = '"/admin/oauth/access_token"';
/**
 * Asks for a token that expires after an hour and that n8n renews. Public apps must use one
 * (https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens).
 */
const EXPIRING = `={{ ${OWN_TOKEN.replace('$credentials', '$self')} ? "" : '{"expiring":"1"}' }}`;
const API_PATH = '"/admin/api/2026-10/graphql.json"';

export class SignedEventsShopifyOAuth2Api implements ICredentialType {
	name = 'signedEventsShopifyOAuth2Api';

	extends = ['signedEventsShopifyShopApi', 'oAuth2Api'];

	displayName = 'Signed Events Shopify OAuth2 API';

	icon: Icon = {
		light: 'file:../icons/shopify.svg',
		dark: 'file:../icons/shopify.dark.svg',
	};

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/shopify.md';

	properties: INodeProperties[] = [
		// n8n shows it at its place in the first of the extended types.
		SHOP_FIELD,
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'options',
			default: 'clientCredentials',
			options: [
				{
					name: 'Authorization Code',
					value: 'authorizationCode',
					description: 'The owner of the shop authorizes the app here',
				},
				{
					name: 'Client Credentials',
					value: 'clientCredentials',
					description:
						'An app of the Dev Dashboard, installed in a shop of the same organization. n8n requests the tokens.',
				},
			],
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			description: "From the app's settings in the Dev Dashboard",
		},
		secretField({
			displayName: 'Client Secret',
			name: 'clientSecret',
			required: true,
			description: "From the app's settings in the Dev Dashboard. It also signs the webhooks.",
		}),
		PREVIOUS_SECRET_FIELD,
		SHOP_SECRET_FIELD,
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: 'read_orders,read_products,read_customers',
			description:
				'Comma-separated scopes of the app. Each topic of the trigger shows the scope that it needs.',
			displayOptions: { show: { grantType: ['authorizationCode'] } },
		},
		...baseUrlFields('Shopify', 'the host of the shop'),
		...oauth2Fields(
			shopUrlExpression('$self', '"/admin/oauth/authorize"'),
			shopUrlExpression('$self', TOKEN_PATH),
			EXPIRING,
		),
	];

	/**
	 * n8n offers this test for client credentials only, which have no token before their first use. The test then
	 * requests one. With a connected shop, it requests the name of the shop.
	 */
	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			url: shopUrlExpression('$credentials', `(${OWN_TOKEN} ? ${TOKEN_PATH} : ${API_PATH})`),
			headers: {
				'X-Shopify-Access-Token':
					'={{ ($credentials["oauthTokenData"] || {})["access_token"] || "" }}',
			},
			body: {
				query: '{ shop { myshopifyDomain } }',
				grant_type: 'client_credentials',
				client_id: '={{ $credentials["clientId"] }}',
				client_secret: `={{ ${OWN_TOKEN} ? $credentials["clientSecret"] : "" }}`,
			},
		},
		rules: statusRules({
			400: 'The credential does not work: the shop issued no token to this app. Check the client ID and secret, and that the app is installed.',
			401: 'The credential does not work: the shop rejected the access token. Check that the app is installed, and connect again.',
			404: 'The credential does not work: the shop does not exist. Check its name: the part before .myshopify.com.',
		}),
	};
}
