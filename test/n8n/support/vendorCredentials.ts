import type { BoxSandbox } from '../../sandbox/box/server';
import type { EcwidSandbox } from '../../sandbox/ecwid/server';
import type { ShopifySandbox } from '../../sandbox/shopify/server';
import type { CredentialStub } from './n8n';

/** The credentials that the example workflows ask for, filled in for the sandboxes of the vendors. */

export function shopifyCredential({ app, url }: ShopifySandbox): CredentialStub {
	const { clientId, clientSecret } = app;
	return {
		id: 'signedEventsShop',
		name: 'Shopify shop',
		type: 'signedEventsShopifyOAuth2Api',
		data: {
			shop: 'my-shop',
			grantType: 'clientCredentials',
			...{ clientId, clientSecret },
			...{ useBaseUrl: true, baseUrl: url },
		},
	};
}

export function boxCredential({ app, enterpriseId, url }: BoxSandbox): CredentialStub {
	const { clientId, clientSecret, keys } = app;
	return {
		id: 'signedEventsBox',
		name: 'Box',
		type: 'signedEventsBoxOAuth2Api',
		data: {
			grantType: 'clientCredentials',
			...{ subjectType: 'enterprise', subjectId: enterpriseId },
			...{ clientId, clientSecret },
			...{ primarySignatureSecret: keys.primary, secondarySignatureSecret: keys.secondary },
			...{ useBaseUrl: true, baseUrl: url },
		},
	};
}

export function ecwidCredential({ store, token, webhooks, url }: EcwidSandbox): CredentialStub {
	return {
		id: 'signedEventsEcwidStore',
		name: 'Ecwid store',
		type: 'signedEventsEcwidApi',
		data: {
			...{ storeId: String(store.storeId), accessToken: token },
			clientSecret: webhooks.clientSecret,
			...{ useBaseUrl: true, baseUrl: url },
		},
	};
}
