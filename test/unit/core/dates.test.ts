import { eventTime, isoSecond, ISO_UTC, readNaiveUtc } from '../../../nodes/core/dates';
import { readRfc3339 } from '../../../nodes/Box/rfc3339';
import { readDate } from '../../../nodes/Ecwid/changes';
import { dateOf } from '../../../nodes/Shopify/occurrence';
import { readJavaPattern } from '../../../nodes/WooCommerce/poll/configuration/javaDates';

const configured = (pattern: string) => (value: unknown) => {
	const reader = readJavaPattern(pattern);
	return reader.ok ? reader.read(value) : Number.NaN;
};
const READERS: ReadonlyArray<[name: string, read: (value: string) => number | undefined]> = [
	['WooCommerce', readNaiveUtc],
	['Box', readRfc3339],
	['Ecwid', readDate],
	['Shopify', (value) => dateOf({ updated_at: value }, 'modified')],
	['a configured zone', configured("yyyy-MM-dd'T'HH:mm:ssXXX")],
	['configured milliseconds', configured('milliseconds')],
];
const TEXTS = [
	'9999-12-31T23:59:59-23:00',
	'9999-12-31 23:59:59 -2300',
	'0000-01-01T00:00:00+23:00',
	'0000-01-01 00:00:00 +2300',
	'9999-12-31T23:59:59',
	'0000-01-01T00:00:00',
	'2026-11-28T10:00:00+02:00',
	'2026-11-28 10:00:00 +0200',
	'253402300799999',
	'253402300800000',
	'8640000000000001',
];

describe('a date of a vendor', () => {
	it.each(READERS)('is absent if an event cannot have it: %s', (_, read) => {
		const dates = TEXTS.map(read).filter((ms) => ms !== undefined);
		expect(dates.length).toBeGreaterThan(0);
		for (const ms of dates) expect(isoSecond(ms)).toMatch(ISO_UTC);
	});

	it('has a first and a last moment', () => {
		// Databases have no year 0.
		const first = Date.parse('0001-01-01T00:00:00Z');
		const last = Date.parse('9999-12-31T23:59:59.999Z');
		expect([first - 1, first, last, last + 1, Number.NaN].map(eventTime)).toEqual([
			...[undefined, first, last, undefined, undefined],
		]);
	});
});
