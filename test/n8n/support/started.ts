import type { Execution } from './executions';
import { waitFor } from './waitFor';

const SOON_MS = 60_000;

/**
 * The executions that `act` started, oldest first, when all of them are over and there are at least
 * `least`. n8n 2.41 stores an execution before it answers the delivery, but after it where the node threw;
 * 1.123 answers first always (webhook-helpers.js: `responseCallback`, then `WorkflowRunner.run`).
 * So that an act started nothing is only known of one that ends with a delivery that starts one.
 */
export async function startedBy(
	list: () => Promise<Execution[]>,
	least: number,
	act: () => unknown,
): Promise<Execution[]> {
	const before = (await list()).length;
	await act();
	return await waitFor(
		async () => {
			const started = (await list()).slice(before);
			const areOver = started.every(({ status }) => status === 'success' || status === 'error');
			return areOver && started.length >= least ? started : undefined;
		},
		SOON_MS,
		`${least} executions to end`,
	);
}
