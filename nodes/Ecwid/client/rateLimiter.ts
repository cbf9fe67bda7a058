import { createHash } from 'node:crypto';

import { err, PROBLEM, type Result, type Problem } from '../../core/result';
import { steadyClock, type Clock } from '../../host/clock';
import type { Send } from '../../host/http';
import { readPause } from '../../host/vendorErrors';
import { RequestAllowance } from '../legacy/requestAllowance';
import { LONGEST_PAUSE_MS } from './apiErrors';

/**
 * Ecwid allows a token 600 requests a minute. The other 100 are left to other users of the token, and to requests that
 * arrive closer together than they were sent.
 */
const REQUESTS = 500;
const SPAN_MS = 60_000;

/** Pause after a 429 without a `Retry-After`. */
const DEFAULT_PAUSE_MS = 5_000;

/** For this long, no request is sent with a token that Ecwid rejected. */
export const BLOCK_MS = 15 * 60_000;

const MOST_TOKENS = 100;

/** How often a request is sent, and how long it may wait. */
export interface RetryPolicy {
	/** How many times a request is sent in total if Ecwid throttles it. */
	attempts: number;
	/** A request that would have to wait longer fails. */
	longestWaitMs: number;
}

const DEFAULT_POLICY: RetryPolicy = { attempts: 2, longestWaitMs: 60_000 };

/** Decides when requests with one token may be sent. Its times must come from a monotonic clock. */
export class RateLimiter {
	/** The allowance for requests that unsigned legacy notifications cause. */
	readonly unsigned = new RequestAllowance();
	/** Starts of the latest requests, ascending. */
	private readonly starts: number[] = [];
	private pausedUntil = 0;
	/** Why the token is blocked, and until when. */
	private blocked: { by: Problem; until: number } | undefined;

	constructor(
		private readonly requests = REQUESTS,
		private readonly span = SPAN_MS,
	) {}

	/**
	 * Reserves the next request.
	 *
	 * @returns milliseconds to wait for it, or why it must not be sent
	 */
	reserve(now: number, longestWaitMs = DEFAULT_POLICY.longestWaitMs): Result<number> {
		if (this.blocked && now < this.blocked.until) return { ok: false, problem: this.blocked.by };
		const oldest = this.starts.length < this.requests ? undefined : this.starts[0];
		const earliest = oldest === undefined ? now : oldest + this.span;
		const start = Math.max(now, earliest, this.pausedUntil);
		if (start - now > longestWaitMs)
			return err(
				PROBLEM.throttled,
				'The request to Ecwid was not sent: the rate limit of its token is used up. Choose fewer events, or run other workflows with this token less often.',
				start - now,
			);
		this.starts.push(start);
		if (this.starts.length > this.requests) this.starts.shift();
		return { ok: true, value: start - now };
	}

	/** Whether a request would have to wait for a pause, or must not be sent. */
	isBlocked(now: number): boolean {
		return Math.max(this.pausedUntil, this.blocked?.until ?? -Infinity) > now;
	}

	/** Whether this limiter still has to be kept: a new one would not know the latest requests or the pause. */
	isInUse(now: number): boolean {
		const latest = this.starts.at(-1) ?? -Infinity;
		return this.isBlocked(now) || now - latest < this.span || this.unsigned.isInUse(now);
	}

	/** Stops requests until a time, because Ecwid asked for it. */
	pause(until: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, until);
	}

	/**
	 * Stops all requests with a token that Ecwid rejects, because Ecwid limits such requests by IP address. The stop
	 * ends after a while, because a firewall or a proxy may have rejected the request instead of Ecwid.
	 */
	block(by: Problem, now: number): void {
		// A request that the block stopped must not extend it.
		if (this.blocked === undefined || now >= this.blocked.until)
			this.blocked = { by, until: now + BLOCK_MS };
	}

	/** Allows requests again, because a user activated a workflow. */
	unblock(): void {
		this.blocked = undefined;
	}
}

/** By token and address, the least recently used first. */
const limiters = new Map<string, RateLimiter>();

/** Returns the limiter of a token, which all nodes of this process share. */
export function limiterFor(token: string, base: string, now: Clock = steadyClock): RateLimiter {
	const key = createHash('sha256').update(`${base}\n${token}`).digest('hex');
	const limiter = limiters.get(key) ?? new RateLimiter();
	limiters.delete(key);
	if (limiters.size >= MOST_TOKENS) limiters.delete(leastNeeded(now()));
	limiters.set(key, limiter);
	return limiter;
}

/** Returns the key of the oldest idle limiter, else of the oldest one that is not blocked, else of the oldest one. */
function leastNeeded(now: number): string {
	const entries = [...limiters];
	const [key] =
		entries.find(([, limiter]) => !limiter.isInUse(now)) ??
		entries.find(([, limiter]) => !limiter.isBlocked(now)) ??
		entries[0];
	return key;
}

/**
 * Returns a `Send` that keeps to the rate limit, and repeats a request that Ecwid throttles.
 *
 * @param now a monotonic clock: a step of the system time must not block a store for hours
 * @param policy defaults to two attempts and a wait of 60 seconds
 */
export function limitedSend(
	send: Send,
	limiter: RateLimiter,
	sleep: (ms: number) => Promise<void>,
	now: Clock,
	{ attempts, longestWaitMs } = DEFAULT_POLICY,
): Send {
	const sendOnce: Send = async (request) => {
		const wait = limiter.reserve(now(), longestWaitMs);
		if (!wait.ok) return wait;
		if (wait.value > 0) await sleep(wait.value);
		const answer = await send(request);
		if (answer.ok && answer.value.status === 429)
			limiter.pause(now() + (readPause(answer.value, LONGEST_PAUSE_MS) || DEFAULT_PAUSE_MS));
		return answer;
	};
	return async (request) => {
		const answer = await sendOnce(request);
		const isThrottled = answer.ok && answer.value.status === 429;
		return isThrottled && attempts > 1 ? await sendOnce(request) : answer;
	};
}
