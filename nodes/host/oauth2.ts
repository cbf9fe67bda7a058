import type { IAllExecuteFunctions, IOAuth2Options } from 'n8n-workflow';

import { err, ok, PROBLEM } from '../core/result';
import {
	exchange,
	nestedErrors,
	readHeaders,
	timed,
	type FullAnswer,
	type HttpAnswer,
	type Send,
} from './http';
import { redactSecrets } from './vendorErrors';

const UNAUTHORIZED = 401;

/**
 * Returns a `Send` through n8n's own OAuth2. n8n fetches and renews tokens, with one fetch for many callers. It renews a
 * token only if the client throws a 401 (n8n-core's `requestOAuth2`), so other error statuses are not thrown. A 401 that
 * remains is returned as a response without a body.
 *
 * If the token endpoint is busy or fails, that response is returned, without its body. The vendor's messages explain it
 * like a response to the request itself.
 *
 * @param oauth2 where the token goes. Defaults to the header `Authorization: Bearer`
 * @param vendorStatuses further statuses of the token endpoint that the vendor's messages explain. Defaults to none
 * @param tokenStep the next step if the vendor returns no token
 */
export function oauth2Send(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	credentialType: string,
	oauth2: IOAuth2Options = {},
	vendorStatuses: readonly number[] = [],
	tokenStep = 'Check the client ID and secret in the credential, and that the app is installed',
): Send {
	return timed(functions, async (request) => {
		const asCaller = closingRejected(functions);
		return await exchange(
			request,
			async (options) =>
				await asCaller.helpers.httpRequestWithAuthentication.call(
					asCaller as IAllExecuteFunctions,
					credentialType,
					// Assigned, not copied: the options have a setter (see `exchange`).
					Object.assign(options, {
						ignoreHttpStatusErrors: { ignore: true, except: [UNAUTHORIZED] },
					}),
					{ oauth2 },
				),
			(error) =>
				tokenAnswer(error, vendorStatuses) ??
				noToken(error, request.url, tokenStep) ??
				rejected(error),
		);
	});
}

/**
 * Returns the same functions, with an `httpRequest` that closes the connection of a response that it throws. n8n renews
 * the token and retries without reading that response's body. Destroying the body is not enough: axios wraps it in a
 * generator, which closes no connection before it has started (axios 1.18, http.js).
 */
function closingRejected(functions: Pick<IAllExecuteFunctions, 'helpers'>) {
	const { helpers } = functions;
	const httpRequest: typeof helpers.httpRequest = async (options) =>
		await helpers.httpRequest(options).catch(async (error: ClientError | undefined) => {
			error?.request?.destroy?.();
			if (error?.response !== undefined) delete error.response.data;
			return await Promise.reject(error);
		});
	return Object.create(functions, {
		helpers: { value: { ...helpers, httpRequest } },
	}) as typeof functions;
}

/** The part of an axios error that is used here. */
interface ClientError {
	request?: { destroy?(): unknown };
	response?: { data?: unknown };
}

/**
 * Returns the response of a token endpoint whose status says more than that the token is missing. n8n's client throws an
 * error with the status up to 499, and the HTTP client's error from 500 on (@n8n/client-oauth2, client-oauth2.js). Other
 * responses than those of a token endpoint are not thrown, except 401.
 */
function tokenAnswer(error: unknown, vendorStatuses: readonly number[]) {
	const thrown = nestedErrors(error).map((each) => ({ each, status: statusOf(each) }));
	const found = thrown.find(
		({ status }) => status === 429 || status >= 500 || vendorStatuses.includes(status),
	);
	if (found === undefined) return undefined;
	const { headers = {} } = (found.each.response ?? {}) as Partial<FullAnswer>;
	const answer: HttpAnswer = {
		status: found.status,
		headers: readHeaders({ ...headers }),
		body: Buffer.alloc(0),
	};
	return ok(answer);
}

/** Returns the HTTP status of an error of n8n's OAuth2 client or of the HTTP client. NaN if it has none. */
function statusOf({ response, status, code }: ReturnType<typeof nestedErrors>[number]): number {
	const answered = (response as { status?: unknown } | undefined)?.status;
	return Number(answered ?? (code === 'ESTATUS' ? status : undefined));
}

/** The messages and codes by which n8n 1.123 and 2.41 report a missing token, and what they mean. */
const NO_TOKEN = [
	{
		// n8n 2.41 reports the second one for a credential that was saved before it was connected.
		pattern: /OAuth credentials not connected|Unable to sign without access token/i,
		message:
			'The request to {host} failed: the credential is not connected yet. Open it and connect it.',
	},
	{
		pattern: /needs to be reconnected|no refresh token is available/i,
		message:
			'The request to {host} failed: the credential is no longer valid. Open it and connect it again.',
	},
	{
		pattern: /Failed to acquire OAuth2 access token|\b(EAUTH|ESTATUS)$/,
		message:
			'The request to {host} failed: the server returned no access token{why}. {step}. If you connected the credential in n8n, connect it again.',
	},
];

/** Codes of n8n's OAuth2 client for a token endpoint that rejected the request. */
const TOKEN_REJECTED = ['EAUTH', 'ESTATUS'];

function noToken(error: unknown, url: string, step: string) {
	const errors = nestedErrors(error);
	const cause = NO_TOKEN.find(({ pattern }) =>
		errors.some(({ message, code }) => pattern.test(`${message} ${code ?? ''}`.trim())),
	);
	const wasReached = errors.some(({ body }) => body !== undefined);
	const isNetwork =
		!wasReached &&
		errors.some(({ code }) => code !== undefined && !TOKEN_REJECTED.includes(String(code)));
	if (cause === undefined || isNetwork) return undefined;
	const { host } = new URL(url);
	return err(
		PROBLEM.unauthorized,
		cause.message
			.replace('{host}', host)
			.replace('{step}', step)
			.replace('{why}', () => reasonOf(errors)),
	);
}

/**
 * Returns `error` and `error_description` of a token endpoint, shortened because a server may send a whole page
 * (https://datatracker.ietf.org/doc/html/rfc6749#section-5.2).
 */
function reasonOf(errors: ReturnType<typeof nestedErrors>): string {
	const reasons = errors
		.map(({ body }) => (body ?? {}) as { error?: unknown; error_description?: unknown })
		.flatMap(({ error, error_description: more }) => [error, more])
		.filter((text) => typeof text === 'string');
	const status = errors.map(statusOf).find((each) => each > 0);
	if (reasons.length === 0) return status === undefined ? '' : ` (HTTP ${status})`;
	return ` (${redactSecrets([...new Set(reasons)].join(': ')).slice(0, 200)})`;
}

function rejected(error: unknown) {
	const isRejected = nestedErrors(error).some(
		({ httpCode, response }) =>
			Number((response as { status?: number } | undefined)?.status ?? httpCode) === UNAUTHORIZED,
	);
	return isRejected
		? { ok: true as const, value: { status: UNAUTHORIZED, headers: {}, body: Buffer.alloc(0) } }
		: undefined;
}
