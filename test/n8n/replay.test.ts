/** Replay in n8n with the sandboxes of the vendors: the events of a span are those that the triggers emitted. */
import { normalizedEvent, type NormalizedEvent } from '../../nodes/core/event';
import { replayPreview } from '../../nodes/SignedEvent/replay/replayItem';
import { packPackage } from './install/pack';
import { itemsOf, startN8n, type N8n, type WorkflowJson } from './support/n8n';
import { openStands, type Stand } from './support/stands';
import { waitFor } from './support/waitFor';

jest.setTimeout(240_000);

const SOON_MS = 60_000;
/** What Replay is asked for, and the node of the example that emits the live events. */
const VENDORS = [
	{ vendor: 'WooCommerce', name: 'wooCommerce', objectTypes: ['orders'] },
	{ vendor: 'Shopify', name: 'shopify', objectTypes: ['orders'] },
	{ vendor: 'Ecwid', name: 'ecwid', objectTypes: ['orders'] },
	{ vendor: 'Box', name: 'box', objectTypes: ['files'] },
];

let n8n: N8n;
let stands: Stand[];
let from: string;

beforeAll(async () => {
	stands = await openStands(7, 'http://127.0.0.1:9/none');
	from = new Date(Date.now() - 1_000).toISOString();
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: stands.map(({ credential }) => credential),
		workflows: [
			...stands.filter(({ vendor }) => isAsked(vendor)).map(triggerOf),
			...VENDORS.map((asked) => replaying(asked)),
		],
	});
	for (const stand of stands) stand.connect?.(n8n.url);
}, 600_000);
afterAll(async () => {
	await n8n?.stop();
	await Promise.all((stands ?? []).map(async (stand) => await stand.close()));
}, 150_000);

const isAsked = (vendor: string) => VENDORS.some((one) => one.vendor === vendor);
const standOf = (vendor: string) => stands.find((stand) => stand.vendor === vendor) as Stand;

/** The trigger of the example workflow, alone. */
function triggerOf({ vendor, workflow }: Stand): WorkflowJson {
	const nodes = workflow.nodes.filter(({ type }) => type.endsWith('EventsTrigger'));
	return { ...workflow, id: `live${vendor}`, nodes, connections: {} };
}

/** Replays when a person calls it. The body of the call has the parameters that the test chooses. */
function replaying({ vendor, name, objectTypes }: (typeof VENDORS)[number]): WorkflowJson {
	const { id, name: credential, type } = standOf(vendor).credential;
	const position: [number, number] = [0, 0];
	const webhook = {
		...{ id: 'ask', name: 'Ask', type: 'n8n-nodes-base.webhook', typeVersion: 2, position },
		...{ webhookId: name, parameters: { path: name, httpMethod: 'POST', options: {} } },
	};
	const replay = {
		...{ id: 'replay', name: 'Replay', type: 'n8n-nodes-signed-events.signedEvent' },
		...{ typeVersion: 2, position },
		parameters: {
			...{ operation: 'replay', vendor: name, objectTypes },
			from: '={{ $json.body.from }}',
			ids: '={{ $json.body.ids }}',
			preview: '={{ $json.body.preview }}',
		},
		credentials: { [type]: { id, name: credential } },
	};
	return {
		...{ id: `replay${vendor}`, name: `Replay ${vendor}`, settings: { executionOrder: 'v1' } },
		nodes: [webhook, replay],
		connections: { Ask: { main: [[{ node: 'Replay', type: 'main', index: 0 }]] } },
	};
}

/** Asks for a replay, and returns its items. */
async function ask(vendor: string, name: string, body: object): Promise<unknown[]> {
	const done = async () => await n8n.executions({ workflowId: `replay${vendor}` });
	const before = (await done()).length;
	const answer = await fetch(`${n8n.url}/webhook/${name}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ from, ids: '', preview: false, ...body }),
	});
	expect(answer.status).toBe(200);
	const last = await waitFor(
		async () => {
			const one = (await done())[before];
			return one !== undefined && !['new', 'running'].includes(one.status) && one;
		},
		SOON_MS,
		'the replay',
	);
	expect(last.status).toBe('success');
	return itemsOf(last, 'Replay').map(({ json }) => json);
}

/** The events of some types that the trigger emitted. An order also changes the stock of products. */
async function live(vendor: string, types: readonly string[]): Promise<NormalizedEvent[]> {
	const name = standOf(vendor).workflow.nodes.find(({ type }) => type.endsWith('EventsTrigger'))!;
	const executions = await n8n.executions({ workflowId: `live${vendor}`, status: 'success' });
	return executions
		.flatMap((execution) => itemsOf(execution, name.name))
		.map(({ json }) => normalizedEvent.parse(json))
		.filter(({ objectType }) => types.includes(objectType));
}

const sameness = ({ id, stateId }: NormalizedEvent) => stateId ?? id;

it.each(VENDORS)(
	'replays the events that the trigger of $vendor emitted, with the same identity',
	async ({ vendor, name, objectTypes }) => {
		const stand = standOf(vendor);
		const told: string[] = [];
		for (let count = 1; count <= 2; count++) {
			await stand.happen((what) => told.push(what));
			await waitFor(
				async () => (await live(vendor, objectTypes)).length >= count,
				SOON_MS,
				`event ${count} of ${vendor}`,
			);
		}
		const emitted = await live(vendor, objectTypes);
		const events = (await ask(vendor, name, {})).map((one) => normalizedEvent.parse(one));
		const ids = told.map((what) => /\S+$/.exec(what)?.[0]);
		const own = events.filter(({ objectId }) => ids.includes(objectId));
		expect(own.map(sameness).sort()).toEqual(emitted.map(sameness).sort());
		expect(new Set(events.map(({ capture }) => capture))).toEqual(new Set(['backfill']));
		const some = (await ask(vendor, name, { ids: ids[0] })) as NormalizedEvent[];
		expect(some.map(({ objectId }) => objectId)).toEqual([ids[0]]);
		const [preview, ...more] = await ask(vendor, name, { preview: true });
		expect(more).toEqual([]);
		expect(replayPreview.strict().parse(preview)).toMatchObject({
			events: events.length,
			byType: objectTypes.map((objectType) => ({ objectType })),
		});
	},
);
