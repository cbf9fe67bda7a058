import {
	nextAttemptAt,
	type RetrySchedule,
} from '../../../../nodes/SignedEvent/emit/retrySchedule';

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
