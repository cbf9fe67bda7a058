import { validated } from '../../schemas/validate';
import type { Database, Row } from './database';

/** An item as it left a node. */
export interface ExecutionItem {
	json: Record<string, unknown>;
	binary?: Record<string, unknown>;
	pairedItem?: unknown;
	error?: ExecutionError;
}

/** What n8n stored of an error: at least its message. */
interface ExecutionError {
	message: string;
	name?: string;
	description?: string | null;
	httpCode?: string | null;
	[more: string]: unknown;
}

/** One run of one node. */
interface NodeRun {
	status: string;
	/** The items of each of its outputs. */
	outputs: ExecutionItem[][];
	error?: ExecutionError;
	startTime: number;
	executionTime: number;
}

/** One execution, as n8n stored it. */
export interface Execution {
	id: string;
	workflowId: string;
	/** `new`, `running`, `success`, `error`, `waiting`, `canceled` or `crashed`. */
	status: string;
	/** `webhook`, `trigger` (polls too), `manual`, ... */
	mode: string;
	/** `YYYY-MM-DD hh:mm:ss.sss` in UTC; `null` while it has not come so far. */
	startedAt: string | null;
	stoppedAt: string | null;
	lastNode?: string;
	/** The error that ended it. */
	error?: ExecutionError;
	/** The runs of each node, by its name; a node that did not run is not there. */
	nodes: Record<string, NodeRun[]>;
}

export interface ExecutionFilter {
	workflowId?: string;
	status?: string;
}

interface StoredRun {
	startTime: number;
	executionTime: number;
	executionStatus: string;
	error?: ExecutionError;
	data?: { main?: Array<ExecutionItem[] | null> };
}

interface StoredData {
	resultData?: {
		runData?: Record<string, StoredRun[]>;
		lastNodeExecuted?: string;
		error?: ExecutionError;
	};
}

const query = `
	SELECT e.id, e.workflowId, e.status, e.mode, e.startedAt, e.stoppedAt, d.data
	FROM execution_entity e LEFT JOIN execution_data d ON d.executionId = e.id
	WHERE e.deletedAt IS NULL AND (?1 IS NULL OR e.workflowId = ?1) AND (?2 IS NULL OR e.status = ?2)
	ORDER BY e.id`;

/** The stored executions that `filter` asks for, oldest first. */
export async function readExecutions(
	database: Database,
	filter: ExecutionFilter,
): Promise<Execution[]> {
	const parameters = [filter.workflowId ?? null, filter.status ?? null];
	const rows = await database.rows({ sql: query, parameters, flatted: 'data' });
	const executions = rows.map(toExecution);
	for (const execution of executions) validateEvents(execution);
	return executions;
}

/** The runs of nodes whose events were validated. */
const validatedRuns = new Set<string>();

/** Validates each event that a node emitted, once. */
function validateEvents({ id, startedAt, nodes }: Execution): void {
	for (const [name, runs] of Object.entries(nodes))
		for (const [index, { outputs }] of runs.entries()) {
			const run = JSON.stringify([id, startedAt, name, index]);
			if (validatedRuns.has(run)) continue;
			validatedRuns.add(run);
			for (const { json } of outputs.flat()) if (isEvent(json)) validated('item', json);
		}
}

/** Whether an item says that it is an event of this package. */
function isEvent(json: Record<string, unknown>): boolean {
	return ['id', 'elementKey', 'eventType', 'capture', 'revision'].every((field) => field in json);
}

function toExecution(row: Row): Execution {
	const { resultData } = (row.data ?? {}) as StoredData;
	const nodes = Object.entries(resultData?.runData ?? {}).map(
		([name, runs]) => [name, runs.map(toNodeRun)] as const,
	);
	return {
		id: String(row.id),
		workflowId: String(row.workflowId),
		status: String(row.status),
		mode: String(row.mode),
		startedAt: row.startedAt as string | null,
		stoppedAt: row.stoppedAt as string | null,
		lastNode: resultData?.lastNodeExecuted,
		error: resultData?.error,
		nodes: Object.fromEntries(nodes),
	};
}

function toNodeRun(run: StoredRun): NodeRun {
	return {
		status: run.executionStatus,
		outputs: (run.data?.main ?? []).map((items) => items ?? []),
		error: run.error,
		startTime: run.startTime,
		executionTime: run.executionTime,
	};
}

/** Returns all items that the node emitted on its output number `output`, over all its runs. */
export function itemsOf(execution: Execution, node: string, output = 0): ExecutionItem[] {
	return (execution.nodes[node] ?? []).flatMap((run) => run.outputs[output] ?? []);
}
