import { Places } from '../../nodes/Box/catchUp/places';
import { box as vendor, type Connection } from '../../nodes/Box/vendor';
import type { Change } from '../../nodes/core/event';
import type { Cursor } from '../../nodes/core/vendor';
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
let warnings: string[];

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
	warnings = [...(looked.value.warnings ?? [])];
	return looked.value.changes;
}

const states = (changes: Change[]) =>
	changes.map(({ topic, stateRevision }) => `${topic} ${stateRevision}`);

it.each([1, 2, 3])(
	'one response of Box with an old date does not make catch-up read weeks again (response %d)',
	async (count) => {
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		await look();
		clock.advance(DAY);
		await box.acts.rename(file, 'Offer 2.pdf', box.user);
		expect(states(await look())).toEqual([expect.stringMatching(/^FILE\.RENAMED seq:/)]);
		for (let day = 0; day < 20; day++) {
			clock.advance(DAY);
			expect(await look()).toEqual([]);
		}
		// A proxy answers with an old date, once.
		box.faults.push({
			match: { path: /events/ },
			effect: { kind: 'wrongDate', milliseconds: -22 * DAY },
			times: count,
		});
		expect(states(await look())).toEqual([]);
		expect(states(await look())).toEqual([]);
		expect(warnings).toEqual([]);
	},
);

it("a history is read although n8n's clock is behind when it starts after a pause of weeks", async () => {
	await look();
	const file = await box.acts.upload('Offer.pdf', box.user, folder);
	clock.advance(20 * DAY);
	// A machine without a battery starts with an old date, and NTP corrects it a minute later.
	const { now } = connection;
	connection = { ...connection, now: () => now() - 30 * DAY };
	const first = await look();
	connection = { ...connection, now };
	const found = [...first, ...(await look()), ...(await look())];
	expect(found.map(({ topic, objectId }) => `${topic} ${objectId}`)).toEqual([
		`FILE.UPLOADED ${file.id}`,
	]);
});
