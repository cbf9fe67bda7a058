import { misconfigured, ok, type Result } from '../core/result';

/** A shop's canonical name and address. */
export interface Shop {
	/** The account of every event, such as `my-shop.myshopify.com`. Deliveries name it too. */
	domain: string;
	/** Scheme and host, without a trailing slash. */
	url: string;
}

/** A shop and its signing secrets. */
export interface ShopifyCredential {
	shop: Shop;
	/** The client secret of the app, and the previous one. */
	secrets: readonly string[];
	/** Signs the webhooks that a person makes in the shop's admin. Empty if it was not entered. */
	shopSecret: string;
}

/** The fields of a credential that name a shop. */
export type ShopFields = Partial<Record<'shop' | 'useBaseUrl' | 'baseUrl', unknown>>;

/**
 * Matches a complete shop name: `my-shop`, `my-shop.myshopify.com`, or the URL of its admin. Other texts could name
 * another host, which would receive the client secret (docs/facts/attacks.md 29). The pattern is also part of the
 * credentials' expressions, so it must not contain two closing braces in a row.
 */
const SHOP_PATTERN =
	/^(?:([a-z0-9][a-z0-9-]*)|(?:https:\/\/)?([a-z0-9][a-z0-9-]*)\.myshopify\.com(?:\/admin)?\/?|(?:https:\/\/)?admin\.shopify\.com\/store\/([a-z0-9][a-z0-9-]*)(?:[/?#]\S*)?)$/i;

/** A server without a path, for the sandbox. */
const BASE_URL_PATTERN = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?\/?$/i;

/** Returns the address of a shop at Shopify. A credential can name another one, such as a proxy. */
export function ownUrl(domain: string): string {
	return `https://${domain}`;
}

/** Reads the shop of a credential. */
export function readShop({ shop, useBaseUrl, baseUrl }: ShopFields): Result<Shop> {
	const name = SHOP_PATTERN.exec(String(shop ?? ''))
		?.slice(1)
		.find((part) => part !== undefined);
	if (name === undefined)
		return misconfigured(
			'The Shopify credential cannot be used: its Shop is not the name of a shop. Enter my-shop, my-shop.myshopify.com, or the URL of its admin, and nothing else.',
		);
	const domain = `${name.toLowerCase()}.myshopify.com`;
	if (useBaseUrl !== true) return ok({ domain, url: ownUrl(domain) });
	const base = String(baseUrl ?? '');
	if (!BASE_URL_PATTERN.test(base))
		return misconfigured(
			'The Shopify credential cannot be used: its Base URL is not the address of a server. Enter one such as http://127.0.0.1:8080, or turn off Use Another Host.',
		);
	return ok({ domain, url: base.replace(/\/$/, '') });
}

/**
 * Returns an n8n expression for a URL at a credential's shop. It evaluates to an empty text if `readShop` rejects
 * the fields, and n8n then sends no request.
 *
 * @param fields `$self` in a credential's own fields, `$credentials` in its test
 * @param path JavaScript for a path with a leading slash
 */
export function shopUrlExpression(fields: '$self' | '$credentials', path: string): string {
	const shop = `(${SHOP_PATTERN}.exec(${fields}["shop"]) || []).slice(1).filter((part) => part)[0]`;
	const base = `(${BASE_URL_PATTERN}.test(${fields}["baseUrl"]) ? ${fields}["baseUrl"].replace(/\\/$/, "") + ${path} : "")`;
	const own = `"https://" + ${shop}.toLowerCase() + ".myshopify.com" + ${path}`;
	return `={{ ${shop} ? (${fields}["useBaseUrl"] === true ? ${base} : ${own}) : "" }}`;
}
