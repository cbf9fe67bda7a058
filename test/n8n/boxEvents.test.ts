import { normalizedEvent } from '../../nodes/core/event';
import { headersOf } from '../sandbox/box/courier';
import type { BoxItem } from '../sandbox/box/items';
import { BoxSandbox } from '../sandbox/box/server';
import { SkewedClock, systemClock } from '../sandbox/clock';
import { startCallback, type Callback } from './support/callback';
import { exampleWorkflow, SIGNATURE_SECRET } from './support/demo';
import { itemsOf, startN8n, type CredentialStub, type N8n, type WorkflowJson } from './support/n8n';
import { MALFORMED_KEYS } from '../../nodes/Box/signatureKeys';
import { packPackage } from './install/pack';
import { startedBy } from './support/started';
import { waitFor } from './support/waitFor';

jest.setTimeout(240_000);

const SOON_MS = 60_000;
/** The name that Box calls, behind which the tests' n8n listens; Box takes no other than public https. */
const HOST = 'n8n.example';
const SEED = 'signedEventsBox';
const SERVICE = 'signedBoxService';
const REDIRECT = `https://${HOST}/rest/oauth2-credential/callback`;

/** Box's clock, which a test sets ahead so that it need not wait until an event is old. */
const clock = new SkewedClock(systemClock, 0);
let box: BoxSandbox;
let callback: Callback;
let n8n: N8n;
let contracts: BoxItem;
let invoices: BoxItem;
let plan: BoxItem;
let shared: BoxItem;
/** The errors of failed activations. n8n tries those five times within 15 s that can end by themselves. */
let refusal: Promise<unknown>;

beforeAll(async () => {
	box = await BoxSandbox.start(11, clock, { redirectUris: [REDIRECT] });
	callback = await startCallback(SIGNATURE_SECRET);
	contracts = box.items.add('folder', 'Contracts', box.user);
	invoices = box.items.add('folder', 'Invoices', box.user);
	plan = box.items.add('file', 'Plan.pdf', box.user);
	shared = box.items.add('folder', 'Shared', box.user);
	shared.collaborators.add(box.app.serviceAccount.id);
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [
			credential('signedEventsBox', { grantType: 'authorizationCode' }),
			credential('service', {
				grantType: 'clientCredentials',
				subjectType: 'enterprise',
				subjectId: box.enterpriseId,
			}),
			credential('never connected', { grantType: 'authorizationCode' }),
			credential('part of a key', {
				grantType: 'authorizationCode',
				primarySignatureSecret: `"${'k'.repeat(32)}"`,
			}),
			credential('named subject', {
				...{ grantType: 'clientCredentials', subjectType: 'enterprise', subjectId: 'acme' },
			}),
			credential('no keys', {
				grantType: 'clientCredentials',
				subjectType: 'user',
				subjectId: box.user.id,
				primarySignatureSecret: '',
				secondarySignatureSecret: '',
			}),
			{
				id: 'signedEventsKey',
				name: 'Event signature',
				type: 'signedEventsApi',
				data: { signatureSecret: SIGNATURE_SECRET },
			},
		],
		workflows: [
			seed(),
			service(),
			refused('bare', 'no keys', 'FILE.MOVED'),
			refused('misfit', 'service', 'FILE.UPLOADED'),
			refused('unconnected', 'never connected', 'FILE.MOVED'),
			refused('part', 'part of a key', 'FILE.MOVED'),
			refused('named', 'named subject', 'FILE.MOVED'),
		],
		environment: { WEBHOOK_URL: `https://${HOST}/`, N8N_EDITOR_BASE_URL: `https://${HOST}` },
	});
	box.hosts.set(HOST, n8n.url);
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await callback?.close();
	await box?.close();
}, 60_000);

function credential(id: string, data: Record<string, unknown>): CredentialStub {
	const { clientId, clientSecret, keys } = box.app;
	return {
		id,
		name: id,
		type: 'signedEventsBoxOAuth2Api',
		data: {
			clientId,
			clientSecret,
			useBaseUrl: true,
			baseUrl: box.url,
			primarySignatureSecret: keys.primary,
			secondarySignatureSecret: keys.secondary,
			...data,
		},
	};
}

function example(
	id: string,
	credentialId: string,
	parameters: Record<string, unknown>,
): WorkflowJson {
	const workflow = exampleWorkflow('box.json', {
		Box: parameters,
		'Signed Event': { callbackUrl: callback.url },
	});
	const [trigger] = workflow.nodes;
	trigger.webhookId = `hook-${id}`;
	trigger.credentials = { signedEventsBoxOAuth2Api: { id: credentialId, name: credentialId } };
	return { ...workflow, id, name: id, active: false };
}

/** Cloud Elements' instance for Box: a grant code, a callback, a signature key, and `events.list.ids`. */
const seed = () =>
	example(SEED, 'signedEventsBox', {
		triggers: ['FILE.DOWNLOADED', 'FILE.RENAMED'],
		targets: `${contracts.id},${invoices.id},file:${plan.id}`,
		options: { instanceName: '<INSTANCE_NAME>', instanceTags: '<Add_Your_Tag>' },
	});
/** The service account, told what to watch by locators and an expression, and patient. */
const service = () =>
	example(SERVICE, 'service', {
		triggers: '={{ "FILE.UPLOADED,FILE.TRASHED" }}',
		pickedTargets: {
			target: [
				{ target: { __rl: true, mode: 'url', value: `https://app.box.com/folder/${shared.id}` } },
			],
		},
		acknowledge: 'finished',
		options: { checkInterval: 1 },
	});
const refused = (id: string, credentialId: string, trigger: string) =>
	example(id, credentialId, {
		triggers: [trigger],
		targets: plan.id,
		options: { targetType: 'file' },
	});

const held = () => box.webhooks.all();
const heldAt = (path: string) =>
	held().filter(({ address }) => address === `https://${HOST}/webhook/${path}`);
const atSeed = () => heldAt(`hook-${SEED}/webhook`);
const executions = async (workflowId: string) => await n8n.executions({ workflowId });
const arrived = () => callback.received.flatMap(({ events }) => events);
const told = () =>
	arrived().map(({ eventType, objectType, objectId }) => `${eventType} ${objectType} ${objectId}`);

it('connects an account by authorization code, as the button in the editor does', async () => {
	const asked = await n8n.rest('GET', '/rest/oauth2-credential/auth?id=signedEventsBox');
	const page = new URL(String((asked.body as { data: unknown }).data));
	expect(`${page.origin}${page.pathname}`).toBe(`${box.url}/api/oauth2/authorize`);
	const granted = await fetch(page, { redirect: 'manual' });
	const back = new URL(granted.headers.get('location') ?? '');
	expect(`${back.origin}${back.pathname}`).toBe(REDIRECT);
	expect((await n8n.rest('GET', `${back.pathname}${back.search}`)).status).toBe(200);
	await n8n.publish([SEED, SERVICE]);
	refusal = n8n
		.publish(['bare', 'misfit', 'unconnected', 'part', 'named'])
		.catch((error: unknown) => error);
});

it('creates one webhook on each of three targets, and one on the folder of the service account', () => {
	expect(
		atSeed()
			.map(({ target, triggers, user }) => [target, triggers, user.id])
			.sort(),
	).toEqual(
		[contracts, invoices, plan]
			.map(({ type, id }) => [{ id, type }, ['FILE.DOWNLOADED', 'FILE.RENAMED'], box.user.id])
			.sort(),
	);
	expect(heldAt(`hook-${SERVICE}/finished`)).toMatchObject([
		{ target: { id: shared.id }, triggers: ['FILE.TRASHED', 'FILE.UPLOADED'] },
	]);
	expect(held()).toHaveLength(4);
	// It is restored by the watch, which the last tests wait for.
	box.webhooks.drop(heldAt(`hook-${SERVICE}/finished`)[0].id);
});

it('lists files and folders by a typed path', async () => {
	box.items.add('file', 'Draft.pdf', box.user, contracts);
	const { body } = await n8n.rest(
		'POST',
		'/rest/dynamic-node-parameters/resource-locator-results',
		{
			path: 'parameters.pickedTargets.target[0].target',
			methodName: 'browseTargets',
			filter: 'contracts/',
			nodeTypeAndVersion: { name: 'n8n-nodes-signed-events.boxEventsTrigger', version: 2 },
			credentials: { signedEventsBoxOAuth2Api: { id: 'signedEventsBox', name: 'signedEventsBox' } },
			currentNodeParameters: {},
		},
	);
	expect((body as { data: unknown }).data).toMatchObject({
		results: [{ name: 'Contracts/Draft.pdf', value: expect.stringMatching(/^file:\d+$/) }],
	});
});

it('sends the events of all three targets to the callback, verified and signed', async () => {
	const offer = box.items.add('file', 'Offer – 見積.pdf', box.user, contracts);
	const bill = box.items.add('file', 'Bill.pdf', box.user, invoices);
	const deliveries = await Promise.all(
		[offer, bill, plan].map(async (item) => await box.courier.tell('FILE.RENAMED', item, box.user)),
	);
	expect(deliveries.flat().map(({ status }) => status)).toEqual([200, 200, 200]);
	await waitFor(() => told().length >= 3, SOON_MS, 'three events');
	expect(told().sort()).toEqual([offer, bill, plan].map(({ id }) => `UPDATED files ${id}`).sort());
	expect(callback.received.map(({ verified }) => verified)).toEqual([true, true, true]);
	expect(JSON.parse(callback.received[0].body.toString('utf8'))).toMatchObject({
		...{ elementKey: 'box', hubKey: 'documents', objectType: 'files' },
		instanceName: '<INSTANCE_NAME>',
		instanceTags: ['<Add_Your_Tag>'],
	});
	const done = await waitFor(
		async () => {
			const all = await executions(SEED);
			return all.every(({ status }) => status === 'success') && all;
		},
		SOON_MS,
		'the executions to end',
	);
	const items = done.flatMap((execution) => itemsOf(execution, 'Box'));
	const events = items.map(({ json }) => normalizedEvent.parse(json));
	expect(events.find(({ objectId }) => objectId === offer.id)).toMatchObject({
		account: `user_${box.user.id}`,
		capture: 'webhook',
		topic: 'FILE.RENAMED',
		raw: { source: { name: 'Offer – 見積.pdf', parent: { id: contracts.id } } },
	});
});

describe('a delivery without a valid signature', () => {
	it.each<[what: string, forge: (body: string) => [string, Record<string, string>]]>([
		[
			'a forged signature',
			(body) => [body, headersOf(body, { primary: 'x', secondary: 'x' }, Date.now())],
		],
		['no signature', (body) => [body, headersOf(body, {}, Date.now())]],
		['one byte more', (body) => [`${body} `, headersOf(body, box.app.keys, Date.now())]],
		[
			'a delivery of eleven minutes ago',
			(body) => [body, headersOf(body, box.app.keys, Date.now() - 660_000)],
		],
	])('gets 401 and starts no execution: %s', async (_, forge) => {
		const { url, body } = box.courier.deliveries[0];
		const [sent, headers] = forge(body.replace('FILE.RENAMED', 'FILE.DOWNLOADED'));
		const started = await startedBy(
			() => n8n.executions(),
			1,
			async () => {
				expect(await box.courier.post(url, headers, sent)).toBe(401);
				await box.acts.rename(plan, `${plan.name}'`, box.user);
			},
		);
		expect(started.map(({ workflowId }) => workflowId)).toEqual([SEED]);
		const [item] = itemsOf(started[0], 'Box');
		expect(item.json).toMatchObject({ topic: 'FILE.RENAMED' });
	});

	it('is not caused by the reset of one key', async () => {
		const { keys } = box.app;
		for (const reset of [{ primary: 'new' }, { secondary: 'new' }]) {
			box.app.keys = { ...keys, ...reset };
			const [{ status }] = await box.courier.tell('FILE.DOWNLOADED', plan, box.user);
			expect(status).toBe(200);
		}
		box.app.keys = keys;
	});
});

it('creates a webhook again at once when Box reports its removal, with a renewed token', async () => {
	const lost = atSeed().find(({ target }) => target.id === invoices.id)!;
	const before = (await executions(SEED)).length;
	box.tokens.expireAccessTokens();
	expect(await box.courier.cleanUp(lost)).toMatchObject([{ status: 200 }]);
	await waitFor(() => atSeed().length === 3, SOON_MS, 'the webhook to be created again');
	expect(n8n.output()).toContain(`Box deleted webhook ${lost.id} (auto_cleanup)`);
	await waitFor(
		() => /restored its subscriptions \(created folder \d+ \(FILE/.test(n8n.output()),
		SOON_MS,
		'the log to say so',
	);
	expect(await executions(SEED)).toHaveLength(before);
	expect(box.requests.all(({ status }) => status === 401).length).toBeGreaterThan(0);
});

it('logs an ended session, starts nothing, and continues after a new connection', async () => {
	const before = (await executions(SEED)).length;
	box.tokens.revoke(box.user);
	expect(await box.courier.tell('FILE.RENAMED', plan, box.colleague)).toMatchObject([
		{ status: 200 },
	]);
	await waitFor(
		() =>
			/The request to [^ ]+ failed: the credential is no longer valid\. Open it and connect it again/.test(
				n8n.output(),
			),
		SOON_MS,
		'the log to say what to do',
	);
	expect(n8n.output()).toContain('the session of the user who created webhook');
	expect(await executions(SEED)).toHaveLength(before);
	const asked = await n8n.rest('GET', '/rest/oauth2-credential/auth?id=signedEventsBox');
	const page = String((asked.body as { data: unknown }).data);
	const back = new URL((await fetch(page, { redirect: 'manual' })).headers.get('location') ?? '');
	await n8n.rest('GET', `${back.pathname}${back.search}`);
	await box.courier.tell('FILE.RENAMED', plan, box.user);
	await waitFor(async () => (await executions(SEED)).length > before, SOON_MS, 'an execution');
});

it('rejects an activation without a key or a connection, with a malformed key or subject, or with an unsupported trigger', async () => {
	const said = String(await refusal);
	expect(said).toContain('the Box credential has no signature key');
	expect(said).toContain(
		`The trigger FILE.UPLOADED cannot be used for file ${plan.id}: Box offers it for a folder only`,
	);
	expect(said).toContain('the credential is not connected yet. Open it and connect it');
	expect(said).toContain(MALFORMED_KEYS);
	expect(said).toContain('its Subject ID is not a number. Enter the ID of the enterprise');
	expect([...heldAt('hook-bare/webhook'), ...heldAt('hook-misfit/webhook')]).toEqual([]);
});

describe('the credential test', () => {
	const test = async (changes: Record<string, unknown>) => {
		const { id, name, type, data } = credential('service', {
			grantType: 'clientCredentials',
			subjectType: 'enterprise',
			subjectId: box.enterpriseId,
			...changes,
		});
		const { body } = await n8n.rest('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
		return (body as { data: { status: string; message: string } }).data;
	};

	it('passes for a valid credential', async () => {
		expect(await test({})).toMatchObject({ status: 'OK' });
	});

	it.each([
		['a wrong secret', { clientSecret: 'wrong' }, /Client authentication failed/],
		[
			'no signature key',
			{ primarySignatureSecret: '', secondarySignatureSecret: '' },
			/it has no signature key/,
		],
		['a part of a key', { primarySignatureSecret: 'short' }, /a signature key is incomplete/],
		[
			'a key in quotation marks',
			{ primarySignatureSecret: `"${'k'.repeat(32)}"` },
			/in quotation marks/,
		],
		['a wrong enterprise', { subjectId: '1' }, /authorization grant .* is invalid/],
	])('fails with a reason for %s', async (_, changes, says) => {
		const { status, message } = await test(changes);
		expect([status, message]).toEqual(['Error', expect.stringMatching(says)]);
	});
});

it('restores a webhook that was removed while the workflow is active', async () => {
	const restored = () => heldAt(`hook-${SERVICE}/finished`)[0];
	await waitFor(restored, 75_000, 'the next check, within a minute');
	expect(restored()).toMatchObject({ target: { id: shared.id }, user: box.app.serviceAccount });
}, 80_000);

it('lets Box retry a failed delivery, and counts it once', async () => {
	const paper = box.items.add('file', 'Paper.pdf', box.user, shared);
	callback.answerWith(500);
	expect(await box.courier.tell('FILE.UPLOADED', paper, box.user)).toMatchObject([{ status: 500 }]);
	callback.answerWith(200);
	expect(await box.courier.retryDue(Infinity)).toMatchObject([{ status: 200, attempt: 1 }]);
	const { url, headers, body } = box.courier.deliveries.at(-1)!;
	expect(await box.courier.post(url, headers, body)).toBe(200);
	const runs = await executions(SERVICE);
	expect(runs.map(({ status }) => status)).toEqual(['error', 'success']);
	const events = runs.flatMap((run) => itemsOf(run, 'Box')).map(({ json }) => json);
	expect(new Set(events.map(({ id }) => id)).size).toBe(1);
	expect(events[0]).toMatchObject({
		eventType: 'CREATED',
		objectType: 'files',
		objectId: paper.id,
		account: `enterprise_${box.enterpriseId}`,
	});
});

it('finds what happened while n8n was stopped, once, although Box retries the deliveries later', async () => {
	const { acts, courier, user } = box;
	const report = box.items.add('file', 'Report.pdf', user, shared);
	await n8n.stop();
	const letter = await acts.upload('Letter.pdf', user, shared);
	const trashed = await acts.trash(report, user);
	expect(trashed.map(({ status }) => status)).toEqual([0]);
	await acts.upload('Elsewhere.pdf', user);
	clock.skew = 3 * 60_000;
	await n8n.restart();
	const missed = [`CREATED files ${letter.id}`, `DELETED files ${report.id}`];
	const found = () => missed.filter((name) => told().includes(name));
	await waitFor(() => found().length === missed.length, 90_000, 'the next check, within a minute');
	clock.skew = 0;
	expect((await courier.retryDue(Infinity)).map(({ status }) => status)).toEqual([200, 200]);
	const events = arrived().filter(({ objectId }) => [letter.id, report.id].includes(objectId));
	expect(events.map(({ eventType, objectId }) => `${eventType} files ${objectId}`).sort()).toEqual(
		missed.sort(),
	);
	expect(told().join()).not.toContain('Elsewhere');
}, 240_000);

it('removes only its own webhooks at a deactivation, and stores only where catch-up ended', async () => {
	const session = { app: box.app, user: box.user };
	const target = { id: shared.id, type: 'folder' };
	const address = 'https://elsewhere.example/';
	box.webhooks.create(session, { target, address, triggers: ['FILE.MOVED'] });
	await n8n.unpublish([SEED, SERVICE]);
	expect(held().map((one) => one.address)).toEqual([address]);
	for (const id of [SEED, SERVICE])
		expect(await n8n.staticData(id)).toEqual({
			'node:Box': { catchUpEnded: expect.objectContaining({ at: expect.any(Number) }) },
		});
});
