/** As much as n8n's contexts hold of their workflow, which n8n's types do not show. */
interface Connected {
	workflow?: {
		connectionsBySourceNode?: Record<string, { main?: Array<unknown[] | null | undefined> }>;
	};
	getNode(): { name: string };
}

/**
 * Whether something is connected to one of a node's outputs. n8n offers no way to ask (`getChildNodes`
 * names what follows any of them); where a host keeps its connections elsewhere, the answer is no.
 */
export function isOutputConnected(functions: object, output: number): boolean {
	const { workflow } = functions as Connected;
	const { name } = (functions as Connected).getNode();
	return (workflow?.connectionsBySourceNode?.[name]?.main?.[output]?.length ?? 0) > 0;
}
