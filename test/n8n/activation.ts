import type { Database } from './database';
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

/** Resolves when n8n, started at `start`, has dealt with every workflow that is to be active. */
export async function settled(database: Database, start: Date): Promise<void> {
	const parameters = [start.toISOString().replace('T', ' ').replace('Z', '')];
	await waitFor(
		async () => (await database.rows({ sql: unsettled, parameters })).length === 0,
		limitInMs,
		'n8n to activate its workflows',
	);
}

/** What became of the latest publication of a workflow. Rejects when there is no such workflow. */
export async function readActivation(database: Database, workflowId: string): Promise<Activation> {
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
export async function latestPublicationId(database: Database, workflowId: string): Promise<number> {
	return (await publicationOf(database, workflowId)).id ?? 0;
}

/** Resolves with the outcome of the first publication after number `previous`. */
export async function activationAfter(
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
