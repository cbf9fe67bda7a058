import { createServer, type AddressInfo } from 'node:net';

/** Returns whether a port of 127.0.0.1 is free at this moment. */
export async function isFree(port: number): Promise<boolean> {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

/**
 * Returns two ports of 127.0.0.1 that are free at this moment. Another process may take one before
 * n8n does, so callers must be ready to ask for others.
 */
export async function freePorts(): Promise<[number, number]> {
	const servers = [createServer(), createServer()];
	const [first, second] = await Promise.all(
		servers.map(async (server) => {
			await new Promise<void>((resolve, reject) => {
				server.once('error', reject);
				server.listen(0, '127.0.0.1', resolve);
			});
			return (server.address() as AddressInfo).port;
		}),
	);
	await Promise.all(
		servers.map(async (server) => await new Promise((resolve) => server.close(resolve))),
	);
	return [first, second];
}
