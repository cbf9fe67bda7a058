import {
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type Icon,
	type INodeProperties,
} from 'n8n-workflow';

import { baseUrlFields } from '../nodes/host/baseUrlFields';
import { ProblemError } from '../nodes/host/nodeErrors';
import { authenticate, checkShop } from '../nodes/Shopify/credential';
import { PREVIOUS_SECRET_FIELD, SHOP_FIELD } from '../nodes/Shopify/credentialFields';
import { shopUrlExpression } from '../nodes/Shopify/shop';

export class SignedEventsShopifyApi implements ICredentialType {
	name = 'signedEventsShopifyApi';

	displayName = 'Signed Events Shopify API';

	icon: Icon = {
		light: 'file:../icons/shopify.svg',
		dark: 'file:../icons/shopify.dark.svg',
	};

	documentationUrl = 'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/shopify.md#set-up';

	properties: INodeProperties[] = [
		SHOP_FIELD,
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. shpat_…',
			description: 'Admin API access token of a custom app that was made in the admin of the shop',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'API secret key of the same app, from its API credentials; it signs the webhooks. The access token does not.',
		},
		PREVIOUS_SECRET_FIELD,
		...baseUrlFields('Shopify', 'the host of the shop'),
		{
			// n8n calls preAuthentication while this is empty, and in every credential test.
			displayName: 'Checked At',
			name: 'checkedAt',
			type: 'hidden',
			typeOptions: { expirable: true },
			default: '',
		},
	];

	/** Asks the shop once, so that whoever enters a credential reads what is wrong with it. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const checked = await checkShop(this, credentials);
		if (!checked.ok) throw new ProblemError(checked.problem);
		return { checkedAt: new Date().toISOString() };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const signed = authenticate(credentials, requestOptions);
		if (!signed.ok) throw new ProblemError(signed.problem);
		return signed.value;
	}

	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			url: shopUrlExpression('$credentials', '"/admin/api/2026-10/graphql.json"'),
			body: { query: '{ shop { myshopifyDomain } }' },
		},
	};
}
