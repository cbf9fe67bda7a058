import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { CredentialStub, WorkflowJson } from './n8n';

/** The secret that the example's callback shares with the Signed Event node: the bytes of a text, in base64. */
export const SIGNATURE_SECRET = 'whsec_dGhlLWNhbGxiYWNrLWtub3dzLXRoaXMtdG9v';

/** Ids by which the example workflows name their credentials. */
const CREDENTIAL_IDS = { shop: 'signedEventsWoo', signature: 'signedEventsKey' };

/** The key by which the example workflows sign. */
export const signatureCredential: CredentialStub = {
	id: CREDENTIAL_IDS.signature,
	name: 'Event signature',
	type: 'signedEventsApi',
	data: { signatureSecret: SIGNATURE_SECRET },
};

/** The login of the example page about the health of triggers. */
export const PAGE_LOGIN = { user: 'health', password: 'signed-events' };

export const pageCredential: CredentialStub = {
	id: 'signedEventsHealthPage',
	name: 'Health page',
	type: 'httpBasicAuth',
	data: PAGE_LOGIN,
};

interface ShopAccess {
	url: string;
	keys: { consumerKey: string; consumerSecret: string };
}

/** The credentials that the example workflows ask for, filled in for the sandbox. */
export function demoCredentials({ url, keys }: ShopAccess): CredentialStub[] {
	return [
		{
			id: CREDENTIAL_IDS.shop,
			name: 'WooCommerce shop',
			type: 'signedEventsWooCommerceApi',
			data: { storeUrl: url, ...keys },
		},
		signatureCredential,
	];
}

/** An example of `workflows/`, as a user would import it, with parameters of its nodes filled in. */
export function exampleWorkflow(
	file: string,
	parameters: Record<string, Record<string, unknown>>,
): WorkflowJson {
	const path = join(__dirname, '..', '..', '..', 'workflows', file);
	const workflow = JSON.parse(readFileSync(path, 'utf8')) as WorkflowJson;
	for (const node of workflow.nodes) {
		Object.assign(node.parameters, parameters[node.name]);
		// The sandboxes call n8n on this machine.
		if (node.type.endsWith('.wooCommerceEventsTrigger'))
			node.parameters.options = { ...(node.parameters.options as object), allowPrivateUrl: true };
	}
	return workflow;
}

/**
 * Poll times every few seconds. n8n rejects a cron expression that fires more than once a minute.
 * It accepts several that each fire at one second of it.
 */
export function everySeconds(seconds: number): Record<string, unknown> {
	const item = Array.from({ length: Math.floor(60 / seconds) }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * seconds} * * * * *`,
	}));
	return { pollTimes: { item } };
}
