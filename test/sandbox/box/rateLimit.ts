/** Box's limit of API calls for a user (https://developer.box.com/guides/api-calls/permissions-and-errors/rate-limits). */
export const CALLS_PER_MINUTE = 1000;

const MINUTE = 60_000;

/** Counts the calls of each user in windows of a minute, which begin with the first call. */
export class RateLimit {
	private readonly windows = new Map<string, { start: number; calls: number }>();

	constructor(private readonly perMinute: number) {}

	/** Counts a call. Returns the seconds until the next window if there were too many. */
	take(user: string, now: number): number | undefined {
		const last = this.windows.get(user);
		const window = last && now < last.start + MINUTE ? last : { start: now, calls: 0 };
		this.windows.set(user, window);
		window.calls += 1;
		if (window.calls <= this.perMinute) return undefined;
		return Math.ceil((window.start + MINUTE - now) / 1000);
	}
}
