import { err, PROBLEM, ok, type Result } from '../core/result';
import type { HttpAnswer } from '../host/http';
import { hasPhpMessage, parseBody } from './bodyJson';
import { codeAndMessage, vendorError, withDetails, type ErrorRule } from '../host/vendorErrors';

/** What a shop's errors mean to its owner. The first rule that matches applies. */
const ERROR_RULES: readonly ErrorRule[] = [
	{
		matches: (status) => status >= 300 && status < 400,
		reason: PROBLEM.redirected,
		describe: (store) =>
			`The request failed: ${store} redirects to another URL. Enter the URL that the browser shows after it has opened the shop`,
	},
	{
		matches: (status) => status === 401,
		reason: PROBLEM.unauthorized,
		describe: (store) =>
			`The request failed: ${store} does not accept the consumer key and secret. Create a key in WooCommerce > Settings > Advanced > REST API and enter both parts again`,
	},
	{
		matches: (status) => status === 403,
		reason: PROBLEM.forbidden,
		describe: (store) =>
			`The request failed: ${store} forbids it. Check that the key may read, and that no firewall or security plugin blocks the REST API`,
	},
	{
		matches: (status) => status === 404,
		reason: PROBLEM.notFound,
		describe: (store) =>
			`The request failed: ${store} has no WooCommerce REST API at this URL. Check the store URL, that WooCommerce is active, and that permalinks are not "Plain"`,
	},
	{
		matches: (status) => status === 429,
		reason: PROBLEM.throttled,
		describe: (store) =>
			`The request failed: ${store} reached its rate limit. Poll less often, or try again later`,
	},
	{
		matches: (status) => status >= 500,
		reason: PROBLEM.failing,
		describe: (store) =>
			`The request failed: ${store} returned a server error. Try again later. If it fails again, read the shop's log (WooCommerce > Status > Logs)`,
	},
	{
		matches: (status) => status >= 400,
		reason: PROBLEM.refused,
		describe: (store) =>
			`The request failed: ${store} rejected it. Check the parameters of the node, and the shop's plugins`,
	},
];

/**
 * Reads the JSON of a response of the REST API.
 *
 * @param store as the user knows it: host and path
 */
export function readAnswerJson(answer: HttpAnswer, store: string): Result<unknown> {
	const parsed = parseBody(answer.body);
	if (answer.status >= 200 && answer.status < 300)
		return parsed.ok ? ok(parsed.value) : notJson(answer, store);
	const words = parsed.ok ? codeAndMessage(parsed.value) : undefined;
	return vendorError(answer, ERROR_RULES, { about: store, said: undefined, words, speaker: store });
}

function notJson(answer: HttpAnswer, store: string) {
	const what = hasPhpMessage(answer.body)
		? `The request failed: ${store} returned an error message of PHP instead of data. Read the shop's log (WooCommerce > Status > Logs), and set WP_DEBUG_DISPLAY to false in wp-config.php`
		: /^\s*</.test(answer.body.toString('utf8', 0, 200))
			? `The request failed: ${store} returned a web page instead of data. Check the store URL, and that no maintenance page, login or firewall blocks the REST API`
			: `The request failed: ${store} returned incomplete data or no JSON. Try again later`;
	return err(PROBLEM.notJson, `${withDetails(what, `HTTP ${answer.status}`)}.`);
}
