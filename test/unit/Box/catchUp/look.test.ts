import { newMemories, Places } from '../../../../nodes/Box/catchUp/places';
import { TRIGGERS } from '../../../../nodes/Box/triggers';
import { box as vendor, type Connection } from '../../../../nodes/Box/vendor';
import type { Change } from '../../../../nodes/core/event';
import { PROBLEM } from '../../../../nodes/core/result';
import type { Cursor } from '../../../../nodes/core/vendor';
import { plant } from '../../../sandbox/box/acts';
import type { BoxItem } from '../../../sandbox/box/items';
import { BoxSandbox } from '../../../sandbox/box/server';
import { ManualClock } from '../../../sandbox/clock';
import { WebhookReceiver } from '../../../sandbox/webhookReceiver';
import { connectEnterprise, connectSandbox, reachSandbox } from '../sandboxBox';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ALL = TRIGGERS.map(({ trigger }) => trigger);
const catchUp = vendor.catchUp!;

let clock: ManualClock;
let box: BoxSandbox;
let folder: BoxItem;
let connection: Connection;
let cursor: Cursor;
let warnings: readonly string[];

beforeEach(async () => {
	clock = new ManualClock('2026-11-01T12:00:00Z');
	box = await BoxSandbox.start(3, clock, { callsPerMinute: 100_000 });
	folder = box.items.add('folder', 'Contracts', box.user);
	connection = {
		...(await connectSandbox(box, watching([folder]))),
		box: await reachSandbox(box, box.user, true),
		places: new Places(undefined, 'node', () => clock.now()),
		now: () => clock.now(),
		steadyNow: () => clock.now(),
	};
	await begin();
});
afterEach(async () => await box.close());

function watching(items: BoxItem[], triggers = ALL) {
	return { targets: items.map(({ type, id }) => ({ type, id })), triggers };
}

async function begin(): Promise<void> {
	const begun = await catchUp.begin(connection);
	if (!begun.ok) throw new Error(begun.problem.message);
	cursor = begun.value.cursor;
	warnings = begun.value.warnings ?? [];
	box.requests.reset();
}

/** Looks once, as a tick does, without the host's filter for repeated events. */
async function lookOnce(): Promise<Change[]> {
	const looked = await catchUp.look(connection, cursor);
	if (!looked.ok) throw new Error(looked.problem.message);
	cursor = looked.value.cursor;
	warnings = looked.value.warnings ?? [];
	return looked.value.changes;
}

/** Looks when all that happened is old enough. */
async function look(): Promise<Change[]> {
	clock.advance(10 * MINUTE);
	return await lookOnce();
}

const names = (changes: Change[]) => changes.map(({ topic, objectId }) => `${topic} ${objectId}`);
const asked = () => box.requests.all().map(({ path }) => path.replace('/2.0', ''));

describe('a look for missed events', () => {
	it('returns what happened in the monitored folder, once, in the order of the dates', async () => {
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		await box.acts.upload('Elsewhere.pdf', box.user);
		clock.advance(5_000);
		await box.acts.rename(file, 'Offer 2.pdf', box.user);
		const inner = await box.acts.createFolder('2026', box.user, folder);
		clock.advance(5_000);
		await box.acts.move(file, inner, box.user);
		await box.acts.trash(file, box.user);
		expect(names(await look())).toEqual([
			`FILE.UPLOADED ${file.id}`,
			`FILE.RENAMED ${file.id}`,
			`FOLDER.CREATED ${inner.id}`,
			`FILE.MOVED ${file.id}`,
			`FILE.TRASHED ${file.id}`,
		]);
		expect(await look()).toEqual([]);
		expect(warnings).toEqual([]);
	});

	it('returns the change that a webhook reports: its type, object and state', async () => {
		const receiver = await WebhookReceiver.start();
		box.hosts.set('hooks.example', new URL(receiver.url).origin);
		const triggers = ALL.filter((trigger) => !/^(SIGN|DOCGEN)/.test(trigger));
		box.webhooks.create(
			{ app: box.app, user: box.user },
			{
				...{ target: { type: 'folder', id: folder.id }, address: 'https://hooks.example/hook' },
				triggers,
			},
		);
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		await box.acts.uploadVersion(file, box.user);
		await box.acts.rename(file, 'Offer 2.pdf', box.user);
		await box.acts.lock(file, box.user);
		await box.acts.unlock(file, box.user);
		await box.acts.copy(file, folder, box.user);
		await box.acts.download(file, box.user);
		await box.acts.preview(file, box.user);
		await box.acts.share(file, box.user);
		await box.acts.unshare(file, box.user);
		const comment = await box.acts.comment(file, box.user);
		await box.acts.removeComment(comment, box.user);
		await box.acts.invite(folder, box.colleague, box.user);
		await box.acts.trash(file, box.user);
		await box.acts.restore(file, box.user);
		const moved = box.items.add('file', 'Moved.pdf', box.user);
		await box.acts.move(moved, folder, box.user);
		const told: Change[] = [];
		for (const { headers, body } of receiver.calls) {
			const delivery = { headers, body: Buffer.from(body), address: '', receivedAt: clock.now() };
			const keys = { primary: box.app.keys.primary!, secondary: '' };
			const verified = vendor.verify(delivery, { ...connection, keys });
			if (!verified.ok || verified.kind !== 'change') throw new Error(JSON.stringify(verified));
			const changes = await vendor.normalize(verified.payload, connection, clock.now());
			if (changes.ok) told.push(...changes.value);
		}
		await receiver.close();
		const identityOf = ({ eventType, kind, objectType, objectId, stateRevision }: Change) =>
			JSON.stringify({ eventType, kind, objectType, objectId, stateRevision });
		const found = await look();
		expect(found.map(identityOf).sort()).toEqual(told.map(identityOf).sort());
		expect(found).toHaveLength(17);
		for (const change of found) expect(change.stateRevision).toBeDefined();
		expect(found.map(({ revision }) => revision)).not.toEqual(
			expect.arrayContaining([told[0].revision]),
		);
	});

	it.each(['text', 'number', 'mixed'] as const)('reads positions written as %s', async (kind) => {
		box.events.habits.positions = kind;
		await begin();
		await box.acts.upload('One.pdf', box.user, folder);
		expect(await look()).toHaveLength(1);
		await box.acts.upload('Two.pdf', box.user, folder);
		expect(await look()).toHaveLength(1);
	});

	it('reads past short and empty pages, repeated and late entries', async () => {
		Object.assign(box.events.habits, { duplicates: 0.4, lateness: 5 * MINUTE, shortPages: 0.7 });
		for (let count = 0; count < 40; count++) {
			await box.acts.upload(`${count}.pdf`, box.user, count % 2 ? folder : undefined);
			clock.advance(1_000);
		}
		const found = await look();
		expect(found).toHaveLength(20);
		expect(found.map(({ date }) => date)).toEqual(found.map(({ date }) => date).sort());
		expect(await look()).toEqual([]);
	});

	it('reads no page once its result no longer counts', async () => {
		const looked = await catchUp.look(connection, cursor, { mayGoOn: () => false });
		expect(box.requests.all()).toEqual([]);
		expect(looked.ok && looked.value.changes).toEqual([]);
	});

	it('leaves young events for the next look, and reads none of the earlier ones again', async () => {
		const old = await box.acts.upload('Old.pdf', box.user, folder);
		clock.advance(3 * MINUTE);
		const young = await box.acts.upload('Young.pdf', box.user, folder);
		clock.advance(MINUTE);
		expect(names(await lookOnce())).toEqual([`FILE.UPLOADED ${old.id}`]);
		clock.advance(MINUTE);
		expect(names(await lookOnce())).toEqual([`FILE.UPLOADED ${young.id}`]);
		expect(await look()).toEqual([]);
	});

	it('returns chosen triggers only', async () => {
		connection = { ...connection, triggers: ['FILE.RENAMED', 'SIGN_REQUEST.COMPLETED'] };
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		await box.acts.rename(file, 'Offer 2.pdf', box.user);
		expect(names(await look())).toEqual([`FILE.RENAMED ${file.id}`]);
	});

	it('makes no request if no stream has the triggers', async () => {
		connection = { ...connection, triggers: ['FILE.DELETED', 'METADATA_INSTANCE.CREATED'] };
		await begin();
		expect(await look()).toEqual([]);
		expect(asked()).toEqual([]);
		expect(warnings).toEqual([]);
	});

	it('returns no event from before the activation, even if it is listed later', async () => {
		box.events.habits.lateness = 5 * MINUTE;
		for (let count = 0; count < 5; count++) await box.acts.upload('Before', box.user, folder);
		clock.advance(1_000);
		await begin();
		expect(await look()).toEqual([]);
	});
});

describe('a monitored file', () => {
	it('has its own events, and not those of its neighbors', async () => {
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		const other = await box.acts.upload('Other.pdf', box.user, folder);
		connection = { ...connection, ...watching([file], ['FILE.RENAMED']) };
		await box.acts.rename(file, 'A', box.user);
		await box.acts.rename(other, 'B', box.user);
		expect(names(await look())).toEqual([`FILE.RENAMED ${file.id}`]);
	});
});

describe('a move', () => {
	let inner: BoxItem;
	let outside: BoxItem;
	beforeEach(() => {
		inner = box.items.add('folder', 'Inner', box.user, folder);
		outside = box.items.add('folder', 'Outside', box.user);
	});

	it('into the folder is also an upload', async () => {
		const file = box.items.add('file', 'Offer.pdf', box.user, outside);
		await box.acts.move(file, inner, box.user);
		const found = await look();
		expect(names(found).sort()).toEqual([`FILE.MOVED ${file.id}`, `FILE.UPLOADED ${file.id}`]);
		expect(found.map(({ eventType }) => eventType)).toEqual(['UPDATED', 'UPDATED']);
	});

	it('within the folder is not an upload, and a move out of it is told', async () => {
		const file = await box.acts.upload('Offer.pdf', box.user, inner);
		await look();
		await box.acts.move(file, folder, box.user);
		expect(names(await look())).toEqual([`FILE.MOVED ${file.id}`]);
		await box.acts.move(file, outside, box.user);
		await box.acts.rename(file, 'Elsewhere.pdf', box.user);
		expect(names(await look())).toEqual([`FILE.MOVED ${file.id}`]);
	});

	it('of a folder takes what is in it along', async () => {
		const file = await box.acts.upload('Offer.pdf', box.user, inner);
		await look();
		await box.acts.move(inner, outside, box.user);
		await box.acts.comment(file, box.user);
		expect(names(await look())).toEqual([`FOLDER.MOVED ${inner.id}`]);
		await box.acts.move(outside, folder, box.user);
		const comment = await box.acts.comment(file, box.user);
		expect(names(await look())).toEqual([
			`FOLDER.MOVED ${outside.id}`,
			`COMMENT.CREATED ${comment.id}`,
		]);
	});
});

describe('the folder of an item', () => {
	it('is asked for once, and only if the event does not contain it', async () => {
		const inner = box.items.add('folder', 'Inner', box.user, folder);
		const files = [1, 2, 3].map(() => box.items.add('file', 'A.pdf', box.user, inner));
		for (const file of files) await box.acts.trash(file, box.user);
		expect(await look()).toHaveLength(3);
		expect(asked().filter((path) => path !== '/events')).toEqual([`/folders/${inner.id}`]);
		box.requests.reset();
		for (const file of files) await box.acts.restore(file, box.user);
		for (const file of files) await box.acts.comment(file, box.user);
		expect(await look()).toHaveLength(6);
		expect(asked().filter((path) => path !== '/events')).toEqual([]);
	});

	it('that is in the trash too is found there', async () => {
		const inner = box.items.add('folder', 'Inner', box.user, folder);
		const file = box.items.add('file', 'A.pdf', box.user, inner);
		await box.acts.trash(file, box.user);
		await box.acts.trash(inner, box.user);
		expect(names(await look())).toEqual([`FILE.TRASHED ${file.id}`, `FOLDER.TRASHED ${inner.id}`]);
	});

	it('that was deleted for good is asked for once, and its events are left out', async () => {
		const outside = box.items.add('folder', 'Outside', box.user);
		const files = [1, 2].map(() => box.items.add('file', 'A.pdf', box.user, outside));
		for (const file of files) await box.acts.trash(file, box.user);
		await box.acts.deleteForGood(outside, box.user);
		expect(await look()).toEqual([]);
		expect(asked().filter((path) => path !== '/events')).toEqual([
			`/folders/${outside.id}`,
			`/folders/${outside.id}/trash`,
		]);
		expect(warnings).toEqual([]);
	});

	it.each([[400], [403], [412]])(
		'that Box rejects with %d is asked for once a look, and named in the log',
		async (status) => {
			const theirs = box.items.add('folder', 'Theirs', box.colleague, folder);
			const files = [1, 2, 3].map(() => box.items.add('file', 'A.pdf', box.colleague, theirs));
			box.faults.push({ match: { path: /folders/ }, effect: { kind: 'status', status }, times: 1 });
			await box.acts.trash(files[0], box.colleague);
			await box.acts.trash(files[1], box.colleague);
			expect(await look()).toEqual([]);
			expect(asked().filter((path) => path !== '/events')).toHaveLength(1);
			expect(warnings).toEqual([
				expect.stringContaining(
					'Catch-up left out events of a file or folder, because Box did not show its parent folder.',
				),
			]);
			await box.acts.trash(files[2], box.colleague);
			expect(names(await look())).toEqual([`FILE.TRASHED ${files[2].id}`]);
			expect(warnings).toEqual([]);
		},
	);

	it('that Box did not find is asked for again after an hour', async () => {
		const theirs = box.items.add('folder', 'Theirs', box.colleague, folder);
		const file = box.items.add('file', 'A.pdf', box.colleague, theirs);
		box.faults.push({
			match: { path: /folders/ },
			effect: { kind: 'status', status: 404 },
			times: 2,
		});
		await box.acts.trash(file, box.colleague);
		expect(await look()).toEqual([]);
		box.requests.reset();
		const [second, third] = [1, 2].map(() => box.items.add('file', 'B', box.colleague, theirs));
		await box.acts.trash(second, box.colleague);
		expect(await look()).toEqual([]);
		expect(asked().filter((path) => path !== '/events')).toEqual([]);
		clock.advance(HOUR);
		await box.acts.trash(third, box.colleague);
		expect(names(await look())).toEqual([`FILE.TRASHED ${third.id}`]);
	});

	it.each([
		['3 minutes behind', -3 * MINUTE, 0],
		['an hour ahead, and is then set right', HOUR, 0],
		['an hour behind, and is then set right', -HOUR, 0],
	])("is asked for once if n8n's clock is %s", async (_clock, first, second) => {
		const file = box.items.add('file', 'Offer.pdf', box.user, folder);
		for (const ahead of [first, second]) {
			const since = clock.now();
			connection = { ...connection, now: () => clock.now() + ahead };
			clock.advance(7.5 * MINUTE);
			await box.acts.rename(file, `Offer ${ahead}`, box.user);
			const { id } = await box.acts.comment(file, box.user);
			clock.advance(since - clock.now());
			expect(names(await look())).toContain(`COMMENT.CREATED ${id}`);
		}
		expect(asked().filter((path) => path !== '/events').length).toBeLessThanOrEqual(2);
	});

	describe('that is moved', () => {
		it.each([[false], [true]])(
			'is noticed again if a later question fails (out: %s)',
			async (isOut) => {
				const file = box.items.add('file', 'Offer.pdf', box.user, isOut ? folder : undefined);
				const other = box.items.add('file', 'Other.pdf', box.user, folder);
				await box.acts.rename(file, 'Offer 2.pdf', box.user);
				await look();
				await box.acts.move(file, isOut ? undefined : folder, box.user);
				clock.advance(2_000);
				await box.acts.comment(other, box.user);
				box.faults.push({
					match: { path: /files/ },
					effect: { kind: 'status', status: 502 },
					times: 1,
				});
				expect(await look()).toEqual([]);
				const found = names(await look());
				expect(found).toContain(`FILE.MOVED ${file.id}`);
				expect(found.includes(`FILE.UPLOADED ${file.id}`)).toBe(!isOut);
			},
		);

		it.each([[false], [true]])(
			'is noticed again if the result of a look was not used (out: %s)',
			async (isOut) => {
				const file = box.items.add('file', 'Offer.pdf', box.user, isOut ? folder : undefined);
				await box.acts.rename(file, 'Offer 2.pdf', box.user);
				await look();
				await box.acts.move(file, isOut ? undefined : folder, box.user);
				clock.advance(10 * MINUTE);
				await catchUp.look(connection, cursor);
				expect(names(await look())).toEqual(
					isOut ? [`FILE.MOVED ${file.id}`] : [`FILE.MOVED ${file.id}`, `FILE.UPLOADED ${file.id}`],
				);
			},
		);

		it('out of the chosen folder is noticed after another activation that resumes', async () => {
			const file = await box.acts.upload('Offer.pdf', box.user, folder);
			await look();
			await catchUp.begin(connection);
			await box.acts.move(file, undefined, box.user);
			expect(names(await look())).toEqual([`FILE.MOVED ${file.id}`]);
		});

		it('is noticed by each of two nodes with one credential', async () => {
			const memories = newMemories();
			const invoices = box.items.add('folder', 'Invoices', box.user);
			const nodes = [invoices, folder].map(({ type, id }, index) => ({
				...connection,
				targets: [{ type, id }],
				triggers: ['FILE.MOVED', 'FILE.UPLOADED'],
				places: new Places(memories, `node-${index}`, () => clock.now()),
			}));
			const lookOf = async (index: number) => {
				connection = nodes[index];
				cursor = cursors[index];
				const found = names(await lookOnce());
				cursors[index] = cursor;
				return found;
			};
			const cursors: Cursor[] = [];
			for (const [index, node] of nodes.entries()) {
				connection = node;
				await begin();
				cursors[index] = cursor;
			}
			const file = await box.acts.upload('Offer.pdf', box.user, invoices);
			clock.advance(10 * MINUTE);
			await lookOf(0);
			await lookOf(1);
			await box.acts.move(file, folder, box.user);
			clock.advance(10 * MINUTE);
			expect(await lookOf(0)).toEqual([`FILE.MOVED ${file.id}`]);
			expect(await lookOf(1)).toEqual([`FILE.MOVED ${file.id}`, `FILE.UPLOADED ${file.id}`]);
		});

		const downloads = { triggers: ['FILE.DOWNLOADED'] };
		async function beginForEnterprise() {
			box.app.mayManageEnterprise = true;
			const connected = await connectEnterprise(box, watching([folder], downloads.triggers), () =>
				clock.now(),
			);
			connection = { ...connected, places: new Places(undefined, 'node', () => clock.now()) };
			await begin();
		}

		it.each([[MINUTE], [DAY]])(
			'into the chosen folder counts as in it after %d ms',
			async (later) => {
				await beginForEnterprise();
				const drafts = box.items.add('folder', 'Drafts', box.user);
				const file = box.items.add('file', 'Offer.pdf', box.user, drafts);
				await box.acts.download(file, box.user);
				expect(await look()).toEqual([]);
				await box.acts.move(drafts, folder, box.user);
				clock.advance(later);
				await box.acts.download(file, box.user);
				expect(names(await look())).toEqual([`FILE.DOWNLOADED ${file.id}`]);
			},
		);

		it.each([[MINUTE], [DAY]])(
			'out of the chosen folder counts as elsewhere after %d ms',
			async (later) => {
				await beginForEnterprise();
				const drafts = box.items.add('folder', 'Drafts', box.user, folder);
				const file = box.items.add('file', 'Offer.pdf', box.user, drafts);
				await box.acts.download(file, box.user);
				expect(names(await look())).toEqual([`FILE.DOWNLOADED ${file.id}`]);
				await box.acts.move(drafts, undefined, box.user);
				clock.advance(later);
				await box.acts.download(file, box.user);
				expect(await look()).toEqual([]);
			},
		);

		it('while the workflow is off counts where it is then', async () => {
			connection = { ...connection, triggers: ['COMMENT.CREATED'] };
			await begin();
			const drafts = box.items.add('folder', 'Drafts', box.user);
			const file = box.items.add('file', 'Offer.pdf', box.user, drafts);
			await box.acts.comment(file, box.user);
			expect(await look()).toEqual([]);
			await box.acts.move(drafts, folder, box.user);
			await begin();
			clock.advance(MINUTE);
			const { id } = await box.acts.comment(file, box.user);
			expect(names(await look())).toEqual([`COMMENT.CREATED ${id}`]);
		});
	});

	it('costs no more for a tree of 10,000 items than the changed items and their parents', async () => {
		const planted = plant(box.items, box.user, { folders: 100, filesEach: 99 }, folder);
		expect(planted).toHaveLength(10_000);
		const files = planted.filter(({ type }) => type === 'file');
		for (let count = 0; count < 40; count++) await box.acts.rename(files[count], 'B', box.user);
		for (let count = 0; count < 40; count++) await box.acts.trash(files[count * 99 * 2], box.user);
		expect(await look()).toHaveLength(80);
		const paths = asked();
		// Two pages, and the parent of each trashed file that no other event showed.
		expect(paths.filter((path) => path === '/events')).toHaveLength(2);
		expect(paths.length).toBe(2 + 39);
	});
});

describe('what one look reads', () => {
	async function commentOnFiles(count: number) {
		for (let index = 0; index < count; index++)
			await box.acts.comment(box.items.add('file', `${index}.pdf`, box.user, folder), box.user);
	}
	const questions = () => asked().filter((path) => path.startsWith('/files/')).length;

	it('ends within a page once the look is abandoned', async () => {
		await commentOnFiles(50);
		clock.advance(10 * MINUTE);
		await catchUp.look(connection, cursor, { mayGoOn: () => questions() < 3 });
		expect(questions()).toBe(3);
	});

	it('ends after 20 minutes, and the next look reads on', async () => {
		await commentOnFiles(50);
		const { send } = connection.box;
		const slow = async (request: Parameters<typeof send>[0]) => {
			if (request.url.includes('/files/')) clock.advance(MINUTE);
			return await send(request);
		};
		connection = { ...connection, box: { ...connection.box, send: slow } };
		expect(await look()).toEqual([]);
		expect(questions()).toBe(20);
		expect(warnings).toEqual([]);
		await look();
		expect(names(await look())).toHaveLength(50);
	});

	it('is limited, and the next look reads on', async () => {
		const files = plant(box.items, box.user, { folders: 1, filesEach: 30 }, folder).slice(1);
		box.events.habits.shortPages = 1;
		for (let count = 0; count < 300; count++)
			await box.acts.rename(files[count % 30], `${count}`, box.user);
		const first = await look();
		expect(asked().filter((path) => path === '/events')).toHaveLength(40);
		expect(first.length).toBeLessThan(300);
		const later = [...(await look()), ...(await look()), ...(await look())];
		expect(new Set([...first, ...later].map(({ revision }) => revision)).size).toBe(300);
		expect(first.length + later.length).toBe(300);
	});

	it('is limited to the wanted events, however many pages are empty', async () => {
		const files = plant(box.items, box.user, { folders: 1, filesEach: 30 }, folder).slice(1);
		box.events.habits.shortPages = 1;
		for (let count = 0; count < 100; count++)
			await box.acts.rename(files[count % 30], `${count}`, box.user);
		clock.advance(10 * MINUTE);
		const found: Change[][] = [];
		for (let hasMore = true; hasMore; ) {
			const looked = await catchUp.look(connection, cursor, { rows: 10 });
			if (!looked.ok) throw new Error(looked.problem.message);
			cursor = looked.value.cursor;
			found.push(looked.value.changes);
			hasMore = looked.value.hasMore ?? false;
		}
		expect(found.flat()).toHaveLength(100);
		for (const changes of found.slice(0, -1)) expect(changes.length).toBeGreaterThanOrEqual(10);
		for (const changes of found) expect(changes.length).toBeLessThan(20);
	});
});

describe('an error of Box', () => {
	it('before the first page is returned, and the cursor stays', async () => {
		box.faults.push({ effect: { kind: 'status', status: 429, retryAfter: 7 }, times: 1 });
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		clock.advance(10 * MINUTE);
		const failed = await catchUp.look(connection, cursor);
		expect(failed).toMatchObject({ ok: false, problem: { reason: PROBLEM.throttled } });
		expect(names(await look())).toEqual([`FILE.UPLOADED ${file.id}`]);
	});

	it('at a later page keeps what was read, and the next look reads on', async () => {
		const files = plant(box.items, box.user, { folders: 1, filesEach: 30 }, folder).slice(1);
		for (let count = 0; count < 600; count++)
			await box.acts.rename(files[count % 30], `${count}`, box.user);
		box.faults.push({
			match: { path: /events/ },
			effect: { kind: 'status', status: 503 },
			skip: 1,
			times: 1,
		});
		clock.advance(10 * MINUTE);
		const first = await lookOnce();
		expect(first).toHaveLength(500);
		expect(warnings).toEqual([expect.stringContaining('Catch-up stopped reading the events')]);
		expect(await look()).toHaveLength(100);
	});

	it('about a folder leaves the page for the next look', async () => {
		const file = box.items.add('file', 'A.pdf', box.user, folder);
		await box.acts.trash(file, box.user);
		box.faults.push({
			match: { path: /folders/ },
			effect: { kind: 'status', status: 503 },
			times: 1,
		});
		expect(await look()).toEqual([]);
		expect(warnings).toHaveLength(1);
		expect(names(await look())).toEqual([`FILE.TRASHED ${file.id}`]);
	});
});

describe('after a pause', () => {
	it.each(['oldest', 'error'] as const)(
		'of more than two weeks, the rest is read and the lost time is named (%s)',
		async (expired) => {
			box.events.habits.expired = expired;
			await box.acts.upload('Lost.pdf', box.user, folder);
			clock.advance(20 * DAY);
			const file = await box.acts.upload('New.pdf', box.user, folder);
			expect(names(await look())).toEqual([`FILE.UPLOADED ${file.id}`]);
			expect(warnings).toEqual([
				expect.stringMatching(
					/^Catch-up cannot find changes between 2026-11-01T12:00:00Z and 2026-11-07T13:10:00Z \(/,
				),
			]);
			expect(await look()).toEqual([]);
			expect(warnings).toEqual([]);
		},
	);

	it('of thirteen days nothing is lost', async () => {
		const file = await box.acts.upload('Old.pdf', box.user, folder);
		clock.advance(13 * DAY);
		expect(names(await look())).toEqual([`FILE.UPLOADED ${file.id}`]);
		expect(warnings).toEqual([]);
	});

	it('a cursor that the host moved back covers the time in which catch-up could not begin', async () => {
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		clock.advance(10 * MINUTE);
		await begin();
		const ms = 11 * MINUTE;
		cursor = { ...cursor, since: cursor.since - ms, watermark: cursor.watermark - ms };
		expect(names(await look())).toEqual([`FILE.UPLOADED ${file.id}`]);
		expect(await look()).toEqual([]);
	});

	it('the position of another account is not used', async () => {
		await box.acts.invite(folder, box.colleague, box.user);
		await look();
		for (let count = 0; count < 3; count++) await box.acts.upload('Told.pdf', box.user, folder);
		await look();
		const file = await box.acts.upload('New.pdf', box.user, folder);
		connection = {
			...connection,
			account: `user_${box.colleague.id}`,
			box: await reachSandbox(box, box.colleague, true),
		};
		// Positions of another stream, as far as Box documents them.
		cursor = { ...cursor, positions: { ...cursor.positions, user: '1152922976252290005' } };
		expect(names(await look())).toEqual([`FILE.UPLOADED ${file.id}`]);
		expect(await look()).toEqual([]);
	});

	it('a position that Box rejects is read again from an hour before', async () => {
		await box.acts.upload('Read.pdf', box.user, folder);
		await look();
		clock.advance(2 * 60 * MINUTE);
		await look();
		const file = await box.acts.upload('New.pdf', box.user, folder);
		cursor = { ...cursor, positions: { ...cursor.positions, user: 'damaged' } };
		expect(names(await look())).toEqual([`FILE.UPLOADED ${file.id}`]);
	});
});

describe('an app that acts for an enterprise', () => {
	const connectIt = async (triggers = ALL) => {
		connection = await connectEnterprise(box, watching([folder], triggers), () => clock.now());
		await begin();
	};

	it('without the scope reads the events of its user, and says so', async () => {
		await connectIt();
		expect(warnings).toEqual([
			expect.stringMatching(/so it does not cover METADATA_INSTANCE\.CREATED, .*add the scope/),
		]);
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		await box.acts.addMetadata(file, box.user);
		expect(names(await look())).toEqual([`FILE.UPLOADED ${file.id}`]);
	});

	it('with the scope also reads metadata, links and downloads by others', async () => {
		box.app.mayManageEnterprise = true;
		await connectIt();
		expect(warnings).toEqual([]);
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		await box.acts.addMetadata(file, box.user);
		await box.acts.changeLink(file, box.user);
		await box.acts.download(file, box.colleague);
		expect(names(await look()).sort()).toEqual([
			`FILE.DOWNLOADED ${file.id}`,
			`FILE.UPLOADED ${file.id}`,
			`METADATA_INSTANCE.CREATED ${file.id}`,
			`SHARED_LINK.UPDATED ${file.id}`,
		]);
		expect(await look()).toEqual([]);
	});

	it('reads the history of the time that the streams no longer have', async () => {
		box.app.mayManageEnterprise = true;
		await connectIt(['FILE.UPLOADED', 'FILE.RENAMED', 'COMMENT.CREATED']);
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		await box.acts.upload('Elsewhere.pdf', box.user);
		clock.advance(2 * DAY);
		await box.acts.uploadVersion(file, box.user);
		clock.advance(10 * DAY);
		await box.acts.rename(file, 'Offer 2.pdf', box.user);
		clock.advance(8 * DAY);
		const found = await look();
		expect(names(found)).toEqual([
			`FILE.UPLOADED ${file.id}`,
			`FILE.UPLOADED ${file.id}`,
			`FILE.RENAMED ${file.id}`,
		]);
		expect(found.map(({ eventType }) => eventType)).toEqual(['CREATED', 'UPDATED', 'UPDATED']);
		expect(warnings).toEqual([expect.stringContaining('(COMMENT.CREATED)')]);
		expect(await look()).toEqual([]);
		expect(warnings).toEqual([]);
		expect(
			box.requests.all(({ parameters }) => parameters.stream_type === 'admin_logs').length,
		).toBeLessThanOrEqual(2);
	});

	it('reads an event that both the history and the stream have from the stream alone', async () => {
		box.app.mayManageEnterprise = true;
		await connectIt(['FILE.RENAMED']);
		const file = box.items.add('file', 'Offer.pdf', box.user, folder);
		clock.advance(2 * DAY);
		await box.acts.rename(file, 'Offer 2.pdf', box.user);
		clock.advance(14 * DAY - 30 * MINUTE);
		const found = await look();
		expect(found.map(({ stateRevision }) => stateRevision)).toEqual(['seq:1:FILE.RENAMED']);
	});

	it('that loses the scope is told once', async () => {
		box.app.mayManageEnterprise = true;
		await connectIt();
		box.app.mayManageEnterprise = false;
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		expect(names(await look())).toEqual([`FILE.UPLOADED ${file.id}`]);
		expect(warnings).toEqual([expect.stringContaining('Manage enterprise properties')]);
		await look();
		expect(warnings).toEqual([]);
	});

	it('reads the history of the time without the scope, if the stream no longer has it', async () => {
		box.app.mayManageEnterprise = true;
		await connectIt(['FILE.DOWNLOADED', 'FILE.UPLOADED']);
		const file = box.items.add('file', 'Offer.pdf', box.user, folder);
		await look();
		box.app.mayManageEnterprise = false;
		await look();
		await box.acts.download(file, box.colleague);
		const uploaded = await box.acts.upload('Letter.pdf', box.user, folder);
		expect(names(await look())).toEqual([`FILE.UPLOADED ${uploaded.id}`]);
		for (let day = 0; day < 21; day++) {
			clock.advance(DAY);
			await look();
		}
		box.app.mayManageEnterprise = true;
		expect(names(await look())).toEqual([`FILE.DOWNLOADED ${file.id}`]);
		expect(await look()).toEqual([]);
	});

	it.each([
		['FILE.DOWNLOADED', 'FILE.UPLOADED'],
		['FILE.RENAMED', 'FILE.DOWNLOADED'],
	])('does not emit %s of days in which only %s was chosen', async (trigger, other) => {
		box.app.mayManageEnterprise = true;
		await connectIt([trigger, other]);
		const file = box.items.add('file', 'Offer.pdf', box.user, folder);
		await look();
		connection = { ...connection, triggers: [other] };
		for (let day = 0; day < 5; day++) {
			clock.advance(DAY);
			await box.acts.rename(file, `Offer ${day}.pdf`, box.user);
			await box.acts.download(file, box.colleague);
			await look();
		}
		connection = { ...connection, triggers: [trigger, other] };
		expect(names(await look()).filter((name) => name.startsWith(trigger))).toEqual([]);
		await box.acts.rename(file, 'Last.pdf', box.user);
		await box.acts.download(file, box.colleague);
		expect(names(await look())).toContain(`${trigger} ${file.id}`);
	});

	it('reads its events once it has the scope and the workflow is activated again', async () => {
		await connectIt(['FILE.DOWNLOADED', 'FILE.UPLOADED']);
		expect(warnings).toEqual([expect.stringMatching(/activate the workflow again\.$/)]);
		const file = box.items.add('file', 'Offer.pdf', box.user, folder);
		expect(await look()).toEqual([]);
		const before = await box.acts.upload('Letter.pdf', box.user, folder);
		await box.acts.download(file, box.colleague);
		clock.advance(10 * MINUTE);
		box.app.mayManageEnterprise = true;
		const resumed = cursor;
		await begin();
		cursor = catchUp.resume!(resumed, cursor);
		expect(names(await look()).sort()).toEqual([
			`FILE.DOWNLOADED ${file.id}`,
			`FILE.UPLOADED ${before.id}`,
		]);
		await box.acts.download(file, box.colleague);
		expect(names(await look())).toEqual([`FILE.DOWNLOADED ${file.id}`]);
		expect(catchUp.resume!(cursor, resumed)).toBe(cursor);
	});

	it('reads what it missed once it has the scope again', async () => {
		box.app.mayManageEnterprise = true;
		await connectIt(['FILE.DOWNLOADED', 'FILE.UPLOADED']);
		const file = box.items.add('file', 'Offer.pdf', box.user, folder);
		box.app.mayManageEnterprise = false;
		await box.acts.download(file, box.colleague);
		expect(await look()).toEqual([]);
		expect(warnings).toEqual([expect.stringContaining('(FILE.DOWNLOADED)')]);
		await look();
		box.app.mayManageEnterprise = true;
		expect(names(await look())).toEqual([`FILE.DOWNLOADED ${file.id}`]);
	});
});

it('begins with one request', async () => {
	expect((await catchUp.begin(connection)).ok).toBe(true);
	expect(box.requests.all().map(({ query }) => query)).toEqual([
		'stream_type=all&stream_position=now',
	]);
});

it('reads the smaller stream if it has the chosen triggers, and the other one from its oldest event', async () => {
	const streams = () => box.requests.all().map(({ parameters }) => parameters.stream_type);
	connection = { ...connection, triggers: ['FILE.RENAMED', 'FILE.UPLOADED'] };
	await begin();
	await look();
	const file = await box.acts.upload('Offer.pdf', box.user, folder);
	await box.acts.download(file, box.user);
	expect(names(await look())).toEqual([`FILE.UPLOADED ${file.id}`]);
	expect(new Set(streams())).toEqual(new Set(['changes']));
	await box.acts.rename(file, 'Offer 2.pdf', box.user);
	connection = { ...connection, triggers: ['FILE.RENAMED', 'FILE.DOWNLOADED'] };
	box.requests.reset();
	expect(names(await look())).toEqual([`FILE.RENAMED ${file.id}`]);
	expect(new Set(streams())).toEqual(new Set(['all']));
	expect(box.requests.all()[0].parameters.stream_position).toBe('0');
});

it('begins with a problem if Box cannot respond', async () => {
	box.faults.push({ effect: { kind: 'status', status: 503 } });
	const begun = await catchUp.begin(connection);
	expect(begun).toMatchObject({ ok: false, problem: { reason: PROBLEM.failing } });
});

it('names the account that only Box knows', async () => {
	connection = { ...connection, account: '' };
	await box.acts.upload('Offer.pdf', box.user, folder);
	expect((await look())[0].account).toBe(`user_${box.user.id}`);
});
