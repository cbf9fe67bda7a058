import { randomUUID } from 'node:crypto';

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

import { ProblemError } from '../nodes/host/nodeErrors';
import { authenticate, checkStore } from '../nodes/WooCommerce/credential';

export class SignedEventsWooCommerceApi implements ICredentialType {
	name = 'signedEventsWooCommerceApi';

	displayName = 'Signed Events WooCommerce API';

	icon: Icon = {
		light: 'file:../icons/wooCommerce.svg',
		dark: 'file:../icons/wooCommerce.dark.svg',
	};

	documentationUrl = 'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/woocommerce.md#set-up';

	properties: INodeProperties[] = [
		{
			displayName: 'Store URL',
			name: 'storeUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://shop.example',
			description: 'Address of the shop, as the browser shows it after it has opened the shop',
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
		{
			displayName: 'Consumer Secret',
			name: 'consumerSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. cs_…',
			description: 'Shown once, together with the key, when the key is made',
		},
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
		const checked = await checkStore(this, credentials, moment());
		if (!checked.ok) throw new ProblemError(checked.problem);
		return { checkedAt: new Date().toISOString() };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const signed = authenticate(credentials, requestOptions, moment());
		if (!signed.ok) throw new ProblemError(signed.problem);
		return signed.value;
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ ($credentials.storeUrl.includes("://") ? "" : "https://") + $credentials.storeUrl.trim().replace(/(?<!\\/)\\/+$/, "") }}',
			url: '/wp-json/wc/v3/orders',
			qs: { per_page: '1', _fields: 'id' },
		},
	};
}

function moment() {
	return { nonce: randomUUID(), timestamp: Math.floor(Date.now() / 1000) };
}
