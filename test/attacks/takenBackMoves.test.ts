/**
 * The log of a look that n8n could not store: "Catch-up emits them again at the next check." docs/guarantees.md: "If
 * Box's webhooks did not report an event of a chosen file or folder, a later check emits it once."
 *
 * `takeBack` must not move the cursor to before looks whose executions still run. Box's looks have forgotten the places of
 * that time (`Places.open`), so they no longer recognize a move out of the chosen folder.
 */
import { newMemories, Places } from '../../nodes/Box/catchUp/places';
import { box as vendor, type Connection } from '../../nodes/Box/vendor';
import {
	beginAt,
	catchUpStateOf,
	endPart,
	nextCursor,
	noteLook,
	takeBack,
} from '../../nodes/host/trigger/catchUpState';
import { BoxSandbox } from '../sandbox/box/server';
import { ManualClock } from '../sandbox/clock';
import { connectSandbox, reachSandbox } from '../unit/Box/sandboxBox';

it('a move out of the chosen folder is found again if n8n could not store its execution', async () => {
	const clock = new ManualClock('2026-11-01T12:00:00Z');
	const box = await BoxSandbox.start(3, clock, { callsPerMinute: 100_000 });
	const folder = box.items.add('folder', 'Contracts', box.user);
	const triggers = ['FILE.UPLOADED', 'FILE.RENAMED', 'FILE.MOVED'];
	const connection: Connection = {
		...(await connectSandbox(box, { targets: [{ type: folder.type, id: folder.id }], triggers })),
		box: await reachSandbox(box, box.user, true),
		places: new Places(newMemories(), 'node', () => clock.now()),
		now: () => clock.now(),
		steadyNow: () => clock.now(),
	};
	const catchUp = vendor.catchUp!;
	const progress = catchUpStateOf({ catchUp: new Map() }, 'node');
	const begun = await catchUp.begin(connection);
	if (!begun.ok) throw new Error(begun.problem.message);
	beginAt(progress, begun.value.cursor);
	/** What the host does with a look (lookForMissed). Each look starts one execution. */
	const look = async () => {
		clock.advance(10 * 60_000);
		const from = progress.cursor!;
		const looked = await catchUp.look(connection, from);
		if (!looked.ok) throw new Error(looked.problem.message);
		const to = nextCursor(from, looked.value.cursor);
		const found = looked.value.changes.map(({ topic, objectId }) => `${topic} ${objectId}`);
		return { found, noted: noteLook(progress, { from, to }, 1, clock.now()) };
	};
	const file = await box.acts.upload('Offer.pdf', box.user, folder);
	const other = await box.acts.upload('Other.pdf', box.user, folder);
	const first = await look();
	expect(first.found).toHaveLength(2);
	endPart(progress, first.noted, 0, clock.now());
	await box.acts.rename(other, 'Another.pdf', box.user);
	// Its execution still runs when the next look begins.
	expect((await look()).found).toEqual([`FILE.RENAMED ${other.id}`]);
	await box.acts.move(file, box.items.add('folder', 'Elsewhere', box.user), box.user);
	const third = await look();
	expect(third.found).toEqual([`FILE.MOVED ${file.id}`]);
	takeBack(progress, third.noted, [0], clock.now());
	const { found } = await look();
	await box.close();
	expect(found).toContain(`FILE.MOVED ${file.id}`);
});
