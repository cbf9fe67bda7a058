import type { IHookFunctions } from 'n8n-workflow';

import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { newProcessState } from '../../nodes/host/trigger/processState';
import { connect, credentialType } from '../../nodes/Shopify/connect';
import { shopify } from '../../nodes/Shopify/vendor';

/* n8n deactivates and activates a workflow that is saved, while the removal of its subscriptions still runs. */

const ADDRESS = 'https://n8n.example/webhook/one/webhook';
const TOPICS = ['orders/create', 'orders/updated', 'customers/create'];

interface Sent {
	query: string;
	variables: { id?: string; topic?: string; input?: { uri: string } };
}
interface Row {
	id: string;
	topic: string;
	uri: string;
}

it('subscribes to all topics of Shopify again', async () => {
	let rows: Row[] = [];
	let created = 0;
	let removal: Promise<void> = Promise.resolve();
	const answer = async ({ query, variables }: Sent): Promise<object> => {
		if (query.includes('Create')) {
			const id = String(++created);
			rows.push({ id, topic: String(variables.topic), uri: String(variables.input?.uri) });
		}
		if (query.includes('Delete')) {
			await removal;
			rows = rows.filter(({ id }) => id !== variables.id);
		}
		const form = { format: 'JSON', filter: '', includeFields: [], metafieldNamespaces: [] };
		return {
			answer: { userErrors: [] },
			shop: { myshopifyDomain: 'x.myshopify.com' },
			currentAppInstallation: { app: { webhookApiVersion: '2026-10' }, accessScopes: [] },
			webhookSubscriptions: {
				nodes: rows.map((row) => ({ ...row, ...form })),
				pageInfo: { hasNextPage: false },
			},
		};
	};
	const request = async (_type: string, { body }: { body: Buffer }) => ({
		statusCode: 200,
		headers: { 'content-type': 'application/json' },
		body: Buffer.from(JSON.stringify({ data: await answer(JSON.parse(body.toString()) as Sent) })),
	});
	const parameters: Record<string, unknown> = {
		...{ authentication: 'accessToken', topics: TOPICS, subscriptions: 'node' },
		...{ options: {}, acknowledge: 'received' },
	};
	const functions = {
		logger: { warn: () => undefined, info: () => undefined },
		getNode: () => ({
			...{ id: 'x', name: 'x', webhookId: 'x' },
			credentials: { signedEventsShopifyApi: { id: 'one', name: '' } },
		}),
		getWorkflow: () => ({ id: 'w' }),
		getMode: () => 'trigger',
		getActivationMode: () => 'update',
		getCredentials: async () => ({ shop: 'x', accessToken: 't', clientSecret: 's'.repeat(32) }),
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getNodeWebhookUrl: () => ADDRESS,
		getWorkflowStaticData: () => ({}),
		helpers: { httpRequestWithAuthentication: request },
	} as unknown as IHookFunctions;
	const hooks = lifecycle(
		{ vendor: shopify, credentialType, connect } as never,
		newProcessState(),
		{ activateMs: 50_000, removeMs: 20 },
	);
	const activate = async () => {
		if (!(await hooks.checkExists.call(functions))) await hooks.create.call(functions);
	};
	await activate();
	let release = (): void => undefined;
	removal = new Promise((resolve) => (release = resolve));
	await hooks.delete.call(functions);
	const activated = activate();
	for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
	release();
	await activated;
	const topics = TOPICS.map((topic) => topic.toUpperCase().replace('/', '_')).sort();
	expect(rows.map(({ topic }) => topic).sort()).toEqual(topics);
});
