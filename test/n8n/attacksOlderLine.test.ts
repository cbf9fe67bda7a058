import { createHash } from 'node:crypto';

import { isLong, SEED } from '../long';
import { attackTests } from './attacks.suite';

/** One attack of so many is run here; `npm run test:long` runs all of them. */
const ONE_IN = 4;

/** Draws by seed and name, so that a failure is run again by its seed. */
function isDrawn(attack: string, door: string): boolean {
	const digest = createHash('sha256').update(`${SEED} ${door} ${attack}`).digest();
	return isLong || digest[0] % ONE_IN === 0;
}

process.stdout.write(
	`Attacks on n8n 1.123: ${isLong ? 'all' : `one in ${ONE_IN}`}, seed ${SEED}\n`,
);
attackTests('1.123', isDrawn);
