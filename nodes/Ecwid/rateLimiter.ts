import { createHash } from 'node:crypto';

import { BoundedMap } from '../core/boundedMap';
import { err, PROBLEM, type Result, type Problem } from '../core/result';
import type { Clock } from '../host/clock';
import type { Send } from '../host/http';
import { readPause } from '../host/vendorErrors';
import { Allowance } from './allowance';
import { LONGEST_PAUSE_MS } from './apiErrors';

/**
 * Ecwid allows a token 600 requests in a minute. The rest is left to what else uses it: another n8n
 * process, an HTTP Request node, and requests that arrive closer together than they were sent.
 */
const REQUESTS = 500;
const SPAN_MS = 60_000;
/** Whoever would have to wait longer is told so instead. */
const LONGEST_WAIT_MS = 60_000;

/** Where Ecwid asks for fewer requests and does not say for how long. */
const UNSAID_PAUSE_MS = 5_000;

const TOKENS_REMEMBERED = 100;

/** When requests with one token may go out, and whether they may at all. */
export class RateLimiter {
	/** Requests that only an unsigned notification asks for. */
	readonly unsigned = new Allowance();
	/** Starts of the latest requests, ascending; by a clock that is never set. */
	private readonly starts: number[] = [];
	private pausedUntil = 0;
	/** Why the token is dead; asked again only after an activation. */
	private death: Problem | undefined;

	constructor(
		private readonly requests = REQUESTS,
		private readonly span = SPAN_MS,
	) {}

	/** Books the next request; gives how long to wait for it, or why it must not be made. */
	book(now: number): Result<number> {
		if (this.death) return { ok: false, problem: this.death };
		const oldest = this.starts.length < this.requests ? undefined : this.starts[0];
		const earliest = oldest === undefined ? now : oldest + this.span;
		const start = Math.max(now, earliest, this.pausedUntil);
		if (start - now > LONGEST_WAIT_MS)
			return err(
				PROBLEM.throttled,
				'More requests to Ecwid are waiting than a minute allows. Choose fewer events, or let other workflows with this token run less often.',
				start - now,
			);
		this.starts.push(start);
		if (this.starts.length > this.requests) this.starts.shift();
		return { ok: true, value: start - now };
	}

	/** Ecwid asked to be left alone. */
	pause(until: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, until);
	}

	/** Ecwid does not know the token: it is asked no more, since that is counted against the address. */
	die(problem: Problem): void {
		this.death = problem;
	}

	/** A person has activated a workflow: the token may live again. */
	revive(): void {
		this.death = undefined;
	}
}

const paces = new BoundedMap<string, RateLimiter>(TOKENS_REMEMBERED);

/** The pace of a token, shared by all nodes of this process that use it. */
export function paceOf(token: string, place: string): RateLimiter {
	const key = createHash('sha256').update(`${place}\n${token}`).digest('hex');
	const known = paces.get(key);
	if (known !== undefined) return known;
	const pace = new RateLimiter();
	paces.set(key, pace);
	return pace;
}

/**
 * Sends at a pace; a request that was throttled nevertheless is made once more.
 *
 * @param now a clock that is never set: a step of the time of day must not stop a store for hours
 */
export function pacedSend(
	send: Send,
	pace: RateLimiter,
	sleep: (ms: number) => Promise<void>,
	now: Clock,
): Send {
	const once: Send = async (request) => {
		const wait = pace.book(now());
		if (!wait.ok) return wait;
		if (wait.value > 0) await sleep(wait.value);
		const answer = await send(request);
		if (answer.ok && answer.value.status === 429)
			pace.pause(now() + (readPause(answer.value, LONGEST_PAUSE_MS) || UNSAID_PAUSE_MS));
		return answer;
	};
	return async (request) => {
		const answer = await once(request);
		return answer.ok && answer.value.status === 429 ? await once(request) : answer;
	};
}
