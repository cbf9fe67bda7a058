import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { err, PROBLEM, ok, type Result } from '../core/result';
import { exchange, requestOptions, type HttpRequest } from '../host/http';
import { readAnswerJson } from './apiErrors';
import { readStore, type Store } from './storeUrl';

/** A store and what opens it; empty where the user entered nothing. */
export interface Access {
	store: Store;
	accessToken: string;
	clientSecret: string;
	orderSecretKey: string;
	productSecretKey: string;
}

/** Reads a `signedEventsEcwidApi` credential; says which part of it is wrong. */
export function readAccess(credential: ICredentialDataDecryptedObject): Result<Access> {
	const text = (name: string) => String(credential[name] ?? '').trim();
	const store = readStore(
		text('storeId'),
		credential.useBaseUrl === true ? text('baseUrl') : undefined,
	);
	if (!store.ok) return store;
	return ok({
		store: store.value,
		accessToken: text('accessToken'),
		clientSecret: text('clientSecret'),
		orderSecretKey: text('orderSecretKey'),
		productSecretKey: text('productSecretKey'),
	});
}

/**
 * Adds what opens the store: the token to REST v3, a key to the legacy API. A request to any other
 * place gets nothing, since n8n's HTTP Request node can be pointed anywhere with a credential.
 */
export function authenticate(
	credential: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Result<IHttpRequestOptions> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	const { store, accessToken, orderSecretKey, productSecretKey } = access.value;
	const url = new URL(`${options.baseURL ?? ''}${options.url}`);
	const place = `${url.origin}${url.pathname}`;
	if (place.startsWith(`${store.rest}/`))
		return ok({
			...options,
			headers: { ...options.headers, Authorization: `Bearer ${accessToken}` },
		});
	if (place.startsWith(`${store.legacy}/`)) {
		const key = place === `${store.legacy}/products` ? productSecretKey : orderSecretKey;
		return ok({ ...options, qs: { ...options.qs, secure_auth_key: key } });
	}
	return err(
		PROBLEM.misconfigured,
		`This Ecwid credential is for store ${store.storeId} and is not sent to ${url.host}${url.pathname}.`,
	);
}

/** Any of these answers a token that lives; which one depends on its scopes. */
const PROBES = ['profile', 'orders?limit=1', 'products?limit=1', 'customers?limit=1'];

/** Asks the store once for each secret that was entered, and says in a sentence which does not open it. */
export async function checkAccess(
	{ helpers }: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
): Promise<Result<unknown>> {
	const read = readAccess(credential);
	if (!read.ok) return read;
	const { store, accessToken, orderSecretKey, productSecretKey } = read.value;
	const ask = async (url: string): Promise<Result<unknown>> => {
		const request: HttpRequest = { method: 'GET', url };
		const signed = authenticate(credential, requestOptions(request));
		if (!signed.ok) return signed;
		const answer = await exchange(
			request,
			async (options) => await helpers.httpRequest(Object.assign(options, signed.value)),
		);
		return answer.ok ? readAnswerJson(answer.value, store.storeId) : answer;
	};
	if (accessToken === '' && orderSecretKey === '')
		return err(
			PROBLEM.misconfigured,
			'The Ecwid credential has no Access Token. Enter the secret token from my.ecwid.com/#develop-apps > Details.',
		);
	if (accessToken !== '') {
		const opened = await firstOpen(
			PROBES.map((path) => `${store.rest}/${path}`),
			ask,
		);
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
	return ok(undefined);
}

/** The first that is not merely out of a token's scopes. */
async function firstOpen(
	urls: readonly string[],
	ask: (url: string) => Promise<Result<unknown>>,
): Promise<Result<unknown>> {
	let outcome: Result<unknown> = ok(undefined);
	for (const url of urls) {
		outcome = await ask(url);
		if (outcome.ok || outcome.problem.reason !== PROBLEM.forbidden) return outcome;
	}
	return outcome;
}
