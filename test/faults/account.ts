import type { Callback } from '../n8n/support/callback';
import type { Downstream } from '../n8n/fixtures/prover/downstream';
import type { N8n } from '../n8n/support/n8n';

/** The outcome of some changes, by the ids of their objects. */
export interface Account {
	changes: number;
	/** Arrived at least once. */
	arrived: number;
	/** Arrived more than once, always under the same event id. */
	duplicates: number;
	/** Arrived under more than one event id. Never allowed. */
	severalIds: string[];
	/** Did not arrive, but are in an execution that n8n shows as failed or crashed. */
	inFailedExecutions: string[];
	/** Did not arrive and are not in any execution. */
	untraced: string[];
}

/** An event as it arrived, reduced to the change that it reports. */
export interface Arrival {
	objectId: string;
	id: string;
}

/** Events at the callback of the polled workflow. Only verified ones count. */
export function arrivalsAt(callback: Callback): Arrival[] {
	return callback.received
		.filter(({ verified }) => verified)
		.flatMap(({ events }) => events)
		.map(({ objectId, id }) => ({ objectId, id }));
}

/** The events of the given objects that the prover's workflows have completed. */
export function arrivalsOf(downstream: Downstream, objectIds: readonly string[]): Arrival[] {
	const wanted = new Set(objectIds);
	return (downstream.done as Arrival[])
		.filter(({ objectId }) => wanted.has(objectId))
		.map(({ objectId, id }) => ({ objectId, id }));
}

/** Returns the outcome of every change. */
export async function accountFor(
	n8n: N8n,
	workflowId: string,
	objectIds: readonly string[],
	arrivals: readonly Arrival[],
): Promise<Account> {
	const ids = new Map<string, string[]>();
	for (const { objectId, id } of arrivals) ids.set(objectId, [...(ids.get(objectId) ?? []), id]);
	const missing = objectIds.filter((objectId) => !ids.has(objectId));
	const failed = await textsOfFailedExecutions(n8n, workflowId);
	const isIn = (objectId: string) => failed.some((text) => text.includes(`"${objectId}"`));
	const came = objectIds.filter((objectId) => ids.has(objectId));
	return {
		changes: objectIds.length,
		arrived: came.length,
		duplicates: came.reduce((sum, objectId) => sum + (ids.get(objectId)?.length ?? 0) - 1, 0),
		severalIds: came.filter((objectId) => new Set(ids.get(objectId)).size > 1),
		inFailedExecutions: missing.filter(isIn),
		untraced: missing.filter((objectId) => !isIn(objectId)),
	};
}

/** Returns all stored data of executions that did not succeed, including their first items. */
async function textsOfFailedExecutions(n8n: N8n, workflowId: string): Promise<string[]> {
	const rows = await n8n.query(
		`SELECT d.data FROM execution_entity e JOIN execution_data d ON d.executionId = e.id
		 WHERE e.workflowId = ? AND e.status IN ('crashed', 'error', 'canceled')`,
		workflowId,
	);
	return rows.map(({ data }) => String(data));
}

/** One line for the test's log. */
export function inWords(what: string, account: Account): string {
	const { changes, arrived, duplicates, inFailedExecutions, untraced } = account;
	return `${what}: ${changes} changes, ${arrived} arrived, ${duplicates} of them again with an equal id, ${inFailedExecutions.length} in executions shown as crashed, ${untraced.length} lost\n`;
}
