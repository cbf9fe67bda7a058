import type { NodeRef } from '../../core/health/incident';
import { readList } from '../../core/text/list';

/** What a user can name a trigger by. */
export interface Chooseable {
	node: NodeRef;
	/** Ids and names of its credentials. */
	credentials: readonly string[];
}

/**
 * Returns the triggers that a parameter names: by the id or name of the node, of its workflow or of a credential.
 *
 * @param chosen a list, or comma-separated text. Empty for all
 */
export function chooseTriggers<Trigger extends Chooseable>(
	triggers: readonly Trigger[],
	chosen: unknown,
): Trigger[] {
	const names = readList(chosen);
	if (names.length === 0) return [...triggers];
	return triggers.filter(({ node, credentials }) => {
		const { nodeId, nodeName, workflowId, workflowName } = node;
		const own = [nodeId, nodeName, workflowId, workflowName, ...credentials];
		return names.some((name) => own.includes(name));
	});
}
