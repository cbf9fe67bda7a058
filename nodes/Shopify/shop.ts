import { err, PROBLEM, ok, type Result } from '../core/result';

/** A shop's canonical name and where its Admin is. */
export interface Shop {
	/** `my-shop.myshopify.com`: the account of every event, and what deliveries name. */
	domain: string;
	/** Scheme and host, without a trailing slash. */
	url: string;
}

/** The fields of a credential that say where a shop is. */
export interface ShopFields {
	shop?: unknown;
	useBaseUrl?: unknown;
	baseUrl?: unknown;
}

/**
 * What a shop can be entered as: `my-shop`, `my-shop.myshopify.com`, its admin's URL as the browser
 * shows it. Anything else could name another host, which would be sent the client secret
 * (docs/facts/attacks.md 29), so that all of the text has to match. The expressions in the credentials
 * hold this pattern too: no two closing braces in a row.
 */
const SHOP_PATTERN =
	/^(?:([a-z0-9][a-z0-9-]*)|(?:https:\/\/)?([a-z0-9][a-z0-9-]*)\.myshopify\.com(?:\/admin)?\/?|(?:https:\/\/)?admin\.shopify\.com\/store\/([a-z0-9][a-z0-9-]*)(?:[/?#]\S*)?)$/i;

/** Any server, and nothing behind its host: for the sandbox. */
const BASE_URL_PATTERN = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?\/?$/i;

/** Reads where a credential's shop is. */
export function readShop({ shop, useBaseUrl, baseUrl }: ShopFields): Result<Shop> {
	const name = SHOP_PATTERN.exec(String(shop ?? ''))
		?.slice(1)
		.find((part) => part !== undefined);
	if (name === undefined)
		return err(
			PROBLEM.misconfigured,
			'The shop in the Shopify credential is not the name of one. Enter it as my-shop, as my-shop.myshopify.com, or as the URL of its admin, without anything before or behind it.',
		);
	const domain = `${name.toLowerCase()}.myshopify.com`;
	if (useBaseUrl !== true) return ok({ domain, url: `https://${domain}` });
	const base = String(baseUrl ?? '');
	if (!BASE_URL_PATTERN.test(base))
		return err(
			PROBLEM.misconfigured,
			'The base URL in the Shopify credential is not the address of a server. Enter it as http://127.0.0.1:8080, or switch Use Another Host off.',
		);
	return ok({ domain, url: base.replace(/\/$/, '') });
}

/**
 * An expression of n8n that gives a URL at a credential's shop, and an empty text, to which n8n sends
 * nothing, where `readShop` refuses the fields.
 *
 * @param fields what the fields are found in: `$self` in a credential's own fields, `$credentials` in
 *   its test
 * @param path JavaScript that gives a path with its leading slash
 */
export function shopUrlExpression(fields: '$self' | '$credentials', path: string): string {
	const shop = `(${SHOP_PATTERN}.exec(${fields}["shop"]) || []).slice(1).filter((part) => part)[0]`;
	const base = `(${BASE_URL_PATTERN}.test(${fields}["baseUrl"]) ? ${fields}["baseUrl"].replace(/\\/$/, "") + ${path} : "")`;
	const own = `"https://" + ${shop}.toLowerCase() + ".myshopify.com" + ${path}`;
	return `={{ ${shop} ? (${fields}["useBaseUrl"] === true ? ${base} : ${own}) : "" }}`;
}
