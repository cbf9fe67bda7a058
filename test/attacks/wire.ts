import { Agent, request, validateHeaderValue } from 'node:http';
import { connect } from 'node:net';

import type { Letter } from './doors';

/** What came back. */
export interface WireAnswer {
	status: number;
	body: string;
}

/** How a letter travels, where that is not as a vendor sends it. */
export interface Travel {
	method?: string;
	/** Without a length, in chunks. */
	isChunked?: boolean;
}

/** Node takes no more of all headers together, and answers 431. */
export const MOST_HEADER_BYTES = 16 * 1024;

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

/** Ends the connections that are kept open. */
export function hangUp(): void {
	agent.destroy();
}

/** A server that rejects a large or false body has not read all of it. The connection cannot be reused. */
const MOST_KEPT_ALIVE_BYTES = 64 * 1024;

/** Posts a letter by Node's own client, which changes no header and no byte. */
export async function post(
	url: string,
	{ headers, body }: Letter,
	{ method = 'POST', isChunked = false }: Travel = {},
): Promise<WireAnswer> {
	const present = Object.entries(headers).flatMap(([name, value]) =>
		value === undefined ? [] : [[name, value] as const],
	);
	const isPlain =
		body.length < MOST_KEPT_ALIVE_BYTES && method === 'POST' && !('content-encoding' in headers);
	return await new Promise((resolve, reject) => {
		const outgoing = request(
			url,
			{
				agent: isPlain ? agent : false,
				method,
				headers: {
					...(isChunked ? {} : { 'content-length': String(body.length) }),
					...Object.fromEntries(present),
				},
			},
			(response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('end', () => {
					const text = Buffer.concat(chunks).toString('utf8');
					resolve({ status: response.statusCode ?? 0, body: text });
				});
			},
		);
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}

/**
 * Whether HTTP can carry a letter as it is: a header holds no line break and nothing beyond Latin-1, and
 * what surrounds it is not part of it.
 */
export function isSendable({ headers }: Letter): boolean {
	return Object.entries(headers).every(([name, value]) =>
		[value ?? []].flat().every((text) => {
			try {
				validateHeaderValue(name, text);
				return text.trim() === text || text.trim() === '';
			} catch {
				return false;
			}
		}),
	);
}

/** How many bytes the headers of a letter are on the wire. */
export function headerBytes({ headers }: Letter): number {
	return Object.entries(headers)
		.flatMap(([name, value]) => [value ?? []].flat().map((text) => name.length + text.length + 4))
		.reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * Writes bytes as they are and hangs up when an answer has come or `cut` bytes are out.
 *
 * @returns the status, or 0 where none came
 */
export async function writeRaw(url: string, bytes: Buffer, cut = Infinity): Promise<number> {
	const { hostname, port } = new URL(url);
	return await new Promise((resolve) => {
		const socket = connect(Number(port), hostname);
		let heard = '';
		socket.on('data', (chunk) => {
			heard += chunk.toString('latin1');
			if (heard.includes('\r\n\r\n')) socket.destroy();
		});
		socket.on('error', () => undefined);
		socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1] ?? 0)));
		if (cut < bytes.length) socket.write(bytes.subarray(0, cut), () => socket.destroy());
		else socket.write(bytes);
	});
}

/** A letter as it is on the wire. */
export function rawRequest(url: string, { headers, body }: Letter, more: string[] = []): Buffer {
	const { pathname, host } = new URL(url);
	const lines = Object.entries(headers).flatMap(([name, value]) =>
		[value ?? []].flat().map((text) => `${name}: ${text}`),
	);
	const head = [`POST ${pathname} HTTP/1.1`, `host: ${host}`, ...lines, ...more, '', ''].join(
		'\r\n',
	);
	return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}
