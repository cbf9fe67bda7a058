/**
 * docs/box.md: an item that is moved out of a chosen folder is found "if catch-up has seen the item since n8n started".
 *
 * A process kept the places of 20 nodes. With more Box nodes, each look dropped the places of the node that waited longest,
 * so no node found such a move.
 */
import { newMemories, Places } from '../../nodes/Box/catchUp/places';
import { box as vendor, type Connection } from '../../nodes/Box/vendor';
import { BoxSandbox } from '../sandbox/box/server';
import { ManualClock } from '../sandbox/clock';
import { connectSandbox, reachSandbox } from '../unit/Box/sandboxBox';

it.each([19, 20, 100])(
	'a move out of the chosen folder is found beside %d other Box nodes',
	async (others) => {
		const clock = new ManualClock('2026-11-01T12:00:00Z');
		const box = await BoxSandbox.start(3, clock, { callsPerMinute: 100_000 });
		const folder = box.items.add('folder', 'Contracts', box.user);
		const targets = [{ type: folder.type, id: folder.id }];
		const memories = newMemories();
		const placesOf = (node: string) => new Places(memories, node, () => clock.now());
		const connection: Connection = {
			...(await connectSandbox(box, { targets, triggers: ['FILE.UPLOADED', 'FILE.MOVED'] })),
			box: await reachSandbox(box, box.user, true),
			places: placesOf('node'),
			now: () => clock.now(),
			steadyNow: () => clock.now(),
		};
		const begun = await vendor.catchUp!.begin(connection);
		if (!begun.ok) throw new Error(begun.problem.message);
		let { cursor } = begun.value;
		const look = async () => {
			clock.advance(10 * 60_000);
			const looked = await vendor.catchUp!.look(connection, cursor);
			if (!looked.ok) throw new Error(looked.problem.message);
			cursor = looked.value.cursor;
			// The other nodes look too, in the minutes until the next check.
			for (let other = 0; other < others; other++) placesOf(`other-${other}`).open('cursor');
			return looked.value.changes.map(({ topic, objectId }) => `${topic} ${objectId}`);
		};
		const file = await box.acts.upload('Offer.pdf', box.user, folder);
		expect(await look()).toEqual([`FILE.UPLOADED ${file.id}`]);
		await box.acts.move(file, box.items.add('folder', 'Elsewhere', box.user), box.user);
		const found = await look();
		await box.close();
		expect(found).toEqual([`FILE.MOVED ${file.id}`]);
	},
);

/** A look of a node that notes the places of some files. @returns whether it knew the place of the first one */
function lookOf(node: string, memories: ReturnType<typeof newMemories>, files: number) {
	const look = new Places(memories, node, () => 0).open('cursor');
	const draft = look.draft();
	const knows = draft.folderOf('user_1', { type: 'file', id: '0' }) !== undefined;
	for (let id = 0; id < files; id++)
		draft.note('user_1', { type: 'file', id: String(id) }, { parentId: '5' }, 0);
	draft.keep();
	look.keep('cursor');
	return knows;
}

it('nodes with few places keep them if the places of all nodes are too many', () => {
	const memories = newMemories();
	lookOf('small', memories, 10);
	for (let node = 0; node < 30; node++) lookOf(`large-${node}`, memories, 10_000);
	const total = [...memories.values()].reduce(
		(sum, { links, added }) => sum + links.size + (added?.links.size ?? 0),
		0,
	);
	expect(total).toBeLessThanOrEqual(200_000);
	expect(total).toBeGreaterThan(150_000);
	expect(lookOf('small', memories, 10)).toBe(true);
	const known = Array.from({ length: 30 }, (_, node) => lookOf(`large-${node}`, memories, 0));
	expect(known.filter(Boolean).length).toBeGreaterThanOrEqual(15);
});
