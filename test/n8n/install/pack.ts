import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { packages, repository } from './places';
import { run } from './run';
import { removeOlderThanADay } from './tidy';

/** The package as npm would publish it, and as n8n would install it. */
export interface PackedPackage {
	tarball: string;
	/** The unpacked tarball, ready for `installPackage`. */
	directory: string;
}

interface Manifest {
	name: string;
	[field: string]: unknown;
}

/** n8n deletes these before it installs a package (2.41.1, community-packages.service.js). */
const fieldsThatN8nRemoves = ['devDependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * Runs `npm pack` on the repository, whose `dist` has to be built, and unpacks the tarball. Both
 * lie in `.local/package` under the hash of the tarball, so that two runs at once do not meet.
 * Rejects with what npm says.
 */
export async function packPackage(): Promise<PackedPackage> {
	await removeOlderThanADay(packages, (folder) => folder);
	const staging = await mkdtemp(join(packages, 'packing-'));
	try {
		const here = { directory: repository, environment: process.env };
		const parameters = ['pack', '--ignore-scripts', '--json', '--loglevel=error'];
		await run('npm', [...parameters, '--pack-destination', staging], here);
		const { name, version } = await readManifest(repository);
		const tarball = `${name.replace('@', '').replace('/', '-')}-${String(version)}.tgz`;
		await run('tar', ['-xzf', join(staging, tarball), '-C', staging], here);
		await asInstalled(join(staging, 'package'));
		const contents = await readFile(join(staging, tarball));
		const hash = createHash('sha256').update(contents).digest('hex').slice(0, 12);
		const place = join(packages, hash);
		await moveInto(staging, place);
		return { tarball: join(place, tarball), directory: join(place, 'package') };
	} finally {
		await rm(staging, { recursive: true, force: true });
	}
}

/**
 * Puts an unpacked package where n8n's own installation would put it, so that its node types are
 * called `<package name>.<node>`.
 */
export async function installPackage(directory: string, userFolder: string): Promise<void> {
	const { name } = await readManifest(directory);
	const place = join(userFolder, '.n8n', 'nodes', 'node_modules', name);
	await rm(place, { recursive: true, force: true });
	// A copy: through a link, the package would resolve n8n-workflow from where it really lies.
	await cp(directory, place, { recursive: true, dereference: true });
}

async function asInstalled(directory: string): Promise<void> {
	const manifest = await readManifest(directory);
	for (const field of fieldsThatN8nRemoves) delete manifest[field];
	await writeFile(join(directory, 'package.json'), JSON.stringify(manifest, null, 2));
}

/** The same contents may be there already, from a run before or from one beside this one. */
async function moveInto(from: string, place: string): Promise<void> {
	try {
		await rename(from, place);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
	}
}

async function readManifest(directory: string): Promise<Manifest> {
	return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as Manifest;
}
