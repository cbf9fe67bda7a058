import { createHmac } from 'node:crypto';

/** A key from WooCommerce's "REST API" settings page. */
export interface Keys {
	consumerKey: string;
	consumerSecret: string;
}

/** The nonce and the timestamp of an OAuth 1.0a signature. */
export interface Moment {
	nonce: string;
	/** Unix seconds. WooCommerce accepts a difference of fifteen minutes. */
	timestamp: number;
}

/** Returns `Authorization: Basic …`, which WooCommerce reads only if the site detects TLS. */
export function basicHeader({ consumerKey, consumerSecret }: Keys): string {
	return basic(consumerKey, consumerSecret);
}

/** Returns `Authorization: Basic …` of any user (https://www.rfc-editor.org/rfc/rfc7617#section-2). */
export function basic(user: string, password: string): string {
	return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/**
 * Returns the keys as parameters, which WooCommerce reads only if the site detects TLS
 * (https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-https).
 */
export function keyParameters({ consumerKey, consumerSecret }: Keys): Record<string, string> {
	return { consumer_key: consumerKey, consumer_secret: consumerSecret };
}

/**
 * Returns the parameters of one-legged OAuth 1.0a, the only authentication without TLS
 * (https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-http).
 *
 * @param url without a query
 * @param query every parameter that will be sent; they are all signed
 * @returns the parameters to send in addition to `query`
 */
export function oauthParameters(
	method: string,
	url: string,
	query: Readonly<Record<string, string>>,
	keys: Keys,
	moment: Moment,
): Record<string, string> {
	const parameters = {
		oauth_consumer_key: keys.consumerKey,
		oauth_nonce: moment.nonce,
		oauth_signature_method: 'HMAC-SHA256',
		oauth_timestamp: String(moment.timestamp),
	};
	const base = signatureBase(method, url, { ...query, ...parameters });
	const signature = createHmac('sha256', `${keys.consumerSecret}&`).update(base).digest('base64');
	return { ...parameters, oauth_signature: signature };
}

/**
 * Returns the method, URL and sorted parameters, each percent-encoded
 * (https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1).
 */
export function signatureBase(
	method: string,
	url: string,
	parameters: Readonly<Record<string, string>>,
): string {
	const pairs = Object.entries(parameters)
		.map(([name, value]) => [encode(name), encode(value)])
		.sort(([leftName, leftValue], [rightName, rightValue]) =>
			leftName === rightName ? compare(leftValue, rightValue) : compare(leftName, rightName),
		)
		.map((pair) => pair.join('='));
	return [method.toUpperCase(), url, pairs.join('&')].map(encode).join('&');
}

function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

/** RFC 5849, section 3.6, encodes five characters that `encodeURIComponent` does not. */
function encode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}
