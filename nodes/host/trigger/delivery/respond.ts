import type { IWebhookResponseData } from 'n8n-workflow';

/** The part of Node's `ServerResponse` that a response needs. n8n's own type needs Express's types. */
export interface ResponseStream {
	statusCode: number;
	readonly destroyed: boolean;
	readonly closed: boolean;
	setHeader(name: string, value: string): unknown;
	end(body?: string): unknown;
	once(event: 'finish' | 'close', listener: () => void): unknown;
}

/**
 * Responds and starts no execution. By default without a body: a vendor reads only the status, and a forger gets no
 * details.
 *
 * @param body a text, whose type `headers` name, or a problem as `application/problem+json`
 *   (https://www.rfc-editor.org/rfc/rfc9457)
 */
export function respond(
	response: ResponseStream,
	status: number,
	headers: Readonly<Record<string, string>> = {},
	body?: string | Readonly<Record<string, string | number>>,
): IWebhookResponseData {
	response.statusCode = status;
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	if (body === undefined || typeof body === 'string') response.end(body);
	else {
		response.setHeader('Content-Type', 'application/problem+json');
		response.end(JSON.stringify(body));
	}
	return { noWebhookResponse: true };
}

/** How a request ended: with a 2xx, with another status, or because the caller hung up first. */
type Ending = 'accepted' | 'declined' | 'abandoned';

/** Calls back once when the response has ended. n8n writes most responses, so this listens to the stream. */
export function onResponseEnd(response: ResponseStream, then: (ending: Ending) => void): void {
	let isOver = false;
	const end = (ending: Ending) => {
		if (isOver) return;
		isOver = true;
		then(ending);
	};
	response.once('finish', () => {
		const { statusCode } = response;
		end(statusCode >= 200 && statusCode < 300 ? 'accepted' : 'declined');
	});
	// `close` also follows `finish`, and then has no effect.
	response.once('close', () => end('abandoned'));
	if (response.closed || response.destroyed) end('abandoned');
}
