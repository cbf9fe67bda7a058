import { parseJson } from '../core/json';
import { err, PROBLEM, ok, type Result } from '../core/result';
import type { HttpAnswer } from '../host/http';
import { codeAndMessage, vendorError, type ErrorRule } from '../host/vendorErrors';

/** What a shop's refusals mean to its owner; the first that matches. */
const MEANINGS: readonly ErrorRule[] = [
	{
		matches: (status) => status >= 300 && status < 400,
		reason: PROBLEM.redirected,
		says: (store) =>
			`${store} sends visitors on to another address. Enter the address that the browser shows after it has opened the shop`,
	},
	{
		matches: (status) => status === 401,
		reason: PROBLEM.unauthorized,
		says: (store) =>
			`${store} does not accept the consumer key and secret. Create a key in WooCommerce > Settings > Advanced > REST API and enter both parts again`,
	},
	{
		matches: (status) => status === 403,
		reason: PROBLEM.forbidden,
		says: (store) =>
			`${store} forbids the request. Check that the key may read, and that no firewall or security plugin blocks the REST API`,
	},
	{
		matches: (status) => status === 404,
		reason: PROBLEM.notFound,
		says: (store) =>
			`${store} has no WooCommerce REST API at this address. Check the store URL, that WooCommerce is active, and that permalinks are not "Plain"`,
	},
	{
		matches: (status) => status === 429,
		reason: PROBLEM.throttled,
		says: (store) => `${store} asks for fewer requests. Poll less often, or wait a little`,
	},
	{
		matches: (status) => status >= 500,
		reason: PROBLEM.failing,
		says: (store) =>
			`${store} has trouble of its own. Try again later; if it stays so, look into the shop's log (WooCommerce > Status > Logs)`,
	},
	{
		matches: (status) => status >= 400,
		reason: PROBLEM.refused,
		says: (store) => `${store} refuses the request`,
	},
];

/**
 * Reads an answer of the REST API: its JSON, or in one sentence what went wrong.
 *
 * @param store as the user knows it: host and path
 */
export function readAnswerJson(answer: HttpAnswer, store: string): Result<unknown> {
	const parsed = parseJson(answer.body.toString('utf8'));
	if (answer.status >= 200 && answer.status < 300)
		return parsed.ok ? ok(parsed.value) : notJson(answer, store);
	const words = parsed.ok ? codeAndMessage(parsed.value) : undefined;
	return vendorError(answer, MEANINGS, { about: store, said: undefined, words, speaker: store });
}

function notJson(answer: HttpAnswer, store: string) {
	const what = /^\s*</.test(answer.body.toString('utf8', 0, 200))
		? `${store} answered with a web page instead of data. Check the store URL, and that no maintenance page, login or firewall stands before the REST API`
		: `${store} broke off its answer or sent something that is not JSON. It will be asked again`;
	return err(PROBLEM.notJson, `${what} (HTTP ${answer.status}).`);
}
