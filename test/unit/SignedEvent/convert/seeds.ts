import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', '..', 'vectors', 'cloudElementsInstances');

/** Returns a body of Cloud Elements' documents as a user pastes it. */
export function seed(name: string): string {
	return readFileSync(join(FOLDER, `${name}.txt`), 'utf8');
}

/** The names of all eleven. */
export const SEED_NAMES = readdirSync(FOLDER).map((file) => file.replace('.txt', ''));
