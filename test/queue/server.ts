import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { waitFor } from '../n8n/support/waitFor';

/** A server of another make that a test runs. */
export interface Server {
	port: number;
	stop(): Promise<void>;
}

/** How to run it. */
export interface ServerStart {
	program: string;
	parameters: string[];
	port: number;
	/** Variables that it gets beside those of the tests. */
	environment?: Record<string, string>;
	/** The user it runs as, if it does not run as root. */
	user?: { uid: number; gid: number };
	/** What ends it at once. */
	endWith: NodeJS.Signals;
	/** It prints this when it is ready. */
	ready: RegExp;
}

const READY_LIMIT_MS = 30_000;

/** Resolves when it is ready; rejects with what it printed when it is not within 30 s. */
export async function startServer({ port, ready, ...start }: ServerStart): Promise<Server> {
	const guard = join(__dirname, 'guard.cjs');
	const child = spawn(process.execPath, [guard, JSON.stringify(start)], { stdio: 'pipe' });
	const lines: string[] = [];
	for (const input of [child.stdout, child.stderr])
		createInterface({ input }).on('line', (line) => lines.push(line));
	const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
	const stop = async () => {
		child.stdin.end();
		await ended;
	};
	try {
		await waitFor(
			() => {
				if (child.exitCode !== null) throw new Error(`${start.program} ended`);
				return lines.some((line) => ready.test(line));
			},
			READY_LIMIT_MS,
			start.program,
		);
	} catch (error) {
		await stop();
		throw new Error(`${String(error)}\n${lines.slice(-20).join('\n')}`);
	}
	return { port, stop };
}
