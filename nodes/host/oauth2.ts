import type { IAllExecuteFunctions, IOAuth2Options } from 'n8n-workflow';

import { err, PROBLEM } from '../core/result';
import { exchange, nestedErrors, type Send } from './http';
import { redactSecrets } from './vendorErrors';

const UNAUTHORIZED = 401;

/**
 * Sends through n8n's own OAuth2, which fetches and renews tokens, one fetch for many callers. It
 * renews only when a 401 is thrown (n8n-core's `requestOAuth2`), so this one is not ignored as
 * others are; what still is a 401 after that comes back as an answer without a body.
 *
 * @param oauth2 where the token goes, where that is not a Bearer's place
 */
export function oauth2Send(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	credentialType: string,
	oauth2: IOAuth2Options = {},
): Send {
	return async (request) => {
		const asCaller = withoutRefusedBodies(functions);
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
			(error) => noToken(error, request.url) ?? refused(error),
		);
	};
}

/**
 * The same functions, whose `httpRequest` closes the connection of an answer that it throws. n8n renews
 * the token and asks again without reading that answer's body. To destroy the body is not enough: axios
 * wraps it in a generator, which closes nothing before it has begun (axios 1.18, http.js).
 */
function withoutRefusedBodies(functions: Pick<IAllExecuteFunctions, 'helpers'>) {
	const { helpers } = functions;
	const httpRequest: typeof helpers.httpRequest = async (options) =>
		await helpers.httpRequest(options).catch(async (error: Refused | undefined) => {
			error?.request?.destroy?.();
			if (error?.response !== undefined) delete error.response.data;
			return await Promise.reject(error);
		});
	return Object.create(functions, {
		helpers: { value: { ...helpers, httpRequest } },
	}) as typeof functions;
}

/** As much of an axios error as is used here. */
interface Refused {
	request?: { destroy?(): unknown };
	response?: { data?: unknown };
}

/** How n8n (1.123 and 2.41) and its OAuth2 client say that there is no token, and what that means. */
const NO_TOKEN = [
	{
		said: /OAuth credentials not connected/i,
		says: 'The credential for {host} is not connected yet. Open it and connect it.',
	},
	{
		said: /needs to be reconnected|no refresh token is available/i,
		says: 'The credential for {host} is not valid any more. Open it and connect it again.',
	},
	{
		said: /Failed to acquire OAuth2 access token|\b(EAUTH|ESTATUS)$/,
		says: '{host} gave no access token{why}. Check the client ID and the client secret in the credential and that the app is installed there, or connect the credential again.',
	},
];

/** Codes of n8n's OAuth2 client: a token endpoint answered, and refused. */
const TOKEN_REFUSED = ['EAUTH', 'ESTATUS'];

function noToken(error: unknown, url: string) {
	const errors = nestedErrors(error);
	const cause = NO_TOKEN.find(({ said }) =>
		errors.some(({ message, code }) => said.test(`${message} ${code ?? ''}`.trim())),
	);
	const wasReached = errors.some(({ body }) => body !== undefined);
	const isNetwork =
		!wasReached &&
		errors.some(({ code }) => code !== undefined && !TOKEN_REFUSED.includes(String(code)));
	if (cause === undefined || isNetwork) return undefined;
	const { host } = new URL(url);
	return err(
		PROBLEM.unauthorized,
		cause.says.replace('{host}', host).replace('{why}', reasonOf(errors)),
	);
}

/** RFC 6749 section 5.2: `error` and `error_description`; cut, since a server may send a page. */
function reasonOf(errors: ReturnType<typeof nestedErrors>): string {
	const said = errors
		.map(({ body }) => (body ?? {}) as { error?: unknown; error_description?: unknown })
		.flatMap(({ error, error_description: more }) => [error, more])
		.filter((text) => typeof text === 'string');
	return said.length === 0
		? ''
		: ` (${redactSecrets([...new Set(said)].join(': ')).slice(0, 200)})`;
}

function refused(error: unknown) {
	const isRefused = nestedErrors(error).some(
		({ httpCode, response }) =>
			Number((response as { status?: number } | undefined)?.status ?? httpCode) === UNAUTHORIZED,
	);
	return isRefused
		? { ok: true as const, value: { status: UNAUTHORIZED, headers: {}, body: Buffer.alloc(0) } }
		: undefined;
}
