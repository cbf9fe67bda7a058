import { misconfigured, ok, type Result } from '../core/result';
import { withoutTrailing } from '../core/text/trailing';

/** The addresses of a store. */
export interface Store {
	storeId: string;
	/** REST v3, without a trailing slash. */
	rest: string;
	/** Order and Product API v1 (legacy), without a trailing slash. */
	legacy: string;
}

/** https://docs.ecwid.com/api-reference/rest-api */
const ECWID = 'https://app.ecwid.com';

/**
 * Matches a complete store id. It becomes part of URLs that receive a secret, so `1003@evil.example`, `1003/..` and
 * `1003\n` must not match.
 */
const STORE_ID = /^[1-9][0-9]{0,14}$/;

/**
 * Returns the addresses of a store.
 *
 * @param host scheme and host. Defaults to Ecwid's. The credential has another one only if *Use Another Host* is on
 */
export function readStore(storeId: string, host: string = ECWID): Result<Store> {
	if (!STORE_ID.test(storeId))
		return misconfigured(
			'The Ecwid credential cannot be used: its Store ID is not a number. Enter the number at the bottom of every page of the Ecwid admin, such as 1003.',
		);
	const url = URL.canParse(host) ? new URL(host) : undefined;
	const isPlain =
		url !== undefined &&
		/^https?:$/.test(url.protocol) &&
		url.username + url.password + url.search + url.hash === '';
	if (!isPlain)
		return misconfigured(
			'The Ecwid credential cannot be used: its Base URL is not a web address. Enter a URL such as http://localhost:8080, or turn off Use Another Host.',
		);
	const base = `${url.origin}${withoutTrailing(url.pathname, '/')}`;
	return ok({
		storeId,
		rest: `${base}/api/v3/${storeId}`,
		legacy: `${base}/api/v1/${storeId}`,
	});
}
