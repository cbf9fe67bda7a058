import type { Conversion } from '../../nodes/SignedEvent/convert/convertDefinition';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { seed } from '../unit/SignedEvent/convert/seeds';
import { startCallback, type Callback } from './callback';
import { everySeconds } from './demo';
import { startN8n, type CredentialStub, type N8n, type WorkflowJson } from './n8n';
import { packPackage } from './pack';
import { waitFor } from './waitFor';

jest.setTimeout(90_000);

const SOON_MS = 30_000;

/** A body of the documents, and what makes it run: what its user would enter, and what happens then. */
interface Case {
	seed: string;
	credential: () => Record<string, unknown>;
	/** What the trigger node is given besides what the body says. */
	trigger?: () => Record<string, unknown>;
	/** Makes something happen at the vendor; resolves with `CREATED orders 1` as the callback is to be told. */
	happen: () => Promise<string>;
}

let sandbox: Sandbox;
let n8n: N8n;
const callbacks = new Map<string, Callback>();

const wooCommerce = (objectType: string) => ({
	credential: () => ({ storeUrl: sandbox.wooCommerce.url, ...sandbox.wooCommerce.keys }),
	happen: async () =>
		`CREATED ${objectType} ${String(sandbox.wooCommerce.shop.create('customers', {}).id)}`,
});
const CASES: Case[] = [
	{ seed: 'woocommerce-polling', ...wooCommerce('contacts'), trigger: () => everySeconds(3) },
	{ seed: 'woocommerce-polling-curl', ...wooCommerce('contacts'), trigger: () => everySeconds(3) },
	{ seed: 'woocommerce-webhooks', ...wooCommerce('customers') },
	{ seed: 'woocommerce-webhooks-curl', ...wooCommerce('customers') },
];

/** Converts what is posted to it, by the node itself. */
const converter: WorkflowJson = {
	id: 'converter',
	name: 'Converter',
	nodes: [
		{
			id: 'posted',
			name: 'Posted',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: 'converter',
			parameters: {
				path: 'convert',
				httpMethod: 'POST',
				responseMode: 'lastNode',
				responseData: 'allEntries',
			},
		},
		{
			id: 'convert',
			name: 'Convert',
			type: 'n8n-nodes-signed-events.signedEvent',
			typeVersion: 1,
			position: [240, 0],
			parameters: { operation: 'convertInstance', instance: '={{ $json.body.instance }}' },
		},
	],
	connections: { Posted: { main: [[{ node: 'Convert', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
};

async function convert(instance: unknown): Promise<Conversion[]> {
	const response = await fetch(`${n8n.url}/webhook/convert`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ instance }),
	});
	return (await response.json()) as Conversion[];
}

/** What a user does of `todo`: fills in what is missing, and a key to sign with where the body has none. */
function fill(
	{ workflow, credentials }: Conversion,
	{ seed: name, credential, trigger }: Case,
): { credentials: CredentialStub[]; workflow: WorkflowJson } {
	const [vendor] = credentials;
	const signature = credentials[1] ?? {
		id: `key-${name}`,
		name: 'Added key',
		type: 'signedEventsApi',
		data: {},
	};
	const filled = structuredClone(workflow) as unknown as WorkflowJson;
	const [triggerNode, signedEvent] = filled.nodes;
	Object.assign(triggerNode.parameters, trigger?.());
	Object.assign(signedEvent.parameters, {
		callbackUrl: callbacks.get(name)?.url,
		signature: ['cloudElements'],
	});
	signedEvent.credentials = { signedEventsApi: { id: signature.id, name: signature.name } };
	return {
		workflow: filled,
		credentials: [
			{ ...vendor, data: { ...vendor.data, ...credential() } },
			{ ...signature, data: { signatureSecret: keyOf(name) } },
		],
	};
}

const keyOf = (name: string) => `the key of ${name}`;

beforeAll(async () => {
	sandbox = await startSandbox({
		seed: 13,
		wooCommerce: { orders: 2, products: 2, customers: 2, webhooks: { latency: 0 } },
	});
	for (const { seed: name } of CASES) callbacks.set(name, await startCallback(keyOf(name)));
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [],
		workflows: [converter],
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await Promise.all([...callbacks.values()].map(async (callback) => await callback.close()));
	await sandbox?.close();
}, 60_000);

describe("Cloud Elements' own bodies", () => {
	let conversions: Conversion[];

	it('are converted by the node, and imported by n8n as they come out', async () => {
		conversions = await Promise.all(
			CASES.map(async ({ seed: name }) => (await convert(seed(name)))[0]),
		);
		const workflows = conversions.map(({ workflow }) => workflow as unknown as WorkflowJson);
		const credentials = conversions.flatMap((one) => one.credentials);
		await n8n.import(credentials, workflows);
		const held = await n8n.query(
			'SELECT id, name, active FROM workflow_entity WHERE id <> ?',
			'converter',
		);
		expect(held.map(({ id }) => id).sort()).toEqual(workflows.map(({ id }) => id).sort());
		const stored = await n8n.query('SELECT id FROM credentials_entity');
		expect(stored.map(({ id }) => id).sort()).toEqual(credentials.map(({ id }) => id).sort());
	});

	it('run, once filled in, to a callback that their signature proves', async () => {
		const filled = conversions.map((conversion, index) => fill(conversion, CASES[index]));
		await n8n.import(
			filled.flatMap(({ credentials }) => credentials),
			filled.map(({ workflow }) => workflow),
		);
		await n8n.publish(filled.map(({ workflow }) => workflow.id));
		for (const { seed: name, happen } of CASES) {
			const { received } = callbacks.get(name)!;
			const expected = await happen();
			const told = () =>
				received.flatMap(({ events }) =>
					events.map((one) => `${one.eventType} ${one.objectType} ${one.objectId}`),
				);
			await waitFor(() => told().includes(expected), SOON_MS, `${expected} at ${name}`);
			expect([name, ...received.map(({ verified }) => verified)]).toEqual([
				name,
				...received.map(() => true),
			]);
		}
	});
});

it('several at once are several workflows; a body that is none says what it lacks', async () => {
	const both = `[${seed('ecwid')},${seed('box')}]`;
	expect((await convert(both)).map(({ workflow }) => workflow.name)).toEqual([
		'Ecwid to signed events',
		'Box to signed events',
	]);
	await convert({ name: 'x' });
	const [failed] = await n8n.executions({ workflowId: 'converter', status: 'error' });
	expect(failed.error?.message).toMatch(/lacks the object "configuration" and "element"/);
});
