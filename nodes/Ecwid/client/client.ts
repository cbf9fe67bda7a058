import { PROBLEM, ok, type Result } from '../../core/result';
import { serverTime, type Send } from '../../host/http';
import { readAnswerJson } from './apiErrors';
import type { RateLimiter } from './rateLimiter';

interface Answered {
	value: unknown;
	/** Length of the body, in bytes. */
	bytes: number;
	/** Ecwid's clock when it responded, in epoch milliseconds (whole seconds). */
	serverNow: number;
}

/** Requests a path of a store. */
export type Ask = (
	path: string,
	query?: Readonly<Record<string, string>>,
) => Promise<Result<Answered>>;

export interface ClientOptions {
	/** The store's address, without a trailing slash. */
	base: string;
	storeId: string;
	send: Send;
	limiter: RateLimiter;
	/** The time of day, in epoch milliseconds. */
	now(): number;
	/** A monotonic clock, in milliseconds. */
	steadyNow(): number;
}

/** Returns a client of one store. A token that Ecwid rejects is not sent for a while. */
export function createClient({ base, storeId, send, limiter, now, steadyNow }: ClientOptions): Ask {
	return async (path, query = {}) => {
		const answer = await send({ method: 'GET', url: `${base}/${path}`, query: { ...query } });
		// Before the first request with a credential, n8n checks it. If Ecwid rejects the token then, `send` returns this problem.
		const read = answer.ok ? readAnswerJson(answer.value, storeId) : answer;
		if (!read.ok && read.problem.reason === PROBLEM.unauthorized)
			limiter.block(read.problem, steadyNow());
		if (!answer.ok || !read.ok) return read as Result<never>;
		const { length: bytes } = answer.value.body;
		return ok({ value: read.value, bytes, serverNow: serverTime(answer.value, now) });
	};
}
