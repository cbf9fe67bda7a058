import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { ok, type Result } from '../../core/result';
import { nestedErrors, noAnswer, requestOptions } from '../../host/http';
import type { Destination } from './destination';

/** A callback's answer is read for people only; a megabyte of it helps no reader. */
const MAX_RESPONSE_BYTES = 2_000;

export interface SignedRequest {
	headers: Record<string, string>;
	/** The bytes that were signed; they go out as they are. */
	body: Buffer;
}

export interface PostResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** The beginning of the body. */
	text: string;
}

/** As much of Node's `IncomingMessage` as is read of an answer. */
interface ResponseStream extends AsyncIterable<Uint8Array> {
	destroy(): unknown;
}

/**
 * Posts once, follows no redirect, and is over after `timeout` whatever the other side does: a clock of
 * its own runs beside the client's, which starts again with each byte that trickles in. If a name has
 * several addresses, the next one is tried while none has accepted the connection.
 *
 * @param timeout milliseconds, for all addresses together
 */
export async function post(
	helpers: Pick<IExecuteFunctions['helpers'], 'httpRequest'>,
	{ url, pinned }: Destination,
	signed: SignedRequest,
	timeout: number,
): Promise<Result<PostResponse>> {
	const abortSignal = AbortSignal.timeout(timeout);
	const targets = pinned?.urls ?? [url];
	for (const [index, target] of targets.entries()) {
		const request: IHttpRequestOptions = {
			...requestOptions(
				{
					method: 'POST',
					url: target,
					headers: { ...signed.headers, ...(pinned ? { Host: pinned.hostHeader } : {}) },
					body: signed.body,
				},
				timeout,
			),
			encoding: 'stream',
			abortSignal,
			...(pinned ? { agentOptions: { servername: pinned.serverName } } : {}),
		};
		try {
			return ok(await readResponse(await helpers.httpRequest(request)));
		} catch (error) {
			const isLast = index === targets.length - 1;
			if (isLast || !isUnconnected(error)) return noAnswer(error, url, timeout);
		}
	}
	return noAnswer(undefined, url, timeout);
}

async function readResponse(response: unknown): Promise<PostResponse> {
	const { statusCode, headers, body } = response as {
		statusCode: number;
		headers: Record<string, unknown>;
		body: ResponseStream;
	};
	return {
		status: statusCode,
		headers: Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
		),
		text: await readBeginning(body),
	};
}

/** Nothing was sent: another address may be tried without delivering twice. */
function isUnconnected(error: unknown): boolean {
	return nestedErrors(error).some(({ code }) =>
		['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(
			String(code),
		),
	);
}

/** Never fails: the status is known by now, and says what counts. */
async function readBeginning(stream: ResponseStream): Promise<string> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	try {
		for await (const chunk of stream) {
			chunks.push(chunk);
			length += chunk.length;
			if (length >= MAX_RESPONSE_BYTES) break;
		}
	} catch {
		// Cut off, or out of time: what came so far is all there is.
	}
	stream.destroy();
	return Buffer.concat(chunks).subarray(0, MAX_RESPONSE_BYTES).toString('utf8');
}
