import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Host } from './install';
import { withLock } from './lock';
import { N8nProcess, PortTaken } from '../support/n8nProcess';
import { templates } from './places';
import { freePorts } from './ports';
import { Session } from '../support/session';

/** Raise it when a template is to hold something else. */
const recipe = 1;
const attempts = 5;

/**
 * Gives `userFolder` the database and the encryption key of a new n8n that has its owner. n8n's
 * migrations cost 3.4 s of a first start, so they run once for each version, in `.local/template`.
 * A folder that has a database keeps it.
 */
export async function fillUserFolder(
	host: Host,
	userFolder: string,
	log: (line: string) => void,
): Promise<void> {
	const folder = join(userFolder, '.n8n');
	if (existsSync(join(folder, 'database.sqlite'))) return;
	await cp(await ensureTemplate(host, log), folder, { recursive: true });
}

async function ensureTemplate(host: Host, log: (line: string) => void): Promise<string> {
	const directory = join(templates, `${host.version}-${recipe}`);
	if (existsSync(directory)) return directory;
	const onWait = () => log('Waiting for another process that prepares the database of n8n');
	return await withLock(`${templates}.lock`, onWait, async () => {
		if (existsSync(directory)) return directory;
		log('Preparing the database of n8n (some 10 s, once)');
		const staging = `${directory}.${process.pid}.partial`;
		await rm(staging, { recursive: true, force: true });
		await mkdir(staging, { recursive: true });
		await makeDatabase(host, staging);
		await rename(join(staging, '.n8n'), directory);
		await rm(staging, { recursive: true, force: true });
		return directory;
	});
}

async function makeDatabase(host: Host, userFolder: string): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		const [port, runnerPort] = await freePorts();
		const n8n = new N8nProcess({ host, userFolder, port, runnerPort }, {}, () => undefined);
		try {
			await n8n.ready();
			await new Session(() => n8n.url).setUpOwner();
			return;
		} catch (error) {
			if (!(error instanceof PortTaken) || attempt === attempts) throw error;
		} finally {
			await n8n.stop();
		}
	}
}
