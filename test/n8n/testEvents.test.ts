/*
 * The option Test Event in n8n itself. For samples, no shop exists, and the credentials are invented. The newest changes
 * are those of sandboxes.
 */
import { packPackage } from './install/pack';
import { itemsOf, startN8n, type CredentialStub, type N8n, type WorkflowJson } from './support/n8n';
import { openStands, type Stand } from './support/stands';
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

/** The triggers that show the newest change. */
const NEWEST = [
	{ id: 'newWoo', vendor: 'WooCommerce', parameters: { topics: ['order.created'] } },
	{ id: 'newEcwid', vendor: 'Ecwid', parameters: { eventTypes: ['order.created'] } },
	{ id: 'newBox', vendor: 'Box', parameters: { triggers: ['FILE.UPLOADED'] } },
	{ id: 'newShopify', vendor: 'Shopify', parameters: { topics: ['orders/create'] } },
];

let n8n: N8n;
let stands: Stand[];

beforeAll(async () => {
	const types = [...new Set(TRIGGERS.map(({ credential }) => credential))];
	stands = await openStands(5, 'http://127.0.0.1:9/none');
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [
			...types.map((type): CredentialStub => ({ id: shortOf(type), name: type, type, data: {} })),
			...stands.map(({ credential }) => credential),
		],
		workflows: [
			...TRIGGERS.map(workflow),
			...NEWEST.map(({ id, vendor, parameters }) =>
				newestWorkflow(id, standOf(vendor), parameters),
			),
		],
	});
}, 600_000);
afterAll(async () => {
	await n8n?.stop();
	await Promise.all((stands ?? []).map(async (stand) => await stand.close()));
}, 150_000);

function standOf(vendor: string): Stand {
	return stands.find((stand) => stand.vendor === vendor) as Stand;
}

/** The trigger of the example workflow, alone, without options. */
function newestWorkflow(
	id: string,
	{ workflow: example, credential }: Stand,
	parameters: Record<string, unknown>,
): WorkflowJson {
	const trigger = example.nodes.find(({ type }) => type.endsWith('EventsTrigger'));
	return {
		...{ id, name: id, active: false, settings: { executionOrder: 'v1' } },
		nodes: [
			{
				...trigger,
				...{ name: NAME, webhookId: `hook-${id}` },
				parameters: { ...trigger?.parameters, options: {}, ...parameters },
				credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			},
		],
		connections: {},
	} as unknown as WorkflowJson;
}

/** Runs a test in the editor, and returns the event that it shows. */
async function testStep(id: string): Promise<Record<string, unknown>> {
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
	const [{ json }, ...others] = itemsOf(execution, NAME);
	expect(others).toEqual([]);
	return json;
}

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
				parameters: { ...parameters, options: { testEvent: 'sample' } },
				credentials: { [credential]: { id: shortOf(credential), name: credential } },
			},
			{ ...after, position: [200, 0], parameters: {} },
		],
		connections: { [NAME]: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
	} as unknown as WorkflowJson;
}

it.each(TRIGGERS)('a test of $type shows a sample event', async ({ id, expected }) => {
	const json = await testStep(id);
	expect(json).toMatchObject({ ...expected, instanceName: NAME });
});

it.each(NEWEST)(
	'a test of $vendor shows the newest change',
	async ({ id, vendor }) => {
		const told: string[] = [];
		const { happen } = standOf(vendor);
		await happen((what) => told.push(what));
		const objectId = /\S+$/.exec(told[0])?.[0];
		expect(await testStep(id)).toMatchObject({
			objectId,
			eventType: 'CREATED',
			capture: 'polling',
		});
	},
	60_000,
);

it('logs no failure', () => {
	expect(n8n.output()).not.toContain('test event was not shown');
});
