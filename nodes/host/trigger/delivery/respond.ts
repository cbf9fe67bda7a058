import type { IWebhookResponseData } from 'n8n-workflow';

/** As much of Node's `ServerResponse` as an answer takes; n8n's own type needs Express's. */
export interface ResponseStream {
	statusCode: number;
	readonly destroyed: boolean;
	readonly closed: boolean;
	end(): unknown;
	once(event: 'finish' | 'close', listener: () => void): unknown;
}

/**
 * Answers without a body and starts no execution. Nothing is told to whoever asks: a vendor reads
 * only the status, and a forger shall learn nothing.
 */
export function respond(response: ResponseStream, status: number): IWebhookResponseData {
	response.statusCode = status;
	response.end();
	return { noWebhookResponse: true };
}

/** How a request came to its end: answered 2xx, answered otherwise, or left by the caller before. */
export type Ending = 'accepted' | 'declined' | 'abandoned';

/** Calls back once when the answer is out, whoever wrote it: n8n writes most of them. */
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
	// It comes after `finish` too, where it says nothing new.
	response.once('close', () => end('abandoned'));
	if (response.closed || response.destroyed) end('abandoned');
}
