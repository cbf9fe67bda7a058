import type { IExecuteFunctions } from 'n8n-workflow';
import { warn } from '../../host/log';

import type { KeyStore } from './deduplicator';

/**
 * What n8n's own node for this keeps (Remove Duplicates 2, `historySize`). n8n rewrites all of it at
 * each call: ten thousand are 270 KB. Nothing of it expires by time.
 */
const HISTORY = 10_000;
const OPTIONS = { mode: 'entries', maxEntries: HISTORY } as const;

/** The row of a node is inserted by the first call; two at once, from two processes, race for it. */
const ATTEMPTS = 3;

/**
 * n8n's table `processed_data`: one row a node of a workflow, holding hashes. Whoever writes reads the
 * row first and rewrites it whole, without a lock, so calls of one node must not overlap.
 */
export function processedStore(
	functions: Pick<IExecuteFunctions, 'helpers' | 'logger' | 'getNode'>,
): KeyStore {
	const { helpers } = functions;
	return {
		async add(keys) {
			const add = async () => await helpers.checkProcessedAndRecord([...keys], 'node', OPTIONS);
			const { processed } = await afterCollisions(add, ATTEMPTS);
			return new Set(processed.map(String));
		},
		async remove(keys) {
			await helpers.removeProcessed([...keys], 'node', OPTIONS).catch((error: Error) => {
				warn(
					functions,
					`The node could not note what is done; the same events may go out again. ${error.message}`,
				);
			});
		},
	};
}

/** Again where another process inserted the row between our read and our insert: then it is there. */
async function afterCollisions<Result>(
	action: () => Promise<Result>,
	attempts: number,
): Promise<Result> {
	return await action().catch(async (error: unknown) =>
		attempts > 1 && isCollision(error)
			? await afterCollisions(action, attempts - 1)
			: await Promise.reject(error),
	);
}

/** SQLite: `UNIQUE constraint failed: …`; PostgreSQL: `duplicate key value violates unique constraint …`. */
function isCollision(error: unknown): boolean {
	return error instanceof Error && /unique constraint/i.test(error.message);
}
