import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A received request. */
interface Taken {
	method: string;
	path: string;
	headers: IncomingMessage['headers'];
	body: Buffer;
	/** The remote port, which identifies the connection. */
	connection: number;
}

/** Answers a received request. */
export type Answer = (response: ServerResponse, taken: Taken) => void;

export interface Callback {
	url: string;
	port: number;
	taken: Taken[];
	answer: Answer;
	close(): Promise<void>;
}

export const answers = {
	status:
		(status: number, headers: Record<string, string> = {}, body = ''): Answer =>
		(response) =>
			void response.writeHead(status, headers).end(body),
	/** Never answers. */
	silence: (() => {}) as Answer,
	/** Answers 200 and then single bytes without end. */
	trickle: ((response) => {
		response.writeHead(200);
		const timer = setInterval(() => response.write('.'), 20);
		response.once('close', () => clearInterval(timer));
	}) as Answer,
	/** Sends single bytes of the headers without end. */
	trickledHead: ((response) => {
		const { socket } = response;
		socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
		const timer = setInterval(() => socket?.write('a'), 20);
		response.once('close', () => clearInterval(timer));
	}) as Answer,
	/** Sends as fast as possible without end. */
	flood: ((response) => {
		response.writeHead(500);
		const chunk = Buffer.alloc(64 * 1024, 'x');
		const pour = () => {
			while (!response.destroyed && response.write(chunk));
			if (!response.destroyed) response.once('drain', pour);
		};
		pour();
	}) as Answer,
};

/** Starts a callback that answers 200 unless `answer` is set. */
export async function startCallback(): Promise<Callback> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const taken = {
				method: request.method ?? '',
				path: request.url ?? '',
				headers: request.headers,
				body: Buffer.concat(chunks),
				connection: request.socket.remotePort ?? 0,
			};
			callback.taken.push(taken);
			callback.answer(response, taken);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const callback: Callback = {
		url: `http://127.0.0.1:${port}/events`,
		port,
		taken: [],
		answer: answers.status(200),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return callback;
}
