import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import { err, PROBLEM, ok, type Result } from '../core/result';
import { exchange, requestOptions, type Send } from '../host/http';
import { readShopDomain } from './api';
import { readShop, type Shop } from './shop';

/** The version whose topics our table has. */
export const LATEST_VERSION = '2026-10';

/** A shop, and what its deliveries are signed with. */
export interface Access {
	shop: Shop;
	secrets: string[];
}

/** Reads a Shopify credential of either type. */
export function readAccess(credential: ICredentialDataDecryptedObject): Result<Access> {
	const shop = readShop(credential);
	if (!shop.ok) return shop;
	const secrets = [credential.clientSecret, credential.previousClientSecret]
		.map((secret) => String(secret ?? '').trim())
		.filter((secret) => secret !== '');
	return ok({ shop: shop.value, secrets });
}

/**
 * Adds the access token to a request to the credential's shop. A request to any other place gets
 * nothing, since n8n's HTTP Request node can be pointed anywhere with a credential.
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
			'The Shopify credential has no access token. Enter the Admin API access token of the app.',
		);
	const url = new URL(`${options.baseURL ?? ''}${options.url}`);
	if (url.origin !== new URL(shop.value.url).origin)
		return err(
			PROBLEM.misconfigured,
			`This Shopify credential is for ${shop.value.domain} and is not sent to ${url.host}.`,
		);
	return ok({
		...options,
		headers: { ...options.headers, 'X-Shopify-Access-Token': token },
	});
}

/** Asks a shop for its name, and says in a sentence why it does not answer with it. */
export async function checkShop(
	{ helpers }: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
): Promise<Result<unknown>> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	const { shop } = access.value;
	const send: Send = async (request) => {
		const signed = authenticate(credential, requestOptions(request));
		if (!signed.ok) return signed;
		return await exchange(
			request,
			async (options) => await helpers.httpRequest(Object.assign(options, signed.value)),
		);
	};
	const connection = { shop, send, pause: sleep, apiVersion: LATEST_VERSION };
	const domain = await readShopDomain(connection);
	if (!domain.ok || domain.value === shop.domain) return domain;
	return err(
		PROBLEM.misconfigured,
		`The access token is one of ${domain.value}, not of ${shop.domain}. Enter that shop, or a token of this one.`,
	);
}
