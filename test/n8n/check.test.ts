/** Check, Report and the example page, in n8n with the sandboxes of WooCommerce and Shopify. */
import { checkItem, type CheckItem } from '../../nodes/SignedEvent/check/checkItem';
import { reportItem, type ReportItem } from '../../nodes/SignedEvent/report/reportItem';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { packPackage } from './install/pack';
import { exampleWorkflow, PAGE_LOGIN, pageCredential } from './support/demo';
import { McpClient } from './support/mcpClient';
import { itemsOf, startN8n, type N8n, type WorkflowJson } from './support/n8n';
import { waitFor } from './support/waitFor';

jest.setTimeout(120_000);

const SOON_MS = 60_000;
const CREDENTIAL = { id: 'shop', name: 'Shop', type: 'signedEventsShopifyApi' };

let shopify: ShopifySandbox;
let n8n: N8n;

beforeAll(async () => {
	shopify = await ShopifySandbox.start({
		scopes: ['read_orders', 'read_customers'],
		takesAnyUrl: true,
	});
	const { clientSecret } = shopify.app;
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [
			{
				...CREDENTIAL,
				data: {
					...{ shop: 'my-shop', clientSecret, accessToken: shopify.app.issueToken() },
					...{ useBaseUrl: true, baseUrl: shopify.url },
				},
			},
			pageCredential,
		],
		workflows: [trigger(), asked(), tools(), exampleWorkflow('health-page.json', {})],
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await shopify?.close();
});

function trigger(): WorkflowJson {
	const workflow = exampleWorkflow('shopify.json', {
		Shopify: { authentication: 'accessToken', topics: ['orders/create', 'orders/updated'] },
	});
	const { id, name } = CREDENTIAL;
	const nodes = workflow.nodes
		.filter((node) => node.name === 'Shopify')
		.map((node) => ({ ...node, credentials: { [CREDENTIAL.type]: { id, name } } }));
	return { ...workflow, id: 'shopify', name: 'Orders <of> "the" shop', nodes, connections: {} };
}

/** Runs Check and Report when a person calls it. */
function asked(): WorkflowJson {
	const node = (
		name: string,
		parameters: object,
		type = 'n8n-nodes-signed-events.signedEvent',
	) => ({
		...{ id: name, name, type, typeVersion: 2, position: [0, 0] as [number, number] },
		parameters: { ...parameters },
	});
	const webhook = node('Ask', { path: 'ask', options: {} }, 'n8n-nodes-base.webhook');
	const link = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	return {
		id: 'asked',
		name: 'Asked',
		nodes: [
			{ ...webhook, webhookId: 'ask' },
			node('Check', { operation: 'check', triggers: 'Shop' }),
			node('Report', { operation: 'report', triggers: '', interval: 'hour', hours: 2 }),
		],
		connections: { Ask: link('Check'), Check: link('Report') },
		settings: { executionOrder: 'v1' },
	};
}

/** Offers Check and Report to agents. An agent chooses the triggers. */
function tools(): WorkflowJson {
	const tool = (name: string, operation: string) => ({
		...{ id: name, name, type: 'n8n-nodes-signed-events.signedEventTool', typeVersion: 2 },
		position: [0, 0] as [number, number],
		parameters: {
			operation,
			triggers: "={{ $fromAI('Triggers', 'Names or IDs. Empty for all.', 'string') }}",
		},
	});
	const link = { ai_tool: [[{ node: 'Tools', type: 'ai_tool', index: 0 }]] };
	return {
		id: 'tools',
		name: 'Tools',
		nodes: [
			{
				...{ id: 'Tools', name: 'Tools', type: '@n8n/n8n-nodes-langchain.mcpTrigger' },
				...{ typeVersion: 2, position: [0, 0], webhookId: 'tools' },
				parameters: { authentication: 'none', path: 'tools' },
			},
			tool('Check Triggers', 'check'),
			tool('Report Changes', 'report'),
		],
		connections: { 'Check Triggers': link, 'Report Changes': link },
		settings: { executionOrder: 'v1' },
	};
}

async function ask(): Promise<{ checked: CheckItem[]; reported: ReportItem[] }> {
	const done = async () => await n8n.executions({ workflowId: 'asked', status: 'success' });
	const before = (await done()).length;
	await fetch(`${n8n.url}/webhook/ask`);
	const last = await waitFor(async () => (await done())[before], SOON_MS, 'Check and Report');
	return {
		checked: itemsOf(last, 'Check').map(({ json }) => checkItem.strict().parse(json)),
		reported: itemsOf(last, 'Report').map(({ json }) => reportItem.strict().parse(json)),
	};
}

it('Check shows credential, subscriptions, URL, clock and catch-up of an active trigger', async () => {
	const { checked } = await ask();
	expect(checked).toMatchObject([
		{
			...{ verdict: 'healthy', cause: 'ok', active: true, account: 'my-shop.myshopify.com' },
			trigger: { workflowId: 'shopify', nodeName: 'Shopify' },
			probe: { state: 'reached' },
			subscriptions: { missing: [], changed: [], surplus: [] },
			clock: { aheadSeconds: 0 },
			catchUp: { state: 'idle' },
		},
	]);
	expect(checked[0].subscriptions?.existing).toHaveLength(2);
});

it('Report counts a delivery in its hour', async () => {
	await shopify.announce(shopify.objects.create('orders'));
	const { reported } = await waitFor(
		async () => {
			const asked = await ask();
			return asked.reported.length > 0 && asked;
		},
		SOON_MS,
		'a row of the report',
	);
	expect(reported).toMatchObject([
		{
			trigger: { workflowId: 'shopify' },
			counts: { healed: 0 },
			byType: [{ objectType: 'orders' }],
		},
	]);
	expect(reported[0].summary).toMatch(/^\d changes?, all by webhook\./);
});

it('an agent can choose triggers, and gets verdict and next step, by an MCP server of n8n', async () => {
	const client = await new McpClient(`${n8n.url}/mcp/tools`).open();
	const tools = (await client.tools()).sort((a, b) => a.name.localeCompare(b.name));
	const [check, report] = tools;
	expect(tools.map(({ name }) => name)).toEqual(['Check_Triggers', 'Report_Changes']);
	expect(check.description).toMatch(/^Checks whether the triggers .* nextStep .* Triggers is /);
	expect(report.description).toMatch(/^Reports how changes reached the triggers/);
	expect(Object.keys(check.inputSchema.properties)).toEqual(['Triggers']);
	const checkOf = async (triggers: string) =>
		((await client.use(check.name, { Triggers: triggers })) as object[]).map((one) =>
			checkItem.strict().parse(one),
		);
	const [item] = await checkOf('Shop');
	expect(Object.keys(item).slice(0, 4)).toEqual(['verdict', 'cause', 'sentence', 'nextStep']);
	expect(item).toMatchObject({ verdict: 'healthy', trigger: { nodeName: 'Shopify' } });
	expect(await checkOf('')).toHaveLength(1);
	expect(await checkOf('Another shop')).toMatchObject([
		{ verdict: 'unknown', cause: 'no_trigger', nextStep: expect.stringContaining('Triggers') },
	]);
	expect(await client.use(report.name, { Triggers: 'Shop' })).toMatchObject([
		{ summary: expect.stringMatching(/^\d changes?, all by webhook\./) },
	]);
});

it('the example page needs the login, and shows verdicts and a chart', async () => {
	const url = `${n8n.url}/webhook/signed-events-health`;
	expect((await fetch(url)).status).toBe(401);
	const login = Buffer.from(`${PAGE_LOGIN.user}:${PAGE_LOGIN.password}`).toString('base64');
	const response = await fetch(url, { headers: { authorization: `Basic ${login}` } });
	const html = await response.text();
	expect([response.status, response.headers.get('content-type')]).toEqual([
		200,
		'text/html; charset=utf-8',
	]);
	expect(html).toMatch(/<b style="color:#1a7f37">healthy<\/b>/);
	expect(html).toContain('Orders &#60;of&#62; &#34;the&#34; shop / Shopify');
	expect(html.match(/<rect /g)).toHaveLength(48);
	expect(html).toMatch(/<title>\d\d:\d\d UTC: [1-9]\d* by webhook, 0 found/);
});

it('Check names subscriptions that a person has removed', async () => {
	for (const { id } of shopify.subscriptions.all) shopify.subscriptions.remove(id);
	const { checked } = await ask();
	expect(checked).toMatchObject([{ verdict: 'failing', cause: 'subscriptions_missing' }]);
});
