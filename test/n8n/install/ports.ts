import { createServer } from 'node:net';

/**
 * The kernel gives the ports from 32768 on (Linux) or 49152 on (macOS) to connections and servers
 * that ask for any. One of those may be taken between the moment it was found free and the moment
 * n8n listens, which queue mode makes a minute. Browsers and `fetch` do not open port 10080.
 */
const FIRST = 10_100;
const PORTS_OF_WORKER = 2_000;
/** Eleven workers fit below 32768. */
const WORKERS = 11;
/** Spreads the first ports of two runs at once, whose workers have the same numbers. */
const STRIDE = 37;

let handedOut = process.pid * STRIDE;

/** Returns whether a port of 127.0.0.1 is free at this moment. */
export async function isFree(port: number): Promise<boolean> {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

/**
 * Returns two ports of 127.0.0.1 that are free at this moment. Neither this process nor another
 * worker of this run of jest hands them out again soon. Another program may still take one
 * before n8n does, so callers must be ready to ask for others. Throws if no port is free.
 *
 * @param worker the number of the worker, as jest counts them from 1 on
 */
export async function freePorts(worker = process.env.JEST_WORKER_ID): Promise<[number, number]> {
	const first = FIRST + (Number(worker ?? 0) % WORKERS) * PORTS_OF_WORKER;
	return [await nextPort(first), await nextPort(first)];
}

async function nextPort(first: number): Promise<number> {
	for (let tried = 0; tried < PORTS_OF_WORKER; tried++) {
		handedOut += 1;
		const port = first + (handedOut % PORTS_OF_WORKER);
		if (await isFree(port)) return port;
	}
	throw new Error(`No port from ${first} to ${first + PORTS_OF_WORKER - 1} is free`);
}
