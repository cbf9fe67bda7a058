import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { repository } from '../n8n/install/places';
import { startServer, type Server } from '../queue/server';

const PROGRAM = 'caddy';
const CADDYFILE = join(repository, 'compose', 'Caddyfile');

/** Returns why Caddy cannot run on this machine, or undefined if it can. */
export function caddyObstacle(): string | undefined {
	const { error } = spawnSync(PROGRAM, ['version']);
	return error ? 'no caddy (on Debian: apt-get install caddy)' : undefined;
}

/** Starts Caddy at `port` before the n8n at `upstream`, with the very file of `compose/`. */
export async function startCaddy(port: number, upstream: string): Promise<Server> {
	const folder = await mkdtemp(join(tmpdir(), 'caddy-'));
	const server = await startServer({
		program: PROGRAM,
		parameters: ['run', '--config', CADDYFILE, '--adapter', 'caddyfile'],
		environment: {
			...{ N8N_SITE: `http://127.0.0.1:${port}`, N8N_UPSTREAM: upstream },
			// Caddy keeps its files below these folders.
			...{ HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
		},
		port,
		endWith: 'SIGTERM',
		ready: /serving initial configuration/,
	});
	return {
		port,
		stop: async () => {
			await server.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
