import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { withLock } from './lock';
import { hostManifests, hosts, toolManifests } from './places';
import { run } from './run';

/** A real n8n, installed, and the Node that runs it. */
export interface Host {
	/** The `node` program; version 24 or later, which n8n 2.41 wants. */
	node: string;
	/** n8n's own command line script, to be run by `node`. */
	n8n: string;
	version: string;
	/** Where its `node_modules` are. */
	directory: string;
}

/** What n8n runs on: a `node` program and the prefix that has `include/node` in it. */
interface Runtime {
	node: string;
	prefix: string;
}

type Progress = (line: string) => void;

/** Raise it when the steps below change what they produce out of the same manifests. */
const recipe = 1;
const oldestNode = 24;
const progressEveryMs = 15_000;
const manifests = [
	join(toolManifests, 'package.json'),
	join(toolManifests, 'package-lock.json'),
	join(toolManifests, '.npmrc'),
	join(hostManifests, 'package.json'),
	join(hostManifests, 'pnpm-lock.yaml'),
	join(hostManifests, 'pnpm-workspace.yaml'),
];

/**
 * Makes sure that n8n is installed under `.local/host` and says where. Nothing is downloaded from
 * anywhere but the npm registry that the machine is set up for. A second call only computes the
 * hash of the manifests. `progress` hears what is being waited for. Rejects with the last lines of
 * the step that failed; nothing half-finished stays in the place of a finished install.
 */
export async function ensureHost(progress: Progress): Promise<Host> {
	const directory = join(hosts, keyOfManifests());
	const installed = readInstalled(directory);
	if (installed) return installed;
	return await withLock(
		`${hosts}.lock`,
		() => progress('Waiting for another process that is installing n8n'),
		async () => readInstalled(directory) ?? (await install(directory, progress)),
	);
}

/** The finished install at `directory`: its last file is written before it gets its name. */
function readInstalled(directory: string): Host | undefined {
	const record = join(directory, 'host.json');
	if (!existsSync(record)) return undefined;
	const { version } = JSON.parse(readFileSync(record, 'utf8')) as Pick<Host, 'version'>;
	return {
		node: runtimeIn(join(directory, 'tools')).node,
		n8n: join(directory, 'n8n', 'node_modules', 'n8n', 'bin', 'n8n'),
		version,
		directory: join(directory, 'n8n'),
	};
}

/**
 * Installs beside the final place and renames at the end. So a process that was killed leaves, even
 * when its npm or pnpm lives on for a while, only a directory that nobody looks into.
 */
async function install(directory: string, progress: Progress): Promise<Host> {
	await mkdir(hosts, { recursive: true });
	await removeAllBut();
	const staging = `${directory}.${process.pid}.partial`;
	const tools = join(staging, 'tools');
	const n8n = join(staging, 'n8n');
	await installTools(tools, progress);
	const runtime = runtimeIn(tools);
	// The compiler keeps one core busy for 50 s, pnpm mostly waits for the network: together 64 s,
	// one after the other 103 s (2 cores, nothing cached, 2026-11-21).
	await allOrFirstFailure([
		installN8n(n8n, tools, runtime, progress),
		compileSqlite(tools, runtime, progress),
	]);
	await placeSqlite(tools, n8n);
	await checkSqlite(n8n, runtime);
	await writeFile(join(staging, 'host.json'), JSON.stringify({ version: versionOf(n8n, 'n8n') }));
	await rename(staging, directory);
	await removeAllBut(directory);
	const installed = readInstalled(directory);
	if (!installed) throw new Error(`n8n was installed to ${directory}, but is not there`);
	progress(`n8n ${installed.version} is installed`);
	return installed;
}

/** Removes what other manifests, or installs that were killed, have left. */
async function removeAllBut(directory?: string): Promise<void> {
	for (const name of await readdir(hosts)) {
		const other = join(hosts, name);
		if (other === directory) continue;
		// The package manager of a killed install may still be writing; it has ended at the next try.
		await rm(other, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
	}
}

/** Waits for every job even when one has failed, so that none goes on behind the caller's back. */
async function allOrFirstFailure(jobs: Array<Promise<void>>): Promise<void> {
	for (const outcome of await Promise.allSettled(jobs)) {
		if (outcome.status === 'rejected') throw outcome.reason;
	}
}

async function installTools(tools: string, progress: Progress): Promise<void> {
	progress('Installing Node 24, pnpm and node-gyp from npm (some 10 s, once)');
	cpSync(toolManifests, tools, { recursive: true });
	const own = ownRuntime() ? ['--omit=optional'] : [];
	const parameters = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...own];
	await run('npm', parameters, { directory: tools, environment: environmentFor() });
}

async function installN8n(
	directory: string,
	tools: string,
	runtime: Runtime,
	progress: Progress,
): Promise<void> {
	progress('Installing n8n and its 2,200 packages from npm (about a minute, once)');
	cpSync(hostManifests, directory, { recursive: true });
	let lastTold = Date.now();
	const onLine = (line: string) => {
		if (!line.startsWith('Progress') || Date.now() - lastTold < progressEveryMs) return;
		lastTold = Date.now();
		progress(`Installing n8n: ${line}`);
	};
	const pnpm = join(tools, 'node_modules', 'pnpm', 'bin', 'pnpm.mjs');
	const parameters = [pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'];
	await run(runtime.node, parameters, {
		directory,
		environment: environmentFor(runtime),
		onLine,
	});
}

/**
 * Compiles sqlite3 where the tools are. With n8n's packages it would have to wait for them, and
 * its own install script would fetch a binary from a host that is no registry.
 */
async function compileSqlite(tools: string, runtime: Runtime, progress: Progress): Promise<void> {
	progress('Compiling sqlite3 with python3, make and g++ (about a minute, once)');
	const gyp = join(tools, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
	const directory = join(tools, 'node_modules', 'sqlite3');
	try {
		await run(runtime.node, [gyp, 'rebuild', '--jobs=max', `--nodedir=${runtime.prefix}`], {
			directory,
			environment: environmentFor(runtime),
		});
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`sqlite3 did not compile (are python3, make and g++ there?). ${reason}`);
	}
}

async function placeSqlite(tools: string, n8n: string): Promise<void> {
	const [compiled, wanted] = [versionOf(tools, 'sqlite3'), versionOf(n8n, 'sqlite3')];
	if (compiled !== wanted) {
		throw new Error(`n8n brings sqlite3 ${wanted}, test/n8n/tools/package.json has ${compiled}`);
	}
	const binary = join('node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');
	await mkdir(dirname(join(n8n, binary)), { recursive: true });
	await copyFile(join(tools, binary), join(n8n, binary));
}

async function checkSqlite(n8n: string, runtime: Runtime): Promise<void> {
	const options = { directory: n8n, environment: environmentFor(runtime) };
	await run(runtime.node, ['--eval', "require('sqlite3')"], options);
}

/** The Node to run n8n with: the machine's own if it will do, else the one among the tools. */
function runtimeIn(tools: string): Runtime {
	const own = ownRuntime();
	if (own) return own;
	const bundled = `node-${process.platform}-${process.arch}`;
	const prefix = join(tools, 'node_modules', bundled);
	if (existsSync(prefix)) return { node: join(prefix, 'bin', 'node'), prefix };
	throw new Error(
		`n8n needs Node ${oldestNode} or later with its headers; this is ${process.version}, ` +
			`and npm has no ${bundled} for it. Install Node ${oldestNode} and run this again.`,
	);
}

/**
 * The Node of this process, if it is new enough for n8n and has its headers beside it. Without them
 * node-gyp would fetch them from a host that is no registry; the packages on npm bring theirs.
 */
function ownRuntime(): Runtime | undefined {
	const prefix = dirname(dirname(process.execPath));
	const isNewEnough = Number(process.versions.node.split('.')[0]) >= oldestNode;
	const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
	return isNewEnough && hasHeaders ? { node: process.execPath, prefix } : undefined;
}

/**
 * The environment for npm, pnpm and node-gyp. What `npm test` adds for its own scripts goes, since
 * it speaks of this repository; `npm_config_nodedir` would win over `--nodedir` (node-gyp lets the
 * environment override its command line) and may point at the headers of another Node.
 */
function environmentFor(runtime?: Runtime): NodeJS.ProcessEnv {
	const environment: NodeJS.ProcessEnv = { ...process.env };
	for (const name of Object.keys(environment)) {
		if (/^npm_(package|lifecycle)_|^npm_config_(nodedir|local_prefix)$/i.test(name)) {
			delete environment[name];
		}
	}
	if (runtime) environment.PATH = [dirname(runtime.node), process.env.PATH].join(delimiter);
	return environment;
}

function versionOf(directory: string, name: string): string {
	const manifest = readFileSync(join(directory, 'node_modules', name, 'package.json'), 'utf8');
	return (JSON.parse(manifest) as { version: string }).version;
}

function keyOfManifests(): string {
	const hash = createHash('sha256');
	const runtime = ownRuntime() ? 'own' : 'bundled';
	hash.update([recipe, process.platform, process.arch, runtime].join(' '));
	for (const file of manifests) hash.update('\0').update(readFileSync(file));
	return hash.digest('hex').slice(0, 12);
}
