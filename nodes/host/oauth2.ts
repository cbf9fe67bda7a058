import type { IAllExecuteFunctions } from 'n8n-workflow';

import { failure, PROBLEM, success } from '../core/problem';
import { nestedErrors, noAnswer, readAnswer, requestOptions, type Send } from './http';

/**
 * Sends through n8n's own OAuth2, which fetches tokens, renews them and lets one call fetch for many.
 * n8n renews when a 401 rejects (n8n-core 2.41, request-helpers/oauth.js), so 401 is the one status
 * that it is not told to ignore. A 401 that stays becomes an answer like any other.
 */
export function oauth2Send(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	credentialType: string,
): Send {
	return async (request) => {
		const options = {
			...requestOptions(request),
			ignoreHttpStatusErrors: { ignore: true as const, except: [401] },
		};
		try {
			const answer = await functions.helpers.httpRequestWithAuthentication.call(
				functions as IAllExecuteFunctions,
				credentialType,
				options,
			);
			return success(readAnswer(answer));
		} catch (error) {
			return readRefusal(error, request.url);
		}
	};
}

/** Tells apart: no token to send with, a token that is not accepted, and nobody there. */
function readRefusal(error: unknown, url: string) {
	const errors = nestedErrors(error);
	if (errors.some(isAboutToken)) {
		const { host } = new URL(url);
		const [{ message }] = errors;
		return failure(
			PROBLEM.unauthorized,
			`n8n has no valid access token for ${host}: ${String(message).replace(/\.+$/, '')}. Open the credential, check it and connect it again.`,
		);
	}
	if (errors.some(({ httpCode }) => httpCode === '401'))
		return success({ status: 401, headers: {}, body: Buffer.alloc(0) });
	return noAnswer(error, url);
}

/** `EAUTH` and `ESTATUS` are what n8n's OAuth2 client says when a token is refused to it. */
function isAboutToken({ code, message }: { code?: unknown; message?: unknown }): boolean {
	if (code === 'EAUTH' || code === 'ESTATUS') return true;
	return /OAuth credentials not connected|OAuth access token|needs to be reconnected/.test(
		String(message),
	);
}
