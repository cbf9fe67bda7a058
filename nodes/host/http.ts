import type {
	IAllExecuteFunctions,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { failure, PROBLEM, success, type Outcome, type Problem } from '../core/problem';

/** Vendors answer within seconds or not at all; a poll must not wait for the rest of its budget. */
const TIMEOUT_MS = 30_000;

export interface HttpRequest {
	method: IHttpRequestMethods;
	url: string;
	query?: Record<string, string>;
	headers?: Record<string, string>;
	/** Sent byte for byte: n8n's client trims and quotes bodies that are text. */
	body?: Buffer;
}

export interface HttpAnswer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: Buffer;
}

/** Asks once, follows no redirect; a problem only where no answer came. */
export type Send = (request: HttpRequest) => Promise<Outcome<HttpAnswer>>;

/** What n8n's helpers give back with `returnFullResponse`. */
export interface FullAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** How n8n's HTTP helpers are asked so that status, headers and bytes come back as they were. */
export function requestOptions(request: HttpRequest, timeout = TIMEOUT_MS): IHttpRequestOptions {
	return {
		method: request.method,
		url: request.url,
		qs: request.query,
		headers: request.headers,
		body: request.body,
		timeout,
		encoding: 'arraybuffer',
		json: false,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

/** Sends through n8n, which adds what the credential's `authenticate` adds. */
export function authenticatedSend(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	credentialType: string,
): Send {
	return async (request) => {
		try {
			const answer = (await functions.helpers.httpRequestWithAuthentication.call(
				functions as IAllExecuteFunctions,
				credentialType,
				requestOptions(request),
			)) as FullAnswer;
			return success(readAnswer(answer));
		} catch (error) {
			return noAnswer(error, request.url);
		}
	};
}

/** What n8n's helper gave back with `returnFullResponse`. */
export function readAnswer(answer: FullAnswer): HttpAnswer {
	const headers = Object.entries(answer.headers).map(([name, value]) => [
		name.toLowerCase(),
		String(value),
	]);
	const body = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(String(answer.body ?? ''));
	return { status: answer.statusCode, headers: Object.fromEntries(headers), body };
}

/**
 * Says which of the ways to get no answer it was. n8n wraps the client's error, and what a
 * credential throws, so the causes are searched too.
 */
export function noAnswer(error: unknown, url: string, timeout = TIMEOUT_MS) {
	const { host } = new URL(url);
	const errors = nestedErrors(error);
	const thrown = errors.find(({ problem }) => problem !== undefined)?.problem as
		| Problem
		| undefined;
	if (thrown !== undefined) return { ok: false as const, problem: thrown };
	const codes = errors.map(({ code }) => code).filter((code) => typeof code === 'string');
	const known = NO_ANSWER.find(({ code }) => codes.some((each) => code.test(each)));
	const { reason, says } = known ?? { reason: PROBLEM.unreachable, says: 'could not be reached' };
	return failure(reason, `${host} ${says.replace('{timeout}', String(timeout / 1000))}.`);
}

const NO_ANSWER = [
	{
		code: /^(ECONNABORTED|ETIMEDOUT|ESOCKETTIMEDOUT|ERR_CANCELED|ABORT_ERR)$/,
		reason: PROBLEM.timedOut,
		says: 'did not answer within {timeout} seconds. It may be down or very busy',
	},
	{
		code: /^(ENOTFOUND|EAI_AGAIN)$/,
		reason: PROBLEM.unreachable,
		says: 'is not known to the name servers. Check the address for a typing mistake',
	},
	{
		code: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/,
		reason: PROBLEM.unreachable,
		says: 'refused the connection. Check the address and its port, and whether the server is up',
	},
	{
		code: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|TLS|EPROTO/,
		reason: PROBLEM.unreachable,
		says: 'has a TLS certificate that this machine does not trust',
	},
	{
		code: /^(ECONNRESET|EPIPE|ERR_BAD_RESPONSE)$|^HPE_/,
		reason: PROBLEM.unreachable,
		says: 'broke the connection off before it had answered',
	},
];

/** An error and all that it wraps, n8n's and the client's alike; the outermost first. */
export function nestedErrors(error: unknown, depth = 0): IDataObject[] {
	if (typeof error !== 'object' || error === null || depth > 5) return [];
	const { cause, errors, context } = error as IDataObject;
	const nested = [cause, context, ...(Array.isArray(errors) ? errors : [])];
	return [error as IDataObject, ...nested.flatMap((each) => nestedErrors(each, depth + 1))];
}
