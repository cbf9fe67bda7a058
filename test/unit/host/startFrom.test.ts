import { DateTime } from 'luxon';

import { readStartFrom } from '../../../nodes/host/startFrom';

const read = (
	choice: unknown,
	date: unknown = '',
	batchSize: unknown = undefined,
	startDate: string | undefined = undefined,
) =>
	readStartFrom(
		{ choice, date, batchSize },
		{ parameters: { startDate } },
		() => 'America/New_York',
	);

describe('Start From', () => {
	it.each([undefined, 'now'])('emits no existing objects by default: %p', (choice) => {
		expect(read(choice)).toEqual({ ok: true, value: undefined });
	});

	it('emits all objects, a thousand in one execution', () => {
		expect(read('everything')).toEqual({
			ok: true,
			value: { choice: 'everything', batchSize: 1_000 },
		});
	});

	it.each<[string, unknown, string]>([
		[
			"the panel's text, in the workflow's time zone",
			'2026-05-01T00:00:00',
			'2026-05-01T04:00:00Z',
		],
		['a text with a space', '2026-05-01 00:00:00', '2026-05-01T04:00:00Z'],
		['a text with an offset', '2026-05-01T00:00:00+02:00', '2026-04-30T22:00:00Z'],
		['a day', '2026-05-01', '2026-05-01T04:00:00Z'],
		['milliseconds', Date.parse('2026-05-01T00:00:00Z'), '2026-05-01T00:00:00Z'],
		['a Date', new Date('2026-05-01T00:00:00Z'), '2026-05-01T00:00:00Z'],
		['a DateTime', DateTime.fromISO('2026-05-01T00:00:00Z'), '2026-05-01T00:00:00Z'],
	])('reads a date: %s', (_, date, choice) => {
		const since = Date.parse(choice);
		expect(read('date', date)).toEqual({ ok: true, value: { choice, since, batchSize: 1_000 } });
	});

	it('takes an expression for one choice, also if its date moves on', () => {
		const typed = '={{ $now.minus({ days: 7 }) }}';
		const [one, other] = ['2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z'].map((date) =>
			read('date', DateTime.fromISO(date), undefined, typed),
		);
		expect(one).toMatchObject({ value: { choice: typed, since: 1_777_593_600_000 } });
		expect(other).toMatchObject({ value: { choice: typed, since: 1_777_680_000_000 } });
	});

	it.each([
		['empty', '', /"" is not a date after 1999/],
		['another text', 'last week', /"last week" is not a date/],
		['a time of the day', '12:00', /"12:00" is not a date/],
		['a month and a day', '11-30', /"11-30" is not a date/],
		['a number as a text', '12', /"12" is not a date/],
		['seconds', 1_777_000_000, /1777000000 is not a date after 1999/],
		['undefined', undefined, /is not a date/],
		['an object', {}, /is not a date/],
	])('rejects a date that is %s', (_, date, message) => {
		expect(read('date', date)).toMatchObject({
			ok: false,
			problem: { message: expect.stringMatching(message) },
		});
	});

	it('rejects another choice', () => {
		expect(read('yesterday')).toMatchObject({
			ok: false,
			problem: { message: expect.stringMatching(/^Start From cannot be used: "yesterday"/) },
		});
	});

	it.each([
		[0, 1],
		[20_000, 10_000],
		['50', 50],
		['x', 1_000],
	])('limits the objects per execution: %p', (given, batchSize) => {
		expect(read('everything', '', given)).toMatchObject({ value: { batchSize } });
	});
});
