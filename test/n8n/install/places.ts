import { join, resolve } from 'node:path';

/** The repository. */
export const repository = resolve(__dirname, '..', '..', '..');

/** What these tests install, build and leave behind; git ignores it and it can be deleted. */
export const local = join(repository, '.local');

export const toolManifests = join(__dirname, 'tools');

/** The lines of n8n that the package runs on, the one that the tests take by themselves first. */
export const lines = ['2.41', '1.123'] as const;
export type Line = (typeof lines)[number];

/** For each line its packages and its own folder, because an install removes other files. */
export const hostPlaces: Record<Line, { manifests: string; installs: string }> = {
	'2.41': { manifests: join(__dirname, 'host'), installs: join(local, 'host') },
	'1.123': { manifests: join(__dirname, 'host-1.123'), installs: join(local, 'host-1.123') },
};

export const templates = join(local, 'template');
export const packages = join(local, 'package');
export const runs = join(local, 'runs');
