import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { BoundedMap } from '../core/cache/boundedMap';
import { info } from './log';
import { nodeKey } from './trigger/webhookUrls';

/** The settings with which n8n 2.37 and later store a poll's cursor and its execution in one transaction. */
const SETTINGS = [
	'N8N_SCHEDULER_ENABLED',
	'N8N_SCHEDULER_POLL_TRIGGERS_ENABLED',
	'N8N_POLLER_DURABLE_CURSORS_ENABLED',
	'N8N_USE_WORKFLOW_PUBLICATION_SERVICE',
];

/** The nodes for which this process has logged the note. */
const noted = new BoundedMap<string, true>(10_000);

/**
 * Returns whether n8n stores static data with the workflow, and so separately from the node's executions.
 *
 * n8n watches such data for changes by a property `__dataChanged` (n8n-workflow, observable-object.ts). A durable cursor
 * comes from n8n's table of cursors and has no such property (docs/facts/n8n.md).
 *
 * @param staticData the node's static data, as the poll received it
 */
export function isStoredApart(staticData: IDataObject): boolean {
	return '__dataChanged' in staticData;
}

/** Writes to the log, once for each node and process, if n8n stores the node's cursor separately from its executions. */
export function noteCursorStorage(functions: IPollFunctions, staticData: IDataObject): void {
	const node = nodeKey(functions);
	if (!isStoredApart(staticData) || noted.get(node)) return;
	noted.set(node, true);
	info(
		functions,
		`n8n stores the cursor of this node separately from its executions. If n8n is killed between the two, the changes of that poll can be lost. n8n 2.37 and later can store both together: set ${SETTINGS.join(', ')} to true (docs/deployment.md, Durable cursors).`,
	);
}
