/** A credential as `n8n import:credentials` takes it; n8n encrypts `data` itself. */
export interface CredentialStub {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** A node of a workflow, as n8n exports it. */
export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	/** Stands in the URL of a trigger's webhooks. */
	webhookId?: string;
	credentials?: Record<string, { id: string; name: string }>;
	[more: string]: unknown;
}

/** The way from one node's output to another's input. */
interface Connection {
	node: string;
	type: string;
	index: number;
}

/** A workflow as n8n exports it and `n8n import:workflow` takes it. */
export interface WorkflowJson {
	id: string;
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, Record<string, Array<Connection[] | null>>>;
	settings?: Record<string, unknown>;
	/** `startN8n` publishes what it imports, unless this is `false`. */
	active?: boolean;
	[more: string]: unknown;
}
