import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { waitFor } from './waitFor';

/** What a proxy does with a request: respond by itself, or change what it passes on. */
export interface ProxyRule {
	/** Responds in place of the target. */
	respond?(
		body: Buffer,
	): { status: number; headers?: Record<string, string>; body?: string } | undefined;
	/** Closes the connection without a response. */
	hangsUp?: boolean;
	/** Returns the body to pass on. */
	body?(body: Buffer): Buffer;
	/** Returns the headers to pass on. Undefined drops one. */
	headers?(headers: IncomingHttpHeaders): IncomingHttpHeaders;
	/** Replaces the path. */
	path?(path: string): string;
	/** Where it passes requests on, in place of its target. */
	target?: string;
}

/** A reverse proxy on 127.0.0.1 whose rule a test changes. */
export class SwitchableProxy {
	rule: ProxyRule = {};
	/** Paths of the requests so far. */
	readonly paths: string[] = [];
	target = '';

	private constructor(
		private readonly server: Server,
		readonly url: string,
	) {}

	static async start(): Promise<SwitchableProxy> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const proxy = new SwitchableProxy(server, `http://127.0.0.1:${port}`);
		server.on('request', (incoming, outgoing) => {
			const chunks: Buffer[] = [];
			incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
			const handle = async () => {
				const { rule } = proxy;
				const path = incoming.url ?? '/';
				proxy.paths.push(path);
				const received = Buffer.concat(chunks);
				if (rule.hangsUp) return void incoming.socket.destroy();
				const own = rule.respond?.(received);
				if (own !== undefined)
					return void outgoing.writeHead(own.status, own.headers).end(own.body);
				const body = rule.body?.(received) ?? received;
				const headers = { ...(rule.headers?.(incoming.headers) ?? incoming.headers) };
				headers['content-length'] = String(body.length);
				delete headers['transfer-encoding'];
				for (const name of Object.keys(headers))
					if (headers[name] === undefined) delete headers[name];
				// n8n probes its URL before the test knows the address of n8n.
				if (rule.target === undefined)
					await waitFor(() => proxy.target !== '', 60_000, 'the target of the proxy');
				const target = new URL(rule.path?.(path) ?? path, rule.target ?? proxy.target);
				const passed = request(target, { method: incoming.method, headers }, (answer) => {
					outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(outgoing);
				});
				passed.on('error', () => outgoing.writeHead(502).end('Bad Gateway'));
				passed.end(body);
			};
			incoming.on('end', () => void handle().catch(() => outgoing.destroy()));
		});
		return proxy;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
