import {
	nextAttemptAt,
	readRetryAfter,
	type RetrySchedule,
} from '../../../nodes/core/retrySchedule';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** The pauses of a receiver that never answers, in seconds. */
function pauses(schedule: RetrySchedule, random = 0): number[] {
	const all: number[] = [];
	for (let attempt = 1; ; attempt++) {
		const next = nextAttemptAt(schedule, attempt, { now: 0, random });
		if (next === undefined) return all;
		all.push(next / SECOND);
	}
}

describe('the long schedules', () => {
	it("are Standard Webhooks' ten attempts in 75 hours and 35 minutes", () => {
		expect(pauses('standardWebhooks')).toEqual([
			...[5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
		]);
		const sum = pauses('standardWebhooks').reduce((one, other) => one + other);
		expect(Math.floor(sum / 60)).toBe(75 * 60 + 35);
	});

	it("are Cloud Elements' nine retries", () => {
		expect(pauses('cloudElements')).toEqual([4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144]);
	});

	it('spread what failed together by up to a fifth', () => {
		expect(pauses('cloudElements', 1).slice(0, 2)).toEqual([4.8, 19.2]);
	});

	it.each([
		['what it asked for', 600, 600],
		['no earlier than the schedule', 1, 300],
		['no later than an hour', 10_000_000, 3600],
		['nothing', undefined, 300],
	])('wait for a receiver that asks: %s', (_, seconds, expected) => {
		const retryAfterMs = seconds === undefined ? undefined : seconds * SECOND;
		const next = nextAttemptAt('standardWebhooks', 2, { now: 0, retryAfterMs, random: 0 });
		expect(next).toBe(expected * SECOND);
	});

	it('wait for no longer than twice a long pause', () => {
		const asks = { now: 0, retryAfterMs: 1000 * HOUR, random: 0 };
		expect(nextAttemptAt('standardWebhooks', 4, asks)).toBe(4 * HOUR);
	});
});

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
