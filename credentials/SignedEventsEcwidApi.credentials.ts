import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { authenticate, checkCredential } from '../nodes/Ecwid/credential';
import {
	baseUrlFields,
	CHECKED_AT_FIELD,
	checkedBy,
	checkedTest,
	secretField,
	signedBy,
} from '../nodes/host/credentialFields';

export class SignedEventsEcwidApi implements ICredentialType {
	name = 'signedEventsEcwidApi';

	displayName = 'Signed Events Ecwid API';

	icon: Icon = {
		light: 'file:../icons/ecwid.svg',
		dark: 'file:../icons/ecwid.dark.svg',
	};

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/ecwid.md';

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
		secretField({
			displayName: 'Access Token',
			name: 'accessToken',
			placeholder: 'e.g. secret_…',
			description: "The app's secret token, from my.ecwid.com/#develop-apps > Details",
		}),
		{
			...secretField({
				displayName: 'Client Secret',
				name: 'clientSecret',
				description:
					"The app's client_secret (not its token), from my.ecwid.com/#develop-apps > Details. It signs the webhooks.",
			}),
			hint: 'Ecwid cannot confirm it, so the test checks only its form. The first webhook shows whether it is right.',
		},
		secretField({
			displayName: 'Other Stores',
			name: 'otherStoreTokens',
			placeholder: 'e.g. 1004:secret_…, 1005:secret_…',
			description: 'Comma-separated IDs and access tokens of more stores that installed the app',
		}),
		secretField({
			displayName: 'Order Secret Key (Legacy)',
			name: 'orderSecretKey',
			description: 'Order API key for legacy notifications (ecwid.order.key in Cloud Elements)',
		}),
		secretField({
			displayName: 'Product Secret Key (Legacy)',
			name: 'productSecretKey',
			description: 'Product API key for the legacy API (ecwid.product.key in Cloud Elements)',
		}),
		...baseUrlFields('Ecwid', 'https://app.ecwid.com'),
		CHECKED_AT_FIELD,
	];

	preAuthentication = checkedBy(checkCredential);

	authenticate = signedBy(authenticate);

	// preAuthentication has checked each secret before this request, so any response is a success. The URL
	// is empty if the Store ID is malformed, and n8n then sends no request.
	test = checkedTest({
		baseURL:
			'={{ /^[1-9][0-9]{0,14}$/.test($credentials.storeId.trim()) ? ($credentials.useBaseUrl ? $credentials.baseUrl.trim().replace(/(?<!\\/)\\/+$/, "") : "https://app.ecwid.com") : "" }}',
		url: '=/api/v3/{{ $credentials.storeId.trim() }}/profile',
		ignoreHttpStatusErrors: true,
	});
}
