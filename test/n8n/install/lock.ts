import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

import { pause } from '../support/waitFor';

const heartbeatInMs = 2_000;
const staleAfterMs = 20_000;
/** Its number may have gone to another process, or the machine may only have slept a while. */
const staleThoughRunningAfterMs = 300_000;
const retryInMs = 200;

interface Holder {
	process: number;
	machine: string;
}

/**
 * Runs `work` while no other process holds `directory`. The directory is created as the lock and
 * removed afterwards. The holder touches it every 2 s. A lock is taken over if its process is gone,
 * or if it has not been touched for 20 s. If a process of that number runs, the limit is 5 minutes.
 * `onWait` is called once if the lock is not free. Rejects with the error of `work`.
 */
export async function withLock<Result>(
	directory: string,
	onWait: () => void,
	work: () => Promise<Result>,
): Promise<Result> {
	await mkdir(dirname(directory), { recursive: true });
	for (let waited = false; !(await take(directory)); waited = true) {
		if (!waited) onWait();
		await removeIfStale(directory);
		await pause(retryInMs);
	}
	const heartbeat = setInterval(() => void touch(directory), heartbeatInMs);
	try {
		return await work();
	} finally {
		clearInterval(heartbeat);
		await rm(directory, { recursive: true, force: true });
	}
}

/** Creates the lock; `mkdir` is the one file operation that exactly one of many callers wins. */
async function take(directory: string): Promise<boolean> {
	try {
		await mkdir(directory);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
	const holder: Holder = { process: process.pid, machine: hostname() };
	await writeFile(join(directory, 'holder.json'), JSON.stringify(holder));
	return true;
}

/**
 * Two that wait may find the same lock stale, and the slower one must not remove the lock that the
 * faster one has taken since: only the winner of a second lock looks again and removes.
 */
async function removeIfStale(directory: string): Promise<void> {
	if (!(await isStale(directory))) return;
	const takeover = `${directory}.takeover`;
	try {
		await mkdir(takeover);
	} catch {
		if ((await ageInMs(takeover)) > staleAfterMs)
			await rm(takeover, { recursive: true, force: true });
		return;
	}
	try {
		if (await isStale(directory)) await rm(directory, { recursive: true, force: true });
	} finally {
		await rm(takeover, { recursive: true, force: true });
	}
}

async function isStale(directory: string): Promise<boolean> {
	const age = await ageInMs(directory);
	const holder = await readHolder(directory);
	// Without a holder it is being created or removed at this moment, unless it stays like this.
	if (holder?.machine !== hostname()) return age > staleAfterMs;
	return !isRunning(holder.process) || age > staleThoughRunningAfterMs;
}

async function readHolder(directory: string): Promise<Holder | undefined> {
	try {
		return JSON.parse(await readFile(join(directory, 'holder.json'), 'utf8')) as Holder;
	} catch {
		return undefined;
	}
}

async function ageInMs(directory: string): Promise<number> {
	try {
		return Date.now() - (await stat(directory)).mtimeMs;
	} catch {
		return 0;
	}
}

async function touch(directory: string): Promise<void> {
	const now = new Date();
	await utimes(directory, now, now).catch(() => undefined);
}

/** Whether a process of that number exists; one of another user counts as running. */
export function isRunning(processId: number): boolean {
	try {
		process.kill(processId, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
