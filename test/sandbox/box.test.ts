import { BoxCcgAuth, CcgConfig } from 'box-node-sdk/lib/box/ccgAuth';
import { BoxClient } from 'box-node-sdk/lib/client';
import { WebhooksManager } from 'box-node-sdk/lib/managers/webhooks';

import { lineOf, type BoxItem } from './box/items';
import { BoxSandbox } from './box/server';
import { ManualClock } from './clock';
import { WebhookReceiver } from './webhookReceiver';

const ADDRESS = 'https://hooks.example/hook';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let clock: ManualClock;
let box: BoxSandbox;
let receiver: WebhookReceiver;
let token: string;
let folder: BoxItem;
let file: BoxItem;

beforeEach(async () => {
	clock = new ManualClock(Date.now() - 2000);
	[box, receiver] = await Promise.all([
		BoxSandbox.start(3, clock, { redirectUris: ['https://n8n.example/callback'], largestPage: 4 }),
		WebhookReceiver.start(),
	]);
	box.hosts.set('hooks.example', new URL(receiver.url).origin);
	folder = box.items.add('folder', 'Contracts', box.user);
	file = box.items.add('file', 'Offer.pdf', box.user, folder);
	token = String((await grantFor('user', box.user.id)).access_token);
});

afterEach(async () => await Promise.all([box.close(), receiver.close()]));

async function post(path: string, form: Record<string, string>) {
	const answer = await fetch(`${box.url}${path}`, {
		method: 'POST',
		body: new URLSearchParams(form),
	});
	return (await answer.json()) as Record<string, unknown>;
}

const client = () => ({ client_id: box.app.clientId, client_secret: box.app.clientSecret });

const grantFor = async (type: string, id: string) =>
	await post('/oauth2/token', {
		...client(),
		grant_type: 'client_credentials',
		box_subject_type: type,
		box_subject_id: id,
	});

async function call(method: string, path: string, body?: unknown, whose = token) {
	const answer = await fetch(`${box.url}/2.0${path}`, {
		method,
		headers: { authorization: `Bearer ${whose}`, 'content-type': 'application/json' },
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
	const text = await answer.text();
	return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

const wanted = (target: BoxItem = folder, triggers = ['FILE.UPLOADED']) => ({
	target: { id: target.id, type: target.type },
	address: ADDRESS,
	triggers,
});
const create = async (target = folder, triggers = ['FILE.UPLOADED']) =>
	(await call('POST', '/webhooks', wanted(target, triggers))).body as { id: string };

describe("Box's own SDK", () => {
	const sdk = () => {
		const { clientId, clientSecret } = box.app;
		const config = new CcgConfig({ clientId, clientSecret, userId: box.user.id });
		const auth = new BoxCcgAuth({ config });
		return new BoxClient({ auth }).withCustomBaseUrls({
			baseUrl: box.url,
			uploadUrl: box.url,
			oauth2Url: box.url,
		});
	};

	it('gets a token, and reads users, folders and files', async () => {
		const { users, folders, files } = sdk();
		expect(await users.getUserMe()).toMatchObject({ id: box.user.id, name: 'Jörg Müller' });
		const top = await folders.getFolderItems('0', { queryParams: { usemarker: true } } as never);
		expect(top.entries).toMatchObject([{ type: 'folder', id: folder.id }]);
		expect((await files.getFileById(file.id)).parent).toMatchObject({ id: folder.id });
	});

	it('creates, lists, reads, updates and deletes webhooks', async () => {
		const { webhooks } = sdk();
		const made = await webhooks.createWebhook(wanted() as never);
		expect(made).toMatchObject({ address: ADDRESS, triggers: ['FILE.UPLOADED'] });
		const listed = await webhooks.getWebhooks();
		expect(listed.entries).toMatchObject([{ id: made.id, target: { id: folder.id } }]);
		expect(listed.entries?.[0]).not.toHaveProperty('address');
		const changed = await webhooks.updateWebhookById(made.id!, {
			requestBody: { triggers: ['FILE.DOWNLOADED'] },
		} as never);
		expect(changed.triggers).toEqual(['FILE.DOWNLOADED']);
		expect((await webhooks.getWebhookById(made.id!)).createdBy?.id).toBe(box.user.id);
		await webhooks.deleteWebhookById(made.id!);
		expect(box.webhooks.all()).toEqual([]);
	});

	it('accepts the signature of a delivery', async () => {
		await create();
		const [{ body, headers }] = await box.courier.tell('FILE.UPLOADED', file, box.colleague);
		const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
		const { primary, secondary } = box.app.keys as { primary: string; secondary: string };
		const judge = async (key: string, other: string) =>
			await WebhooksManager.validateMessage(body, Object.fromEntries(lower), key, {
				secondaryKey: other,
			});
		expect(await judge(primary, 'no')).toBe(true);
		expect(await judge('no', secondary)).toBe(true);
		expect(await judge(secondary, primary)).toBe(false);
	});
});

describe('tokens', () => {
	it('are issued once per code and renewed once per refresh token', async () => {
		const redirect_uri = 'https://n8n.example/callback';
		const query = { response_type: 'code', client_id: box.app.clientId, redirect_uri, state: 's' };
		const page = await fetch(`${box.url}/api/oauth2/authorize?${new URLSearchParams(query)}`, {
			redirect: 'manual',
		});
		const to = new URL(page.headers.get('location')!);
		expect([page.status, to.origin, to.searchParams.get('state')]).toEqual([
			302,
			'https://n8n.example',
			's',
		]);
		const code = { ...client(), grant_type: 'authorization_code', redirect_uri };
		const form = { ...code, code: to.searchParams.get('code')! };
		const first = await post('/oauth2/token', form);
		expect(first).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
		expect(await post('/oauth2/token', form)).toMatchObject({ error: 'invalid_grant' });
		const renewal = {
			...client(),
			grant_type: 'refresh_token',
			refresh_token: String(first.refresh_token),
		};
		const second = await post('/oauth2/token', renewal);
		expect(second.refresh_token).not.toBe(first.refresh_token);
		expect(await post('/oauth2/token', renewal)).toMatchObject({ error: 'invalid_grant' });
		const whose = String(second.access_token);
		expect((await call('GET', '/users/me', undefined, whose)).body.id).toBe(box.user.id);
	});

	it('are not issued to other clients', async () => {
		const code = {
			response_type: 'code',
			client_id: box.app.clientId,
			redirect_uri: 'https://x.example',
		};
		const page = await fetch(`${box.url}/api/oauth2/authorize?${new URLSearchParams(code)}`);
		expect(page.status).toBe(400);
		expect(await grantFor('enterprise', '1')).toEqual({
			error: 'invalid_grant',
			error_description: 'Grant credentials are invalid',
		});
		expect(await grantFor('app', box.enterpriseId)).toMatchObject({ error: 'invalid_grant' });
		expect(await grantFor('enterprise', box.enterpriseId)).toHaveProperty('access_token');
		box.app.isAuthorized = false;
		expect(await grantFor('enterprise', box.enterpriseId)).toMatchObject({
			error: 'unauthorized_client',
		});
		const wrong = { ...client(), client_secret: 'x', grant_type: 'client_credentials' };
		expect(await post('/oauth2/token', wrong)).toMatchObject({ error: 'invalid_client' });
	});

	it('expire after an hour', async () => {
		clock.advance(59 * MINUTE);
		expect((await call('GET', '/users/me')).status).toBe(200);
		clock.advance(2 * MINUTE);
		expect((await call('GET', '/users/me')).status).toBe(401);
	});
});

describe('the rules for webhooks', () => {
	it.each<[what: string, status: number, body: () => object]>([
		['no target', 400, () => ({ ...wanted(), target: undefined })],
		['no triggers', 400, () => ({ ...wanted(), triggers: [] })],
		['a trigger that Box does not know', 400, () => wanted(folder, ['FILE.TELEPORTED'])],
		["a folder's trigger for a file", 400, () => wanted(file)],
		['a webhook on its own end', 400, () => wanted(folder, ['WEBHOOK.DELETED'])],
		['an unknown field', 400, () => ({ ...wanted(), name: 'x' })],
		['a number for an id', 400, () => ({ ...wanted(), target: { id: 1, type: 'folder' } })],
		['All Files', 400, () => ({ ...wanted(), target: { id: '0', type: 'folder' } })],
		['an item that is not there', 404, () => ({ ...wanted(), target: { id: '1', type: 'file' } })],
		['http', 400, () => ({ ...wanted(), address: 'http://hooks.example/hook' })],
		['a port', 400, () => ({ ...wanted(), address: 'https://hooks.example:8443/hook' })],
		['localhost', 400, () => ({ ...wanted(), address: 'https://localhost/hook' })],
		['a private host', 400, () => ({ ...wanted(), address: 'https://10.0.0.1/hook' })],
		['Box itself', 400, () => ({ ...wanted(), address: 'https://api.box.com/hook' })],
	])('reject %s with %d', async (_, status, body) => {
		const answer = await call('POST', '/webhooks', body());
		expect(answer).toMatchObject({ status, body: { type: 'error', status } });
		expect(box.webhooks.all()).toEqual([]);
	});

	it('reject an app without the scope, and items that its user cannot open', async () => {
		const whose = String((await grantFor('user', box.colleague.id)).access_token);
		expect((await call('POST', '/webhooks', wanted(), whose)).status).toBe(404);
		folder.collaborators.add(box.colleague.id);
		expect((await call('POST', '/webhooks', wanted(), whose)).status).toBe(201);
		box.app.mayManageWebhooks = false;
		expect(await call('GET', '/webhooks', undefined, whose)).toMatchObject({
			status: 403,
			body: { code: 'insufficient_scope' },
		});
	});

	it('allow one webhook per item, app and user', async () => {
		const { id } = await create();
		const other = await create(file, ['FILE.DOWNLOADED']);
		expect(await call('POST', '/webhooks', wanted(folder, ['FILE.MOVED']))).toMatchObject({
			status: 409,
			body: { code: 'conflict' },
		});
		const target = { id: file.id, type: 'file' };
		const moved = { target, triggers: ['FILE.MOVED'] };
		expect((await call('PUT', `/webhooks/${id}`, moved)).status).toBe(409);
		expect((await call('PUT', `/webhooks/${other.id}`, moved)).status).toBe(200);
		folder.collaborators.add(box.colleague.id);
		const whose = String((await grantFor('user', box.colleague.id)).access_token);
		expect((await call('POST', '/webhooks', wanted(), whose)).status).toBe(201);
	});

	it('list webhooks in pages, without address and triggers, to their app and user only', async () => {
		for (let count = 0; count < 6; count++)
			await create(box.items.add('folder', `F${count}`, box.user));
		const first = (await call('GET', '/webhooks?limit=1000')).body;
		expect(first.entries).toHaveLength(4);
		expect(Object.keys(first.entries[0]).sort()).toEqual(['id', 'target', 'type']);
		const rest = (await call('GET', `/webhooks?limit=1000&marker=${first.next_marker}`)).body;
		expect(rest.entries).toHaveLength(2);
		expect(rest).not.toHaveProperty('next_marker');
		const whose = String((await grantFor('user', box.colleague.id)).access_token);
		expect((await call('GET', '/webhooks', undefined, whose)).body.entries).toEqual([]);
		const { id } = first.entries[0];
		expect((await call('GET', `/webhooks/${id}`, undefined, whose)).status).toBe(404);
	});

	it('allow a thousand webhooks', async () => {
		const session = { app: box.app, user: box.user };
		for (let count = 0; count < 1000; count++)
			box.webhooks.create(session, wanted(box.items.add('folder', `F${count}`, box.user)));
		expect((await call('POST', '/webhooks', wanted())).status).toBe(400);
	});
});

describe('folders', () => {
	it('are listed in pages, with the requested fields, to users with access', async () => {
		for (const name of ['b', 'a', 'c']) box.items.add('file', name, box.user, folder);
		const path = `/folders/${folder.id}/items?usemarker=true&fields=name&limit=3`;
		const { body } = await call('GET', path);
		expect(body.entries.map((one: object) => Object.keys(one).sort())[0]).toEqual([
			'id',
			'name',
			'type',
		]);
		const rest = await call('GET', `${path}&marker=${body.next_marker}`);
		const names = [...body.entries, ...rest.body.entries].map(({ name }) => name);
		expect(names).toEqual(['a', 'b', 'c', 'Offer.pdf']);
		const whose = String((await grantFor('user', box.colleague.id)).access_token);
		expect((await call('GET', path, undefined, whose)).status).toBe(404);
	});
});

describe('deliveries', () => {
	const told = () => receiver.calls.map(({ body }) => JSON.parse(body).trigger);

	it('go to webhooks with the trigger on the item and on its parent folders', async () => {
		await create(folder, ['FILE.DOWNLOADED', 'FILE.UPLOADED']);
		await create(file, ['FILE.DOWNLOADED']);
		expect(await box.courier.tell('FILE.DOWNLOADED', file, box.colleague)).toHaveLength(2);
		expect(await box.courier.tell('FILE.UPLOADED', file, box.colleague)).toHaveLength(1);
		expect(await box.courier.tell('FILE.MOVED', file, box.colleague)).toEqual([]);
		expect(told()).toEqual(['FILE.DOWNLOADED', 'FILE.DOWNLOADED', 'FILE.UPLOADED']);
		expect(lineOf(file)).toHaveLength(2);
	});

	it("have Box's JSON escapes and documented headers", async () => {
		await create();
		await box.courier.tell('FILE.UPLOADED', file, box.user);
		const [{ body, headers }] = receiver.calls;
		expect(body).toMatch(/"name":"J\\u00f6rg M\\u00fcller"/);
		expect(body).not.toMatch(/[^ -~]/);
		expect(headers).toMatchObject({
			'user-agent': 'Box-WH-Client/0.1',
			'box-signature-version': '1',
			'box-signature-algorithm': 'HmacSHA256',
			'box-delivery-timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-08:00$/),
		});
	});

	it('that fail are retried ten times with backoff, the same body id and new headers', async () => {
		await create();
		receiver.answer = () => ({ status: 500 });
		await box.courier.tell('FILE.UPLOADED', file, box.user);
		clock.advance(4 * MINUTE);
		expect(await box.courier.retryDue()).toEqual([]);
		for (let attempt = 1, pause = 5 * MINUTE; attempt <= 10; attempt++, pause *= 2) {
			clock.advance(pause);
			expect((await box.courier.retryDue()).map((one) => one.attempt)).toEqual([attempt]);
		}
		clock.advance(365 * DAY);
		expect(await box.courier.retryDue()).toEqual([]);
		const bodies = new Set(receiver.calls.map(({ body }) => body));
		const ids = new Set(receiver.calls.map(({ headers }) => headers['box-delivery-id']));
		expect([bodies.size, ids.size, receiver.calls.length]).toEqual([1, 11, 11]);
	});

	it('are signed with the keys at the time of sending', async () => {
		await create();
		const signatures = async () => {
			const [{ headers }] = await box.courier.tell('FILE.UPLOADED', file, box.user);
			return Object.keys(headers).filter((name) => name.startsWith('BOX-SIGNATURE-'));
		};
		expect(await signatures()).toHaveLength(4);
		box.app.keys = { secondary: 'only' };
		expect(await signatures()).toHaveLength(3);
	});

	it.each([
		['the app is no longer authorized', () => (box.app.isAuthorized = false)],
		['the user was cut off', () => box.tokens.revoke(box.user)],
	])('keep the contents back when %s', async (_, end) => {
		await create();
		clock.advance(DAY);
		await box.courier.tell('FILE.UPLOADED', file, box.colleague);
		expect(told()).toEqual(['FILE.UPLOADED']);
		receiver.forget();
		end();
		await box.courier.tell('FILE.UPLOADED', file, box.colleague);
		expect(told()).toEqual(['NO_ACTIVE_SESSION']);
		expect(receiver.calls[0].body).not.toContain('Offer');
	});

	it('report when Box removes a webhook without successful responses', async () => {
		await create();
		receiver.answer = () => ({ status: 500 });
		clock.advance(20 * DAY);
		await box.courier.tell('FILE.UPLOADED', file, box.user);
		expect(await box.courier.cleanUpIdle()).toEqual([]);
		clock.advance(11 * DAY);
		const [{ body }] = await box.courier.cleanUpIdle();
		expect(JSON.parse(body)).toMatchObject({
			trigger: 'WEBHOOK.DELETED',
			additional_info: { reason: 'auto_cleanup' },
		});
		expect(box.webhooks.all()).toEqual([]);
	});
});
