import { isObject } from '../../core/json';
import { err, PROBLEM, ok, type ProblemReason, type Result } from '../../core/result';
import type { HttpAnswer } from '../../host/http';
import { hasPhpMessage, parseBody } from './bodyJson';
import {
	codeAndMessage,
	rulesByStatus,
	vendorError,
	withDetails,
	type ErrorRule,
} from '../../host/vendorErrors';

/** The parts of an error response that show its cause. */
interface Said {
	/** WordPress's error code. Empty if the response has none. */
	code: string;
	message: string;
	/** The firewall or plugin that blocked the request, if its page contains its name. */
	blocker: string | undefined;
	/** Whether the response redirects to the same URL with a slash. */
	addsSlash: boolean;
	/** Whether the web server asks for its own user name and password. */
	asksForLogin: boolean;
}

/** Firewalls and plugins by their name, with words by which their pages are recognized. */
const BLOCKERS: ReadonlyMap<string, RegExp> = new Map([
	['Wordfence', /wordfence/i],
	['Sucuri', /sucuri/i],
	['Cloudflare', /cloudflare/i],
	['Imunify360', /imunify360/i],
	['NinjaFirewall', /ninjafirewall/i],
	['BitNinja', /bitninja/i],
	['ModSecurity', /mod_?security/i],
	['SiteGround', /siteground|sgcaptcha/i],
]);

/** An authentication error of WooCommerce, by a part of its message (class-wc-rest-authentication.php). */
function authenticationError(words: RegExp, reason: ProblemReason, rest: string): ErrorRule<Said> {
	return {
		matches: (_status, { code, message }) =>
			code.startsWith('woocommerce_rest_authentication_') && words.test(message),
		reason,
		describe: (store) => `The request failed: ${store} ${rest}`,
	};
}

/** Error codes of plugins that close the REST API, or that read the keys as their own login. */
const CLOSED_BY_PLUGIN =
	/^(?:rest_cannot_access|rest_login_required|rest_not_logged_in|rest_disabled|rest_api_disabled|itsec_rest_api_access_restricted)$/;
const TAKEN_BY_PLUGIN = /^(?:jwt_auth_\w+|invalid_username|incorrect_password|invalid_email)$/;

const REJECTED = "rejected it. Check the parameters of the node, and the shop's plugins";

/** What a shop's errors mean to its owner. The first rule that matches applies. */
const ERROR_RULES: ReadonlyArray<ErrorRule<Said>> = [
	{
		matches: (_status, { addsSlash }) => addsSlash,
		reason: PROBLEM.notFound,
		describe: (store) =>
			`The request failed: ${store} redirects its REST API to the same URL with a slash, which means that permalinks are "Plain". Choose another structure in Settings > Permalinks, or enter ?rest_route= as the REST API Path of the credential`,
	},
	authenticationError(
		/missing OAuth/i,
		PROBLEM.unauthorized,
		'received only a part of the signature. Check the proxies and firewalls that remove parameters from URLs, or use https',
	),
	authenticationError(
		/Consumer secret/i,
		PROBLEM.unauthorized,
		'does not accept the consumer secret. Enter the secret of this key, or create another key in WooCommerce > Settings > Advanced > REST API',
	),
	authenticationError(
		/timestamp/i,
		PROBLEM.unauthorized,
		"does not accept the signature's time, because the clocks of the shop and of n8n differ by more than 15 minutes. Set the clock that is wrong, or use https",
	),
	authenticationError(
		/nonce/i,
		PROBLEM.unauthorized,
		'received the same signed request twice. Check the proxies and caches that repeat requests, or use https',
	),
	authenticationError(
		/signature/i,
		PROBLEM.unauthorized,
		'computed another signature. Enter the consumer secret again. If it is right, enter the Store URL exactly as in Settings > General > WordPress Address, check the proxies that change URLs, or use https',
	),
	authenticationError(
		/does not have (?:read|write)|permission/i,
		PROBLEM.forbidden,
		'does not allow this with the permission of the key. Set the permission of the key to Read/Write in WooCommerce > Settings > Advanced > REST API',
	),
	{
		matches: (_status, { code }) => CLOSED_BY_PLUGIN.test(code),
		reason: PROBLEM.forbidden,
		describe: (store) =>
			`The request failed: a security plugin of ${store} closes the REST API. Allow /wp-json/wc/ in that plugin`,
	},
	{
		matches: (_status, { code }) => TAKEN_BY_PLUGIN.test(code),
		reason: PROBLEM.unauthorized,
		describe: (store) =>
			`The request failed: a plugin of ${store} mistakes the consumer key for its own login. Turn on Keys in Query String in the credential, or turn off that plugin`,
	},
	{
		matches: (status, { code }) => status === 401 && /^woocommerce_rest_cannot_/.test(code),
		reason: PROBLEM.unauthorized,
		describe: (store) =>
			`The request failed: ${store} did not receive the consumer key and secret, or does not know them. Check both in the credential. If they are right, turn on Keys in Query String, because the server may drop the Authorization header. If that does not help, WordPress does not detect TLS behind its proxy: make the proxy send X-Forwarded-Proto: https and set $_SERVER['HTTPS'] to 'on' in wp-config.php`,
	},
	{
		matches: (status, { code }) => status === 403 && /^woocommerce_rest_cannot_/.test(code),
		reason: PROBLEM.forbidden,
		describe: (store) =>
			`The request failed: the user of the consumer key lacks the permission for this request in ${store}. Create the key for an administrator or a shop manager`,
	},
	{
		matches: (_status, { asksForLogin }) => asksForLogin,
		reason: PROBLEM.unauthorized,
		describe: (store) =>
			`The request failed: the web server of ${store} asks for a user and a password, as staging sites do. Turn on Site Has a Password in the credential and enter both`,
	},
	...[...BLOCKERS].map(
		([name]): ErrorRule<Said> => ({
			matches: (_status, { blocker }) => blocker === name,
			reason: PROBLEM.forbidden,
			describe: (store) =>
				`The request failed: ${name} in front of ${store} blocked it. Allow requests to /wp-json/wc/ there, or those from the IP address of n8n`,
		}),
	),
	{
		matches: (status, { code }) => status === 400 && code === 'rest_invalid_param',
		reason: PROBLEM.invalidParameter,
		describe: (store) => `The request failed: ${store} ${REJECTED}`,
	},
	...rulesByStatus({
		'3xx':
			'The request failed: {about} redirects to another URL. Enter the URL that the browser shows after it has opened the shop',
		401: 'The request failed: {about} does not accept the consumer key and secret. Compare the key and the secret with those that you copied, and the end of the key with WooCommerce > Settings > Advanced > REST API. Or create a key there and enter both parts',
		403: 'The request failed: {about} does not permit the request. Check that the key has the permission Read, and that no firewall or security plugin blocks the REST API',
		404: 'The request failed: {about} has no WooCommerce REST API at this URL. Check the store URL, that WooCommerce is active, and that permalinks are not "Plain"',
		429: 'The request failed: {about} reached its rate limit. Poll less often, or try again later',
		'5xx':
			"The request failed: {about} returned a server error. Try again later. If it fails again, read the shop's log (WooCommerce > Status > Logs)",
		'4xx': `The request failed: {about} ${REJECTED}`,
	}),
];

/**
 * Reads the JSON of a response of the REST API.
 *
 * @param store host and path, for the user
 */
export function readAnswerJson(answer: HttpAnswer, store: string): Result<unknown> {
	const parsed = parseBody(answer.body);
	if (answer.status >= 200 && answer.status < 300)
		return parsed.ok ? ok(parsed.value) : notJson(answer, store);
	const words = parsed.ok ? codeAndMessage(parsed.value) : undefined;
	const said = saidBy(answer, store, parsed.ok ? parsed.value : undefined);
	return vendorError(answer, ERROR_RULES, { about: store, said, words, speaker: store });
}

/** Maximum bytes of a page that are searched for the name of a firewall. */
const LONGEST_PAGE = 20_000;

function saidBy({ status, headers, body }: HttpAnswer, store: string, json: unknown): Said {
	const { code, message } = isObject(json) ? json : {};
	const isPage = json === undefined && [401, 403, 406, 429, 503].includes(status);
	const page = isPage ? body.toString('utf8', 0, LONGEST_PAGE) : '';
	return {
		code: typeof code === 'string' ? code : '',
		message: typeof message === 'string' ? message : '',
		blocker: [...BLOCKERS].find(([, words]) => words.test(page))?.[0],
		addsSlash: isSameWithSlash(headers.location, store),
		asksForLogin:
			status === 401 && json === undefined && /^basic\b/i.test(headers['www-authenticate'] ?? ''),
	};
}

function isSameWithSlash(location: string | undefined, store: string): boolean {
	if (location === undefined || !URL.canParse(location, `https://${store}`)) return false;
	const { host, pathname } = new URL(location, `https://${store}`);
	return (
		`${host}${pathname}`.toLowerCase().startsWith(`${store}/wp-json/`) && pathname.endsWith('/')
	);
}

function notJson(answer: HttpAnswer, store: string) {
	const what = hasPhpMessage(answer.body)
		? `The request failed: ${store} returned an error message of PHP instead of data. Read the shop's log (WooCommerce > Status > Logs), and set WP_DEBUG_DISPLAY to false in wp-config.php`
		: /^\s*</.test(answer.body.toString('utf8', 0, 200))
			? `The request failed: ${store} returned a web page instead of data. Check the store URL, and that no maintenance page, login or firewall blocks the REST API`
			: `The request failed: ${store} returned incomplete data or no JSON. Try again later`;
	return err(PROBLEM.notJson, `${withDetails(what, `HTTP ${answer.status}`)}.`);
}
