import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { N8nPlace } from '../n8n/install/environment';
import { ensureHost } from '../n8n/install/install';
import { installPackage, packPackage } from '../n8n/install/pack';
import { runs } from '../n8n/install/places';
import { freePorts } from '../n8n/install/ports';
import { runCommands, type Command } from '../n8n/support/commands';
import { Database, NO_ROOM, writeSqlite, type Row } from '../n8n/support/database';
import type { CredentialStub, WorkflowJson } from '../n8n/support/n8n';
import { N8nProcess } from '../n8n/support/n8nProcess';
import { postgresEnvironment, startPostgres } from '../queue/postgres';
import { queryPostgres } from '../queue/queryPostgres';

/** Where n8n stores its cursors and executions. */
export const DATABASES = ['SQLite', 'PostgreSQL'] as const;
type DatabaseName = (typeof DATABASES)[number];

/** What an n8n of either database starts with. */
export interface PollingOptions {
	database: DatabaseName;
	credentials: CredentialStub[];
	workflows: WorkflowJson[];
	environment?: Record<string, string>;
}

/** One or more n8n on one database, which a test kills. */
export interface PollingHost {
	/** Kills one n8n and all that it has started. */
	kill(index?: number): Promise<void>;
	/** Starts one n8n. Resolves when it is ready. */
	start(index?: number, changed?: Record<string, string>): Promise<void>;
	/** Stops one n8n as a service manager would. */
	stop(index?: number): Promise<void>;
	/** Imports workflows and runs n8n's commands. No n8n may run. */
	run(workflows: WorkflowJson[], commands: Command[]): Promise<void>;
	/** Rows of n8n's database. Names with capital letters are in quotation marks. */
	query(sql: string): Promise<Row[]>;
	/** Lets the database reject new executions, or accept them again. */
	rejectExecutions(isOn: boolean): Promise<void>;
	/** Lets PostgreSQL take some seconds to store an execution. */
	delayExecutions(seconds: number): Promise<void>;
	/** What n8n has printed so far. */
	output(): string;
	close(): Promise<void>;
}

/** Statements after which no execution can be stored, and after which it can again. */
const REJECTIONS: Record<DatabaseName, { begin: string; end: string }> = {
	SQLite: NO_ROOM,
	PostgreSQL: {
		begin: `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device'; END $$;
			CREATE TRIGGER no_room BEFORE INSERT ON execution_entity FOR EACH ROW EXECUTE FUNCTION no_room()`,
		end: 'DROP TRIGGER no_room ON execution_entity; DROP FUNCTION no_room()',
	},
};

/** Prepares an n8n. It does not run yet. */
export async function openPollingHost(options: PollingOptions): Promise<PollingHost> {
	const host = await ensureHost(() => undefined);
	const packed = await packPackage();
	await mkdir(runs, { recursive: true });
	const folder = await mkdtemp(join(runs, 'polling-'));
	const postgres = options.database === 'PostgreSQL' ? await startPostgres() : undefined;
	const environment: Record<string, string> = {
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
		...(postgres && postgresEnvironment(postgres.port)),
		...options.environment,
	};
	const file = join(folder, '0', '.n8n', 'database.sqlite');
	const sqlite = postgres ? undefined : new Database(host, file);
	const processes = new Map<number, N8nProcess>();
	const lines: string[] = [];
	const placeOf = async (index: number): Promise<N8nPlace> => {
		const userFolder = join(folder, String(index));
		const [port, runnerPort] = await freePorts();
		if (processes.has(index)) return { host, userFolder, port, runnerPort };
		await mkdir(join(userFolder, '.n8n'), { recursive: true });
		await installPackage(packed.directory, userFolder);
		return { host, userFolder, port, runnerPort };
	};
	const { credentials, workflows } = options;
	const more = workflows.map(({ id }): Command => ['publish:workflow', { id }]);
	await runCommands(await placeOf(0), environment, { credentials, workflows, more });
	const write = async (sql: string) => {
		if (postgres) await queryPostgres(postgres.port, sql);
		else await writeSqlite(host, file, sql);
	};
	return {
		kill: async (index = 0) => await processes.get(index)?.signal('SIGKILL'),
		stop: async (index = 0) => await processes.get(index)?.stop(),
		start: async (index = 0, changed = {}) => {
			const place = await placeOf(index);
			// After a crash, n8n finds this file and does nothing for 10 s (crash-journal.js of n8n 2.41.1).
			await rm(join(place.userFolder, '.n8n', 'crash.journal'), { force: true });
			const one = new N8nProcess(place, { ...environment, ...changed }, (line) => lines.push(line));
			processes.set(index, one);
			await one.ready();
		},
		run: async (imported, more) =>
			await runCommands(await placeOf(0), environment, { workflows: imported, more }),
		query: async (sql) =>
			postgres
				? await queryPostgres(postgres.port, sql)
				: await (sqlite as Database).rows({ sql, parameters: [] }),
		rejectExecutions: async (isOn) => {
			const { begin, end } = REJECTIONS[options.database];
			await write(isOn ? begin : end);
		},
		delayExecutions: async (seconds) =>
			await write(
				seconds === 0
					? 'DROP TRIGGER slow ON execution_entity; DROP FUNCTION slow()'
					: `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
						$$ BEGIN PERFORM pg_sleep(${seconds}); RETURN NEW; END $$;
						CREATE TRIGGER slow BEFORE INSERT ON execution_entity FOR EACH ROW EXECUTE FUNCTION slow()`,
			),
		output: () => lines.join('\n'),
		close: async () => {
			await Promise.all([...processes.values()].map(async (one) => await one.stop()));
			sqlite?.close();
			await postgres?.stop();
		},
	};
}
