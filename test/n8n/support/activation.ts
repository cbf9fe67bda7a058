import type { Command } from './commands';
import type { Database } from './database';
import type { Line } from '../install/places';
import type { Session } from './session';
import { waitFor } from './waitFor';

/**
 * What became of a workflow's publication. `partial`: some of its triggers are active, `error`
 * names the others. n8n does not try again what failed, not even at its next start.
 */
export type Activation =
	| { type: 'inactive' }
	| { type: 'pending' }
	| { type: 'active'; warning?: string }
	| { type: 'partial'; error: string }
	| { type: 'failed'; error: string };

/** How one line of n8n activates workflows and reports the outcome. */
export interface Activations {
	/** n8n's own command that makes a workflow active at the next start. */
	command(workflowId: string): Command;
	/** Resolves when n8n, started at `start`, has dealt with every workflow that is to be active. */
	settled(start: Date): Promise<void>;
	/** Returns the outcome of the latest publication. Rejects if the workflow does not exist. */
	read(workflowId: string): Promise<Activation>;
	/** Does what publishes or unpublishes a workflow and resolves when n8n is through with it. */
	through(workflowId: string, act: () => Promise<void>): Promise<void>;
}

/** The activations of a running n8n of that line. */
export function activationsOf(line: Line, database: Database, session: Session): Activations {
	return line === '1.123' ? inMemory(database, session) : published(database);
}

/** n8n 2.x: an outbox of publications, which n8n works off behind the caller's back. */
function published(database: Database): Activations {
	return {
		command: (id) => ['publish:workflow', { id }],
		settled: async (start) => await settled(database, start),
		read: async (workflowId) => await readActivation(database, workflowId),
		through: async (workflowId, act) => {
			const previous = await latestPublicationId(database, workflowId);
			await act();
			await activationAfter(database, workflowId, previous);
		},
	};
}

/**
 * n8n 1.x activates before it says that it is ready, and within the request that asks for it. Why a
 * workflow is not active stands in its memory only.
 */
function inMemory(database: Database, session: Session): Activations {
	const sql = 'SELECT activeVersionId FROM workflow_entity WHERE id = ?';
	return {
		command: (id) => ['update:workflow', { id, active: 'true' }],
		settled: async () => undefined,
		read: async (workflowId) => {
			const [row] = await database.rows({ sql, parameters: [workflowId] });
			if (!row) throw new Error(`n8n has no workflow ${workflowId}`);
			if (row.activeVersionId === null) return { type: 'inactive' };
			const { body } = await session.request('GET', `/rest/active-workflows/error/${workflowId}`);
			const error = (body as { data?: string | null }).data;
			return error ? { type: 'failed', error } : { type: 'active' };
		},
		through: async (_, act) => await act(),
	};
}

interface PublicationRow {
	id: number;
	status: string;
	publishedVersionId: string;
	errorMessage: string | null;
	activeVersionId: string | null;
}

/** n8n gives up on a publication that took two minutes (its lease) and says so. */
const limitInMs = 150_000;

const latestPublication = `
	SELECT o.id, o.status, o.publishedVersionId, o.errorMessage, w.activeVersionId
	FROM workflow_entity w LEFT JOIN workflow_publication_outbox o ON o.id =
		(SELECT MAX(id) FROM workflow_publication_outbox WHERE workflowId = w.id)
	WHERE w.id = ?`;

/**
 * Workflows that n8n has still to activate after a start: those it has not published yet, and those
 * whose trigger ran in the memory of the n8n before. Webhooks need nothing, they stand in the
 * database (n8n 2.41.1, workflow-publication-reconciler.service.js).
 */
const unsettled = `
	SELECT w.id FROM workflow_entity w LEFT JOIN workflow_publication_outbox o ON o.id =
		(SELECT MAX(id) FROM workflow_publication_outbox WHERE workflowId = w.id)
	WHERE w.activeVersionId IS NOT NULL AND (
		o.id IS NULL OR o.status IN ('pending', 'in_progress')
		OR o.publishedVersionId <> w.activeVersionId
		OR EXISTS (
			SELECT 1 FROM workflow_publication_trigger_status t
			WHERE t.workflowId = w.id AND t.status = 'activated' AND t.triggerKind = 'in-memory'
				AND t.createdAt < ?
		)
	)`;

async function settled(database: Database, start: Date): Promise<void> {
	const parameters = [start.toISOString().replace('T', ' ').replace('Z', '')];
	await waitFor(
		async () => (await database.rows({ sql: unsettled, parameters })).length === 0,
		limitInMs,
		'n8n to activate its workflows',
	);
}

async function readActivation(database: Database, workflowId: string): Promise<Activation> {
	const row = await publicationOf(database, workflowId);
	if (row.status === 'pending' || row.status === 'in_progress') return { type: 'pending' };
	if (row.activeVersionId === null) return { type: 'inactive' };
	if (row.publishedVersionId !== row.activeVersionId) return { type: 'pending' };
	const error = row.errorMessage ?? 'n8n gave no reason';
	if (row.status === 'failed') return { type: 'failed', error };
	if (row.status === 'partial_success') return { type: 'partial', error };
	return { type: 'active', ...(row.errorMessage ? { warning: row.errorMessage } : {}) };
}

/** The number of the latest publication, 0 for none: later ones are higher. */
async function latestPublicationId(database: Database, workflowId: string): Promise<number> {
	return (await publicationOf(database, workflowId)).id ?? 0;
}

/** Resolves with the outcome of the first publication after number `previous`. */
async function activationAfter(
	database: Database,
	workflowId: string,
	previous: number,
): Promise<Activation> {
	return await waitFor(
		async () => {
			if ((await latestPublicationId(database, workflowId)) === previous) return undefined;
			const activation = await readActivation(database, workflowId);
			return activation.type === 'pending' ? undefined : activation;
		},
		limitInMs,
		`n8n to publish workflow ${workflowId}`,
	);
}

async function publicationOf(database: Database, workflowId: string): Promise<PublicationRow> {
	const [row] = await database.rows({ sql: latestPublication, parameters: [workflowId] });
	if (!row) throw new Error(`n8n has no workflow ${workflowId}`);
	return row as unknown as PublicationRow;
}
