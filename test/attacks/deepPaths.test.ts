/**
 * A page of events with long paths must not block n8n. 500 paths of 470 folders had 4 MB, and blocked it for 1.3 s. A look
 * reads up to 40 pages.
 */
import { readEvents, type Box } from '../../nodes/Box/api';
import { newMemories, Places, readPlace } from '../../nodes/Box/catchUp/places';
import { ok } from '../../nodes/core/result';

const NOW = Date.parse('2026-11-28T10:00:00Z');

/** The source of an event, whose path counts how often an entry of it is read. */
function deep(levels: number) {
	const reads = { count: 0 };
	const entries = Array.from({ length: levels }, (_, level) => ({
		get id() {
			reads.count++;
			return String(1_000 + level);
		},
	}));
	return { source: { path_collection: { entries }, parent: { id: '7' } }, reads };
}

it('a path of more than 100 folders is not read, and its item is looked up by its folder', () => {
	const { source, reads } = deep(101);
	expect(readPlace(source)).toEqual({ parentId: '7' });
	expect(reads.count).toBe(0);
});

it('a path of 100 folders is read', () => {
	const { source } = deep(100);
	expect(readPlace(source)).toMatchObject({ path: { length: 100 } });
	const places = new Places(newMemories(), 'node', () => 0).open('cursor').draft();
	places.note('user_1', { type: 'file', id: '1' }, readPlace(source)!, NOW);
	expect(places.lineOf('user_1', { type: 'file', id: '1' }, NOW)).toHaveLength(100);
});

it.each([
	[500, true],
	[501, false],
])('a page of %d events is accepted: %s', async (length, isOk) => {
	const page = { next_stream_position: '1', entries: Array.from({ length }, () => ({})) };
	const body = Buffer.from(JSON.stringify(page));
	const headers = { 'content-type': 'application/json' };
	const box = {
		url: 'https://api.box.com',
		send: async () => ok({ status: 200, headers, body }),
	} as unknown as Box;
	const read = await readEvents(box, { limit: '500' }, () => NOW);
	expect(read.ok).toBe(isOk);
});
