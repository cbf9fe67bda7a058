import { readRetryAfter } from '../../../nodes/core/retryAfter';

const HOUR = 3_600_000;

describe('Retry-After', () => {
	const now = Date.UTC(2026, 10, 21, 10, 0, 0);
	it.each([
		['120', 120_000],
		[' 5 ', 5000],
		['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
		['Sat, 21 Nov 2026 09:00:00 GMT', 0],
		['-1', undefined],
		['1.5', 1500],
		['2.0', 2000],
		['1e9', undefined],
		['31536000', 48 * HOUR],
		['99999999999999', 48 * HOUR],
		['9'.repeat(10_000), 48 * HOUR],
		['Sat, 21 Nov 2027 10:00:00 GMT', 48 * HOUR],
		['2026', 2026_000],
		['soon', undefined],
		['', undefined],
		[undefined, undefined],
	])('%p is %p ms', (header, expected) => expect(readRetryAfter(header, now)).toBe(expected));

	it('is cut to what the caller can wait for', () => {
		expect(readRetryAfter('31536000', now, 60_000)).toBe(60_000);
		expect(readRetryAfter('Sat, 21 Nov 2027 10:00:00 GMT', now, 60_000)).toBe(60_000);
		expect(readRetryAfter('59', now, 60_000)).toBe(59_000);
	});
});
