import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { withLock } from './lock';
import { hostPlaces, lines, toolManifests, type Line } from './places';
import { run } from './run';

/** A real n8n, installed, and the Node that runs it. */
export interface Host {
	line: Line;
	/** The `node` program; version 24 or later, which n8n 2.41 wants and n8n 1.123 takes. */
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

/** An install that is there or is to be made. */
interface Plan {
	line: Line;
	/** Where it goes when it is complete. */
	directory: string;
	/** Where Node, pnpm and the compiled sqlite3 are. */
	tools: string;
	ownsTools: boolean;
}

/**
 * Makes sure that n8n is installed under `.local` and says where. Nothing is downloaded from
 * anywhere but the npm registry that the machine is set up for. A second call only computes the
 * hash of the manifests. `progress` hears what is being waited for. Rejects with the last lines of
 * the step that failed; nothing half-finished stays in the place of a finished install.
 */
export async function ensureHost(progress: Progress, line: Line = lines[0]): Promise<Host> {
	const plan = planOf(line);
	// The older line takes its Node, its pnpm and its sqlite3 from the newer one's install.
	if (!plan.ownsTools) await ensureHost(progress);
	const installed = readInstalled(plan);
	if (installed) return installed;
	return await withLock(
		`${hostPlaces[line].installs}.lock`,
		() => progress('Waiting for another process that is installing n8n'),
		async () => readInstalled(plan) ?? (await install(plan, progress)),
	);
}

function planOf(line: Line): Plan {
	const [newest] = lines;
	const directoryOf = (one: Line) => join(hostPlaces[one].installs, keyOfManifests(one));
	return {
		line,
		directory: directoryOf(line),
		tools: join(directoryOf(newest), 'tools'),
		ownsTools: line === newest,
	};
}

/** The finished install of a plan: its last file is written before it gets its name. */
function readInstalled({ line, directory, tools }: Plan): Host | undefined {
	const record = join(directory, 'host.json');
	if (!existsSync(record)) return undefined;
	const { version } = JSON.parse(readFileSync(record, 'utf8')) as Pick<Host, 'version'>;
	return {
		line,
		node: runtimeIn(tools).node,
		n8n: join(directory, 'n8n', 'node_modules', 'n8n', 'bin', 'n8n'),
		version,
		directory: join(directory, 'n8n'),
	};
}

/**
 * Installs beside the final folder and renames at the end. A killed process leaves only an unused
 * folder, even if its npm or pnpm runs on for a while.
 */
async function install(plan: Plan, progress: Progress): Promise<Host> {
	const { installs } = hostPlaces[plan.line];
	await mkdir(installs, { recursive: true });
	await removeAllBut(installs);
	const staging = `${plan.directory}.${process.pid}.partial`;
	const tools = plan.ownsTools ? join(staging, 'tools') : plan.tools;
	const n8n = join(staging, 'n8n');
	if (plan.ownsTools) await installTools(tools, progress);
	const runtime = runtimeIn(tools);
	// The compiler keeps one core busy for 50 s, pnpm mostly waits for the network: together 64 s,
	// one after the other 103 s (2 cores, nothing cached, 2026-11-21).
	await allOrFirstFailure([
		installN8n(plan.line, n8n, tools, runtime, progress),
		...(plan.ownsTools ? [compileSqlite(tools, runtime, progress)] : []),
	]);
	await placeSqlite(tools, n8n);
	await checkSqlite(n8n, runtime);
	await writeFile(join(staging, 'host.json'), JSON.stringify({ version: versionOf(n8n, 'n8n') }));
	await rename(staging, plan.directory);
	await removeAllBut(installs, plan.directory);
	const installed = readInstalled(plan);
	if (!installed) throw new Error(`n8n was installed to ${plan.directory}, but is not there`);
	progress(`n8n ${installed.version} is installed`);
	return installed;
}

/** Removes what other manifests, or installs that were killed, have left. */
async function removeAllBut(installs: string, directory?: string): Promise<void> {
	for (const name of await readdir(installs)) {
		const other = join(installs, name);
		if (other === directory) continue;
		// The package manager of a killed install may still be writing; it has ended at the next try.
		await rm(other, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
	}
}

/** Waits for every job even if one has failed, so that none outlives the call. */
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
	line: Line,
	directory: string,
	tools: string,
	runtime: Runtime,
	progress: Progress,
): Promise<void> {
	progress(`Installing n8n ${line} and its packages from npm (about a minute, once)`);
	cpSync(hostPlaces[line].manifests, directory, { recursive: true });
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
 * Compiles sqlite3 where the tools are. Next to n8n's packages it would have to wait for them. Its
 * own install script would fetch a binary from a host outside the registry.
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
		throw new Error(
			`n8n brings sqlite3 ${wanted}, test/n8n/install/tools/package.json has ${compiled}`,
		);
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
 * Returns the Node of this process, if it is new enough for n8n and has its headers beside it.
 * Without them node-gyp would fetch them from a host outside the registry. The packages on npm
 * contain theirs.
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
export function environmentFor(runtime?: Runtime): NodeJS.ProcessEnv {
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

function keyOfManifests(line: Line): string {
	const hash = createHash('sha256');
	const runtime = ownRuntime() ? 'own' : 'bundled';
	hash.update([recipe, process.platform, process.arch, runtime].join(' '));
	const files = [
		...['package.json', 'package-lock.json', '.npmrc'].map((name) => join(toolManifests, name)),
		...['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) =>
			join(hostPlaces[line].manifests, name),
		),
	];
	for (const file of files) hash.update('\0').update(readFileSync(file));
	return hash.digest('hex').slice(0, 12);
}
