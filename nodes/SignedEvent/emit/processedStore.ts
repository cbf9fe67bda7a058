import type { IExecuteFunctions } from 'n8n-workflow';
import { warn } from '../../host/log';

import type { KeyStore } from './deduplicator';

/**
 * The default of n8n's own node (Remove Duplicates 2, `historySize`). n8n rewrites all keys at each call: ten
 * thousand are 270 KB. Keys do not expire.
 */
const MAX_ENTRIES = 10_000;
const OPTIONS = { mode: 'entries', maxEntries: MAX_ENTRIES } as const;

/** The first call inserts the row of a node. Two processes can try that at the same time. */
const MAX_ATTEMPTS = 3;

/**
 * Returns the keys that n8n stores for a node, hashed, in a row of its table `processed_data`. Each call reads the row
 * and rewrites it without a lock. Calls of one node must therefore not overlap.
 */
export function processedStore(
	functions: Pick<IExecuteFunctions, 'helpers' | 'logger' | 'getNode'>,
): KeyStore {
	const { helpers } = functions;
	return {
		async add(keys) {
			const add = async () => await helpers.checkProcessedAndRecord([...keys], 'node', OPTIONS);
			const { processed } = await retryCollisions(add, MAX_ATTEMPTS);
			return new Set(processed.map(String));
		},
		async remove(keys) {
			await helpers.removeProcessed([...keys], 'node', OPTIONS).catch((error: Error) => {
				warn(
					functions,
					`Recording delivered events failed, so they may be sent again: ${error.message}. Check n8n's database.`,
				);
			});
		},
	};
}

/** Retries if another process inserted the row between the read and the insert of this call. */
async function retryCollisions<Result>(
	action: () => Promise<Result>,
	attempts: number,
): Promise<Result> {
	return await action().catch(async (error: unknown) =>
		attempts > 1 && isCollision(error)
			? await retryCollisions(action, attempts - 1)
			: await Promise.reject(error),
	);
}

/** SQLite: `UNIQUE constraint failed: …`; PostgreSQL: `duplicate key value violates unique constraint …`. */
function isCollision(error: unknown): boolean {
	return error instanceof Error && /unique constraint/i.test(error.message);
}
