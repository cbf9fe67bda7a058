import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { ok, type Result, misconfigured } from '../../core/result';
import { signedSend } from '../../host/http';
import { requestedUrl } from '../../host/requestedUrl';
import { QUOTED } from '../../host/secretForm';
import { readAnswerJson } from './apiErrors';
import {
	basic,
	basicHeader,
	keyParameters,
	oauthParameters,
	type Keys,
	type Moment,
} from './authentication';
import { readRestPath, readStore, restRequest, type Store } from './storeUrl';

/** A shop and its keys. */
export interface Access {
	store: Store;
	keys: Keys;
	/** Whether the keys are sent in the URL over TLS. */
	keysInQuery: boolean;
	/** The user of a site whose web server asks for a password. */
	siteLogin?: { user: string; password: string };
}

/** Reads a `signedEventsWooCommerceApi` credential; the error names the part that is missing or wrong. */
export function readAccess(credential: ICredentialDataDecryptedObject): Result<Access> {
	const store = readStore(String(credential.storeUrl ?? ''));
	if (!store.ok) return store;
	const keys = {
		consumerKey: String(credential.consumerKey ?? '').trim(),
		consumerSecret: String(credential.consumerSecret ?? '').trim(),
	};
	if (keys.consumerKey === '' || keys.consumerSecret === '')
		return misconfigured(
			'The WooCommerce credential cannot be used: it has no consumer key or secret. Create a key in WooCommerce > Settings > Advanced > REST API and enter both parts.',
		);
	const wrong = wrongKeys(keys);
	if (wrong !== undefined)
		return misconfigured(`The WooCommerce credential cannot be used: ${wrong}.`);
	const login = readSiteLogin(credential, store.value);
	if (!login.ok) return login;
	const siteLogin = login.value === undefined ? {} : { siteLogin: login.value };
	const keysInQuery = credential.keysInQuery === true || login.value !== undefined;
	const restPath = readRestPath(String(credential.restPath ?? ''));
	if (!restPath.ok) return restPath;
	const earlier = String(credential.earlierStoreUrl ?? '').trim();
	const first = earlier === '' ? ok(undefined) : readStore(earlier);
	if (!first.ok)
		return misconfigured(
			'The WooCommerce credential cannot be used: Earlier Store URL is not the address of a website. Enter the previous Store URL, or leave the field empty.',
		);
	const eventAccount = first.value && { eventAccount: first.value.account };
	const reached = { ...store.value, restPath: restPath.value, ...eventAccount };
	return ok({ store: reached, keys, keysInQuery, ...siteLogin });
}

/** Returns what a person most likely did when pasting the keys, with the next step, or undefined. */
function wrongKeys({ consumerKey, consumerSecret }: Keys): string | undefined {
	if ([consumerKey, consumerSecret].some((text) => QUOTED.test(text)))
		return 'its consumer key or secret is in quotation marks. Remove them';
	const [isKeySecret, isSecretKey] = [
		consumerKey.startsWith('cs_'),
		consumerSecret.startsWith('ck_'),
	];
	if (isKeySecret && isSecretKey)
		return 'its consumer key and secret are exchanged. The key begins with ck_, and the secret with cs_';
	if (isKeySecret) return 'its consumer key is a secret. Enter the key, which begins with ck_';
	return isSecretKey
		? 'its consumer secret is a key. Enter the secret, which begins with cs_'
		: undefined;
}

function readSiteLogin(
	{ hasSiteLogin, siteUser, sitePassword }: ICredentialDataDecryptedObject,
	{ url }: Store,
): Result<Access['siteLogin']> {
	if (hasSiteLogin !== true) return ok(undefined);
	const user = String(siteUser ?? '');
	if (user === '' || user.includes(':'))
		return misconfigured(
			'The WooCommerce credential cannot be used: Site User is empty or contains a colon. Enter the user of the web server, or turn off Site Has a Password.',
		);
	if (!url.startsWith('https:'))
		return misconfigured(
			'The WooCommerce credential cannot be used: the site password would be sent unencrypted. Enter a Store URL with https.',
		);
	return ok({ user, password: String(sitePassword ?? '') });
}

/**
 * Signs a request to the shop. Over TLS, it uses Basic authentication or the keys in the query, otherwise OAuth 1.0a in
 * the query. A request to another host is rejected, because n8n's HTTP Request node can use a credential for any URL.
 */
export function authenticate(
	credential: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
	moment: Moment,
): Result<IHttpRequestOptions> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	const { store, keys, keysInQuery, siteLogin } = access.value;
	const url = requestedUrl(options);
	if (url.origin !== new URL(store.url).origin)
		return misconfigured(
			`Authentication failed: this WooCommerce credential is for ${store.account} and is not sent to ${url.host}. In the request, use the URL of the store.`,
		);
	if (url.protocol === 'https:') {
		const site = siteLogin && basic(siteLogin.user, siteLogin.password);
		const header = keysInQuery ? site : basicHeader(keys);
		return ok({
			...options,
			headers: { ...options.headers, ...(header === undefined ? {} : { Authorization: header }) },
			...(keysInQuery ? { qs: { ...options.qs, ...keyParameters(keys) } } : {}),
		});
	}
	const query = { ...Object.fromEntries(url.searchParams), ...texts(options.qs) };
	const place = `${url.origin}${url.pathname}`;
	const signature = oauthParameters(options.method ?? 'GET', place, query, keys, moment);
	return ok({
		...options,
		baseURL: undefined,
		url: place,
		qs: { ...query, ...signature },
	});
}

/** Checks a credential by reading one order of the shop. */
export async function checkStore(
	helper: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
	moment: Moment,
): Promise<Result<unknown>> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	const { store } = access.value;
	const { url, query } = restRequest(store, 'wc/v3/orders');
	const send = signedSend(helper, (options) => authenticate(credential, options, moment));
	const answer = await send({
		method: 'GET',
		url,
		query: { ...query, per_page: '1', _fields: 'id' },
	});
	return answer.ok ? readAnswerJson(answer.value, store.account) : answer;
}

function texts(query: object = {}): Record<string, string> {
	return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
}
