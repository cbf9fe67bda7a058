import type {
	IAllExecuteFunctions,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestMethods,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { bytesOf, NO_BYTES, withPart } from '../core/growingBytes';
import { readHttpDate } from '../core/httpDate';
import { hasTooManyValues, MOST_VALUES } from '../core/json';
import {
	err,
	misconfigured,
	ok,
	PROBLEM,
	unexpected,
	type ProblemReason,
	type Result,
} from '../core/result';
import { beforeAbort } from './deadline';
import { noteVendorClock } from './health/vendorClock';
import { problemOf } from './nodeErrors';

/** Vendors respond within seconds or not at all. A poll must not spend the rest of its time on one request. */
const TIMEOUT_MS = 30_000;

/** The limits of one request. */
export interface Limits {
	/** Milliseconds until the last byte must be read. This includes the time in which n8n fetches a token. */
	deadlineMs: number;
	/** Maximum size of a response in bytes, after decompression. */
	mostBytes: number;
}

/**
 * A page of 100 large products has some 10 MB. n8n sets neither limit: its client's timeout restarts with each
 * byte, and its `maxContentLength` is infinite (n8n 2.41, axios/request.js).
 */
export const LIMITS: Limits = { deadlineMs: 60_000, mostBytes: 32 * 1024 * 1024 };

export interface HttpRequest {
	method: IHttpRequestMethods;
	url: string;
	query?: Record<string, string>;
	headers?: Record<string, string>;
	/** Bytes, because n8n's client trims and quotes a body that is a text. */
	body?: Buffer;
	/** Milliseconds without a byte. Defaults to 30 seconds. */
	timeoutMs?: number;
}

export interface HttpAnswer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: Buffer;
}

/**
 * Makes one request and follows no redirect. It returns an error response like any other. A problem means that no
 * response arrived.
 */
export type Send = (request: HttpRequest) => Promise<Result<HttpAnswer>>;

/** What n8n's helpers return with `returnFullResponse`. */
export interface FullAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/**
 * Returns options for n8n's HTTP helpers. The helpers then return status and headers unchanged, and the body as a
 * stream, so that no more is read than `Limits` allow.
 *
 * @param timeout milliseconds without a byte. Defaults to 30 seconds
 */
export function requestOptions(
	request: HttpRequest,
	timeout = request.timeoutMs ?? TIMEOUT_MS,
): IHttpRequestOptions {
	return {
		method: request.method,
		url: request.url,
		qs: request.query,
		headers: request.headers,
		body: request.body,
		timeout,
		encoding: 'stream',
		json: false,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

/** The part of Node's `Readable` that a response needs. */
export interface AnswerStream extends AsyncIterable<Uint8Array> {
	destroy(): unknown;
}

/**
 * Makes one request and reads its response within the limits. The deadline is both a signal for n8n's client and a
 * timeout of this function, because n8n fetches tokens without a signal.
 *
 * @param send passes the options to one of n8n's helpers
 * @param explain returns what an error means if the network did not cause it
 */
export async function exchange(
	request: HttpRequest,
	send: (options: IHttpRequestOptions) => Promise<unknown>,
	explain: (error: unknown) => Result<HttpAnswer> | undefined = () => undefined,
	limits = LIMITS,
): Promise<Result<HttpAnswer>> {
	// The form of a base URL allows ports above 65535.
	if (!URL.canParse(request.url))
		return misconfigured(
			'The request failed: its address is not a valid URL. Correct the host and the port in the credential.',
		);
	const { host } = new URL(request.url);
	const deadline = AbortSignal.timeout(limits.deadlineMs);
	try {
		const answering = send(withSignal(requestOptions(request), deadline));
		return await beforeAbort(
			deadline,
			readWithin(answering as Promise<FullAnswer>, deadline, limits.mostBytes, host),
		);
	} catch (error) {
		if (deadline.aborted)
			return err(
				PROBLEM.timedOut,
				`The request to ${host} failed: the server did not complete its response within ${limits.deadlineMs / 1000} seconds. Check whether it is up, or try again later.`,
			);
		return explain(error) ?? noAnswer(error, request.url, request.timeoutMs);
	}
}

/** Reads a response to its end or to a limit, and closes its connection. */
async function readWithin(
	answering: Promise<FullAnswer>,
	deadline: AbortSignal,
	mostBytes: number,
	host: string,
): Promise<Result<HttpAnswer>> {
	const answer = await answering;
	if (!isStream(answer.body)) return ok(readAnswer(answer));
	const { body: stream } = answer;
	const destroy = () => void stream.destroy();
	deadline.addEventListener('abort', destroy, { once: true });
	try {
		let bytes = NO_BYTES;
		// A response that comes after the deadline is not read at all.
		if (deadline.aborted)
			return err(
				PROBLEM.timedOut,
				`The request to ${host} failed: the response came too late. Try again later.`,
			);
		for await (const chunk of stream) {
			if (bytes.length + chunk.length > mostBytes)
				return unexpected(
					`The request to ${host} failed: the response has more than ${mostBytes / 1024 / 1024} MB. Check the address, and the plugins and proxies that change responses.`,
				);
			bytes = withPart(bytes, chunk);
		}
		const body = bytesOf(bytes);
		return hasTooManyValues(body)
			? unexpected(
					`The request to ${host} failed: the response has more than ${MOST_VALUES.toLocaleString('en')} values. Check the address, and the plugins and proxies that change responses.`,
				)
			: ok(readAnswer({ ...answer, body }));
	} finally {
		deadline.removeEventListener('abort', destroy);
		destroy();
	}
}

function isStream(body: unknown): body is AnswerStream {
	return typeof (body as Partial<AnswerStream> | undefined)?.destroy === 'function';
}

/**
 * Adds the deadline's signal to the options. In an execution, n8n later sets the execution's own signal (n8n-core,
 * authentication.js), so the setter combines the two.
 */
function withSignal(options: IHttpRequestOptions, deadline: AbortSignal): IHttpRequestOptions {
	let signal = deadline;
	return Object.defineProperty(options, 'abortSignal', {
		enumerable: true,
		configurable: true,
		get: () => signal,
		set: (other: AbortSignal | undefined) => {
			signal = other === undefined ? deadline : AbortSignal.any([deadline, other]);
		},
	});
}

/**
 * Returns the server's clock when it responded.
 *
 * @param now n8n's clock, epoch milliseconds; used if the response has no readable `Date`
 * @returns epoch milliseconds, in whole seconds as `Date` has them
 */
export function serverTime({ headers }: Pick<HttpAnswer, 'headers'>, now: () => number): number {
	return readHttpDate(headers.date) ?? Math.floor(now() / 1000) * 1000;
}

/** Returns a `Send` through n8n, which authenticates requests with the credential's `authenticate`. */
export function authenticatedSend(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	credentialType: string,
): Send {
	return timed(
		functions,
		async (request) =>
			await exchange(
				request,
				async (options) =>
					await functions.helpers.httpRequestWithAuthentication.call(
						functions as IAllExecuteFunctions,
						credentialType,
						options,
					),
			),
	);
}

/** Returns a `Send` that compares n8n's clock with the vendor's at each response. */
export function timed(functions: object, send: Send): Send {
	return async (request) => {
		const sentAt = Date.now();
		const answer = await send(request);
		if (answer.ok) noteVendorClock(functions, request.url, answer.value.headers, sentAt);
		return answer;
	};
}

/**
 * Returns a `Send` for the check of a credential, whose requests n8n does not authenticate.
 *
 * @param sign the credential's own authentication
 */
export function signedSend(
	{ helpers }: IHttpRequestHelper,
	sign: (options: IHttpRequestOptions) => Result<IHttpRequestOptions>,
): Send {
	return async (request) => {
		const signed = sign(requestOptions(request));
		if (!signed.ok) return signed;
		return await exchange(
			request,
			async (options) => await helpers.httpRequest(Object.assign(options, signed.value)),
		);
	};
}

/** Returns what n8n's helper returned, with header names in lower case. */
export function readAnswer(answer: FullAnswer): HttpAnswer {
	const { statusCode: status, headers } = answer;
	const body = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(String(answer.body ?? ''));
	return { status, headers: readHeaders(headers), body };
}

/** Returns headers with their names in lower case. */
export function readHeaders(headers: FullAnswer['headers']): HttpAnswer['headers'] {
	const entries = Object.entries(headers);
	return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/**
 * Returns why no response came. n8n wraps the client's error and what a credential throws, so the causes are
 * searched too.
 *
 * @param timeout milliseconds, for the message. Defaults to 30 seconds
 */
export function noAnswer(error: unknown, url: string, timeout = TIMEOUT_MS) {
	const { host } = new URL(url);
	const errors = nestedErrors(error);
	const [thrown] = errors.flatMap((each) => problemOf(each) ?? []);
	if (thrown !== undefined) return { ok: false as const, problem: thrown };
	const codes = errors.map(codeOf).filter((code) => typeof code === 'string');
	const known = NO_ANSWER.find(({ code }) => codes.some((each) => code.test(each)));
	const { reason, failure, isWrongAddress } = known ?? UNREACHABLE;
	const { problem } = err(
		reason,
		`The request to ${host} failed: ${failure.replace('{timeout}', String(timeout / 1000))}.`,
	);
	return { ok: false as const, problem: isWrongAddress ? { ...problem, isWrongAddress } : problem };
}

/**
 * Returns an error's code. Node has one code for a server without TLS and for a handshake that failed. Only the second
 * has a TLS alert in its message (Node 20 and 24, https://www.rfc-editor.org/rfc/rfc8446#section-6).
 */
function codeOf({ code, message }: IDataObject): unknown {
	const isAlert = code === 'EPROTO' && /\balert\b|unsupported protocol/.test(String(message));
	return isAlert ? 'EPROTO_ALERT' : code;
}

/** What a missing response means. */
interface NoAnswer {
	reason: ProblemReason;
	/** The cause and the next step. */
	failure: string;
	isWrongAddress?: true;
}

const UNREACHABLE: NoAnswer = {
	reason: PROBLEM.unreachable,
	failure: 'the server could not be reached. Check the address, and whether n8n can reach it',
};

const HOST_UNKNOWN = 'DNS did not find the host. Check the address for a typo, and the DNS of n8n';

/** The cause and the next step, by the error codes of Node and n8n's client. */
const NO_ANSWER: ReadonlyArray<NoAnswer & { code: RegExp }> = [
	{
		code: /^(ECONNABORTED|ETIMEDOUT|ESOCKETTIMEDOUT|ERR_CANCELED|ABORT_ERR)$/,
		reason: PROBLEM.timedOut,
		failure:
			'the server did not respond within {timeout} seconds. Check whether it is up, or try again later',
	},
	{
		code: /^ENOTFOUND$/,
		reason: PROBLEM.unreachable,
		failure: HOST_UNKNOWN,
		isWrongAddress: true,
	},
	{
		// The name server did not respond, so the host may exist.
		code: /^EAI_AGAIN$/,
		reason: PROBLEM.unreachable,
		failure: HOST_UNKNOWN,
	},
	{
		code: /^ECONNREFUSED$/,
		reason: PROBLEM.unreachable,
		failure:
			'the server rejected the connection. Check the address and its port, and whether the server is up',
	},
	{
		code: /^EPROTO_ALERT$|^ERR_SSL_.*(?:ALERT|UNSUPPORTED_PROTOCOL)/,
		reason: PROBLEM.unreachable,
		failure:
			'the server and n8n have no TLS version or cipher in common, or the server requires a client certificate. Check the TLS settings of the server',
	},
	{
		code: /^EPROTO$|^ERR_SSL_/,
		reason: PROBLEM.unreachable,
		failure:
			'the server does not use TLS at this port. If the site has no https, enter the address with http://. Otherwise, correct the port',
		isWrongAddress: true,
	},
	{
		code: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|TLS/,
		reason: PROBLEM.unreachable,
		failure:
			'n8n does not trust the TLS certificate of the server. Install a valid certificate for this host on the server, or add its authority to NODE_EXTRA_CA_CERTS of n8n',
	},
	{
		code: /^(ECONNRESET|EPIPE|ERR_BAD_RESPONSE)$|^HPE_/,
		reason: PROBLEM.unreachable,
		failure: 'the server closed the connection before it responded. Try again later',
	},
];

/** Returns an error and all errors that it wraps, the outermost first. */
export function nestedErrors(error: unknown, depth = 0): IDataObject[] {
	if (typeof error !== 'object' || error === null || depth > 5) return [];
	const { cause, errors, context } = error as IDataObject;
	const nested = [cause, context, ...(Array.isArray(errors) ? errors : [])];
	return [error as IDataObject, ...nested.flatMap((each) => nestedErrors(each, depth + 1))];
}
