import { readJavaPattern } from '../../../../../nodes/WooCommerce/poll/configuration/javaDates';

const read = (pattern: string, value: unknown, zone?: string) => {
	const reader = readJavaPattern(pattern, zone);
	if (!reader.ok) throw new Error(reader.what);
	const ms = reader.read(value);
	return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe('dates by Java patterns', () => {
	// The patterns of Cloud Elements' documents, by frequency (docs/facts/cloud-elements.md section 3.4).
	it.each<[string, unknown, string, string?]>([
		["yyyy-MM-dd'T'HH:mm:ssXXX", '2026-11-21T10:00:00+02:00', '2026-11-21T08:00:00.000Z'],
		["yyyy-MM-dd'T'HH:mm:ssXXX", '2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
		['milliseconds', 1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
		['milliseconds', '1700000000000', '2023-11-14T22:13:20.000Z'],
		["yyyy-MM-dd'T'HH:mm:ss'Z'", '2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
		['yyyy-MM-dd HH:mm:ss', '2026-11-21 10:00:00', '2026-11-21T18:00:00.000Z', '-8:00'],
		["yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", '2026-11-21T10:00:00.123Z', '2026-11-21T10:00:00.123Z'],
		["yyyy-MM-dd'T'HH:mm:ss.SSSZ", '2026-11-21T10:00:00.123+0100', '2026-11-21T09:00:00.123Z'],
		['MM/dd/yyyy HH:mm:ss', '11/21/2026 10:00:00', '2026-11-21T18:00:00.000Z', 'PST'],
		['EEE, dd MMM yyyy HH:mm:ss Z', 'Sat, 21 Nov 2026 10:00:00 +0000', '2026-11-21T10:00:00.000Z'],
		["yyyy-MM-dd'T'HH:mm:ss.SSSX", '2026-11-21T10:00:00.123Z', '2026-11-21T10:00:00.123Z'],
		["yyyy-MM-dd'T'HH:mm:ss.SSSX", '2026-11-21T10:00:00.123+01', '2026-11-21T09:00:00.123Z'],
		['yyyy-MM-dd', '2026-11-21', '2026-11-21T00:00:00.000Z'],
		['yyyy-MM-dd h:mm a', '2026-11-21 5:07 PM', '2026-11-21T17:07:00.000Z'],
		["yyyy-MM-dd'o''clock'HH", "2026-11-21o'clock10", '2026-11-21T10:00:00.000Z'],
	])('%s reads %j', (...[pattern, value, expected, zone]) => {
		expect(read(pattern, value, zone)).toBe(expected);
	});

	it('accepts the unterminated quote of the WooCommerce documents', () => {
		expect(read("yyyy-MM-dd'T'HH:mm:ss'", '2026-07-01T10:00:00', 'America/New_York')).toBe(
			'2026-07-01T14:00:00.000Z',
		);
	});

	it.each<[string, unknown]>([
		["yyyy-MM-dd'T'HH:mm:ss", '2026-11-21'],
		["yyyy-MM-dd'T'HH:mm:ss", null],
		["yyyy-MM-dd'T'HH:mm:ss", 5],
		['yyyy-MM-dd', '2026-02-30'],
		['milliseconds', 'yesterday'],
	])('%s does not read %j', (pattern, value) => {
		expect(read(pattern, value)).toBeUndefined();
	});

	it('names letters without a meaning and zones that do not exist', () => {
		expect(readJavaPattern('yyyy-QQ')).toEqual({
			ok: false,
			reason: 'unknown_letters',
			what: 'QQ',
		});
		expect(readJavaPattern('yyyy', 'Mars/Base')).toEqual({
			ok: false,
			reason: 'unknown_zone',
			what: 'Mars/Base',
		});
	});
});
