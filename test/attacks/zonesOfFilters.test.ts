import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Returns what a program prints in a process with a time zone. */
function inZone(zone: string, program: string): string {
	return execFileSync(process.execPath, ['--import', 'tsx', '-e', program], {
		cwd: ROOT,
		env: { ...process.env, TZ: zone },
		encoding: 'utf8',
	}).trim();
}

const ZONES = ['UTC', 'America/New_York', 'Asia/Tokyo'];

/** The time zone of n8n's machine must not decide which events of a shop start the workflow. */
it.each(ZONES)('a filter compares WooCommerce dates in UTC, if n8n runs in %s', (zone) => {
	const passes = inZone(
		zone,
		`
		const { passesFilter, readFilter } = require('./nodes/core/eventFilter');
		const filter = (operator, value) => {
			const read = readFilter([], [{ field: 'raw.date_modified_gmt', operator, value }]);
			if (!read.ok) throw new Error('filter');
			return read.filter;
		};
		const event = { eventType: 'UPDATED', raw: { date_modified_gmt: '2026-11-01T00:30:00' } };
		console.log(JSON.stringify([
			passesFilter(event, filter('greaterThan', '2026-11-01T00:00:00Z')),
			passesFilter(event, filter('lessThan', '2026-11-01T01:00:00Z')),
			passesFilter(event, filter('equals', '2026-11-01T00:30:00Z')),
			passesFilter(event, filter('greaterThan', '2026-11-01')),
		]));
		`,
	);
	expect(JSON.parse(passes)).toEqual([true, true, true, true]);
});

/** The id of an event is made from its date, so two processes or a restart must not read another date. */
it('the events of a notification have the same dates and ids in each zone of n8n', () => {
	const read = ZONES.map((zone) =>
		inZone(
			zone,
			`
			const { parseEnvelope } = require('./nodes/core/envelope/parseEnvelope');
			const events = ['2026-11-21T10:00:00', '2026-11-21 10:00:00', 'Room 12'].map((date) => ({
				date, eventType: 'UPDATED', objectType: 'orders', objectId: '1',
			}));
			const body = Buffer.from(JSON.stringify({ message: { elementKey: 'x', events } }));
			const message = { sender: 'ABCDEFGH', body, receivedAt: 1_780_000_000_000, headers: {} };
			console.log(JSON.stringify(parseEnvelope(message).map(({ date, revision }) => [date, revision])));
			`,
		),
	);
	expect(new Set(read).size).toBe(1);
	// Another text does not become a date.
	expect(JSON.parse(read[0])[2][0]).toBe(new Date(1_780_000_000_000).toISOString());
});
