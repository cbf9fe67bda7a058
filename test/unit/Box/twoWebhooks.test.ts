import { box as vendor } from '../../../nodes/Box/vendor';
import type { NormalizedEvent } from '../../../nodes/core/event';
import { ok } from '../../../nodes/core/result';
import { receive } from '../../../nodes/host/trigger/delivery/receive';
import { newProcessState } from '../../../nodes/host/trigger/processState';
import type { BoxItem } from '../../sandbox/box/items';
import { BoxSandbox } from '../../sandbox/box/server';
import { CREDENTIAL, fakeRequest, FakeNode } from '../host/fakes';
import { connectSandbox } from './sandboxBox';

const URL_ = 'https://n8n.example/webhook/one/webhook';

let sandbox: BoxSandbox;
let file: BoxItem;
/** The events that started an execution. */
let events: NormalizedEvent[];

beforeEach(async () => {
	sandbox = await BoxSandbox.start(5);
	const folder = sandbox.items.add('folder', 'Contracts', sandbox.user);
	file = sandbox.items.add('file', 'Offer.pdf', sandbox.user, folder);
	const triggers = ['FILE.DOWNLOADED', 'FILE.RENAMED'];
	const targets = [folder, file].map(({ type, id }) => ({ type, id }));
	const session = { app: sandbox.app, user: sandbox.user };
	for (const target of targets)
		sandbox.webhooks.create(session, { target, address: URL_, triggers });
	const connection = {
		...(await connectSandbox(sandbox, { targets, triggers })),
		keys: { primary: sandbox.app.keys.primary!, secondary: '' },
	};
	const config = { vendor, credentialType: () => CREDENTIAL, connect: () => ok(connection) };
	const state = newProcessState();
	events = [];
	sandbox.courier.post = async (_, headers, body) => {
		const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]);
		const node = new FakeNode();
		const functions = node.webhook(fakeRequest(Buffer.from(body), Object.fromEntries(names)));
		const { workflowData } = await receive(functions, config, state);
		if (workflowData === undefined) return node.response.statusCode;
		events.push(...workflowData[0].map(({ json }) => json as unknown as NormalizedEvent));
		node.response.end();
		return 200;
	};
});
afterEach(async () => await sandbox.close());

describe('a file and its folder that are both monitored', () => {
	it('report a new name as one event, although both webhooks send it', async () => {
		const deliveries = await sandbox.acts.rename(file, 'Offer 2.pdf', sandbox.user);
		expect(deliveries).toHaveLength(2);
		await sandbox.courier.retryDue(Infinity);
		const statuses = sandbox.courier.deliveries.map(({ status }) => status);
		expect(statuses.filter((status) => status === 200)).toHaveLength(2);
		expect(events.map(({ topic }) => topic)).toEqual(['FILE.RENAMED']);
	});

	it('report two new names as two events', async () => {
		for (const name of ['A.pdf', 'B.pdf']) await sandbox.acts.rename(file, name, sandbox.user);
		await sandbox.courier.retryDue(Infinity);
		expect(events).toHaveLength(2);
	});

	it('report a download twice, because only its second distinguishes it', async () => {
		await sandbox.acts.download(file, sandbox.user);
		expect(events.map(({ topic }) => topic)).toEqual(['FILE.DOWNLOADED', 'FILE.DOWNLOADED']);
		expect(new Set(events.map(({ stateId }) => stateId)).size).toBe(1);
	});
});
