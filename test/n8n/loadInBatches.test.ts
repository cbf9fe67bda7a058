import { SkewedClock, systemClock } from '../sandbox/clock';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { packPackage } from './install/pack';
import { itemsOf, startN8n, type CredentialStub, type N8n, type WorkflowJson } from './support/n8n';
import { waitFor } from './support/waitFor';

jest.setTimeout(180_000);

const HOUR = 3_600_000;
const OBJECTS = 1_000;
const LOADED_WITHIN_MS = 90_000;
const TOKEN = 'signedEventsShopifyApi';

let shop: ShopifySandbox;
let n8n: N8n;
const orders: string[] = [];

beforeAll(async () => {
	const clock = new SkewedClock(systemClock, -2 * HOUR);
	// Points a second of Shopify Plus. With fewer, the loads would last until the next check.
	const budget = { restoreRate: 1_000, maximum: 20_000 };
	const options = { clock, budget, scopes: ['read_orders'], takesAnyUrl: true };
	shop = await ShopifySandbox.start(options);
	for (let count = 0; count < OBJECTS; count++) {
		orders.push(String(shop.objects.create('orders')[0].body.id));
		clock.skew += 1_000;
	}
	clock.skew = 0;
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [credential()],
		workflows: [
			// The Wait node sleeps within the execution if it waits for less than a minute.
			loadingWorkflow('small', { batchSize: 50 }, { amount: 0.5, unit: 'seconds' }),
			// Otherwise the execution waits in the database, and n8n reports it as ended.
			loadingWorkflow('waiting', {}, { amount: 1, unit: 'hours' }),
		],
	});
	// A load begins at an activation, not at a start of n8n.
	await n8n.publish(['small', 'waiting']);
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await shop?.close();
}, 60_000);

function credential(): CredentialStub {
	const { clientSecret } = shop.app;
	const place = { shop: 'my-shop', useBaseUrl: true, baseUrl: shop.url };
	const data = { ...place, clientSecret, accessToken: shop.app.issueToken() };
	return { id: 'shop', name: 'shop', type: TOKEN, data };
}

/** Loads all orders, and waits with each batch. */
function loadingWorkflow(id: string, parameters: object, wait: object): WorkflowJson {
	return {
		...{ id, name: id, active: false, settings: { executionOrder: 'v1' } },
		nodes: [
			{
				...{ id: 'shopify', name: 'Shopify', webhookId: `hook-${id}`, position: [0, 0] },
				...{ type: 'n8n-nodes-signed-events.shopifyEventsTrigger', typeVersion: 2 },
				credentials: { [TOKEN]: { id: 'shop', name: 'shop' } },
				parameters: {
					...{ authentication: 'accessToken', topics: ['orders/create'] },
					...{ startFrom: 'everything', ...parameters },
				},
			},
			{
				...{ id: 'wait', name: 'Wait', webhookId: `wait-${id}`, position: [200, 0] },
				...{ type: 'n8n-nodes-base.wait', typeVersion: 1.1 },
				parameters: { resume: 'timeInterval', ...wait },
			},
		],
		connections: { Shopify: { main: [[{ node: 'Wait', type: 'main', index: 0 }]] } },
	};
}

/** The executions of a workflow, once they have a status and together all orders. */
async function executionsOf(workflowId: string, status: string) {
	return await waitFor(
		async () => {
			const all = await n8n.executions({ workflowId });
			const found = all.flatMap((one) => itemsOf(one, 'Shopify'));
			return found.length >= OBJECTS && all.every((one) => one.status === status) && all;
		},
		LOADED_WITHIN_MS,
		`the executions of ${workflowId}`,
	);
}

const idsOf = (items: ReadonlyArray<{ json: Record<string, unknown> }>) =>
	items.map(({ json }) => String(json.objectId)).sort();

/** How many of these intervals overlap at most. */
function mostAtOnce(executions: ReadonlyArray<{ startedAt: unknown; stoppedAt: unknown }>): number {
	const times = executions.map(({ startedAt, stoppedAt }) => [
		String(startedAt),
		String(stoppedAt),
	]);
	const running = ([at]: string[]) => times.filter(([from, to]) => from <= at && at < to).length;
	return Math.max(...times.map(running));
}

it('starts executions of the chosen size, a few at a time', async () => {
	const executions = await executionsOf('small', 'success');
	const items = executions.map((execution) => itemsOf(execution, 'Shopify'));
	// A look begins with the last order of the previous one, and leaves it out.
	expect(items.length).toBeLessThanOrEqual(OBJECTS / 50 + 1);
	for (const { length } of items) expect(length).toBeLessThanOrEqual(50);
	// Executions that begin together get their numbers in any order.
	expect(idsOf(items.flat())).toEqual(orders);
	expect(items.flat().every(({ json }) => json.capture === 'backfill')).toBe(true);
	const sql = 'SELECT startedAt, stoppedAt FROM execution_entity WHERE workflowId = ?';
	const rows = (await n8n.query(sql, 'small')) as Array<{ startedAt: string; stoppedAt: string }>;
	// The last execution of a look waits for the others.
	expect([3, 4]).toContain(mostAtOnce(rows));
	const { 'node:Shopify': stored } = await n8n.staticData('small');
	expect(stored).toMatchObject({ catchUp: { loaded: OBJECTS } });
});

it('does not wait for executions that wait in the database', async () => {
	const executions = await executionsOf('waiting', 'waiting');
	const found = executions.flatMap((execution) => itemsOf(execution, 'Shopify'));
	expect(idsOf(found)).toEqual(orders);
});
