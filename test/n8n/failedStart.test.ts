/**
 * A start of n8n 1.123 in which nodes fail: what n8n then calls is not a deactivation. n8n 2.x calls `delete` for the
 * failed node alone (test/unit/host/trigger/subscription/starts.test.ts).
 */
import { buildProver } from './fixtures/prover/build';
import { startDownstream, type Downstream } from './fixtures/prover/downstream';
import { Hub } from './fixtures/prover/hub';
import { hubCredential, proverWorkflow, TRIGGER } from './fixtures/prover/workflow';
import { startN8n, type N8n } from './support/n8n';
import { waitFor } from './support/waitFor';

jest.setTimeout(300_000);

const SOON_MS = 60_000;

let hub: Hub;
let downstream: Downstream;
let n8n: N8n;

beforeAll(async () => {
	[hub, downstream] = await Promise.all([Hub.open({ greets: true }), startDownstream()]);
	const topics = ['order.updated'];
	const three = proverWorkflow('three', downstream.url, { topics });
	const [trigger] = three.nodes;
	const another = (name: string, credential: string) => ({
		...trigger,
		...{ id: `three-${name}`, name, webhookId: `hook-${name}` },
		credentials: { proverApi: { id: credential, name: credential } },
	});
	n8n = await startN8n({
		line: '1.123',
		packages: [await buildProver()],
		credentials: ['hub', 'gone', 'emptied'].map((id) => hubCredential(hub, { id })),
		workflows: [
			{
				...three,
				// n8n runs their hooks in this order.
				nodes: [...three.nodes, another('second', 'gone'), another('third', 'hub')],
				connections: Object.fromEntries(
					[TRIGGER, 'second', 'third'].map((name) => [name, three.connections[TRIGGER]]),
				),
			},
			proverWorkflow('one', downstream.url, { topics }, 'emptied'),
		],
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await Promise.all([hub?.close(), downstream?.close()]);
});

const held = () => hub.held.map(({ address }) => /hook-\w+/.exec(address)?.[0]).sort();
const ALL = ['hook-one', 'hook-second', 'hook-third', 'hook-three'];

it('keeps the subscriptions of a node that cannot start, and of its neighbours', async () => {
	await waitFor(() => hub.held.length === ALL.length, SOON_MS, 'the subscriptions');
	expect(held()).toEqual(ALL);
	await n8n.write("DELETE FROM credentials_entity WHERE id = 'gone'");
	await n8n.write("UPDATE credentials_entity SET data = 'x' WHERE id = 'emptied'");
	const printed = n8n.output().length;
	await n8n.restart().catch(() => undefined);
	// n8n tries again after a second or two.
	const tries = () =>
		n8n.output().slice(printed).split('Try to activate workflow "three"').length - 1;
	await waitFor(() => tries() >= 2, SOON_MS, 'a second attempt');
	expect(held()).toEqual(ALL);
	expect(n8n.output().slice(printed)).toContain('so the node keeps its subscriptions');
});

it('names the subscription that a deactivation after failed attempts could not remove', async () => {
	const printed = n8n.output().length;
	await n8n.unpublish(['one']);
	const log = () => n8n.output().slice(printed);
	await waitFor(() => log().includes('could not remove all'), SOON_MS, 'the warning');
	expect(held()).toEqual(ALL);
});
