import { readJavaPattern } from '../../nodes/WooCommerce/poll/configuration/javaDates';

const AT = Date.parse('2026-11-21T10:00:00Z');

// All of these patterns were read before `withKnownZones` was added.
it.each([
	['EEE, MMM dd yyyy HH:mm:ss z', 'Sat, Nov 21 2026 10:00:00 UTC'],
	['EEE,MMM dd yyyy HH:mm:ss z', 'Sat,Nov 21 2026 10:00:00 UTC'],
	['EEE/MMM/dd/yyyy HH:mm:ss z', 'Sat/Nov/21/2026 10:00:00 UTC'],
	['yyyy-MM-dd hh:mm:ss a,z', '2026-11-21 10:00:00 AM,UTC'],
	['yyyy-MM-dd hh:mm:ss a/z', '2026-11-21 10:00:00 AM/Etc/UTC'],
	["yyyy-MM-dd'T'HH:mm:ss'Z'z", '2026-11-21T10:00:00ZUTC'],
	['MMM-EEE-dd-yyyy HH:mm:ss z', 'Nov-Sat-21-2026 10:00:00 Europe/London'],
])('a date in the pattern %s is read: %s', (pattern, date) => {
	const read = readJavaPattern(pattern);
	if (!read.ok) throw new Error(read.reason);
	expect(read.read(date)).toBe(AT);
});
