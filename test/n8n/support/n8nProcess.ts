import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { n8nEnvironment, type N8nPlace, type Role } from '../install/environment';
import { waitFor } from './waitFor';

const readyLimitInMs = 300_000;
const stopLimitInMs = 20_000;
const groupLimitInMs = 5_000;
const linesInMessage = 40;
/** Printed when a process of that role does its work; n8n answers readiness before that. */
const readyLine: Record<Role, string> = {
	start: 'Editor is now accessible',
	worker: 'n8n worker is now ready',
	webhook: 'Webhook listener waiting for requests',
};
const portTaken = /port (\d+) is already in use/;

/** n8n could not be started because one of its ports was taken in the meantime. */
export class PortTaken extends Error {
	constructor(readonly port: number) {
		super(`Port ${port} is in use by another process`);
	}
}

type State = { type: 'running' } | { type: 'ended'; how: string };

/** One run of `n8n start` (or `worker`, or `webhook`), together with the task runner that n8n starts for itself. */
export class N8nProcess {
	readonly lines: string[] = [];

	private readonly role: Role;

	private readonly child: ChildProcess;

	private state: State = { type: 'running' };

	private readonly ended: Promise<void>;

	/** Starts n8n; `onLine` hears every line that it prints. */
	constructor(
		private readonly place: N8nPlace,
		environment: Record<string, string>,
		onLine: (line: string) => void,
	) {
		const { node, n8n } = place.host;
		this.role = place.role ?? 'start';
		this.child = spawn(node, ['--require', join(__dirname, 'lifeline.cjs'), n8n, this.role], {
			cwd: place.userFolder,
			env: n8nEnvironment(place, environment),
			// A separate process group, so that the task runner can be ended with it.
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
		});
		for (const input of [this.child.stdout, this.child.stderr]) {
			if (!input) continue;
			createInterface({ input }).on('line', (line) => {
				this.lines.push(line);
				onLine(line);
			});
		}
		this.ended = new Promise((resolve) => {
			this.child.once('error', (error) => resolve(this.end(error.message)));
			this.child.once('close', (code, signal) => resolve(this.end(signal ?? `exit code ${code}`)));
		});
	}

	get url(): string {
		return `http://127.0.0.1:${this.place.port}`;
	}

	get processId(): number | undefined {
		return this.child.pid;
	}

	get isRunning(): boolean {
		return this.state.type === 'running';
	}

	/**
	 * Resolves when n8n serves requests and has begun to activate workflows. Rejects with
	 * `PortTaken`, or with its last lines when it ends or is not ready within five minutes.
	 */
	async ready(): Promise<void> {
		try {
			await waitFor(async () => await this.isReady(), readyLimitInMs, `n8n at ${this.url}`);
		} catch (error) {
			await this.stop();
			const last = this.lines.slice(-linesInMessage).join('\n');
			const taken = portTaken.exec(last);
			if (taken) throw new PortTaken(Number(taken[1]));
			throw new Error(`${error instanceof Error ? error.message : String(error)}\n${last}`);
		}
	}

	private async isReady(): Promise<boolean> {
		if (this.state.type === 'ended') throw new Error(`n8n ended: ${this.state.how}`);
		if (!this.lines.some((line) => line.includes(readyLine[this.role]))) return false;
		if (this.role === 'worker') return true;
		const answer = await fetch(`${this.url}/healthz/readiness`).catch(() => undefined);
		await answer?.arrayBuffer();
		return answer?.status === 200;
	}

	/**
	 * Lets n8n stop as it does by itself and resolves when no process of it is left. What does not
	 * stop within 20 s is killed.
	 */
	async stop(): Promise<void> {
		await this.signal('SIGTERM');
	}

	/**
	 * Sends `signal` to n8n, and one that no process can catch also to its task runner. Signals that
	 * end a process are waited for, as in `stop`. Others are only sent.
	 */
	async signal(signal: NodeJS.Signals): Promise<void> {
		const { pid } = this.child;
		if (pid === undefined || !this.isRunning) return;
		if (signal === 'SIGKILL' || signal === 'SIGSTOP' || signal === 'SIGCONT') send(-pid, signal);
		else send(pid, signal);
		if (!['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT'].includes(signal)) return;
		const tooLate = setTimeout(() => send(-pid, 'SIGKILL'), stopLimitInMs);
		await this.ended;
		clearTimeout(tooLate);
		send(-pid, 'SIGKILL');
		await waitFor(() => !send(-pid, 0), groupLimitInMs, `the processes of n8n ${pid} to end`);
	}

	private end(how: string): void {
		this.state = { type: 'ended', how };
	}
}

/** Whether the signal found a process; a negative number is a group. */
function send(processOrGroup: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(processOrGroup, signal);
	} catch {
		return false;
	}
}
