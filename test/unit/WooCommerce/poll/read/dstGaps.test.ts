import { safeLowerBound } from '../../../../../nodes/WooCommerce/poll/read/dstGaps';

const at = (text: string) => Date.parse(`${text}Z`);

describe('a lower bound for modified_after', () => {
	it.each([
		['an ordinary moment', '2026-11-21T10:00:00'],
		['the hour after clocks went forward in New York', '2026-03-08T05:00:00'],
		['the hour that clocks repeat in autumn', '2026-11-01T06:30:00'],
	])('stays the same at %s', (_what, text) => {
		expect(safeLowerBound(at(text))).toBe(at(text));
	});

	it.each([
		['New York', '2026-03-08T02:30:00'],
		['Berlin', '2026-03-29T02:00:00'],
		['London', '2026-03-29T01:59:59'],
		['Lord Howe', '2026-10-04T02:15:00'],
	])('moves before the wall clock that %s skips', (_zone, text) => {
		const safe = safeLowerBound(at(text));
		expect(safe).toBeLessThan(at(text));
		expect(at(text) - safe).toBeLessThanOrEqual(6 * 3_600_000);
		expect(safeLowerBound(safe)).toBe(safe);
	});
});
