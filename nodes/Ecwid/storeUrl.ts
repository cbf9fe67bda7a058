import { err, PROBLEM, ok, type Result } from '../core/result';
import { withoutTrailing } from '../core/trailing';

/** Where a store is asked; nothing of it can be another host than the one that was meant. */
export interface Store {
	storeId: string;
	/** REST v3, without a trailing slash. */
	rest: string;
	/** Order and Product API v1 (legacy), without a trailing slash. */
	legacy: string;
}

/** https://docs.ecwid.com/api-reference/rest-api */
export const ECWID = 'https://app.ecwid.com';

/**
 * A store id is put into URLs that a secret is sent to: `1003@evil.example`, `1003/..` and
 * `1003\n` must not pass.
 */
export const STORE_ID = /^[1-9][0-9]{0,14}$/;

/**
 * Reads where a store is.
 *
 * @param host another one than Ecwid's, only where the user has switched that on
 */
export function readStore(storeId: string, host: string = ECWID): Result<Store> {
	if (!STORE_ID.test(storeId))
		return err(
			PROBLEM.misconfigured,
			'The Store ID is a number, such as 1003. It stands at the bottom of every page of the Ecwid admin.',
		);
	const url = URL.canParse(host) ? new URL(host) : undefined;
	const isPlain =
		url !== undefined &&
		/^https?:$/.test(url.protocol) &&
		url.username + url.password + url.search + url.hash === '';
	if (!isPlain)
		return err(
			PROBLEM.misconfigured,
			'The Base URL is not the address of a web site. Switch Use Another Host off, or enter one such as http://localhost:8080',
		);
	const base = `${url.origin}${withoutTrailing(url.pathname, '/')}`;
	return ok({
		storeId,
		rest: `${base}/api/v3/${storeId}`,
		legacy: `${base}/api/v1/${storeId}`,
	});
}
