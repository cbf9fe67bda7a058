import { parseJson } from '../core/json';
import { err, PROBLEM, ok, type Result } from '../core/result';
import type { HttpAnswer } from '../host/http';
import { vendorError, type ErrorRule } from '../host/vendorErrors';

/** What Ecwid says where it refuses; both are missing where the body is empty. */
interface EcwidError {
	errorCode?: string;
	errorMessage?: string;
}

const token = 'the secret token from my.ecwid.com/#develop-apps > Details';

/**
 * What Ecwid's refusals mean to a store's owner; the first that matches
 * (https://docs.ecwid.com/api-reference/rest-api/rest-api-error-codes).
 */
const MEANINGS: ReadonlyArray<ErrorRule<EcwidError>> = [
	{
		matches: (status) => status >= 300 && status < 400,
		reason: PROBLEM.redirected,
		says: () => 'Ecwid sends on to another address. Check the Base URL of the credential',
	},
	{
		matches: (status) => status === 402,
		reason: PROBLEM.refused,
		says: (store) =>
			`Ecwid does not let apps into store ${store}: it is suspended, or its plan has no API. See Billing & Plans in the Ecwid admin`,
	},
	{
		matches: (status, { errorCode }) => status === 403 && /SCOPE|PERMISSION/.test(errorCode ?? ''),
		reason: PROBLEM.forbidden,
		says: (store) =>
			`The access token may not read this of store ${store}. Have the scope added to the app, install the app anew, and enter its new token`,
	},
	{
		// A false token gets a bare 403 without a body, measured on 2026-09-22 by others (w6w, Ecwid client).
		matches: (status, { errorCode }) =>
			status === 401 || (status === 403 && [undefined, 'INVALID_API_TOKEN'].includes(errorCode)),
		reason: PROBLEM.unauthorized,
		says: (store) =>
			`Ecwid does not accept the access token or secret key for store ${store}. Enter ${token}, and check the Store ID`,
	},
	{
		matches: (status) => status === 403,
		reason: PROBLEM.forbidden,
		says: (store) => `Ecwid forbids the request to store ${store}`,
	},
	{
		matches: (status, { errorCode }) => status === 404 && errorCode === 'STORE_NOT_FOUND',
		reason: PROBLEM.misconfigured,
		says: (store) => `Ecwid has no store ${store}. Check the Store ID in the credential`,
	},
	{
		// Only Ecwid's own word for it: the 404 of a proxy proves nothing.
		matches: (status, error) =>
			status === 404 && (error.errorCode !== undefined || error.errorMessage !== undefined),
		reason: PROBLEM.notFound,
		says: (store) => `Store ${store} has no such object`,
	},
	{
		matches: (status) => status === 429,
		reason: PROBLEM.throttled,
		says: (store) =>
			`Ecwid asks for fewer requests to store ${store}: a token has 600 a minute. Let other workflows with this token run less often`,
	},
	{
		matches: (status) => status >= 500,
		reason: PROBLEM.failing,
		says: () => 'Ecwid has trouble of its own. Try again later; status.ecwid.com tells more',
	},
	{
		matches: (status) => status >= 400,
		reason: PROBLEM.refused,
		says: (store) => `Ecwid refuses the request to store ${store}`,
	},
];

/** Longest pause that can be asked for; an absurd `Retry-After` must not stop a workflow for good. */
export const LONGEST_PAUSE_MS = 600_000;

/** Reads an answer of Ecwid's: its JSON, or in one sentence what went wrong. */
export function readAnswerJson(answer: HttpAnswer, storeId: string): Result<unknown> {
	const parsed = parseJson(answer.body.toString('utf8'));
	if (answer.status >= 200 && answer.status < 300)
		return parsed.ok
			? ok(parsed.value)
			: err(
					PROBLEM.notJson,
					`Ecwid broke off its answer or sent something that is not JSON (HTTP ${answer.status}). Try again later.`,
				);
	const error = parsed.ok ? readError(parsed.value) : {};
	const words = [error.errorCode, error.errorMessage].filter((text) => text !== undefined);
	return vendorError(
		answer,
		MEANINGS,
		{ about: storeId, said: error, words: words.join(', '), speaker: 'Ecwid' },
		LONGEST_PAUSE_MS,
	);
}

function readError(body: unknown): EcwidError {
	if (typeof body !== 'object' || body === null) return {};
	const { errorCode, errorMessage } = body as Record<string, unknown>;
	const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
	return { errorCode: text(errorCode), errorMessage: text(errorMessage) };
}
