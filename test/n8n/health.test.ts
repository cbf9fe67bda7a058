/** The Health Trigger, the failed executions of incidents, and the examples that send e-mails and messages to Slack. */
import { cpSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { incidentItem } from '../../nodes/Health/incidentItem';
import { buildProver } from './fixtures/prover/build';
import { startDownstream, type Downstream } from './fixtures/prover/downstream';
import { Hub } from './fixtures/prover/hub';
import { send, telling } from './fixtures/prover/send';
import { hubCredential, proverWorkflow } from './fixtures/prover/workflow';
import { packPackage } from './install/pack';
import { exampleWorkflow } from './support/demo';
import { startN8n, type N8n } from './support/n8n';
import { waitFor } from './support/waitFor';

const ROOT = path.resolve(__dirname, '../..');
const SOON_MS = 60_000;

/** A mail server that accepts each message. */
async function startMailServer(): Promise<{ server: Server; port: number; mails: string[] }> {
	const mails: string[] = [];
	const server = createServer((socket) => {
		let mail: string | undefined;
		let rest = '';
		const say = (line: string) => void socket.write(`${line}\r\n`);
		socket.on('error', () => undefined);
		socket.on('data', (chunk) => {
			const lines = (rest + chunk.toString('utf8')).split('\r\n');
			rest = lines.pop() ?? '';
			for (const line of lines) {
				if (mail !== undefined && line !== '.') mail += `${line}\n`;
				else if (mail !== undefined) {
					mails.push(mail);
					mail = undefined;
					say('250 ok');
				} else if (line === 'DATA') {
					mail = '';
					say('354 go on');
				} else say(line === 'QUIT' ? '221 bye' : '250 ok');
			}
		});
		say('220 ready');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { server, port: (server.address() as AddressInfo).port, mails };
}

let hub: Hub;
let downstream: Downstream;
let incidents: Downstream;
let slack: Downstream;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let n8n: N8n;

beforeAll(async () => {
	[hub, downstream, incidents, slack] = await Promise.all([
		Hub.open(),
		startDownstream(),
		startDownstream(),
		startDownstream(),
	]);
	mail = await startMailServer();
	const prover = await buildProver(['nodes/Health/SignedEventsHealthTrigger.node.ts']);
	cpSync(path.join(ROOT, 'icons'), path.join(prover, 'dist/icons'), { recursive: true });
	const watched = proverWorkflow('watched', downstream.url, { topics: ['order.updated'] });
	const reporting = proverWorkflow('reporting', incidents.url, { topics: [] });
	const [trigger] = reporting.nodes;
	Object.assign(trigger, {
		type: 'n8n-nodes-signed-events-prover.signedEventsHealthTrigger',
		typeVersion: 1,
		parameters: {},
		credentials: {},
	});
	const receiver = exampleWorkflow('n8n-to-n8n.json', {});
	const receive = receiver.nodes.filter(({ name }) => ['Receive', 'What Came'].includes(name));
	n8n = await startN8n({
		packages: [prover, (await packPackage()).directory],
		credentials: [
			hubCredential(hub),
			{
				id: 'signedEventsKey',
				name: 'Event signature',
				type: 'signedEventsApi',
				data: { signatureSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
			},
			{
				id: 'signedEventsSlack',
				name: 'Slack bot',
				type: 'slackApi',
				data: { accessToken: 'xoxb-token', signatureSecret: 'unused' },
			},
			{
				id: 'signedEventsSmtp',
				name: 'SMTP account',
				type: 'smtp',
				data: {
					...{ user: '', password: '', host: '127.0.0.1', port: mail.port },
					...{ secure: false, disableStartTls: true },
				},
			},
		],
		workflows: [
			watched,
			reporting,
			exampleWorkflow('health-to-email.json', {}),
			exampleWorkflow('health-to-slack.json', { Slack: { url: slack.url } }),
			{
				...receiver,
				id: 'receiver',
				name: 'A <!channel> & receiver',
				nodes: receive,
				connections: {},
			},
		],
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	mail?.server.close();
	await Promise.all([hub?.close(), downstream?.close(), incidents?.close(), slack?.close()]);
});

const items = () => incidents.events.map((event) => incidentItem.parse(event));

it('starts a workflow when n8n finds at its start that a subscription is missing', async () => {
	await waitFor(() => items().length > 0, SOON_MS, 'incident');
	expect(items()[0]).toMatchObject({
		...{ state: 'closed', kind: 'subscription_restored', needsPerson: false },
		workflow: { id: 'watched', name: 'watched' },
		node: { name: 'Prover' },
	});
}, 120_000);

it('stores one failed execution when the vendor rejects the credential', async () => {
	hub.failWith = 401;
	const failed = async () => await n8n.executions({ workflowId: 'watched' });
	await waitFor(async () => (await failed()).length > 0, SOON_MS, 'failed execution');
	await new Promise((resolve) => setTimeout(resolve, 5_000));
	const executions = await failed();
	expect(executions).toHaveLength(1);
	expect(executions[0]).toMatchObject({ status: 'error', workflowId: 'watched' });
	hub.failWith = undefined;
}, 120_000);

it('sends an e-mail and a message to Slack after three forged deliveries', async () => {
	slack.decide = () => ({ status: 200, body: '{"ok":false,"error":"not_in_channel"}' });
	const { nodes } = exampleWorkflow('n8n-to-n8n.json', {});
	const { webhookId } = nodes.find(({ name }) => name === 'Receive')!;
	for (let count = 0; count < 3; count++) {
		const url = `${n8n.url}/webhook/${webhookId}/finished`;
		const response = await fetch(url, { method: 'POST', body: `{"forged":${count}}` });
		expect(response.status).toBe(401);
	}
	await waitFor(() => mail.mails.length > 0, SOON_MS, 'e-mail');
	const text = mail.mails[0].replaceAll('=\n', '').replaceAll('=3D', '=');
	expect(text).toMatch(/Subject: A <!channel> & receiver \/ Receive: deliveries_rejected/);
	expect(text).toMatch('Deliveries are rejected: ');
	expect(text).toMatch('Next step: ');
	await waitFor(() => slack.done.length > 0, SOON_MS, 'message');
	expect(slack.done).toMatchObject([
		{
			channel: '#n8n-health',
			text: expect.stringMatching(
				/^\*A &lt;!channel&gt; &amp; receiver \/ Receive: deliveries_rejected\*\nDeliveries are rejected: .*\nNext step: .*\nCause: \w+\. Since /,
			),
		},
	]);
	const ended = async () => await n8n.executions({ workflowId: 'healthToSlack', status: 'error' });
	const [failed] = await waitFor(
		async () => (await ended()).length > 0 && (await ended()),
		SOON_MS,
		'failed execution',
	);
	expect(failed.error?.message).toBe('Slack did not accept the message: not_in_channel.');
}, 200_000);

it('goes on with an open incident after a restart of n8n, and emits its end once', async () => {
	const rejected = () => items().filter(({ kind }) => kind === 'deliveries_rejected');
	const url = `${n8n.url}/webhook/hook-watched/webhook`;
	const forge = async () => {
		for (let count = 0; count < 3; count++) {
			const forged = { ...telling(url), address: 'https://forged.example' };
			expect((await send(forged)).status).toBe(401);
		}
	};
	await forge();
	// n8n stores what is open when the execution ends, and at most one starts in a minute.
	const isStored = async () =>
		JSON.stringify(await n8n.staticData('reporting')).includes('deliveries_rejected');
	await waitFor(isStored, 2 * SOON_MS, 'the beginning');
	await n8n.restart();
	await forge();
	expect((await send(telling(url))).status).toBe(200);
	await waitFor(() => rejected().length > 1, 2 * SOON_MS, 'the end');
	expect(rejected()).toMatchObject([
		{ state: 'opened', node: { name: 'Prover' } },
		{ state: 'closed', id: rejected()[0].id, openedAt: rejected()[0].openedAt },
	]);
}, 400_000);
