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

import { authenticate, checkAccess } from '../nodes/Ecwid/credential';
import { baseUrlFields } from '../nodes/host/baseUrlFields';
import { ProblemError } from '../nodes/host/nodeErrors';

export class SignedEventsEcwidApi implements ICredentialType {
	name = 'signedEventsEcwidApi';

	displayName = 'Signed Events Ecwid API';

	icon: Icon = {
		light: 'file:../icons/ecwid.svg',
		dark: 'file:../icons/ecwid.dark.svg',
	};

	documentationUrl = 'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/ecwid.md#set-up';

	properties: INodeProperties[] = [
		{
			displayName: 'Store ID',
			name: 'storeId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1003',
			description:
				'The number at the bottom of every page of the Ecwid admin. Digits only: nothing else is sent anywhere.',
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
				"The app's client_secret, which signs the webhooks; not the token. From my.ecwid.com/#develop-apps > Details.",
		},
		{
			displayName: 'Order Secret Key (Legacy)',
			name: 'orderSecretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for legacy notifications: the Order API key of Legacy API Keys, as Cloud Elements took it (ecwid.order.key)',
		},
		{
			displayName: 'Product Secret Key (Legacy)',
			name: 'productSecretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for the legacy API: the Product API key of Legacy API Keys, as Cloud Elements took it (ecwid.product.key)',
		},
		...baseUrlFields('Ecwid', 'https://app.ecwid.com'),
		{
			// n8n calls preAuthentication while this is empty, and in every credential test.
			displayName: 'Checked At',
			name: 'checkedAt',
			type: 'hidden',
			typeOptions: { expirable: true },
			default: '',
		},
	];

	/** Asks the store once, so that whoever enters a credential reads what is wrong with it. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const checked = await checkAccess(this, credentials);
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

	// preAuthentication has judged by then, scope by scope and key by key: whatever this is answered, Ecwid
	// was reached. Where the Store ID is none, the address is empty and n8n asks nobody.
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ /^[1-9][0-9]{0,14}$/.test($credentials.storeId.trim()) ? ($credentials.useBaseUrl ? $credentials.baseUrl.trim().replace(/(?<!\\/)\\/+$/, "") : "https://app.ecwid.com") : "" }}',
			url: '=/api/v3/{{ $credentials.storeId.trim() }}/profile',
			ignoreHttpStatusErrors: true,
		},
	};
}
