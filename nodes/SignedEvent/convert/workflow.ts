import type { Chosen } from './chooseTrigger';
import type { Names } from './names';
import type { Draft } from './fieldPath';

/** A workflow in n8n's export format. */
export interface Workflow {
	id: string;
	name: string;
	active: false;
	nodes: object[];
	connections: object;
	settings: object;
}

/** A credential for `n8n import:credentials`, which encrypts `data`. */
export interface CredentialStub {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

const PACKAGE = 'n8n-nodes-signed-events';
/**
 * If the id is longer than 16 (1.x) or 21 (2.x) characters, n8n silently stores no static data of the workflow
 * (`isWorkflowIdValid` in its utils.js). Its poll would lose the cursor.
 */
const MAX_WORKFLOW_ID_LENGTH = 16;

/**
 * Returns the workflow: the trigger node, followed by Signed Event.
 *
 * @param credentials the vendor's one, and the one that signs, unless events are not signed
 * @param newId returns a new UUID at each call
 */
export function toWorkflow(
	draft: Draft,
	{ capture, trigger }: Chosen,
	names: Names,
	{ vendor, signature }: { vendor: CredentialStub; signature?: CredentialStub },
	newId: () => string,
): Workflow {
	return {
		id: newId().replaceAll('-', '').slice(0, MAX_WORKFLOW_ID_LENGTH),
		name: names.workflow,
		active: false,
		nodes: [
			{
				id: newId(),
				name: names.trigger,
				type: `${PACKAGE}.${trigger.type}`,
				typeVersion: trigger.typeVersion,
				position: [0, 0],
				...(capture === 'webhook' ? { webhookId: newId() } : {}),
				parameters: draft.trigger,
				credentials: referenceTo(vendor),
			},
			{
				id: newId(),
				name: names.signedEvent,
				type: `${PACKAGE}.signedEvent`,
				typeVersion: 2,
				position: [240, 0],
				parameters: draft.signedEvent,
				...(signature ? { credentials: referenceTo(signature) } : {}),
			},
		],
		connections: {
			[names.trigger]: { main: [[{ node: names.signedEvent, type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

function referenceTo({ type, id, name }: CredentialStub) {
	return { [type]: { id, name } };
}
