import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate';

/** A request, read whole. */
export interface Call {
	method: string;
	path: string;
	/** The query string as sent, without the question mark. */
	query: string;
	/** Header names in lower case. */
	headers: Record<string, string>;
	body: string;
}

/** How an answer goes out; all but `whole` are faults. */
export type Transport = 'whole' | 'half' | 'hang' | 'close';

export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string;
	transport?: Transport;
}

export interface RunningServer {
	port: number;
	/** Stops listening and cuts every open connection, hanging ones included. */
	close(): Promise<void>;
}

/** Listens on a free port of the loopback interface and answers every request by `answer`. */
export function startHttpServer(
	answer: (call: Call) => Promise<Answer>,
	certificate?: Certificate,
): Promise<RunningServer> {
	const listener = (request: IncomingMessage, response: ServerResponse): void => {
		serve(request, response, answer).catch((error: unknown) => fail(response, error));
	};
	const server = certificate
		? createTlsServer({ cert: certificate.certificate, key: certificate.key }, listener)
		: createServer(listener);
	// A test that works for some seconds must not lose its connections over it.
	server.keepAliveTimeout = 600_000;
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			resolve({
				port: (server.address() as AddressInfo).port,
				close: () =>
					new Promise((closed) => {
						server.close(() => closed());
						server.closeAllConnections();
					}),
			});
		});
	});
}

async function serve(
	request: IncomingMessage,
	response: ServerResponse,
	answer: (call: Call) => Promise<Answer>,
): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const url = request.url ?? '/';
	const mark = url.indexOf('?');
	const given = await answer({
		method: request.method ?? 'GET',
		path: mark < 0 ? url : url.slice(0, mark),
		query: mark < 0 ? '' : url.slice(mark + 1),
		headers: flatHeaders(request),
		body: Buffer.concat(chunks).toString('utf8'),
	});
	send(request, response, given);
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers))
		headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
	return headers;
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
	const transport = answer.transport ?? 'whole';
	if (transport === 'hang') return;
	if (transport === 'close') {
		request.socket.destroy();
		return;
	}
	const body = Buffer.from(answer.body, 'utf8');
	// The simulator's clock dates the answer, not this machine's.
	response.sendDate = false;
	response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
	if (request.method === 'HEAD') {
		response.end();
		return;
	}
	if (transport === 'half') {
		const half = body.subarray(0, Math.floor(body.length / 2));
		response.write(half, () => request.socket.destroy());
		return;
	}
	response.end(body);
}

/** Reports a bug of the simulator itself to the test. */
function fail(response: ServerResponse, error: unknown): void {
	const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
	if (response.headersSent) response.destroy();
	else response.writeHead(500, { 'X-Sandbox-Error': 'true' }).end(message);
}
