import { readPositions, writePositions } from '../../nodes/Box/catchUp/positions';
import { Places } from '../../nodes/Box/catchUp/places';
import { box as vendor, type Connection } from '../../nodes/Box/vendor';
import type { Change } from '../../nodes/core/event';
import type { Cursor } from '../../nodes/core/vendor';
import { isLoading } from '../../nodes/host/trigger/catchUp/load';
import { readCursor } from '../../nodes/host/trigger/position';
import type { BoxItem } from '../sandbox/box/items';
import { BoxSandbox } from '../sandbox/box/server';
import { ManualClock } from '../sandbox/clock';
import { connectEnterprise } from '../unit/Box/sandboxBox';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const catchUp = vendor.catchUp!;

let clock: ManualClock;
let box: BoxSandbox;
let folder: BoxItem;
let connection: Connection;
let cursor: Cursor;

beforeEach(async () => {
	clock = new ManualClock('2026-11-01T12:00:00Z');
	box = await BoxSandbox.start(3, clock, { callsPerMinute: 100_000 });
	box.app.mayManageEnterprise = true;
	folder = box.items.add('folder', 'Contracts', box.user);
	const watching = {
		targets: [{ type: folder.type, id: folder.id }],
		triggers: ['FILE.UPLOADED', 'FILE.RENAMED', 'FILE.DOWNLOADED'],
	};
	connection = {
		...(await connectEnterprise(box, watching, () => clock.now())),
		places: new Places(undefined, 'node', () => clock.now()),
		steadyNow: () => clock.now(),
	};
	const begun = await catchUp.begin(connection);
	if (!begun.ok) throw new Error(begun.problem.message);
	cursor = begun.value.cursor;
});
afterEach(async () => await box.close());

async function look(): Promise<Change[]> {
	clock.advance(10 * MINUTE);
	const looked = await catchUp.look(connection, cursor);
	if (!looked.ok) throw new Error(looked.problem.message);
	cursor = looked.value.cursor;
	return looked.value.changes;
}

const names = (changes: Change[]) => changes.map(({ topic, objectId }) => `${topic} ${objectId}`);

/** Lets Box fail requests for the history once. */
const failHistory = () =>
	box.faults.push({
		match: { path: /events/, query: /stream_type=admin_logs(&|$)/ },
		effect: { kind: 'status', status: 503 },
		times: 1,
	});

describe('a history that a look could not read to its end', () => {
	it('is read on, as the control', async () => {
		const lost = await box.acts.upload('Lost.pdf', box.user, folder);
		clock.advance(20 * DAY);
		failHistory();
		expect(names(await look())).toEqual([]);
		expect(names(await look())).toEqual([`FILE.UPLOADED ${lost.id}`]);
	});

	it('is read on after the node was activated with a trigger of another stream', async () => {
		const lost = await box.acts.upload('Lost.pdf', box.user, folder);
		clock.advance(20 * DAY);
		failHistory();
		expect(names(await look())).toEqual([]);
		connection = { ...connection, triggers: [...connection.triggers, 'COMMENT.CREATED'] };
		const found = [...names(await look()), ...names(await look())];
		expect(found).toEqual([`FILE.UPLOADED ${lost.id}`]);
	});

	it('does not hide a later pause of more than two weeks', async () => {
		const first = await box.acts.upload('First.pdf', box.user, folder);
		clock.advance(20 * DAY);
		failHistory();
		await look();
		const second = await box.acts.upload('Second.pdf', box.user, folder);
		clock.advance(20 * DAY);
		const found = [...names(await look()), ...names(await look()), ...names(await look())];
		expect(found).toContain(`FILE.UPLOADED ${first.id}`);
		expect(found).toContain(`FILE.UPLOADED ${second.id}`);
	});

	it('does not hide weeks without the scope', async () => {
		const file = box.items.add('file', 'Offer.pdf', box.user, folder);
		await box.acts.upload('First.pdf', box.user, folder);
		clock.advance(20 * DAY);
		failHistory();
		await look();
		box.app.mayManageEnterprise = false;
		await look();
		await box.acts.download(file, box.colleague);
		for (let day = 0; day < 21; day++) {
			clock.advance(DAY);
			await look();
		}
		box.app.mayManageEnterprise = true;
		const found = [...names(await look()), ...names(await look()), ...names(await look())];
		expect(found).toContain(`FILE.DOWNLOADED ${file.id}`);
	});
});

it('weeks without the scope are read although n8n then was off for weeks', async () => {
	const file = box.items.add('file', 'Offer.pdf', box.user, folder);
	await look();
	box.app.mayManageEnterprise = false;
	await look();
	await box.acts.download(file, box.colleague);
	for (let day = 0; day < 3; day++) {
		clock.advance(DAY);
		await look();
	}
	clock.advance(20 * DAY);
	box.app.mayManageEnterprise = true;
	const found = [...names(await look()), ...names(await look())];
	expect(found).toContain(`FILE.DOWNLOADED ${file.id}`);
});

it('a load is not over while the history of the enterprise is not read to its end', async () => {
	const file = await box.acts.upload('First.pdf', box.user, folder);
	for (let count = 0; count < 1_200; count++)
		await box.acts.rename(file, `Offer ${count}.pdf`, box.user);
	clock.advance(20 * DAY);
	const until = clock.now();
	const begun = await catchUp.begin(connection);
	if (!begun.ok) throw new Error(begun.problem.message);
	// As *Start From* moves the cursor back (`firstCursor`).
	const ms = 21 * DAY;
	const { since, watermark } = begun.value.cursor;
	cursor = { ...begun.value.cursor, since: since - ms, watermark: watermark - ms };
	clock.advance(10_000);
	const looked = await catchUp.look(connection, cursor, { rows: 400 });
	if (!looked.ok) throw new Error(looked.problem.message);
	expect(looked.value.changes).toHaveLength(500);
	expect(looked.value).toMatchObject({ hasMore: true });
	expect(isLoading(until, looked.value.cursor)).toBe(true);
});

it('positions as long as the node accepts them survive a restart', () => {
	const position = 'p'.repeat(150);
	const positions = { histories: [{ from: 1_790_000_000_000, to: 1_791_000_000_000, position }] };
	const stored = readCursor({ since: 1, watermark: 2, positions: writePositions(positions) });
	expect(readPositions(stored as Cursor)).toMatchObject(positions);
});
