import { createHmac } from 'node:crypto';
import { decodePercents, type PhpParameters } from './phpQuery';

/** rawurlencode() with a space for a plus (wc_rest_urlencode_rfc3986). */
function encode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/**
 * The text that a one-legged OAuth 1.0a request signs, as WooCommerce builds it
 * (class-wc-rest-authentication.php, check_oauth_signature). If no parameter is a list, this is the
 * base string of RFC 5849, section 3.4.1. WooCommerce always signs a list as `name[0]`.
 */
export function signatureBase(method: string, url: string, parameters: PhpParameters): string {
	const names = Object.keys(parameters)
		.filter((name) => name !== 'oauth_signature')
		.sort(compareBytes);
	const pairs = names.flatMap((name) => pairsOf(encode(name), parameters[name]));
	return [method.toUpperCase(), encode(url), pairs.map(encode).join('%26')].join('&');
}

function compareBytes(first: string, second: string): number {
	return Buffer.compare(Buffer.from(first), Buffer.from(second));
}

function pairsOf(name: string, value: string | PhpParameters): string[] {
	if (typeof value === 'string') return [`${name}=${encode(value)}`];
	return Object.entries(value).flatMap(([key, inner]) => pairsOf(`${name}%5B${key}%5D`, inner));
}

const ALGORITHMS: Readonly<Record<string, string>> = {
	'HMAC-SHA1': 'sha1',
	'HMAC-SHA256': 'sha256',
};

/** The signature of a base string; undefined for a method that WooCommerce does not know. */
export function sign(method: string, base: string, key: string): string | undefined {
	const algorithm = ALGORITHMS[method];
	return algorithm && createHmac(algorithm, key).update(base).digest('base64');
}

/** Reads `Authorization: OAuth …` (parse_header). */
export function readOAuthHeader(header: string): PhpParameters {
	if (!header.startsWith('OAuth ')) return {};
	const parameters: PhpParameters = {};
	for (const match of header.matchAll(/(oauth_[a-z_-]*)=(?:"([^"]*)"|([^,]*))/g))
		parameters[match[1]] = decodePercents(match[2] ?? match[3]);
	return parameters;
}
