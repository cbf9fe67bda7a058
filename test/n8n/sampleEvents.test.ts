/* The option Sample Event in n8n itself: no shop exists, and the credentials are invented. */
import { packPackage } from './install/pack';
import { itemsOf, startN8n, type CredentialStub, type N8n, type WorkflowJson } from './support/n8n';
import { startedBy } from './support/started';

jest.setTimeout(240_000);

const NAME = 'Trigger';
/** The triggers, and the topic and the account of their sample. */
const TRIGGERS = [
	{
		...{ id: 'shopify', type: 'shopifyEventsTrigger', credential: 'signedEventsShopifyApi' },
		parameters: { authentication: 'accessToken', topics: ['products/update'] },
		expected: { topic: 'products/update', account: 'my-shop.myshopify.com' },
	},
	{
		...{
			id: 'wooEvents',
			type: 'wooCommerceEventsTrigger',
			credential: 'signedEventsWooCommerceApi',
		},
		parameters: { topics: ['customer.created'] },
		expected: { topic: 'customer.created', account: 'shop.example' },
	},
	{
		...{ id: 'box', type: 'boxEventsTrigger', credential: 'signedEventsBoxOAuth2Api' },
		parameters: { targets: '1', targetType: 'folder', triggers: ['FOLDER.CREATED'] },
		expected: { topic: 'FOLDER.CREATED', account: 'enterprise_27335' },
	},
	{
		...{ id: 'ecwid', type: 'ecwidEventsTrigger', credential: 'signedEventsEcwidApi' },
		parameters: { eventTypes: ['*'], acknowledge: 'finished' },
		expected: { topic: 'order.created', account: '1003' },
	},
	{
		...{ id: 'wooPoll', type: 'wooCommercePollTrigger', credential: 'signedEventsWooCommerceApi' },
		parameters: { resources: ['discounts'] },
		expected: { topic: 'coupon.updated', account: 'shop.example' },
	},
];

let n8n: N8n;

beforeAll(async () => {
	const types = [...new Set(TRIGGERS.map(({ credential }) => credential))];
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: types.map(
			(type): CredentialStub => ({ id: shortOf(type), name: type, type, data: {} }),
		),
		workflows: TRIGGERS.map(workflow),
	});
}, 600_000);
afterAll(async () => await n8n?.stop(), 150_000);

function shortOf(type: string): string {
	return type.replace('signedEvents', '');
}

function workflow({ id, type, credential, parameters }: (typeof TRIGGERS)[number]): WorkflowJson {
	const after = { id: 'after', name: 'After', type: 'n8n-nodes-base.noOp', typeVersion: 1 };
	return {
		...{ id, name: type, active: false, settings: { executionOrder: 'v1' } },
		nodes: [
			{
				...{ id: 'trigger', name: NAME, type: `n8n-nodes-signed-events.${type}` },
				...{ typeVersion: 2, position: [0, 0], webhookId: `hook-${id}` },
				parameters: { ...parameters, options: { sampleEvent: true } },
				credentials: { [credential]: { id: shortOf(credential), name: credential } },
			},
			{ ...after, position: [200, 0], parameters: {} },
		],
		connections: { [NAME]: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
	} as unknown as WorkflowJson;
}

it.each(TRIGGERS)('a test of $type shows a sample event', async ({ id, expected }) => {
	const list = async () => await n8n.executions({ workflowId: id });
	const [execution, ...more] = await startedBy(list, 1, async () => {
		const { body } = await n8n.rest('GET', `/rest/workflows/${id}`);
		const run = await n8n.rest('POST', `/rest/workflows/${id}/run`, {
			workflowData: (body as { data: unknown }).data,
			triggerToStartFrom: { name: NAME },
		});
		expect(run.status).toBe(200);
	});
	expect(more).toEqual([]);
	expect(execution).toMatchObject({ mode: 'manual', status: 'success' });
	const [{ json }] = itemsOf(execution, NAME);
	expect(json).toMatchObject({ ...expected, instanceName: NAME });
	expect(itemsOf(execution, 'After')).toMatchObject([{ json: { id: json.id } }]);
});

it('logs no failure', () => {
	expect(n8n.output()).not.toContain('sample event was not shown');
});
