import { createHmac } from 'node:crypto';
import type { JsonObject } from './json';
import type { KeyPair } from './woocommerce/auth';

/** What came back. */
export interface TestAnswer {
	status: number;
	headers: Record<string, string>;
	text: string;
	/** The body as JSON; undefined if it is not JSON. */
	body: JsonObject & JsonObject[];
	/** `X-WP-Total`, as a number. */
	total: number;
}

export interface TestTarget {
	url: string;
	keys: KeyPair;
}

type Credentials = Record<string, string>;

/** Sends requests with Basic authentication, or with the headers that a test passes. */
export class TestClient {
	constructor(
		private readonly target: TestTarget,
		private readonly headers: Credentials = basic(target.keys),
	) {}

	get(path: string): Promise<TestAnswer> {
		return this.send('GET', path);
	}

	head(path: string): Promise<TestAnswer> {
		return this.send('HEAD', path);
	}

	post(path: string, body: unknown): Promise<TestAnswer> {
		return this.send('POST', path, body);
	}

	put(path: string, body: unknown): Promise<TestAnswer> {
		return this.send('PUT', path, body);
	}

	delete(path: string): Promise<TestAnswer> {
		return this.send('DELETE', path);
	}

	/** Ids of a list, in its order. */
	async ids(path: string): Promise<number[]> {
		const { body } = await this.get(path);
		return body.map((object) => object.id as number);
	}

	/** Sends a request; a path without a leading slash lies under `wc/v3`. */
	async send(method: string, path: string, body?: unknown): Promise<TestAnswer> {
		const url = `${this.target.url}${path.startsWith('/') ? '' : '/wp-json/wc/v3/'}${path}`;
		const response = await fetch(url, {
			method,
			redirect: 'manual',
			headers: { ...this.headers, 'Content-Type': 'application/json' },
			...(body !== undefined && {
				body: typeof body === 'string' ? body : JSON.stringify(body),
			}),
		});
		const text = await response.text();
		const headers = Object.fromEntries(response.headers);
		return {
			status: response.status,
			headers,
			text,
			body: parse(text),
			total: Number(headers['x-wp-total']),
		};
	}
}

function parse(text: string): TestAnswer['body'] {
	try {
		return JSON.parse(text) as TestAnswer['body'];
	} catch {
		return undefined as unknown as TestAnswer['body'];
	}
}

export function basic({ consumerKey, consumerSecret }: KeyPair): Credentials {
	const text = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
	return { Authorization: `Basic ${text}` };
}

/** RFC 3986, as RFC 5849 section 3.6 asks for it. */
function percentEncode(text: string): string {
	return [...Buffer.from(text, 'utf8')]
		.map((byte) => {
			const sign = String.fromCharCode(byte);
			return /[A-Za-z0-9._~-]/.test(sign)
				? sign
				: `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
		})
		.join('');
}

export interface OAuthRequest {
	method?: string;
	url: string;
	keys: KeyPair;
	/** Seconds. */
	timestamp: number;
	nonce: string;
	algorithm?: 'HMAC-SHA1' | 'HMAC-SHA256';
}

/**
 * A one-legged OAuth 1.0a URL, signed as in RFC 5849 section 3.4. The code is independent of the
 * sandbox, so that the sandbox's check is not tested with itself.
 */
export function signedUrl(request: OAuthRequest): string {
	const { method = 'GET', keys, algorithm = 'HMAC-SHA256' } = request;
	const url = new URL(request.url);
	const oauth: [string, string][] = [
		['oauth_consumer_key', keys.consumerKey],
		['oauth_nonce', request.nonce],
		['oauth_signature_method', algorithm],
		['oauth_timestamp', String(request.timestamp)],
	];
	const pairs = [...url.searchParams, ...oauth].map(
		([name, value]) => [percentEncode(name), percentEncode(value)] as const,
	);
	const normalized = [...pairs]
		.sort(([first], [second]) => (first < second ? -1 : 1))
		.map((pair) => pair.join('='))
		.join('&');
	const base = [method, `${url.origin}${url.pathname}`, normalized].map(percentEncode).join('&');
	const signature = createHmac(
		algorithm === 'HMAC-SHA1' ? 'sha1' : 'sha256',
		`${keys.consumerSecret}&`,
	)
		.update(base)
		.digest('base64');
	const query = [...pairs, ['oauth_signature', percentEncode(signature)]]
		.map((pair) => pair.join('='))
		.join('&');
	return `${url.origin}${url.pathname}?${query}`;
}
