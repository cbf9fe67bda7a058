import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import { misconfigured, ok, type Result } from '../core/result';
import { signedSend } from '../host/http';
import { shownName } from '../host/vendorErrors';
import { requestedUrl } from '../host/requestedUrl';
import { secretFormProblem } from '../host/secretForm';
import { steadyClock } from '../host/clock';
import { patienceFor } from '../host/patience';
import { readOwner, type Owner } from './api';
import { readShop, type Shop, type ShopifyCredential } from './shop';

/** The version of the topic table. */
export const LATEST_VERSION = '2026-10';

/** Reads a Shopify credential of either type. */
export function readCredential(
	credential: ICredentialDataDecryptedObject,
): Result<ShopifyCredential> {
	const shop = readShop(credential);
	if (!shop.ok) return shop;
	const text = (value: unknown) => String(value ?? '').trim();
	const secrets = [credential.clientSecret, credential.previousClientSecret]
		.map(text)
		.filter((secret) => secret !== '');
	return ok({ shop: shop.value, secrets, shopSecret: text(credential.shopSecret) });
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
		return misconfigured(
			'The Shopify credential cannot be used: it has no access token. Enter the Admin API access token of the app. Without it, only webhooks made by hand work.',
		);
	const url = requestedUrl(options);
	if (url.origin !== new URL(shop.value.url).origin)
		return misconfigured(
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
	helper: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
): Promise<Result<unknown>> {
	const read = readCredential(credential);
	if (!read.ok) return read;
	const { shop } = read.value;
	const send = signedSend(helper, (options) => authenticate(credential, options));
	const { wait: pause } = patienceFor(TEST_WITHIN_MS, { clock: steadyClock, pause: sleep });
	const connection = { shop, send, pause, apiVersion: LATEST_VERSION, now: Date.now };
	const owner = await readOwner(connection);
	if (!owner.ok) return owner;
	const isOwn = checkOwner(owner.value, shop);
	return isOwn.ok ? checkSecrets(credential) : isOwn;
}

const TOKENS = [[/^shp(at|ca|pa|ua)_/, 'an access token']] as const;

/**
 * Returns why the shop's own secret cannot verify webhooks made by hand, or undefined.
 *
 * @param others values of other fields, by their names
 */
export function shopSecretProblem(
	shopSecret: string,
	others: Readonly<Record<string, string>> = {},
): string | undefined {
	const problem = secretFormProblem(shopSecret, { others, kinds: TOKENS });
	return problem === undefined
		? undefined
		: `The Shopify credential cannot verify webhooks made by hand: its Webhook Secret of the Shop ${problem}. Copy it from Settings > Notifications > Webhooks in the shop's admin, or clear the field.`;
}

/** Returns a problem if a secret cannot verify deliveries. Shopify cannot confirm a secret, so its form is checked. */
function checkSecrets(credential: ICredentialDataDecryptedObject): Result<undefined> {
	const text = (name: string) => String(credential[name] ?? '').trim();
	const [clientSecret, shopSecret] = [text('clientSecret'), text('shopSecret')];
	const others = { 'Access Token': text('accessToken') };
	if (shopSecret !== '') {
		const problem = shopSecretProblem(shopSecret, others);
		if (problem !== undefined) return misconfigured(problem);
		if (clientSecret === '') return ok(undefined);
	}
	const problem = secretFormProblem(clientSecret, { others, kinds: TOKENS });
	if (problem === undefined) return ok(undefined);
	return misconfigured(
		`The Shopify credential cannot verify webhooks: its Client Secret ${problem}. Enter the API secret key of the app, which signs its webhooks.`,
	);
}

/**
 * Returns a problem if a token is for another shop than the credential names. A renamed shop keeps its first name, which
 * Shopify's deliveries contain. Its new name leads to the same shop, so requests succeed with either name.
 */
export function checkOwner({ domain }: Owner, shop: Shop): Result<undefined> {
	if (domain === shop.domain) return ok(undefined);
	const shown = shownName(domain);
	return misconfigured(
		`The Shopify credential cannot be used: its access token belongs to ${shown}, not to ${shop.domain}. If both names are of the same shop, enter ${shown.replace('.myshopify.com', '')} under Shop, because Shopify's deliveries contain that name. Otherwise, use a token of ${shop.domain}.`,
	);
}
