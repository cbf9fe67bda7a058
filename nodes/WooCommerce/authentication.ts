import { createHmac } from 'node:crypto';

/** What WooCommerce's "REST API" settings page hands out. */
export interface Keys {
	consumerKey: string;
	consumerSecret: string;
}

/** The random and the timed part of an OAuth 1.0a signature. */
export interface Moment {
	nonce: string;
	/** Seconds since 1970; WooCommerce takes fifteen minutes either way. */
	timestamp: number;
}

/** `Authorization: Basic …`, which WooCommerce reads only where the site believes it is on TLS. */
export function basicHeader({ consumerKey, consumerSecret }: Keys): string {
	return `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`;
}

/**
 * One-legged OAuth 1.0a, the only way into a store without TLS
 * (https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-http).
 *
 * @param url without a query
 * @param query every parameter that will be sent; they are all signed
 * @returns the parameters to send beside `query`
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

/** RFC 5849 section 3.4.1: method, URL, and the sorted parameters, each percent-encoded. */
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

/** RFC 5849 section 3.6 encodes five characters that `encodeURIComponent` leaves. */
function encode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}
