import { ok, type Result, misconfigured } from '../../core/result';
import { withoutTrailing } from '../../core/text/trailing';

/** A shop's address, read from the credential. */
export interface Store {
	/** Scheme, host and path of the WordPress site, without a trailing slash. */
	url: string;
	/** Identifies the shop: host and path in lower case, without the scheme. */
	account: string;
	/** The account of the shop's events, if the credential names an earlier address. Defaults to `account`. */
	eventAccount?: string;
	/** Path of the REST API under the URL, or `?rest_route=`. Defaults to `wp-json`. */
	restPath?: string;
}

/**
 * Reads the path of the REST API, which a filter of WordPress can change
 * (https://developer.wordpress.org/reference/hooks/rest_url_prefix/).
 */
export function readRestPath(typed: string): Result<string> {
	// Users copy the path of a route, such as wp-json/wc/v3.
	const [path] = typed
		.trim()
		.replace(/^\/+/, '')
		.split(/(?:^|\/)wc\/v\d/);
	const text = withoutTrailing(path, '/');
	if (text === '') return ok('wp-json');
	if (/^(?:index\.php)?\?rest_route=?$/.test(text)) return ok('?rest_route=');
	if (/^[\w.-]+(?:\/[\w.-]+)*$/.test(text)) return ok(text);
	return misconfigured(
		'The WooCommerce credential cannot be used: REST API Path is not a path. Enter a path such as wp-json, or ?rest_route= for plain permalinks.',
	);
}

/** Returns the URL and the parameters that lead to a route of the REST API. */
export function restRequest(
	{ url, restPath = 'wp-json' }: Pick<Store, 'url' | 'restPath'>,
	route: string,
): { url: string; query: Record<string, string> } {
	return restPath === '?rest_route='
		? { url: `${url}/`, query: { rest_route: `/${route}` } }
		: { url: `${url}/${restPath}/${route}`, query: {} };
}

/**
 * Reads a store URL. A host without a scheme is read as https. A URL with a user name, a query, a fragment or another
 * scheme is rejected, because it could lead to an unexpected host.
 */
export function readStore(typed: string): Result<Store> {
	const text = typed.trim();
	const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
	const url = URL.canParse(absolute) ? new URL(absolute) : undefined;
	const isPlain =
		url !== undefined &&
		(url.protocol === 'https:' || url.protocol === 'http:') &&
		`${url.username}${url.password}${url.search}${url.hash}` === '' &&
		// A scheme that is written twice, or with one slash, becomes the host.
		!/^https?$/.test(url.hostname) &&
		!/[\s\\<>"'`“”‘’]/.test(text);
	if (!isPlain)
		return misconfigured(
			"The Store URL cannot be used: it is not the address of a website, such as https://shop.example. Enter only the address of the shop's home page, without ? or # and what follows.",
		);
	const path = sitePath(withoutTrailing(url.pathname, '/'));
	return ok({
		url: `${url.protocol}//${url.host}${path}`,
		account: `${url.host}${path}`.toLowerCase(),
	});
}

/** Drops the path after the site, because users copy the address of the admin pages or of the REST API. */
function sitePath(path: string): string {
	const parts = path.split('/');
	const end = parts.findIndex((part) => part === 'wp-json' || part === 'wp-admin');
	return end === -1 ? path : parts.slice(0, end).join('/');
}
