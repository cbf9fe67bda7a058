import type { IHttpRequestOptions } from 'n8n-workflow';

import { withoutTrailing } from '../core/text/trailing';

/**
 * Returns the URL that n8n's client requests. A credential compares its host with that of the vendor. The client ignores the
 * base URL if the URL is absolute or begins with `//`, and otherwise puts one slash between the two (axios,
 * buildFullPath.js). Without that slash, `https://other.example` and `@shop.example/` would look like the shop.
 *
 * @throws {TypeError} if it is not a whole URL
 */
export function requestedUrl({ baseURL = '', url }: IHttpRequestOptions): URL {
	const isAbsolute = /^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(url);
	if (isAbsolute || baseURL === '') return new URL(url);
	return new URL(`${withoutTrailing(baseURL, '/')}/${url.replace(/^\/+/, '')}`);
}
