import { readRetryAfter } from '../../core/retrySchedule';
import type { Result } from '../../core/result';
import { checkDestination, type Destination, type DestinationRules } from './destination';
import type { SignedRequest, PostResponse } from './post';
import { isTransient, DELIVERY_FAILURE, type DeliveryFailure } from './deliveryFailure';

export interface Delivered {
	ok: true;
	url: string;
	status: number;
	/** Of all tries and the pauses between them, in milliseconds. */
	durationMs: number;
	/** How often it was posted. */
	tries: number;
}

export interface Undelivered {
	ok: false;
	reason: DeliveryFailure;
	/** What happened, to what, and what to do next. */
	message: string;
	url: string;
	status?: number;
	durationMs: number;
	tries: number;
	/** How long the receiver asked to be left alone, in milliseconds. */
	retryAfterMs?: number;
	/** The beginning of what it answered. */
	answer?: string;
}

/** All that is not of one letter; clock, chance and network come from outside. */
export interface Transport {
	post(destination: Destination, letter: SignedRequest): Promise<Result<PostResponse>>;
	rules: DestinationRules;
	/** How often to try again at once. */
	retries: number;
	now(): number;
	random(): number;
	/** Waits so many milliseconds. */
	pause(ms: number): Promise<void>;
}

/** A quick retry waits a second, two, four, ...; a receiver that asks for more is tried later. */
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 16_000;

/**
 * Delivers one letter, trying again at once where seconds may help. Only a 2xx is success.
 *
 * @param sign gives the letter anew for each try: its time is signed
 */
export async function deliver(
	transport: Transport,
	url: string,
	sign: (now: number) => SignedRequest,
): Promise<{ outcome: Delivered | Undelivered; letter: SignedRequest }> {
	const started = transport.now();
	for (let tries = 1; ; tries++) {
		const letter = sign(transport.now());
		const posted = await postOnce(transport, url, letter);
		const outcome = { ...posted, durationMs: transport.now() - started };
		if (outcome.ok) return { outcome: { ...outcome, tries }, letter };
		const delay = retryDelay(tries, outcome.retryAfterMs ?? 0, transport.random());
		const mayRetry = tries <= transport.retries && isTransient(outcome.reason, outcome.status);
		if (!mayRetry || delay === undefined) return { outcome: { ...outcome, tries }, letter };
		await transport.pause(delay);
	}
}

/** @returns undefined where the receiver asks for more time than a quick retry has */
function retryDelay(tries: number, retryAfterMs: number, random: number): number | undefined {
	if (retryAfterMs > MAX_DELAY_MS) return undefined;
	const delay = Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), MAX_DELAY_MS);
	return Math.max(delay * (1 + random / 2), retryAfterMs);
}

type Posted = Omit<Delivered, 'durationMs' | 'tries'> | Omit<Undelivered, 'durationMs' | 'tries'>;

async function postOnce(
	transport: Transport,
	text: string,
	request: SignedRequest,
): Promise<Posted> {
	const destination = await checkDestination(text, transport.rules);
	if (!destination.ok) return { ...destination, url: text };
	const { url } = destination;
	const posted = await transport.post(destination, request);
	if (!posted.ok)
		return { ok: false, reason: DELIVERY_FAILURE.noAnswer, message: posted.problem.message, url };
	const { status, headers, text: answer } = posted.value;
	const isSuccess = status >= 200 && status < 300;
	if (isSuccess && answer !== STARTING_N8N) return { ok: true, url, status };
	const { reason, description: description } = isSuccess
		? NOT_READY
		: (STATUS_FAILURES.find(({ matches: holds }) => holds(status)) ?? OTHER_STATUS);
	const message = `${new URL(url).host} ${description.replace('{status}', String(status))}`;
	const retryAfterMs = readRetryAfter(headers['retry-after'], transport.now());
	return {
		...{ ok: false, reason, message, url, status, answer },
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	};
}

/** n8n says this with HTTP 200 from its start until its database is migrated (2.41.1, abstract-server.js). */
const STARTING_N8N = 'n8n is starting up. Please wait';
const NOT_READY = {
	reason: DELIVERY_FAILURE.notReady,
	description: 'is an n8n that is starting, and has not taken the event. It will once it is up.',
};

const STATUS_FAILURES: ReadonlyArray<{
	matches: (status: number) => boolean;
	reason: DeliveryFailure;
	description: string;
}> = [
	{
		matches: (status) => status >= 300 && status < 400,
		reason: DELIVERY_FAILURE.redirected,
		description: 'redirects (HTTP {status}). Enter the final address.',
	},
	{
		matches: (status) => status === 410,
		reason: DELIVERY_FAILURE.gone,
		description:
			'wants no more events (HTTP {status}). Remove the callback URL, or enter a new one.',
	},
];
const OTHER_STATUS = {
	reason: DELIVERY_FAILURE.rejected,
	description: 'did not take the event (HTTP {status}).',
};
