import type { Result } from '../../core/result';
import { askAdmin, readRest, type Answer, type Connection, type RestAnswer } from '../api';
import type { Cost } from '../apiErrors';

/** What one reading of lists may take. */
export interface Limits {
	/** Milliseconds. */
	forMs: number;
	/** After this many rows or bytes, `hasEnough` returns true. The reader ends where the next look can continue. */
	rows: number;
	bytes: number;
	requests: number;
}

export const LOOK_LIMITS: Limits = {
	// Less than the host allows (30 minutes). A look that takes longer loses what it has found.
	forMs: 20 * 60_000,
	// The rows of one look are in memory at once. The next look continues.
	rows: 10_000,
	bytes: 32 * 1024 * 1024,
	// Ends lists whose pages have no rows.
	requests: 1_000,
};

/**
 * A look that has enough rows still reads on while they have the same date, because the next look would begin with the same
 * rows. It ends after this many times its limit of bytes. That is 256 MB, as for a list of Ecwid.
 */
const MOST_FILL = 8;

/** Catch-up leaves this part of the rate limit to other requests of the app. */
const LEFT_TO_OTHERS = 0.5;

/** The bucket of the standard plan fills in 20 seconds (https://shopify.dev/docs/api/usage/limits). */
const LONGEST_PAUSE_MS = 20_000;

/** Requests per second that the standard plan restores (https://shopify.dev/docs/api/admin-rest/usage/rate-limits). */
const REST_RESTORES_PER_S = 2;

/** Asks Shopify within the limits of one look. */
export interface PacedAsk {
	/** Returns undefined if the look has to end. The next look continues. */
	ask(query: string, variables: object): Promise<Result<Answer> | undefined>;
	/** Reads from the REST Admin API. Returns undefined if the look has to end. */
	get(path: string, query: Record<string, string>): Promise<Result<RestAnswer> | undefined>;
	/** Counts rows that were read. */
	count(rows: number): void;
	/** Whether as many rows or bytes were read as one look needs. */
	hasEnough(): boolean;
}

/**
 * Returns the functions with which a look asks Shopify. They wait before a request that would leave less than half of
 * the rate limit.
 *
 * @param mayGoOn returns false once the result of the look no longer counts
 */
export function pacedAsk(connection: Connection, mayGoOn: () => boolean, limits: Limits): PacedAsk {
	const startedAt = connection.steadyNow();
	let cost: Cost | undefined;
	let calls: RestAnswer['calls'];
	let rows = 0;
	let bytes = 0;
	let requests = 0;
	/** Waits, and returns whether a request may be sent. */
	const admit = async (pause: number): Promise<boolean> => {
		const isOver = connection.steadyNow() - startedAt >= limits.forMs;
		const isFull = bytes >= limits.bytes * MOST_FILL || requests >= limits.requests;
		if (isOver || isFull || !mayGoOn()) return false;
		requests++;
		return pause <= 0 || ((await connection.pause(pause)) && mayGoOn());
	};
	return {
		async ask(query, variables) {
			if (!(await admit(pauseBefore(cost)))) return undefined;
			const answer = await askAdmin(connection, query, variables);
			if (!answer.ok) return answer;
			cost = answer.value.cost;
			bytes += answer.value.bytes;
			return answer;
		},
		async get(path, query) {
			if (!(await admit(pauseAfter(calls)))) return undefined;
			const answer = await readRest(connection, path, query);
			if (!answer.ok) return answer;
			calls = answer.value.calls;
			bytes += answer.value.bytes;
			return answer;
		},
		count(read) {
			rows += read;
		},
		hasEnough() {
			return rows >= limits.rows || bytes >= limits.bytes;
		},
	};
}

/**
 * Returns how long to wait so that a request leaves enough points to others, in milliseconds.
 *
 * @param last the cost of the last request. The next one costs about the same
 */
export function pauseBefore(last: Cost | undefined): number {
	if (last === undefined) return 0;
	const { requested, available, maximum, restoreRate } = last;
	const needed = Math.min(maximum * LEFT_TO_OTHERS + requested, maximum);
	const pause = ((needed - available) / restoreRate) * 1000;
	return Math.min(Math.max(Math.ceil(pause), 0), LONGEST_PAUSE_MS);
}

/** Returns how long to wait so that half of the REST API's rate limit is left to others, in milliseconds. */
function pauseAfter(calls: RestAnswer['calls']): number {
	if (calls === undefined) return 0;
	const tooMany = calls.used + 1 - calls.allowed * LEFT_TO_OTHERS;
	const pause = (tooMany / REST_RESTORES_PER_S) * 1000;
	return Math.min(Math.max(Math.ceil(pause), 0), LONGEST_PAUSE_MS);
}
