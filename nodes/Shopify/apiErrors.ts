import { isObject, parseJson } from '../core/json';
import { err, PROBLEM, ok, type Result } from '../core/result';
import type { HttpAnswer } from '../host/http';
import {
	readPause,
	redactSecrets,
	rulesByStatus,
	withDetails,
	type ErrorRule,
} from '../host/vendorErrors';

export type Data = Record<string, unknown>;

/**
 * What Shopify's errors, from 300 on, mean to the user of the credential. The first match counts
 * (https://shopify.dev/docs/api/usage/response-codes).
 */
const ERROR_RULES: ReadonlyArray<ErrorRule<string>> = [
	{
		matches: (status) => status === 402 || status === 423,
		reason: PROBLEM.forbidden,
		describe: (shop) =>
			`The request to ${shop} failed: the shop is locked or not paid for. Ask its owner to reopen it`,
	},
	{
		matches: (status, said) => status === 403 && /non-expiring/i.test(said),
		reason: PROBLEM.unauthorized,
		describe: (shop) =>
			`The request to ${shop} failed: Shopify rejects access tokens without an expiry from public apps. Use the OAuth2 credential, and connect it again`,
	},
	...rulesByStatus({
		'3xx':
			'The request to {about} failed: Shopify redirected it to another host. Check the name of the shop: the part before .myshopify.com',
		401: 'The request to {about} failed: Shopify rejected the access token. Check that the app is still installed there, and connect the credential again or enter a new token',
		403: 'The request to {about} failed: the app lacks a permission. Check the scopes of the app, and that the shop is not paused',
		404: 'The request to {about} failed: the shop does not exist. Check its name: the part before .myshopify.com',
		'5xx':
			'The request to {about} failed: Shopify returned a server error. Try again later, or see https://www.shopifystatus.com',
		'4xx':
			'The request to {about} failed: Shopify rejected it. Check the credential and the parameters of the node',
	}),
];

interface GraphqlError {
	message?: unknown;
	extensions?: { code?: unknown };
}

/** Shopify restores part of the rate limit during the shortest pause. A huge pause must not stop a workflow forever. */
const PAUSE_MS = { shortest: 500, longest: 10_000 };

/**
 * Returns the `data` of a response and its cost, or a sentence that says what failed.
 *
 * @param shop the name that the user knows, such as `my-shop.myshopify.com`
 */
export function readAnswerData(
	answer: HttpAnswer,
	shop: string,
): Result<{ data: Data; cost?: Cost }> {
	const read = readBody(answer, shop);
	if (!read.ok) return read;
	const cost = readCost(read.value);
	return ok({ data: asData(read.value.data), ...(cost && { cost }) });
}

/** Returns the JSON object of a response of either API, or a sentence that says what failed. */
export function readBody(answer: HttpAnswer, shop: string): Result<Data> {
	const parsed = parseJson(answer.body.toString('utf8'));
	const body = parsed.ok ? asData(parsed.value) : {};
	const errors = readErrors(body.errors);
	if (errors.some(({ extensions }) => extensions?.code === 'THROTTLED'))
		return throttled(answer, body, shop);
	if (answer.status < 200 || answer.status >= 300) return failed(answer, errors, body, shop);
	if (!parsed.ok)
		return err(
			PROBLEM.notJson,
			`The request to ${shop} failed: the response is not JSON (HTTP ${answer.status}). Check the name of the shop, or try again later.`,
		);
	if (errors.length > 0) return err(PROBLEM.refused, errorsInWords(errors, shop));
	return ok(body);
}

/** What a request cost, and what is left of the rate limit (https://shopify.dev/docs/api/usage/limits). In points. */
export interface Cost {
	requested: number;
	available: number;
	maximum: number;
	/** Points per second. */
	restoreRate: number;
}

/** Returns the cost of a request, or undefined if Shopify did not say it. */
function readCost({ extensions }: Data): Cost | undefined {
	const { requestedQueryCost, throttleStatus } = asData(asData(extensions).cost);
	const { currentlyAvailable, maximumAvailable, restoreRate } = asData(throttleStatus);
	const [requested, available, maximum, rate] = [
		requestedQueryCost,
		currentlyAvailable,
		maximumAvailable,
		restoreRate,
	].map(Number);
	const isKnown = [requested, available, maximum].every(Number.isFinite) && rate > 0;
	return isKnown ? { requested, available, maximum, restoreRate: rate } : undefined;
}

function failed(answer: HttpAnswer, errors: GraphqlError[], body: Data, shop: string) {
	if (answer.status === 429) return throttled(answer, body, shop);
	const own = wordsOf(errors).join(', ');
	const { reason, describe } = ERROR_RULES.find(({ matches }) =>
		matches(answer.status, own),
	) as ErrorRule<string>;
	const details = [`HTTP ${answer.status}`, ...(own === '' ? [] : [cut(own)])].join(': ');
	return err(reason, `${withDetails(describe(shop), details)}.`);
}

/**
 * Reports a throttled request, which has the status 200 or 429 (docs/facts/vendors.md 1.6). The pause is in
 * `Retry-After`, or follows from the cost of the request and what was left.
 */
function throttled(answer: HttpAnswer, body: Data, shop: string) {
	const { status } = answer;
	const cost = readCost(body);
	const restored = cost && ((cost.requested - cost.available) / cost.restoreRate) * 1000;
	const pause = readPause(answer, PAUSE_MS.longest) ?? restored ?? PAUSE_MS.shortest;
	return err(
		PROBLEM.throttled,
		`The request to ${shop} failed: the rate limit of Shopify is used up (HTTP ${status}). Try again later.`,
		Math.min(Math.max(pause, PAUSE_MS.shortest), PAUSE_MS.longest),
	);
}

/** Returns `errors`, which is a list in GraphQL and a text or an object in other responses. */
function readErrors(errors: unknown): GraphqlError[] {
	if (Array.isArray(errors)) return errors.map((error) => asData(error));
	return errors === undefined ? [] : [{ message: errors }];
}

function wordsOf(errors: readonly GraphqlError[]): string[] {
	return errors.map(({ message }) => (typeof message === 'string' ? message : 'no reason'));
}

function errorsInWords(errors: GraphqlError[], shop: string): string {
	const said = cut(wordsOf(errors).join(' '));
	const isDenied = errors.some(({ extensions }) => extensions?.code === 'ACCESS_DENIED');
	const advice = isDenied ? 'Check the scopes of the app.' : 'Check the options of the node.';
	return `The request to ${shop} failed: Shopify rejected it (${said}). ${advice}`;
}

function asData(value: unknown): Data {
	return isObject(value) ? value : {};
}

function cut(text: string): string {
	return redactSecrets(text).slice(0, 300);
}
