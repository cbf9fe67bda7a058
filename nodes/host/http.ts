import type {
	IAllExecuteFunctions,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { err, PROBLEM, ok, type Result } from '../core/result';
import { beforeAbort } from './deadline';
import { problemOf } from './nodeErrors';

/** Vendors answer within seconds or not at all; a poll must not wait for the rest of its budget. */
const TIMEOUT_MS = 30_000;

/** What one request may cost, whatever the other side does. */
export interface Limits {
	/** From the first byte sent to the last byte read, tokens that n8n fetches before included; milliseconds. */
	deadlineMs: number;
	/** Bytes of an answer, after decompression. */
	mostBytes: number;
}

/**
 * A page of 100 large products is some 10 MB. n8n sets neither limit: its client's timeout starts
 * again with each byte, and its `maxContentLength` is infinite (n8n 2.41, axios/request.js).
 */
export const LIMITS: Limits = { deadlineMs: 60_000, mostBytes: 32 * 1024 * 1024 };

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
export type Send = (request: HttpRequest) => Promise<Result<HttpAnswer>>;

/** What n8n's helpers give back with `returnFullResponse`. */
export interface FullAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/**
 * How n8n's HTTP helpers are asked so that status and headers come back as they were, and the bytes as
 * a stream, of which no more is read than is allowed.
 *
 * @param timeout milliseconds without a byte
 */
export function requestOptions(request: HttpRequest, timeout = TIMEOUT_MS): IHttpRequestOptions {
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

/** As much of Node's `Readable` as is read of an answer. */
interface AnswerStream extends AsyncIterable<Uint8Array> {
	destroy(): unknown;
}

/**
 * Makes one request and reads its answer within the limits. The deadline is a signal for n8n's client
 * and a race beside it, since n8n fetches tokens without a signal.
 *
 * @param send hands the options to one of n8n's helpers
 * @param explain what an error means, where it is not the network's
 */
export async function exchange(
	request: HttpRequest,
	send: (options: IHttpRequestOptions) => Promise<unknown>,
	explain: (error: unknown) => Result<HttpAnswer> | undefined = () => undefined,
	limits = LIMITS,
): Promise<Result<HttpAnswer>> {
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
				`${host} did not complete its answer within ${limits.deadlineMs / 1000} seconds. It may be down or very busy.`,
			);
		return explain(error) ?? noAnswer(error, request.url);
	}
}

/** Reads an answer to its end or to a limit, and leaves no connection behind. */
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
		const chunks: Uint8Array[] = [];
		let length = 0;
		// An answer that comes after the deadline is not read at all.
		if (deadline.aborted) return err(PROBLEM.timedOut, 'The answer came too late.');
		for await (const chunk of stream) {
			length += chunk.length;
			if (length > mostBytes)
				return err(
					PROBLEM.unexpected,
					`${host} sent more than ${mostBytes / 1024 / 1024} MB, which is not read to its end. Check the address, and the plugins and proxies that change answers.`,
				);
			chunks.push(chunk);
		}
		return ok(readAnswer({ ...answer, body: Buffer.concat(chunks) }));
	} finally {
		deadline.removeEventListener('abort', destroy);
		destroy();
	}
}

function isStream(body: unknown): body is AnswerStream {
	return typeof (body as Partial<AnswerStream> | undefined)?.destroy === 'function';
}

/**
 * Adds a signal that stays: in an execution n8n puts the execution's own signal in its place (n8n-core,
 * authentication.js), and the two are joined then.
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

/** Sends through n8n, which adds what the credential's `authenticate` adds. */
export function authenticatedSend(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	credentialType: string,
): Send {
	return async (request) =>
		await exchange(
			request,
			async (options) =>
				await functions.helpers.httpRequestWithAuthentication.call(
					functions as IAllExecuteFunctions,
					credentialType,
					options,
				),
		);
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
	const [thrown] = errors.flatMap((each) => problemOf(each) ?? []);
	if (thrown !== undefined) return { ok: false as const, problem: thrown };
	const codes = errors.map(({ code }) => code).filter((code) => typeof code === 'string');
	const known = NO_ANSWER.find(({ code }) => codes.some((each) => code.test(each)));
	const { reason, says } = known ?? { reason: PROBLEM.unreachable, says: 'could not be reached' };
	return err(reason, `${host} ${says.replace('{timeout}', String(timeout / 1000))}.`);
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
