import { readPositions, writePositions } from '../../nodes/Box/catchUp/positions';
import type { Change } from '../../nodes/core/event';
import type { Cursor } from '../../nodes/core/vendor';
import { isLoading } from '../../nodes/host/trigger/catchUp/load';
import { readCursor } from '../../nodes/host/trigger/position';
import { catchUp, DAY, EnterpriseStage } from './enterpriseStage';

let stage: EnterpriseStage;

beforeEach(async () => {
	stage = await EnterpriseStage.open(['FILE.UPLOADED', 'FILE.RENAMED', 'FILE.DOWNLOADED']);
});
afterEach(async () => await stage.box.close());

const names = (changes: Change[]) => changes.map(({ topic, objectId }) => `${topic} ${objectId}`);

/** Lets Box fail requests for the history once. */
const failHistory = () =>
	stage.box.faults.push({
		match: { path: /events/, query: /stream_type=admin_logs(&|$)/ },
		effect: { kind: 'status', status: 503 },
		times: 1,
	});

describe('a history that a look could not read to its end', () => {
	it('is read on, as the control', async () => {
		const lost = await stage.box.acts.upload('Lost.pdf', stage.box.user, stage.folder);
		stage.clock.advance(20 * DAY);
		failHistory();
		expect(names(await stage.look())).toEqual([]);
		expect(names(await stage.look())).toEqual([`FILE.UPLOADED ${lost.id}`]);
	});

	it('is read on after the node was activated with a trigger of another stream', async () => {
		const lost = await stage.box.acts.upload('Lost.pdf', stage.box.user, stage.folder);
		stage.clock.advance(20 * DAY);
		failHistory();
		expect(names(await stage.look())).toEqual([]);
		stage.connection = {
			...stage.connection,
			triggers: [...stage.connection.triggers, 'COMMENT.CREATED'],
		};
		const found = [...names(await stage.look()), ...names(await stage.look())];
		expect(found).toEqual([`FILE.UPLOADED ${lost.id}`]);
	});

	it('does not hide a later pause of more than two weeks', async () => {
		const first = await stage.box.acts.upload('First.pdf', stage.box.user, stage.folder);
		stage.clock.advance(20 * DAY);
		failHistory();
		await stage.look();
		const second = await stage.box.acts.upload('Second.pdf', stage.box.user, stage.folder);
		stage.clock.advance(20 * DAY);
		const found = [
			...names(await stage.look()),
			...names(await stage.look()),
			...names(await stage.look()),
		];
		expect(found).toContain(`FILE.UPLOADED ${first.id}`);
		expect(found).toContain(`FILE.UPLOADED ${second.id}`);
	});

	it('does not hide weeks without the scope', async () => {
		const file = stage.box.items.add('file', 'Offer.pdf', stage.box.user, stage.folder);
		await stage.box.acts.upload('First.pdf', stage.box.user, stage.folder);
		stage.clock.advance(20 * DAY);
		failHistory();
		await stage.look();
		stage.box.app.mayManageEnterprise = false;
		await stage.look();
		await stage.box.acts.download(file, stage.box.colleague);
		for (let day = 0; day < 21; day++) {
			stage.clock.advance(DAY);
			await stage.look();
		}
		stage.box.app.mayManageEnterprise = true;
		const found = [
			...names(await stage.look()),
			...names(await stage.look()),
			...names(await stage.look()),
		];
		expect(found).toContain(`FILE.DOWNLOADED ${file.id}`);
	});
});

it('weeks without the scope are read although n8n then was off for weeks', async () => {
	const file = stage.box.items.add('file', 'Offer.pdf', stage.box.user, stage.folder);
	await stage.look();
	stage.box.app.mayManageEnterprise = false;
	await stage.look();
	await stage.box.acts.download(file, stage.box.colleague);
	for (let day = 0; day < 3; day++) {
		stage.clock.advance(DAY);
		await stage.look();
	}
	stage.clock.advance(20 * DAY);
	stage.box.app.mayManageEnterprise = true;
	const found = [...names(await stage.look()), ...names(await stage.look())];
	expect(found).toContain(`FILE.DOWNLOADED ${file.id}`);
});

it('a load is not over while the history of the enterprise is not read to its end', async () => {
	const file = await stage.box.acts.upload('First.pdf', stage.box.user, stage.folder);
	for (let count = 0; count < 1_200; count++)
		await stage.box.acts.rename(file, `Offer ${count}.pdf`, stage.box.user);
	stage.clock.advance(20 * DAY);
	const until = stage.clock.now();
	const begun = await catchUp.begin(stage.connection);
	if (!begun.ok) throw new Error(begun.problem.message);
	// As *Start From* moves the cursor back (`firstCursor`).
	const ms = 21 * DAY;
	const { since, watermark } = begun.value.cursor;
	stage.cursor = { ...begun.value.cursor, since: since - ms, watermark: watermark - ms };
	stage.clock.advance(10_000);
	const looked = await catchUp.look(stage.connection, stage.cursor, { rows: 400 });
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
