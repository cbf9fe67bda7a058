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

beforeEach(async () => {
	clock = new ManualClock('2026-11-01T12:00:00Z');
	box = await BoxSandbox.start(3, clock, { callsPerMinute: 100_000 });
	box.app.mayManageEnterprise = true;
	folder = box.items.add('folder', 'Contracts', box.user);
	const watching = {
		targets: [{ type: folder.type, id: folder.id }],
		triggers: ['FILE.UPLOADED'],
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

async function look(rows?: number): Promise<Change[]> {
	clock.advance(10 * MINUTE);
	const looked = await catchUp.look(connection, cursor, { rows });
	if (!looked.ok) throw new Error(looked.problem.message);
	cursor = looked.value.cursor;
	return looked.value.changes;
}

const names = (changes: Change[]) => changes.map(({ objectId }) => objectId);

it.each([false, true])(
	'the rest of a history, and a later one, are read (Box rejects the stored position: %p)',
	async (isRejected) => {
		const lost = [];
		for (let count = 0; count < 3; count++) {
			lost.push(await box.acts.upload(`Lost ${count}.pdf`, box.user, folder));
			clock.advance(DAY);
		}
		clock.advance(20 * DAY);
		// The process ends during the load, after one page of the history.
		const found = names(await look(1));
		expect(Object.keys(cursor.positions ?? {})).toContain('history');
		const later = await box.acts.upload('Later.pdf', box.user, folder);
		clock.advance(20 * DAY);
		// Box rejects positions of weeks ago, as it does for the streams.
		if (isRejected)
			box.faults.push({
				match: { path: /events/, query: /stream_type=admin_logs&.*stream_position=[1-9]/ },
				effect: { kind: 'status', status: 400 },
				times: 1,
			});
		for (let count = 0; count < 6; count++) found.push(...names(await look()));
		expect([...new Set(found)]).toEqual([...lost, later].map(({ id }) => id));
	},
);
