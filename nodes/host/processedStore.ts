import type { IExecuteFunctions } from 'n8n-workflow';

import { warn } from './log';

/** Stores keys between executions. When it is full, it drops the oldest ones. */
export interface KeyStore {
	/** Stores the keys in their order. Returns those that were stored before. */
	add(keys: readonly string[]): Promise<ReadonlySet<string>>;
	/** Never rejects. A key that is not removed causes at worst a duplicate. */
	remove(keys: readonly string[]): Promise<void>;
}

/**
 * The default of n8n's own node (Remove Duplicates 2, `historySize`). n8n rewrites all keys at each call: ten
 * thousand are 270 KB. Keys do not expire.
 */
const MAX_ENTRIES = 10_000;

/** The first call inserts the row of a node. Two processes can try that at the same time. */
const MAX_ATTEMPTS = 3;

/**
 * Returns the keys that n8n stores for a node, hashed, in a row of its table `processed_data`. Each call reads the row
 * and rewrites it without a lock. Calls of one node must therefore not overlap.
 *
 * @param maxEntries maximum number of keys. Defaults to 10,000
 */
export function processedStore(
	functions: Pick<IExecuteFunctions, 'helpers' | 'logger' | 'getNode'>,
	maxEntries = MAX_ENTRIES,
): KeyStore {
	const { helpers } = functions;
	const options = { mode: 'entries', maxEntries } as const;
	return {
		async add(keys) {
			const add = async () => await helpers.checkProcessedAndRecord([...keys], 'node', options);
			const { processed } = await retryCollisions(add, MAX_ATTEMPTS);
			return new Set(processed.map(String));
		},
		async remove(keys) {
			await helpers.removeProcessed([...keys], 'node', options).catch((error: Error) => {
				warn(
					functions,
					`n8n could not update the node's list of known events, so some events may be emitted twice: ${error.message}. Check n8n's database.`,
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
