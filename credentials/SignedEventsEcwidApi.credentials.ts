import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { authenticate, checkCredential } from '../nodes/Ecwid/credential';
import { baseUrlFields } from '../nodes/host/baseUrlFields';
import { CHECKED_AT_FIELD, checkedNow, valueOrThrow } from '../nodes/host/credentialFields';

export class SignedEventsEcwidApi implements ICredentialType {
	name = 'signedEventsEcwidApi';

	displayName = 'Signed Events Ecwid API';

	icon: Icon = {
		light: 'file:../icons/ecwid.svg',
		dark: 'file:../icons/ecwid.dark.svg',
	};

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/ecwid.md#set-up';

	properties: INodeProperties[] = [
		{
			displayName: 'Store ID',
			name: 'storeId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1003',
			description: 'Number at the bottom of every page of the Ecwid admin',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. secret_…',
			description: "The app's secret token, from my.ecwid.com/#develop-apps > Details",
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				"The app's client_secret (not its token), from my.ecwid.com/#develop-apps > Details. It signs the webhooks.",
		},
		{
			displayName: 'Other Stores',
			name: 'otherStoreTokens',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. 1004:secret_…, 1005:secret_…',
			description: 'Comma-separated IDs and access tokens of more stores that installed the app',
		},
		{
			displayName: 'Order Secret Key (Legacy)',
			name: 'orderSecretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Order API key for legacy notifications (ecwid.order.key in Cloud Elements)',
		},
		{
			displayName: 'Product Secret Key (Legacy)',
			name: 'productSecretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Product API key for the legacy API (ecwid.product.key in Cloud Elements)',
		},
		...baseUrlFields('Ecwid', 'https://app.ecwid.com'),
		CHECKED_AT_FIELD,
	];

	/** Checks the credential, so that the user sees which part of it is wrong. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		return checkedNow(await checkCredential(this, credentials));
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return valueOrThrow(authenticate(credentials, requestOptions));
	}

	// preAuthentication has checked each secret before this request, so any response is a success. The URL
	// is empty if the Store ID is malformed, and n8n then sends no request.
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ /^[1-9][0-9]{0,14}$/.test($credentials.storeId.trim()) ? ($credentials.useBaseUrl ? $credentials.baseUrl.trim().replace(/(?<!\\/)\\/+$/, "") : "https://app.ecwid.com") : "" }}',
			url: '=/api/v3/{{ $credentials.storeId.trim() }}/profile',
			ignoreHttpStatusErrors: true,
		},
	};
}
