import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A notification that arrived, and whether its signature is valid. */
export interface Notification {
	verified: boolean;
	headers: IncomingMessage['headers'];
	body: Buffer;
	/** The entries of `message.events`. */
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
 * What a user's receiver does: reads the raw body and checks `Elements-Webhook-Signature`. It uses
 * only Node's own crypto, so that it checks our signing independently.
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
				verified: isProven(body, request.headers['elements-webhook-signature'], secret),
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

function isProven(body: Buffer, header: string | string[] | undefined, secret: string): boolean {
	if (typeof header !== 'string') return false;
	const expected = Buffer.from(
		`sha256=${createHmac('sha256', secret).update(body).digest('base64')}`,
	);
	const given = Buffer.from(header);
	return given.length === expected.length && timingSafeEqual(given, expected);
}

function eventsOf(body: Buffer): Notification['events'] {
	try {
		return JSON.parse(body.toString('utf8')).message?.events ?? [];
	} catch {
		return [];
	}
}
