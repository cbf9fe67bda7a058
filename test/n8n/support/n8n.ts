import { appendFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { activationsOf, type Activation, type Activations } from './activation';
import { runCommands } from './commands';
import { Database, writeSqlite } from './database';
import type { N8nPlace } from '../install/environment';
import { readExecutions, type Execution, type ExecutionFilter } from './executions';
import { ensureHost, type Host } from '../install/install';
import { N8nProcess, PortTaken } from './n8nProcess';
import { installPackage } from '../install/pack';
import { runs, type Line } from '../install/places';
import { freePorts } from '../install/ports';
import { Session, type RestAnswer } from './session';
import { fillUserFolder } from '../install/template';
import { removeOlderThanADay } from '../install/tidy';
import type { CredentialStub, WorkflowJson } from './workflow';

export type { Activation } from './activation';
export { itemsOf } from './executions';
export type { Execution } from './executions';
export { owner, type RestAnswer } from './session';
export type { CredentialStub, WorkflowJson, WorkflowNode } from './workflow';

/** What an n8n starts with. */
export interface N8nOptions {
	/** Which line of n8n; by default the newest. */
	line?: Line;
	/** Unpacked packages, as `packPackage` gives them. */
	packages: string[];
	credentials: CredentialStub[];
	/** Imported and published; one with `active: false` is only imported. */
	workflows: WorkflowJson[];
	/** Wins over what `environment.ts` sets. */
	environment?: Record<string, string>;
	/** Default: a new one under `.local/runs`. One that has a database keeps it. */
	userFolder?: string;
	/** Default: a free one. */
	port?: number;
	/** Whether n8n serves its editor; off by default, since it costs 1.8 s of each start. */
	editor?: 'served' | 'off';
	/** Receives progress messages. */
	log?: (line: string) => void;
}

const attempts = 5;

/**
 * Starts a real n8n: installs it if needed, imports and publishes, starts, and waits until its
 * workflows are active. Rejects if n8n rejects a workflow or does not start, or if a workflow that
 * should be active is not. The message names the workflow and the cause. Nothing is left running
 * then.
 */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const log = options.log ?? (() => undefined);
	const host = await ensureHost(log, options.line);
	const userFolder = options.userFolder ?? (await newUserFolder());
	await mkdir(userFolder, { recursive: true });
	await fillUserFolder(host, userFolder, log);
	for (const directory of options.packages) await installPackage(directory, userFolder);
	if (options.packages.length > 0) await shareWorkflowPackage(host, userFolder);
	const n8n = new N8n(host, userFolder, options);
	try {
		const published = options.workflows.filter(({ active }) => active !== false);
		const publish = published.map(({ id }) => id);
		await n8n.prepare(options, publish);
		await n8n.restart();
		await n8n.requireActive(publish);
	} catch (error) {
		await n8n.stop();
		throw error;
	}
	return n8n;
}

/**
 * Lets installed packages resolve n8n's own `n8n-workflow`, as they do in a user's folder. The runs lie in the
 * repository, whose `node_modules` has a copy with other classes, and n8n tells errors apart by their class.
 */
async function shareWorkflowPackage({ directory }: Host, userFolder: string): Promise<void> {
	const place = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-workflow');
	await rm(place, { recursive: true, force: true });
	await symlink(join(directory, 'node_modules', 'n8n-workflow'), place);
}

/** A folder for one n8n. Those of earlier days go, except where an n8n still writes. */
async function newUserFolder(): Promise<string> {
	await removeOlderThanADay(runs, (folder) => join(folder, '.n8n', 'database.sqlite-wal'));
	const moment = new Date().toISOString().replace(/[:.]/g, '-');
	return await mkdtemp(join(runs, `${moment}-`));
}

/** An n8n that a test drives. It keeps its port and its database over `restart`. */
export class N8n {
	readonly version: string;

	private readonly place: N8nPlace;

	private readonly databaseFile: string;

	private readonly database: Database;

	private readonly activations: Activations;

	private readonly session = new Session(() => this.url);

	private readonly environment: Record<string, string>;

	private readonly lines: string[] = [];

	private process?: N8nProcess;

	private portIsFixed: boolean;

	/** Use `startN8n`. */
	constructor(
		host: Host,
		readonly userFolder: string,
		private readonly options: Pick<N8nOptions, 'environment' | 'port' | 'editor' | 'log'>,
	) {
		this.version = host.version;
		this.place = { host, userFolder, port: options.port ?? 0, runnerPort: 0 };
		this.portIsFixed = options.port !== undefined;
		this.databaseFile = join(userFolder, '.n8n', 'database.sqlite');
		this.database = new Database(host, this.databaseFile);
		this.activations = activationsOf(host.line, this.database, this.session);
		const editor = { N8N_DISABLE_UI: options.editor === 'served' ? 'false' : 'true' };
		this.environment = { ...editor, ...options.environment };
	}

	/** Where n8n serves its webhooks, its REST interface and, when asked to, its editor. */
	get url(): string {
		return `http://127.0.0.1:${this.place.port}`;
	}

	/** The number of n8n's process, which is that of its process group too; none before a start. */
	get processId(): number | undefined {
		return this.process?.processId;
	}

	/**
	 * Imports credentials and workflows by n8n's own commands. Workflows come in inactive, also
	 * where they replace active ones. Rejects with what n8n says.
	 */
	async import(credentials: CredentialStub[], workflows: WorkflowJson[]): Promise<void> {
		await this.prepare({ credentials, workflows });
	}

	/**
	 * Publishes workflows: by n8n's command while it is stopped, else as its editor does, and then
	 * resolves when their triggers are active. Rejects with n8n's reason where one is not.
	 */
	async publish(ids: string[]): Promise<void> {
		if (!this.process?.isRunning) return await this.prepare({}, ids);
		for (const id of ids) {
			const [version] = await this.query('SELECT versionId FROM workflow_entity WHERE id = ?', id);
			await this.activations.through(id, async () => {
				await this.change('publish', `/rest/workflows/${id}/activate`, version);
			});
		}
		await this.requireActive(ids);
	}

	/** Unpublishes workflows of a running n8n; resolves when their triggers have been taken down. */
	async unpublish(ids: string[]): Promise<void> {
		for (const id of ids) {
			await this.activations.through(id, async () => {
				await this.change('unpublish', `/rest/workflows/${id}/deactivate`, {});
			});
		}
	}

	/** What became of a workflow's latest publication, and why. */
	async activation(workflowId: string): Promise<Activation> {
		return await this.activations.read(workflowId);
	}

	/**
	 * Stops n8n if it runs and starts it on the same port and database. Resolves when it has dealt
	 * with every workflow that is to be active; `activation` tells how that went for each.
	 */
	async restart(): Promise<void> {
		await this.process?.stop();
		for (let attempt = 1; ; attempt++) {
			const start = new Date();
			const [port, runnerPort] = await freePorts();
			if (!this.portIsFixed) this.place.port = port;
			this.place.runnerPort = runnerPort;
			try {
				await this.launch();
				this.portIsFixed = true;
				return await this.activations.settled(start);
			} catch (error) {
				if (!(error instanceof PortTaken) || attempt === attempts) throw error;
				if (this.portIsFixed && error.port === this.place.port) throw error;
			}
		}
	}

	/** Stops n8n as a service manager would. No process of it is left when this resolves. */
	async stop(): Promise<void> {
		await this.process?.stop();
		this.database.close();
	}

	/**
	 * Sends a signal to n8n: `SIGKILL` is a crash (its task runner dies with it), `SIGSTOP` and
	 * `SIGCONT` let it hang for a while. Resolves when the process has ended where the signal ends it.
	 */
	async kill(signal: NodeJS.Signals): Promise<void> {
		await this.process?.signal(signal);
	}

	/** Everything that n8n has printed so far, over all its restarts. */
	output(): string {
		return this.lines.join('\n');
	}

	/** The stored executions, oldest first, with the items and errors of each node. */
	async executions(filter: ExecutionFilter = {}): Promise<Execution[]> {
		return await readExecutions(this.database, filter);
	}

	/** Rows of n8n's database, read-only; `parameters` stand for the `?` of `sql`. */
	async query(sql: string, ...parameters: unknown[]): Promise<Array<Record<string, unknown>>> {
		return await this.database.rows({ sql, parameters });
	}

	/** Changes n8n's database behind its back, to make it fail as it would not by itself. */
	async write(sql: string): Promise<void> {
		await writeSqlite(this.place.host, this.databaseFile, sql);
	}

	/** The static data of a workflow as stored: `global`, and `node:<name>` for each node. */
	async staticData(workflowId: string): Promise<Record<string, unknown>> {
		const sql = 'SELECT staticData FROM workflow_entity WHERE id = ?';
		const [row] = await this.query(sql, workflowId);
		if (!row) throw new Error(`n8n has no workflow ${workflowId}`);
		return JSON.parse(String(row.staticData ?? '{}')) as Record<string, unknown>;
	}

	/** n8n's internal REST interface as the logged-in owner. Rejects only when n8n is not there. */
	async rest(method: string, path: string, body?: unknown): Promise<RestAnswer> {
		return await this.session.request(method, path, body);
	}

	/** Imports and publishes by n8n's commands, all in one process. `startN8n` uses it. */
	async prepare(
		{ credentials, workflows }: Partial<Pick<N8nOptions, 'credentials' | 'workflows'>>,
		publish: string[] = [],
	): Promise<void> {
		const more = publish.map((id) => this.activations.command(id));
		await runCommands(this.place, this.environment, { credentials, workflows, more });
	}

	/** Rejects, with n8n's reasons, when one of the workflows is not active with all its triggers. */
	async requireActive(ids: string[]): Promise<void> {
		const reasons: string[] = [];
		for (const id of ids) {
			const activation = await this.activation(id);
			if (activation.type === 'active') continue;
			const reason = 'error' in activation ? `: ${activation.error}` : '';
			reasons.push(`workflow ${id} is ${activation.type}${reason}`);
		}
		if (reasons.length > 0) throw new Error(`Not active: ${reasons.join('; ')}`);
	}

	private async launch(): Promise<void> {
		// After a crash n8n finds this file, logs that, and does nothing more for 10 s (2.41.1,
		// crash-journal.js); that is all it is there for.
		await rm(join(this.userFolder, '.n8n', 'crash.journal'), { force: true });
		this.options.log?.(`Starting n8n ${this.version} at ${this.url}`);
		const log = join(this.userFolder, 'n8n.log');
		const onLine = (line: string) => {
			this.lines.push(line);
			// Stays in .local/runs, to explain a failed test on a later day.
			appendFileSync(log, `${line}\n`);
		};
		this.process = new N8nProcess(this.place, this.environment, onLine);
		await this.process.ready();
	}

	private async change(what: string, path: string, body: unknown): Promise<void> {
		const answer = await this.rest('POST', path, body);
		if (answer.status === 200) return;
		throw new Error(`n8n refused to ${what} (${answer.status}): ${JSON.stringify(answer.body)}`);
	}
}
