import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * Returns the URL that n8n's client requests. A credential compares its host with that of the vendor. The client ignores the
 * base URL if the URL is absolute or begins with `//` (axios, buildFullPath.js).
 *
 * @throws {TypeError} if it is not a whole URL
 */
export function requestedUrl({ baseURL = '', url }: IHttpRequestOptions): URL {
	const isAbsolute = /^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(url);
	return new URL(isAbsolute ? url : `${baseURL}${url}`);
}
