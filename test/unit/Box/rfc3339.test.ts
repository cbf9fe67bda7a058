import { readRfc3339 } from '../../../nodes/Box/rfc3339';

describe('a date and time as RFC 3339 writes it', () => {
	it.each([
		['2026-11-21T10:00:00Z', Date.UTC(2026, 10, 21, 10)],
		['2026-11-21T02:00:00.123456789-08:00', Date.UTC(2026, 10, 21, 10, 0, 0, 123)],
		['2024-02-29T00:00:00+14:00', Date.UTC(2024, 1, 28, 10)],
	])('reads %s', (text, moment) => expect(readRfc3339(text)).toBe(moment));

	it.each([
		'2026-02-30T10:00:00Z',
		'2026-02-29T10:00:00Z',
		'2026-13-01T10:00:00Z',
		'2026-11-21T25:00:00Z',
		'2026-11-21T10:60:00Z',
		'2026-11-21T10:00:00+25:00',
		'2026-11-21T10:00:00',
		'2026-11-21',
		'2026',
		' 2026-11-21T10:00:00Z',
		'2026-11-21T10:00:00Z\n',
	])('refuses %j', (text) => expect(readRfc3339(text)).toBeUndefined());
});
