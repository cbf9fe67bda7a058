import { join } from 'node:path';

import type { Host } from './install';
import type { Line } from './places';

/** What a process of n8n is there for; in queue mode there are several of each. */
export type Role = 'start' | 'worker' | 'webhook';

/** What differs from one n8n to the next. */
export interface N8nPlace {
	host: Host;
	/** Default: `start`, which does everything but work for others. */
	role?: Role;
	userFolder: string;
	port: number;
	runnerPort: number;
}

/**
 * The variables that n8n inherits. This is an allowlist, because unwanted variables are countless.
 * `NODE_ENV=test`, which jest sets, would keep n8n from loading nodes. The developer's own `N8N_*`
 * and `DB_*` would change what is tested.
 */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'NODE_EXTRA_CA_CERTS'];

/**
 * With these n8n makes no connection of its own: none was seen in 100 s of a preloaded trace of
 * `net` and `dns`, where without them it calls api, telemetry and ph.n8n.io (2.41.1, 2026-11-21).
 */
const silence = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_REINSTALL_MISSING_PACKAGES: 'false',
};

/** Settings for one line only: n8n 1.123 exits if a disabled module does not exist in it. */
const ofLine: Record<Line, Record<string, string>> = {
	// The registry of MCP servers is fetched at every start; the two others only cost 0.6 s of it.
	'2.41': { N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,agents' },
	'1.123': {},
};

const behaviour = {
	// As in n8n's own image; without it n8n is "in development" and answers with other headers.
	NODE_ENV: 'production',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	// An isolate for each delivery makes webhooks some ten times slower (bench/README.md, bursts).
	N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
	// Cookies come back over plain http, which is all that a local n8n speaks.
	N8N_SECURE_COOKIE: 'false',
	// What still runs when n8n is told to stop may hold it up so long; n8n's own value is 30.
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10',
	GENERIC_TIMEZONE: 'UTC',
	// Serving the editor costs 1.8 s of a start of 6 s: n8n rewrites its files each time.
	N8N_DISABLE_UI: 'true',
};

/** Returns the whole environment of an n8n at `place`; `more` overrides it. */
export function n8nEnvironment(
	place: N8nPlace,
	more: Record<string, string> = {},
): NodeJS.ProcessEnv {
	const environment: NodeJS.ProcessEnv = {};
	for (const name of inherited) {
		if (process.env[name] !== undefined) environment[name] = process.env[name];
	}
	return {
		...environment,
		...silence,
		...behaviour,
		...ofLine[place.host.line],
		N8N_USER_FOLDER: place.userFolder,
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(place.port),
		N8N_RUNNERS_BROKER_PORT: String(place.runnerPort),
		// Saves a fifth of each start from the third one on (4.2 instead of 4.9 s of processor time).
		NODE_COMPILE_CACHE: join(place.host.directory, 'compile-cache'),
		...more,
	};
}
