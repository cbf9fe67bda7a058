import type { Trigger } from './elements';
import type { Names } from './names';
import type { Draft } from './fieldPath';

/** A workflow as n8n exports and imports it. */
export interface Workflow {
	id: string;
	name: string;
	active: false;
	nodes: object[];
	connections: object;
	settings: object;
}

/** A credential as `n8n import:credentials` takes it; n8n encrypts `data` itself. */
export interface CredentialStub {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** The credentials of one conversion; none that signs where nothing is signed. */
export interface Credentials {
	vendor: CredentialStub;
	signature?: CredentialStub;
}

const PACKAGE = 'n8n-nodes-signed-events';
/**
 * n8n runs a workflow whose id is longer than 16 (1.x) or 21 (2.x) characters, but stores no static data
 * of it and says nothing (`isWorkflowIdValid` in its utils.js): its poll would lose its cursor.
 */
const MAX_WORKFLOW_ID_LENGTH = 16;

/**
 * The workflow: the trigger, and Signed Event behind it.
 *
 * @param newId gives a UUID that nothing else has, at each call
 */
export function toWorkflow(
	draft: Draft,
	trigger: Trigger,
	names: Names,
	{ vendor, signature }: Credentials,
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
				...(trigger.hasWebhook ? { webhookId: newId() } : {}),
				parameters: draft.trigger,
				credentials: referenceTo(vendor),
			},
			{
				id: newId(),
				name: names.signedEvent,
				type: `${PACKAGE}.signedEvent`,
				typeVersion: 1,
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
