import type { Clock } from '../clock';
import type { Call } from '../http';
import { ApiError } from './errors';
import { readOAuthHeader, sign, signatureBase } from './oauth';
import { decodePercents, parsePhpQuery, type PhpParameters } from './phpQuery';

export type KeyPermission = 'read' | 'write' | 'read_write';

export interface KeyPair {
	consumerKey: string;
	consumerSecret: string;
}

interface Key extends KeyPair {
	permission: KeyPermission;
	/** Nonces by their timestamp and text, for fifteen minutes. */
	nonces: Map<string, number>;
}

const WINDOW = 15 * 60;
const OAUTH_PARAMETERS = [
	...['oauth_consumer_key', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature'],
	'oauth_signature_method',
];
const READING = ['GET', 'HEAD'];

/** How the site sees itself: what its signatures and its choice of methods hang on. */
export interface SiteView {
	/** Whether is_ssl() holds: only then are Basic and the query form looked at. */
	believesTls: boolean;
	/** Scheme, host and folder, without a trailing slash. */
	url: string;
}

/** The keys of a shop and the check of requests (class-wc-rest-authentication.php). */
export class KeyRing {
	private readonly keys = new Map<string, Key>();

	constructor(
		private readonly clock: Clock,
		private readonly site: SiteView,
	) {}

	add(pair: KeyPair, permission: KeyPermission): void {
		this.keys.set(pair.consumerKey, { ...pair, permission, nonces: new Map() });
	}

	/** Takes a key back. */
	revoke(consumerKey: string): void {
		this.keys.delete(consumerKey);
	}

	/** Returns whether a request has a valid key. Throws the error for a wrong one. */
	authenticate(call: Call): boolean {
		const key = this.identify(call);
		if (!key) return false;
		const permission = READING.includes(call.method) ? 'read' : 'write';
		if (key.permission !== 'read_write' && key.permission !== permission)
			throw refusal(`The API key provided does not have ${permission} permissions.`);
		return true;
	}

	private identify(call: Call): Key | undefined {
		const query = parsePhpQuery(call.query);
		if (this.site.believesTls) {
			const key = this.identifyBySecret(call, query);
			if (key) return key;
		}
		return this.identifyBySignature(call, query);
	}

	private identifyBySecret(call: Call, query: PhpParameters): Key | undefined {
		const pair = pairOf(query) ?? basicPairOf(call.headers.authorization ?? '');
		const key = pair && this.keys.get(pair.consumerKey);
		if (!key) return undefined;
		if (key.consumerSecret !== pair.consumerSecret) throw refusal('Consumer secret is invalid.');
		return key;
	}

	private identifyBySignature(call: Call, query: PhpParameters): Key | undefined {
		const parameters: PhpParameters = {
			...query,
			...formOf(call),
			...readOAuthHeader((call.headers.authorization ?? '').trim()),
		};
		const missing = OAUTH_PARAMETERS.filter((name) => !parameters[name]);
		if (missing.length === OAUTH_PARAMETERS.length) return undefined;
		if (missing.length > 0) throw missingParameters(missing);
		const key = this.keys.get(String(parameters.oauth_consumer_key));
		if (!key) throw refusal('Consumer key is invalid.');
		this.checkSignature(call, parameters, key);
		this.checkNonce(Number(parameters.oauth_timestamp), String(parameters.oauth_nonce), key);
		return key;
	}

	private checkSignature(call: Call, parameters: PhpParameters, key: Key): void {
		const folder = new URL(this.site.url).pathname.replace(/\/$/, '');
		const path = call.path.startsWith(folder) ? call.path.slice(folder.length) : call.path;
		const base = signatureBase(call.method, `${this.site.url}${path}`, parameters);
		const method = String(parameters.oauth_signature_method);
		const expected = sign(method, base, `${key.consumerSecret}&`);
		if (expected === undefined) throw refusal('Invalid signature - signature method is invalid.');
		// A plus that was not encoded has become a space on the way.
		const given = decodePercents(String(parameters.oauth_signature).replace(/ /g, '+'));
		if (given !== expected) throw refusal('Invalid signature - provided signature does not match.');
	}

	/**
	 * WooCommerce keeps one nonce a second and key, so two requests of one second would let the first
	 * be replayed; here every nonce of the window counts.
	 */
	private checkNonce(timestamp: number, nonce: string, key: Key): void {
		const now = Math.floor(this.clock.now() / 1000);
		if (!(timestamp >= now - WINDOW && timestamp <= now + WINDOW))
			throw refusal('Invalid timestamp.');
		for (const [used, at] of key.nonces) if (at < now - WINDOW) key.nonces.delete(used);
		if (key.nonces.has(nonce)) throw refusal('Invalid nonce - nonce has already been used.');
		key.nonces.set(nonce, timestamp);
	}
}

function pairOf(query: PhpParameters): KeyPair | undefined {
	const { consumer_key: consumerKey, consumer_secret: consumerSecret } = query;
	if (typeof consumerKey !== 'string' || typeof consumerSecret !== 'string') return undefined;
	return consumerKey && consumerSecret ? { consumerKey, consumerSecret } : undefined;
}

function basicPairOf(header: string): KeyPair | undefined {
	const [, encoded] = /^Basic\s+(\S+)$/i.exec(header) ?? [];
	if (encoded === undefined) return undefined;
	const text = Buffer.from(encoded, 'base64').toString('utf8');
	const colon = text.indexOf(':');
	if (colon < 0) return undefined;
	return { consumerKey: text.slice(0, colon), consumerSecret: text.slice(colon + 1) };
}

function formOf(call: Call): PhpParameters {
	const type = call.headers['content-type'] ?? '';
	return type.startsWith('application/x-www-form-urlencoded') ? parsePhpQuery(call.body) : {};
}

function refusal(message: string): ApiError {
	return new ApiError(401, 'woocommerce_rest_authentication_error', message);
}

function missingParameters(names: readonly string[]): ApiError {
	const plural = names.length === 1 ? '' : 's';
	return new ApiError(
		401,
		'woocommerce_rest_authentication_missing_parameter',
		`Missing OAuth parameter${plural} ${names.join(', ')}`,
	);
}
