import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { ok, type Result } from '../../core/result';
import {
	nestedErrors,
	noAnswer,
	readHeaders,
	requestOptions,
	type AnswerStream,
	type FullAnswer,
} from '../../host/http';
import type { Destination } from './destination';

/** The response is shown to people only, so its beginning is enough. */
const MAX_RESPONSE_BYTES = 2_000;

export interface SignedRequest {
	headers: Record<string, string>;
	/** The signed bytes, sent unchanged. */
	body: Buffer;
}

export interface PostResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** The beginning of the body. */
	text: string;
}

/**
 * Posts once without following redirects. If a name has several addresses, they are tried in order until one
 * accepts the connection.
 *
 * @param timeout milliseconds, for all addresses together. It does not restart with each received byte, unlike the
 *   timeout of the HTTP client.
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
			abortSignal,
			...(pinned ? { agentOptions: { servername: pinned.serverName } } : {}),
		};
		try {
			const answer = (await helpers.httpRequest(request)) as FullAnswer & { body: AnswerStream };
			const { statusCode: status, headers, body } = answer;
			return ok({ status, headers: readHeaders(headers), text: await readBeginning(body) });
		} catch (error) {
			const isLast = index === targets.length - 1;
			if (isLast || !isUnconnected(error)) return noAnswer(error, url, timeout);
		}
	}
	return noAnswer(undefined, url, timeout);
}

/** Whether nothing was sent, so that trying another address cannot deliver twice. */
function isUnconnected(error: unknown): boolean {
	return nestedErrors(error).some(({ code }) =>
		['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(
			String(code),
		),
	);
}

/** Returns the beginning of a body. It never fails, because the status is already known. */
async function readBeginning(stream: AnswerStream): Promise<string> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	try {
		for await (const chunk of stream) {
			chunks.push(chunk);
			length += chunk.length;
			if (length >= MAX_RESPONSE_BYTES) break;
		}
	} catch {
		// The stream was cut off or timed out. The part that arrived is returned.
	}
	stream.destroy();
	return Buffer.concat(chunks).subarray(0, MAX_RESPONSE_BYTES).toString('utf8');
}
