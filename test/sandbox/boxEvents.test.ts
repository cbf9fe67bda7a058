import type { BoxItem, BoxUser } from './box/items';
import { versionId } from './box/items';
import { BoxSandbox } from './box/server';
import { ManualClock } from './clock';
import { WebhookReceiver } from './webhookReceiver';

const DAY = 24 * 3_600_000;

let clock: ManualClock;
let box: BoxSandbox;
let receiver: WebhookReceiver;
let folder: BoxItem;

beforeEach(async () => {
	clock = new ManualClock('2026-11-01T12:00:00Z');
	[box, receiver] = await Promise.all([BoxSandbox.start(3, clock), WebhookReceiver.start()]);
	box.hosts.set('hooks.example', new URL(receiver.url).origin);
	folder = box.items.add('folder', 'Contracts', box.user);
});

afterEach(async () => await Promise.all([box.close(), receiver.close()]));

async function tokenOf(user: BoxUser): Promise<string> {
	const form = {
		grant_type: 'client_credentials',
		client_id: box.app.clientId,
		client_secret: box.app.clientSecret,
		box_subject_type: 'user',
		box_subject_id: user.id,
	};
	const answer = await fetch(`${box.url}/oauth2/token`, {
		method: 'POST',
		body: new URLSearchParams(form),
	});
	return ((await answer.json()) as { access_token: string }).access_token;
}

interface Event {
	event_id: string;
	event_type: string;
	created_at: string;
	source: Record<string, unknown>;
}

async function read(query: Record<string, string> = {}, user = box.user) {
	const answer = await fetch(`${box.url}/2.0/events?${new URLSearchParams(query)}`, {
		headers: { authorization: `Bearer ${await tokenOf(user)}` },
	});
	const text = await answer.text();
	const body = JSON.parse(text);
	const [, position = ''] = /"next_stream_position":"?(\d+)/.exec(text) ?? [];
	return { status: answer.status, text, position, entries: (body.entries ?? []) as Event[] };
}

/** Reads a stream until its position stands still. */
async function readAll(from: string, query: Record<string, string> = {}, user = box.user) {
	const entries: Event[] = [];
	for (let position = from; ; ) {
		const page = await read({ ...query, stream_position: position }, user);
		entries.push(...page.entries);
		if (page.position === position && page.entries.length === 0) return entries;
		position = page.position;
	}
}

const typesOf = (entries: Event[]) => entries.map(({ event_type }) => event_type);

describe('the stream of a user', () => {
	it('begins at "now", and shows each act that a webhook tells, with the same counters', async () => {
		const { position } = await read({ stream_position: 'now' });
		const session = { app: box.app, user: box.user };
		box.webhooks.create(session, {
			target: { id: folder.id, type: 'folder' },
			address: 'https://hooks.example/hook',
			triggers: ['FILE.UPLOADED', 'FILE.RENAMED'],
		});
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		await box.acts.rename(file, 'Offer 2.pdf', box.user);
		const entries = await readAll(position);
		expect(typesOf(entries)).toEqual(['ITEM_UPLOAD', 'ITEM_RENAME']);
		const told = receiver.calls.map(({ body }) => JSON.parse(body));
		expect(told.map(({ trigger }) => trigger)).toEqual(['FILE.UPLOADED', 'FILE.RENAMED']);
		for (const [index, entry] of entries.entries()) {
			expect(entry.event_id).not.toBe(told[index].id);
			expect(entry.source).toEqual(told[index].source);
			expect(entry.created_at).toBe(told[index].created_at);
		}
		expect(entries[1].source).toMatchObject({
			sequence_id: '1',
			etag: '1',
			file_version: { id: versionId(file) },
		});
	});

	it('shows what the user may open, and downloads to the owner only', async () => {
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		expect(await readAll('0', {}, box.colleague)).toEqual([]);
		await box.acts.invite(folder, box.colleague, box.user);
		await box.acts.download(file, box.colleague);
		await box.acts.lock(file, box.user);
		expect(typesOf(await readAll('0'))).toEqual([
			...['ITEM_UPLOAD', 'COLLAB_ADD_COLLABORATOR', 'ITEM_DOWNLOAD', 'LOCK_CREATE'],
		]);
		expect(typesOf(await readAll('0', {}, box.colleague))).toEqual([
			...['COLLAB_ADD_COLLABORATOR', 'LOCK_CREATE'],
		]);
		expect(typesOf(await readAll('0', { stream_type: 'changes' }))).not.toContain('ITEM_DOWNLOAD');
	});

	it('lists late, twice, in another order and on short pages, but each event at last', async () => {
		Object.assign(box.events.habits, { duplicates: 0.3, lateness: 60_000, shortPages: 0.5 });
		for (let count = 0; count < 30; count++) {
			await box.acts.upload(`${count}.pdf`, count % 3 ? box.user : box.colleague);
			clock.advance(2_000);
		}
		clock.advance(60_000);
		const entries = await readAll('0');
		const ids = new Set(entries.map(({ event_id }) => event_id));
		expect(ids.size).toBe(20);
		expect(entries.length).toBeGreaterThan(20);
		const dates = entries.map(({ created_at }) => created_at);
		expect(dates).not.toEqual([...dates].sort());
	});

	it('writes positions beyond 2^53 as texts or as numbers', async () => {
		box.events.habits.positions = 'mixed';
		const [first, second] = [
			await read({ stream_position: 'now' }),
			await read({ stream_position: 'now' }),
		];
		expect(first.text).toContain('"next_stream_position":1152922976252290000');
		expect(second.text).toContain('"next_stream_position":"1152922976252290000"');
	});

	it('keeps two weeks, and an older position gets the oldest event or an error', async () => {
		const { position } = await read({ stream_position: 'now' });
		await box.acts.upload('Old.pdf', box.user);
		clock.advance(14 * DAY);
		await box.acts.upload('New.pdf', box.user);
		const entries = await readAll(position);
		expect(entries.map(({ source }) => source.name)).toEqual(['New.pdf']);
		box.events.habits.expired = 'error';
		expect((await read({ stream_position: position })).status).toBe(400);
	});
});

describe('the streams of the enterprise', () => {
	const admin = () => box.app.serviceAccount;

	it.each(['admin_logs', 'admin_logs_streaming'])('%s needs the scope', async (type) => {
		expect((await read({ stream_type: type }, admin())).status).toBe(403);
		box.app.mayManageEnterprise = true;
		expect((await read({ stream_type: type }, admin())).status).toBe(200);
		expect((await read({ stream_type: type })).status).toBe(403);
	});

	it('show acts of all users, by id, name, parent and owner alone', async () => {
		box.app.mayManageEnterprise = true;
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		await box.acts.addMetadata(file, box.colleague);
		const entries = await readAll('0', { stream_type: 'admin_logs_streaming' }, admin());
		expect(typesOf(entries)).toEqual(['UPLOAD', 'METADATA_INSTANCE_CREATE']);
		expect(entries[0].source).toEqual({
			item_type: 'file',
			item_id: file.id,
			item_name: 'Offer.pdf',
			parent: { type: 'folder', id: folder.id, name: 'Contracts' },
			owned_by: expect.anything(),
		});
		const query = { stream_type: 'admin_logs_streaming', event_type: 'UPLOAD,EDIT' };
		expect(typesOf(await readAll('0', query, admin()))).toEqual(['UPLOAD']);
	});

	it('keep a year as history, by date and with the latest missing', async () => {
		box.app.mayManageEnterprise = true;
		await box.acts.upload('Old.pdf', box.user);
		clock.advance(20 * DAY);
		await box.acts.upload('New.pdf', box.user);
		const query = { stream_type: 'admin_logs', created_after: '2026-10-01T00:00:00Z' };
		expect((await read(query, admin())).entries).toHaveLength(1);
		clock.advance(3_600_000);
		const page = await read({ ...query, limit: '1' }, admin());
		expect(page.entries).toHaveLength(1);
		const next = await read({ ...query, stream_position: page.position }, admin());
		expect(next.entries.map(({ source }) => source.item_name)).toEqual(['New.pdf']);
		const before = { ...query, created_before: '2026-11-02T00:00:00Z' };
		expect((await read(before, admin())).entries).toHaveLength(1);
		clock.advance(366 * DAY);
		expect((await read(query, admin())).entries).toEqual([]);
	});
});

it.each([
	{ unknown: '1' },
	{ stream_type: 'sync' },
	{ stream_position: 'yesterday' },
	{ stream_position: '1' },
	{ limit: '501' },
	{ event_type: 'ITEM_UPLOAD' },
	{ created_after: '2026-11-01T00:00:00Z' },
])('rejects %j', async (query) => {
	expect((await read(query as unknown as Record<string, string>)).status).toBe(400);
});
