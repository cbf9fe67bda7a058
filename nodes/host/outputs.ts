/** The part of n8n's contexts that holds a workflow's connections. n8n's types do not declare it. */
interface ConnectedContext {
	workflow?: {
		connectionsBySourceNode?: Record<string, { main?: Array<unknown[] | null | undefined> }>;
	};
	getNode(): { name: string };
}

/**
 * Returns whether another node is connected to an output of the current node. n8n has no function for that:
 * `getChildNodes` does not distinguish outputs. Returns false if this version of n8n stores connections elsewhere.
 */
export function isOutputConnected(functions: object, output: number): boolean {
	const { workflow } = functions as ConnectedContext;
	const { name } = (functions as ConnectedContext).getNode();
	return (workflow?.connectionsBySourceNode?.[name]?.main?.[output]?.length ?? 0) > 0;
}
