import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { misconfigured, ok, PROBLEM, type Result } from '../core/result';
import { signedSend } from '../host/http';
import { requestedUrl } from '../host/requestedUrl';
import { secretFormProblem } from '../host/secretForm';
import { readAnswerJson } from './client/apiErrors';
import { readStore, type Store } from './storeUrl';

/** A store and the token with which the app reads it. */
interface StoreAccess {
	store: Store;
	accessToken: string;
}

/** A store and its secrets, which are empty if the user did not enter them. */
export interface EcwidCredential extends StoreAccess {
	/** Other stores that installed the app. Ecwid issues a token for each store. */
	otherStores: readonly StoreAccess[];
	clientSecret: string;
	orderSecretKey: string;
	productSecretKey: string;
}

/** Reads a `signedEventsEcwidApi` credential, or returns which part of it is wrong. */
export function readCredential(
	credential: ICredentialDataDecryptedObject,
): Result<EcwidCredential> {
	const text = (name: string) => String(credential[name] ?? '').trim();
	const host = credential.useBaseUrl === true ? text('baseUrl') : undefined;
	const store = readStore(text('storeId'), host);
	if (!store.ok) return store;
	const otherStores = readOtherStores(text('otherStoreTokens'), host);
	if (!otherStores.ok) return otherStores;
	return ok({
		store: store.value,
		otherStores: otherStores.value,
		accessToken: text('accessToken'),
		clientSecret: text('clientSecret'),
		orderSecretKey: text('orderSecretKey'),
		productSecretKey: text('productSecretKey'),
	});
}

/** Reads stores and tokens such as `1004:secret_a, 1005:secret_b`. Each may stand on its own line. */
function readOtherStores(text: string, host: string | undefined): Result<StoreAccess[]> {
	const others: StoreAccess[] = [];
	for (const entry of text.split(/[,\n]/).map((each) => each.trim())) {
		if (entry === '') continue;
		const [, storeId = '', accessToken = ''] = /^(\d+)\s*:\s*(\S+)$/.exec(entry) ?? [];
		const store = readStore(storeId, host);
		if (!store.ok)
			return misconfigured(
				'The Ecwid credential cannot be used: Other Stores is not a list of store IDs with their tokens. Enter them in the form 1004:secret_a, 1005:secret_b.',
			);
		others.push({ store: store.value, accessToken });
	}
	return ok(others);
}

/**
 * Adds the token to REST v3 requests, and a secret key to legacy API requests. Other requests are rejected,
 * because n8n's HTTP Request node can send any request with a credential.
 */
export function authenticate(
	credential: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Result<IHttpRequestOptions> {
	const read = readCredential(credential);
	if (!read.ok) return read;
	const { store, otherStores, orderSecretKey, productSecretKey } = read.value;
	const url = requestedUrl(options);
	const place = `${url.origin}${url.pathname}`;
	const access = [read.value, ...otherStores].find((one) => place.startsWith(`${one.store.rest}/`));
	if (access !== undefined)
		return ok({
			...options,
			headers: { ...options.headers, Authorization: `Bearer ${access.accessToken}` },
		});
	if (place.startsWith(`${store.legacy}/`)) {
		const key = place === `${store.legacy}/products` ? productSecretKey : orderSecretKey;
		return ok({ ...options, qs: { ...options.qs, secure_auth_key: key } });
	}
	return misconfigured(
		`The request was not sent: this Ecwid credential is for store ${store.storeId}, not for ${url.host}${url.pathname}. Use another credential.`,
	);
}

/** A valid token can read at least one of these, depending on its scopes. The first response other than `forbidden` counts. */
const PROBES = ['profile', 'orders?limit=1', 'products?limit=1', 'customers?limit=1'];

/**
 * Returns why the client secret cannot verify webhooks, or undefined. Legacy notifications are not signed, so a
 * credential with an order key needs no client secret.
 */
function clientSecretProblem({ clientSecret, ...others }: EcwidCredential): string | undefined {
	const { accessToken, orderSecretKey, productSecretKey } = others;
	if (clientSecret === '' && orderSecretKey !== '') return undefined;
	return secretFormProblem(clientSecret, {
		others: {
			'Access Token': accessToken,
			'Order Secret Key': orderSecretKey,
			'Product Secret Key': productSecretKey,
		},
		kinds: [
			[/^(secret|public)_/, 'an access token'],
			// The form of a custom app's client_id, which the same page of Ecwid shows.
			[/^custom-app-\d/, 'the client_id'],
		],
	});
}

/**
 * Sends requests with each token and key, and returns the problem of the first one that is not valid. Ecwid cannot
 * confirm the client secret, so only its form is checked.
 */
export async function checkCredential(
	helper: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
): Promise<Result<unknown>> {
	const read = readCredential(credential);
	if (!read.ok) return read;
	const { store, otherStores, accessToken, orderSecretKey, productSecretKey } = read.value;
	const problem = clientSecretProblem(read.value);
	const send = signedSend(helper, (options) => authenticate(credential, options));
	const ask = async (url: string, { storeId } = store): Promise<Result<unknown>> => {
		const answer = await send({ method: 'GET', url });
		return answer.ok ? readAnswerJson(answer.value, storeId) : answer;
	};
	if (accessToken === '' && orderSecretKey === '')
		return misconfigured(
			'The Ecwid credential cannot be used: it has no Access Token. Enter the secret token from my.ecwid.com/#develop-apps > Details.',
		);
	const readable = [...(accessToken === '' ? [] : [store]), ...otherStores.map((one) => one.store)];
	for (const one of readable) {
		let opened: Result<unknown> = ok(undefined);
		for (const path of PROBES) {
			opened = await ask(`${one.rest}/${path}`, one);
			if (opened.ok || opened.problem.reason !== PROBLEM.forbidden) break;
		}
		if (!opened.ok) return opened;
	}
	const keys: Array<[key: string, list: string]> = [
		[orderSecretKey, 'orders'],
		[productSecretKey, 'products'],
	];
	for (const [key, list] of keys) {
		const opened = key === '' ? ok(undefined) : await ask(`${store.legacy}/${list}?limit=0`);
		if (!opened.ok) return opened;
	}
	return problem === undefined
		? ok(undefined)
		: misconfigured(
				`The Ecwid credential cannot verify webhooks: its Client Secret ${problem}. Enter the app's client_secret (not its token) from my.ecwid.com/#develop-apps > Details.`,
			);
}
