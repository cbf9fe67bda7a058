import { isObject, parseJson } from '../core/json';
import { err, PROBLEM, ok, type Result, type ProblemReason } from '../core/result';
import type { HttpAnswer } from '../host/http';
import { readPause, redactSecrets } from '../host/vendorErrors';

export type Data = Record<string, unknown>;

interface Meaning {
	matches(status: number): boolean;
	reason: ProblemReason;
	says: string;
}

/**
 * What Shopify's refusals mean to whoever set up the credential; the first that matches
 * (https://shopify.dev/docs/api/usage/response-codes).
 */
const MEANINGS: readonly Meaning[] = [
	{
		matches: (status) => status >= 300 && status < 400,
		reason: PROBLEM.redirected,
		says: '{shop} sends requests on to another address. Check the name of the shop: it is the one before .myshopify.com',
	},
	{
		matches: (status) => status === 401,
		reason: PROBLEM.unauthorized,
		says: '{shop} does not accept the access token. Check that the app is still installed there, and connect the credential again or enter a new token',
	},
	{
		matches: (status) => status === 402 || status === 423,
		reason: PROBLEM.forbidden,
		says: '{shop} is closed for apps. Its owner has to open or pay for it first',
	},
	{
		matches: (status) => status === 403,
		reason: PROBLEM.forbidden,
		says: '{shop} forbids the request. Check the scopes of the app, and that the shop is not paused',
	},
	{
		matches: (status) => status === 404,
		reason: PROBLEM.notFound,
		says: 'There is no shop {shop}. Check its name: it is the one before .myshopify.com',
	},
	{
		matches: (status) => status === 429,
		reason: PROBLEM.throttled,
		says: '{shop} asks for fewer requests. It is asked again later',
	},
	{
		matches: (status) => status >= 500,
		reason: PROBLEM.failing,
		says: 'Shopify has trouble of its own at {shop}. Try again later; https://www.shopifystatus.com tells more',
	},
	{ matches: () => true, reason: PROBLEM.refused, says: '{shop} refuses the request' },
];

interface GraphqlError {
	message?: unknown;
	extensions?: { code?: unknown };
}

interface ThrottleStatus {
	currentlyAvailable?: unknown;
	restoreRate?: unknown;
}

/** Shopify forgets half a second of cost in that time; an absurd answer must not stop us for good. */
const PAUSE_MS = { shortest: 500, longest: 10_000 };

/**
 * Reads an answer of the Admin API: its `data`, or in one sentence what went wrong.
 *
 * @param shop as the user knows it: `my-shop.myshopify.com`
 */
export function readAnswerData(answer: HttpAnswer, shop: string): Result<Data> {
	const parsed = parseJson(answer.body.toString('utf8'));
	const body = parsed.ok ? asData(parsed.value) : {};
	const errors = readErrors(body.errors);
	if (errors.some(({ extensions }) => extensions?.code === 'THROTTLED'))
		return throttled(answer, body, shop);
	if (answer.status < 200 || answer.status >= 300) return refused(answer, errors, body, shop);
	if (!parsed.ok) return notJson(answer, shop);
	if (errors.length > 0) return err(PROBLEM.refused, errorsInWords(errors, shop));
	return ok(asData(body.data));
}

function refused(answer: HttpAnswer, errors: GraphqlError[], body: Data, shop: string) {
	if (answer.status === 429) return throttled(answer, body, shop);
	const { reason, says } = MEANINGS.find(({ matches }) => matches(answer.status)) as Meaning;
	const own = errors.map(({ message }) => String(message)).join(', ');
	const details = [`HTTP ${answer.status}`, ...(own === '' ? [] : [cut(own)])].join(': ');
	return err(reason, `${says.replace('{shop}', shop)} (${details}).`);
}

/**
 * Shopify says it in a 200 as well as in a 429 (docs/facts/vendors.md 1.6). How long to wait is in
 * `Retry-After`, or in what the request cost beyond what was left.
 */
function throttled(answer: HttpAnswer, body: Data, shop: string) {
	const { status } = answer;
	const cost = asData(asData(body.extensions).cost);
	const throttle: ThrottleStatus = asData(cost.throttleStatus);
	const lacking = Number(cost.requestedQueryCost) - Number(throttle.currentlyAvailable);
	const restored = (lacking / Number(throttle.restoreRate)) * 1000;
	const pause =
		readPause(answer, PAUSE_MS.longest) ??
		(Number.isFinite(restored) ? restored : PAUSE_MS.shortest);
	return err(
		PROBLEM.throttled,
		`${shop} asks for fewer requests. It is asked again later (HTTP ${status}).`,
		Math.min(Math.max(pause, PAUSE_MS.shortest), PAUSE_MS.longest),
	);
}

/** `errors` is a list in GraphQL, and a text or an object where Shopify refuses before that. */
function readErrors(errors: unknown): GraphqlError[] {
	if (Array.isArray(errors)) return errors.map((error) => asData(error));
	return errors === undefined ? [] : [{ message: errors }];
}

function errorsInWords(errors: GraphqlError[], shop: string): string {
	const said = cut(errors.map(({ message }) => String(message)).join(' '));
	const isDenied = errors.some(({ extensions }) => extensions?.code === 'ACCESS_DENIED');
	const advice = isDenied ? 'Check the scopes of the app.' : 'Check the options of the node.';
	return `${shop} refuses the request: ${said} ${advice}`;
}

function notJson(answer: HttpAnswer, shop: string) {
	return err(
		PROBLEM.notJson,
		`${shop} answered with something that is not JSON. Check the name of the shop; if it is right, try again later (HTTP ${answer.status}).`,
	);
}

function asData(value: unknown): Data {
	return isObject(value) ? value : {};
}

function cut(text: string): string {
	return redactSecrets(text).slice(0, 300);
}
