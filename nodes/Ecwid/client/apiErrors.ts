import { parseJson } from '../../core/json';
import { err, PROBLEM, ok, type Result } from '../../core/result';
import type { HttpAnswer } from '../../host/http';
import { rulesByStatus, vendorError, type ErrorRule } from '../../host/vendorErrors';

/** Ecwid's code and message of an error. Both are missing if the body is empty. */
interface EcwidError {
	errorCode?: string;
	errorMessage?: string;
	/** Set if the body is empty. */
	isEmpty?: true;
	/** Set if the request had a secret key of the legacy API instead of an access token. */
	isLegacy?: true;
}

/**
 * Whether Ecwid rejected the secret of a request. Ecwid responds to a wrong token with 403 and an empty body. Ecwid does not
 * document this: the authors of another client, w6w, measured it on 2026-09-22.
 */
function isWrongSecret(status: number, { errorCode, isEmpty }: EcwidError): boolean {
	return (
		status === 401 || (status === 403 && (isEmpty || errorCode === 'INVALID_API_TOKEN') === true)
	);
}

/**
 * What Ecwid's errors mean to the owner of a store. The first match applies
 * (https://docs.ecwid.com/api-reference/rest-api/rest-api-error-codes).
 */
const ERROR_RULES: ReadonlyArray<ErrorRule<EcwidError>> = [
	{
		matches: (status) => status === 402,
		reason: PROBLEM.refused,
		describe: (store) =>
			`Ecwid rejected the request: store ${store} is suspended, or its plan has no API. See Billing & Plans in the Ecwid admin`,
	},
	{
		matches: (status, { errorCode }) => status === 403 && /SCOPE|PERMISSION/.test(errorCode ?? ''),
		reason: PROBLEM.forbidden,
		describe: (store) =>
			`Ecwid rejected the request: the access token lacks a scope for store ${store}. Add the scope to the app, reinstall the app, and enter its new token`,
	},
	{
		matches: (status, error) => isWrongSecret(status, error) && error.isLegacy === true,
		reason: PROBLEM.unauthorized,
		describe: (store) =>
			`Ecwid rejected a secret key for store ${store}: it is not valid for that store. Correct Order Secret Key (Legacy) or Product Secret Key (Legacy) in the credential, and check the Store ID`,
	},
	{
		matches: isWrongSecret,
		reason: PROBLEM.unauthorized,
		describe: (store) =>
			`Ecwid rejected the access token for store ${store}: it is not valid for that store. Enter the secret token from my.ecwid.com/#develop-apps > Details, and check the Store ID`,
	},
	{
		// The response is not one of Ecwid's own errors, so it does not show that the token lacks a scope.
		matches: (status, { errorCode, errorMessage }) =>
			status === 403 && errorCode === undefined && errorMessage === undefined,
		reason: PROBLEM.refused,
		describe: (store) =>
			`The request to Ecwid failed: a firewall or proxy forbids access to store ${store}. Check the firewalls and proxies between n8n and Ecwid`,
	},
	{
		matches: (status, { errorCode }) => status === 404 && errorCode === 'STORE_NOT_FOUND',
		reason: PROBLEM.misconfigured,
		describe: (store) =>
			`Ecwid rejected the request: store ${store} does not exist. Check the Store ID in the credential`,
	},
	{
		// A 404 without Ecwid's error message can come from a proxy. The object may exist.
		matches: (status, error) =>
			status === 404 && (error.errorCode !== undefined || error.errorMessage !== undefined),
		reason: PROBLEM.notFound,
		describe: (store) =>
			`Ecwid rejected the request: it did not find what was requested in store ${store}. Check the Store ID in the credential`,
	},
	...rulesByStatus({
		'3xx':
			'The request to Ecwid failed: Ecwid redirected it to another host. Check the Base URL in the credential',
		403: 'Ecwid rejected the request: access to store {about} is forbidden. Check the scopes of the app',
		429: 'Ecwid throttled the request: the token of store {about} exceeded 600 requests a minute. Run other workflows with this token less often',
		'5xx':
			'The request to Ecwid failed: Ecwid returned a server error. Try again later, or see https://status.ecwid.com',
		'4xx':
			'The request to store {about} failed: Ecwid rejected it. Check the credential and the parameters of the node',
	}),
];

/** Longest pause that Ecwid can request: a huge `Retry-After` must not block a workflow for long. */
export const LONGEST_PAUSE_MS = 600_000;

/**
 * Returns the JSON of a response, or a sentence that says what failed.
 *
 * @param isLegacy whether the request had a secret key of the legacy API instead of an access token. Defaults to false
 */
export function readAnswerJson(
	answer: HttpAnswer,
	storeId: string,
	isLegacy = false,
): Result<unknown> {
	const parsed = parseJson(answer.body.toString('utf8'));
	if (answer.status >= 200 && answer.status < 300)
		return parsed.ok
			? ok(parsed.value)
			: err(
					PROBLEM.notJson,
					`The request to Ecwid failed: the response is not JSON, or incomplete (HTTP ${answer.status}). Try again later.`,
				);
	const error: EcwidError = {
		...(parsed.ok ? readError(parsed.value) : {}),
		...(answer.body.length === 0 ? { isEmpty: true } : {}),
		...(isLegacy && { isLegacy }),
	};
	const words = [error.errorCode, error.errorMessage].filter((text) => text !== undefined);
	return vendorError(
		answer,
		ERROR_RULES,
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
