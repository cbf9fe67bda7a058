import { spawnSync } from 'node:child_process';

import { freePorts } from '../n8n/install/ports';
import { startServer, type Server } from './server';

const PROGRAM = 'redis-server';

/** Why there can be no Redis on this machine, or nothing where there can. */
export function redisObstacle(): string | undefined {
	const { error } = spawnSync(PROGRAM, ['--version']);
	return error ? 'no redis-server (on Debian: apt-get install redis-server)' : undefined;
}

/** A separate Redis that keeps everything in memory. */
export async function startRedis(): Promise<Server> {
	const [port] = await freePorts();
	const options = { port, bind: '127.0.0.1', save: '', appendonly: 'no' };
	return await startServer({
		program: PROGRAM,
		parameters: Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
		port,
		endWith: 'SIGTERM',
		ready: /Ready to accept connections/,
	});
}
