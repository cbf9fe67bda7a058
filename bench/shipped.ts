import { createRequire } from 'node:module';
import { join } from 'node:path';

const load = createRequire(__filename);

/**
 * A module of the built package. What is timed is what ships: tsx, which runs the bench itself, adds
 * work to each function that is made (it keeps their names).
 *
 * @param path under `nodes`, without its ending
 */
export function shipped<Module>(path: string): Module {
	return load(join(__dirname, '..', 'dist', 'nodes', path)) as Module;
}
