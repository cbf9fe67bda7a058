import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import { err, PROBLEM, ok, type Result } from '../core/result';
import { exchange, requestOptions, type Send } from '../host/http';
import { steadyClock } from '../host/clock';
import { patienceFor } from '../host/patience';
import { readShopDomain } from './api';
import { readShop, type Shop } from './shop';

/** The version of the topic table. */
export const LATEST_VERSION = '2026-10';

/** A shop and its signing secrets. */
export interface ShopifyCredential {
	shop: Shop;
	secrets: string[];
}

/** Reads a Shopify credential of either type. */
export function readCredential(
	credential: ICredentialDataDecryptedObject,
): Result<ShopifyCredential> {
	const shop = readShop(credential);
	if (!shop.ok) return shop;
	const secrets = [credential.clientSecret, credential.previousClientSecret]
		.map((secret) => String(secret ?? '').trim())
		.filter((secret) => secret !== '');
	return ok({ shop: shop.value, secrets });
}

/**
 * Adds the access token to a request to the credential's shop. Other requests are rejected, because n8n's HTTP
 * Request node can send any request with a credential.
 */
export function authenticate(
	credential: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Result<IHttpRequestOptions> {
	const shop = readShop(credential);
	if (!shop.ok) return shop;
	const token = String(credential.accessToken ?? '').trim();
	if (token === '')
		return err(
			PROBLEM.misconfigured,
			'The Shopify credential cannot be used: it has no access token. Enter the Admin API access token of the app.',
		);
	const url = new URL(`${options.baseURL ?? ''}${options.url}`);
	if (url.origin !== new URL(shop.value.url).origin)
		return err(
			PROBLEM.misconfigured,
			`The request was not sent: this Shopify credential is for ${shop.value.domain}, not for ${url.host}. Use another credential.`,
		);
	return ok({
		...options,
		headers: { ...options.headers, 'X-Shopify-Access-Token': token },
	});
}

/** A person waits for the credential test. */
const TEST_WITHIN_MS = 20_000;

/** Requests the name of a shop, and returns why it does not match the credential. */
export async function checkCredential(
	{ helpers }: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
): Promise<Result<unknown>> {
	const read = readCredential(credential);
	if (!read.ok) return read;
	const { shop } = read.value;
	const send: Send = async (request) => {
		const signed = authenticate(credential, requestOptions(request));
		if (!signed.ok) return signed;
		return await exchange(
			request,
			async (options) => await helpers.httpRequest(Object.assign(options, signed.value)),
		);
	};
	const { wait: pause } = patienceFor(TEST_WITHIN_MS, { clock: steadyClock, pause: sleep });
	const connection = { shop, send, pause, apiVersion: LATEST_VERSION };
	const domain = await readShopDomain(connection);
	if (!domain.ok || domain.value === shop.domain) return domain;
	return err(
		PROBLEM.misconfigured,
		`The Shopify credential cannot be used: its access token belongs to ${domain.value}, not to ${shop.domain}. Enter that shop, or a token of this one.`,
	);
}
