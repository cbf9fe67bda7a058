import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { Host } from '../install/install';
import { run } from '../install/run';

/** One row of a result: column names and what SQLite holds there. */
export type Row = Record<string, unknown>;

interface Question {
	sql: string;
	parameters: unknown[];
	/** A column in n8n's storage format, to be decoded. */
	flatted?: string;
}

type Answer = { id: number; rows: Row[] } | { id: number; error: string };

interface Waiting {
	resolve(rows: Row[]): void;
	reject(error: Error): void;
}

/**
 * Read access to n8n's database, whether n8n runs or not. One reader process on n8n's Node serves
 * all questions (45 ms to start it, under 1 ms a question); while none is open it does not keep the
 * test process alive.
 */
export class Database {
	private reader?: ChildProcess;

	private readonly waiting = new Map<number, Waiting>();

	private lastId = 0;

	private lastWords = '';

	/** `file` is the database, `host` the n8n whose Node reads it. */
	constructor(
		private readonly host: Host,
		private readonly file: string,
	) {}

	/** Resolves with the rows; rejects with what SQLite says. */
	async rows(question: Question): Promise<Row[]> {
		const reader = (this.reader ??= this.start());
		const id = ++this.lastId;
		setKeptAlive(reader, true);
		try {
			return await new Promise<Row[]>((resolve, reject) => {
				this.waiting.set(id, { resolve, reject });
				reader.stdin?.write(`${JSON.stringify({ id, ...question })}\n`);
			});
		} finally {
			this.waiting.delete(id);
			if (this.waiting.size === 0) setKeptAlive(reader, false);
		}
	}

	/** Ends the reader; the next question starts another. */
	close(): void {
		this.reader?.stdin?.end();
		this.reader = undefined;
	}

	private start(): ChildProcess {
		const parameters = [
			'--disable-warning=ExperimentalWarning',
			join(__dirname, 'databaseReader.mjs'),
			this.file,
			join(this.host.directory, 'node_modules'),
		];
		const reader = spawn(this.host.node, parameters, { env: {}, stdio: 'pipe' });
		createInterface({ input: reader.stdout }).on('line', (line) => this.hear(line));
		reader.stderr.on('data', (chunk: Buffer) => (this.lastWords += chunk.toString()));
		reader.stdin.on('error', () => undefined);
		reader.once('error', (error) => this.fail(reader, error.message));
		reader.once('close', (code) => this.fail(reader, `exit code ${code}: ${this.lastWords}`));
		return reader;
	}

	private hear(line: string): void {
		const answer = JSON.parse(line) as Answer;
		const asker = this.waiting.get(answer.id);
		if ('rows' in answer) asker?.resolve(answer.rows);
		else asker?.reject(new Error(answer.error));
	}

	private fail(reader: ChildProcess, reason: string): void {
		if (this.reader !== reader) return;
		this.reader = undefined;
		for (const { reject } of this.waiting.values()) {
			reject(new Error(`The reader of ${this.file} ended with ${reason}`));
		}
	}
}

function setKeptAlive(reader: ChildProcess, isKept: boolean): void {
	for (const handle of [reader, reader.stdin, reader.stdout, reader.stderr]) {
		if (handle !== reader && !(handle instanceof Socket)) continue;
		if (isKept) handle.ref();
		else handle.unref();
	}
}

/** Changes n8n's database behind its back, to make it fail as it would not by itself. */
export async function writeSqlite(host: Host, file: string, sql: string): Promise<void> {
	const script = [
		"const { DatabaseSync } = require('node:sqlite');",
		'const database = new DatabaseSync(process.argv[1], { timeout: 5000 });',
		'database.exec(process.argv[2]);',
	].join('\n');
	const parameters = ['--eval', script, '--', file, sql];
	await run(host.node, parameters, { directory: host.directory, environment: {} });
}

/** Statements after which SQLite stores no execution of n8n, and after which it does again. */
export const NO_ROOM = {
	begin: `CREATE TRIGGER no_room BEFORE INSERT ON execution_entity
		BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
	end: 'DROP TRIGGER no_room',
};
