import { parseJson } from '../core/json';
import { failure, PROBLEM, success, type Outcome, type ProblemReason } from '../core/problem';
import type { HttpAnswer } from '../host/http';

interface Meaning {
	matches(status: number): boolean;
	reason: ProblemReason;
	says(store: string): string;
}

/** What a shop's refusals mean to its owner; the first that matches. */
const MEANINGS: readonly Meaning[] = [
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

/** Longest pause a shop can ask for; an absurd `Retry-After` must not stop a poll for good. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Reads an answer of the REST API: its JSON, or in one sentence what went wrong.
 *
 * @param store as the user knows it: host and path
 */
export function readAnswerJson(answer: HttpAnswer, store: string): Outcome<unknown> {
	const parsed = parseJson(answer.body.toString('utf8'));
	if (answer.status >= 200 && answer.status < 300)
		return parsed.ok ? success(parsed.value) : notJson(answer, store);
	const meaning = MEANINGS.find(({ matches }) => matches(answer.status));
	const reason = meaning?.reason ?? PROBLEM.unexpected;
	const sentence = meaning?.says(store) ?? `${store} gave an answer that makes no sense here`;
	const own = parsed.ok ? vendorMessage(parsed.value)?.replace(/\.$/, '') : undefined;
	const details = [`HTTP ${answer.status}`, ...(own === undefined ? [] : [own])].join(': ');
	return failure(reason, `${sentence} (${details}).`, retryAfter(answer));
}

function notJson(answer: HttpAnswer, store: string) {
	const what = /^\s*</.test(answer.body.toString('utf8', 0, 200))
		? `${store} answered with a web page instead of data. Check the store URL, and that no maintenance page, login or firewall stands before the REST API`
		: `${store} broke off its answer or sent something that is not JSON. It will be asked again`;
	return failure(PROBLEM.notJson, `${what} (HTTP ${answer.status}).`);
}

/** WordPress says in `code` and `message` what it minds; cut, since plugins put pages into it. */
function vendorMessage(body: unknown): string | undefined {
	const { code, message } = (body ?? {}) as { code?: unknown; message?: unknown };
	const texts = [code, message].filter((text) => typeof text === 'string');
	return texts.length > 0 ? texts.join(', ').slice(0, 200) : undefined;
}

function retryAfter({ headers }: HttpAnswer): number | undefined {
	const seconds = Number(headers['retry-after']);
	return Number.isFinite(seconds) && seconds >= 0
		? Math.min(seconds * 1000, LONGEST_PAUSE_MS)
		: undefined;
}
