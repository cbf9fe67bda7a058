import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Facts, Incident } from '../core/health/incident';
import { incidentItem } from './incidentItem';

/** Limits the row that n8n stores. An item has about 1 KB. */
const MOST_REMEMBERED = 100;
const LONGEST = 10_000;

/** The key of the open incidents in the node's static data. */
const KEY = 'open';

/**
 * Returns the open incidents that executions have stored.
 *
 * @param projectId of the Health Trigger. It gets only incidents of its project
 */
export function readRemembered(staticData: IDataObject, projectId?: string): Incident[] {
	return itemsOf(staticData).map(({ workflow, node, facts, ...rest }) => ({
		...rest,
		facts: facts as Facts,
		node: {
			// As `nodeKey` makes it.
			key: `${workflow.id}/${node.id}/live`,
			...{ workflowId: workflow.id, workflowName: workflow.name },
			...{ nodeId: node.id, nodeName: node.name, nodeType: node.type },
			...(projectId !== undefined && { projectId }),
		},
	}));
}

/** Stores which incidents are open after an execution with these items. */
export function remember(staticData: IDataObject, items: readonly INodeExecutionData[]): void {
	const open = new Map(itemsOf(staticData).map((item) => [item.id, item]));
	for (const { json } of items) {
		const { data: item } = incidentItem.safeParse(json);
		if (item === undefined) continue;
		open.delete(item.id);
		const isStored = item.state === 'opened' && JSON.stringify(item).length <= LONGEST;
		if (isStored) open.set(item.id, item);
	}
	staticData[KEY] = [...open.values()].slice(-MOST_REMEMBERED) as unknown as IDataObject[];
}

function itemsOf(staticData: IDataObject) {
	const stored = staticData[KEY];
	if (!Array.isArray(stored)) return [];
	return stored.flatMap((one) => incidentItem.safeParse(one).data ?? []);
}
