import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const dayInMs = 24 * 60 * 60 * 1000;

/**
 * Creates `directory` if need be and removes its folders that have not been used for a day. A
 * folder was used when itself or the file that `proof` names was last changed.
 */
export async function removeOlderThanADay(
	directory: string,
	proof: (folder: string) => string,
): Promise<void> {
	await mkdir(directory, { recursive: true });
	for (const name of await readdir(directory)) {
		const folder = join(directory, name);
		const used = await Promise.all([changedAt(folder), changedAt(proof(folder))]);
		if (Date.now() - Math.max(...used) < dayInMs) continue;
		await rm(folder, { recursive: true, force: true }).catch(() => undefined);
	}
}

async function changedAt(path: string): Promise<number> {
	return await stat(path).then(
		({ mtimeMs }) => mtimeMs,
		() => 0,
	);
}
