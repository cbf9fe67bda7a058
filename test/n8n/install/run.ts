import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How to run a program: its folder, its environment, and the receiver of its lines. */
export interface RunOptions {
	directory: string;
	environment: NodeJS.ProcessEnv;
	input?: string;
	/** Whom it runs as, where it is to be somebody else. */
	user?: { uid: number; gid: number };
	onLine?: (line: string) => void;
}

const linesInMessage = 40;

/**
 * Runs a program to its end. Resolves with all it printed, errors included, in the order it came.
 * Rejects when it cannot be started or does not exit with 0; the message carries its last lines.
 */
export async function run(
	program: string,
	parameters: string[],
	options: RunOptions,
): Promise<string> {
	const lines: string[] = [];
	const hear = (line: string) => {
		lines.push(line);
		options.onLine?.(line);
	};
	const child = spawn(program, parameters, {
		cwd: options.directory,
		env: options.environment,
		...options.user,
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	createInterface({ input: child.stdout }).on('line', hear);
	createInterface({ input: child.stderr }).on('line', hear);
	// A program that ends without reading its input closes the pipe; its exit code says the rest.
	child.stdin.on('error', () => undefined);
	child.stdin.end(options.input ?? '');
	const ending = await new Promise<string>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => resolve(signal ?? String(code)));
	});
	if (ending === '0') return lines.join('\n');
	const command = [program, ...parameters].join(' ');
	const last = lines.slice(-linesInMessage).join('\n');
	throw new Error(`"${command}" in ${options.directory} ended with ${ending}:\n${last}`);
}
