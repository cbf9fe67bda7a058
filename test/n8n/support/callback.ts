import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A notification that arrived, and whether its signature is valid. */
export interface Notification {
	verified: boolean;
	headers: IncomingMessage['headers'];
	body: Buffer;
	/** The event, or the entries of `message.events` in an envelope of Cloud Elements. */
	events: Array<Record<string, string>>;
}

export interface Callback {
	url: string;
	received: Notification[];
	/** What it answers from now on: a status, or what gives one for a notification. */
	answerWith(status: number | ((notification: Notification) => number | Promise<number>)): void;
	close(): Promise<void>;
}

/**
 * What a user's receiver does: reads the raw body and checks its signatures, each that the request has. It uses only
 * Node's own crypto, so that it checks our signing independently.
 *
 * @param secret begins with `whsec_` if senders sign with Standard Webhooks
 */
export async function startCallback(secret: string): Promise<Callback> {
	const received: Notification[] = [];
	let status: Parameters<Callback['answerWith']>[0] = 200;
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks);
			const notification = {
				verified: isProven(body, request.headers, secret),
				headers: request.headers,
				body,
				events: eventsOf(body),
			};
			received.push(notification);
			const answered = typeof status === 'number' ? status : status(notification);
			void Promise.resolve(answered).then((code) => response.writeHead(code).end());
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/events`,
		received,
		answerWith: (next) => {
			status = next;
		},
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** Whether the request has a signature, and all of them are valid. */
function isProven(body: Buffer, headers: IncomingMessage['headers'], secret: string): boolean {
	const checks = [];
	const elements = headers['elements-webhook-signature'];
	if (elements !== undefined) {
		const expected = `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`;
		checks.push(isEqual(expected, elements));
	}
	const standard = headers['webhook-signature'];
	if (standard !== undefined) {
		const { 'webhook-id': id, 'webhook-timestamp': seconds } = headers;
		const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
		const signed = createHmac('sha256', key).update(`${String(id)}.${String(seconds)}.`);
		const expected = `v1,${signed.update(body).digest('base64')}`;
		const given = String(standard).split(' ');
		checks.push(given.some((one) => isEqual(expected, one)));
	}
	return checks.length > 0 && checks.every(Boolean);
}

function isEqual(expected: string, given: string | string[]): boolean {
	const [one, other] = [expected, String(given)].map((text) => Buffer.from(text));
	return one.length === other.length && timingSafeEqual(one, other);
}

function eventsOf(body: Buffer): Notification['events'] {
	try {
		const parsed = JSON.parse(body.toString('utf8'));
		return parsed.message?.events ?? (parsed.eventType === undefined ? [] : [parsed]);
	} catch {
		return [];
	}
}
