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
	const projectId = projectIdOf(functions);
	return {
		...{ key: nodeKey(functions), workflowId, workflowName, nodeId, nodeName, nodeType },
		...(projectId !== undefined && { projectId }),
	};
}

/**
 * Returns whether a workflow may learn about a node. n8n's users see the workflows of their projects only, and all workflows
 * of a process share one record of health. If n8n names no project, as n8n 1.x does, a workflow may learn about all nodes.
 *
 * @param functions of a node of the workflow
 */
export function isOfSameProject(functions: object, { projectId }: NodeRef): boolean {
	const own = projectIdOf(functions);
	return own === undefined || projectId === undefined || own === projectId;
}

/** n8n's types do not declare `additionalData` (n8n 2.41, workflow-execute-additional-data.js). */
function projectIdOf(functions: object): string | undefined {
	const { additionalData } = functions as { additionalData?: { projectId?: unknown } };
	const projectId = additionalData?.projectId;
	return typeof projectId === 'string' ? projectId : undefined;
}
