import { join, resolve } from 'node:path';

/** The repository. */
export const repository = resolve(__dirname, '..', '..');

/** What these tests install, build and leave behind; git ignores it and it can be deleted. */
export const local = join(repository, '.local');

export const hostManifests = join(__dirname, 'host');
export const toolManifests = join(__dirname, 'tools');
export const hosts = join(local, 'host');
export const templates = join(local, 'template');
export const packages = join(local, 'package');
export const runs = join(local, 'runs');
