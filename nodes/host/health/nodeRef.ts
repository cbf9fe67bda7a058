import type { FunctionsBase } from 'n8n-workflow';

import type { NodeRef } from '../../core/health/incident';
import { nodeKey } from '../trigger/webhookUrls';

/** The contexts of a node. */
export type NodeContext = Pick<FunctionsBase, 'getNode' | 'getWorkflow'> & { getMode(): string };

/** Returns the node of a context, as reports about its health name it. */
export function nodeRefOf(functions: NodeContext): NodeRef {
	const { id: nodeId, name: nodeName, type: nodeType } = functions.getNode();
	const { id, name: workflowName = '' } = functions.getWorkflow();
	const workflowId = String(id ?? '');
	return { key: nodeKey(functions), workflowId, workflowName, nodeId, nodeName, nodeType };
}
