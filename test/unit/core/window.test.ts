import { nextWindow, OVERLAP_MS, SETTLE_MS, withinOverlap } from '../../../nodes/core/window';

const since = Date.UTC(2026, 0, 1);

describe('the next window', () => {
	it('ends a settle delay before the server says it is, in whole seconds', () => {
		const { to } = nextWindow(since, since, since + 60_999);
		expect(to).toBe(since + 60_000 + 999 - 999 - SETTLE_MS);
	});

	it('begins an overlap before the watermark', () => {
		const watermark = since + 3_600_000;
		expect(nextWindow(watermark, since, watermark + 60_000).from).toBe(watermark - OVERLAP_MS);
	});

	it('never begins before watching began', () => {
		expect(nextWindow(since + 1000, since, since + 60_000).from).toBe(since);
	});

	it('is empty in the second in which watching began', () => {
		const { from, to } = nextWindow(since, since, since);
		expect(to).toBe(from);
	});

	it('goes back with a server whose clock was set back', () => {
		const watermark = since + 10 * 3_600_000;
		const serverNow = since + 9 * 3_600_000;
		const { from, to } = nextWindow(watermark, since, serverNow);
		expect(to).toBe(serverNow - SETTLE_MS);
		expect(from).toBe(to - OVERLAP_MS);
	});
});

describe('sightings', () => {
	it('are kept as long as a window can meet them again', () => {
		const watermark = since + 3_600_000;
		const old = { id: 1, modified: watermark - OVERLAP_MS - 1000, hash: 'a' };
		const young = { id: 2, modified: watermark - OVERLAP_MS, hash: 'b' };
		const both = new Map([old, young].map((one) => [one.id, one]));
		expect([...withinOverlap(both, watermark).values()]).toEqual([young]);
	});
});
