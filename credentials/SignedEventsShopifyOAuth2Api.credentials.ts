import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { baseUrlFields } from '../nodes/host/baseUrlFields';
import { PREVIOUS_SECRET_FIELD, SHOP_FIELD } from '../nodes/Shopify/credentialFields';
import { shopUrlExpression } from '../nodes/Shopify/shop';

const OWN_TOKEN = '$credentials["grantType"] === "clientCredentials"';
const TOKEN_PATH = '"/admin/oauth/access_token"';
const API_PATH = '"/admin/api/2026-10/graphql.json"';

export class SignedEventsShopifyOAuth2Api implements ICredentialType {
	name = 'signedEventsShopifyOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Signed Events Shopify OAuth2 API';

	icon: Icon = {
		light: 'file:../icons/shopify.svg',
		dark: 'file:../icons/shopify.dark.svg',
	};

	documentationUrl = 'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/shopify.md#set-up';

	properties: INodeProperties[] = [
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
					description: 'The owner of the shop connects it here',
				},
				{
					name: 'Client Credentials',
					value: 'clientCredentials',
					description:
						'An app of the Dev Dashboard, installed in a shop of the same organization: no connecting, tokens of 24 hours that are renewed',
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
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: "From the app's settings in the Dev Dashboard; it signs the webhooks too",
		},
		PREVIOUS_SECRET_FIELD,
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: 'read_orders,read_products,read_customers',
			description:
				'What the app may do, separated by commas; each topic of the trigger says what it needs',
			displayOptions: { show: { grantType: ['authorizationCode'] } },
		},
		...baseUrlFields('Shopify', 'the host of the shop'),
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: shopUrlExpression('$self', '"/admin/oauth/authorize"'),
			required: true,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: shopUrlExpression('$self', TOKEN_PATH),
			required: true,
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
		{
			displayName: 'Send Additional Body Properties',
			name: 'sendAdditionalBodyProperties',
			type: 'hidden',
			default: false,
		},
		{
			displayName: 'Additional Body Properties',
			name: 'additionalBodyProperties',
			type: 'hidden',
			default: '',
		},
	];

	/**
	 * n8n shows this button for client credentials only, and before their first use there is no token
	 * that a header could hold: there, asking for one is the test. Where the shop is connected, its
	 * name is asked for.
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
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'The shop gives no token to this app. Check the client ID and the client secret, and that the app is installed in the shop.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'The shop does not accept the access token. Check that the app is still installed there, and connect again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no such shop. Check its name: it is the one before .myshopify.com.',
				},
			},
		],
	};
}
