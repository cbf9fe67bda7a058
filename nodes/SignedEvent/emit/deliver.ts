import { readRetryAfter } from '../../core/retrySchedule';
import type { Result } from '../../core/result';
import { checkDestination, type Destination, type DestinationRules } from './destination';
import type { SignedRequest, PostAnswer } from './post';
import { isPassing, UNDELIVERED, type UndeliveredReason } from './deliveryFailure';

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
	reason: UndeliveredReason;
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
	post(destination: Destination, letter: SignedRequest): Promise<Result<PostAnswer>>;
	rules: DestinationRules;
	/** How often to try again at once. */
	retries: number;
	now(): number;
	random(): number;
	/** Waits so many milliseconds. */
	pause(ms: number): Promise<void>;
}

/** A quick retry waits a second, two, four, ...; a receiver that asks for more is tried later. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 16_000;

/**
 * Delivers one letter, trying again at once where seconds may help. Only a 2xx is success.
 *
 * @param write gives the letter anew for each try: its time is signed
 */
export async function deliver(
	courier: Transport,
	url: string,
	write: (now: number) => SignedRequest,
): Promise<{ outcome: Delivered | Undelivered; letter: SignedRequest }> {
	const started = courier.now();
	for (let tries = 1; ; tries++) {
		const letter = write(courier.now());
		const posted = await postOnce(courier, url, letter);
		const outcome = { ...posted, durationMs: courier.now() - started };
		if (outcome.ok) return { outcome: { ...outcome, tries }, letter };
		const pause = pauseBefore(tries, outcome.retryAfterMs ?? 0, courier.random());
		const isWorthIt = tries <= courier.retries && isPassing(outcome.reason, outcome.status);
		if (!isWorthIt || pause === undefined) return { outcome: { ...outcome, tries }, letter };
		await courier.pause(pause);
	}
}

/** @returns undefined where the receiver asks for more time than a quick retry has */
function pauseBefore(tries: number, asked: number, random: number): number | undefined {
	if (asked > LONGEST_PAUSE_MS) return undefined;
	const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
	return Math.max(pause * (1 + random / 2), asked);
}

type Posted = Omit<Delivered, 'durationMs' | 'tries'> | Omit<Undelivered, 'durationMs' | 'tries'>;

async function postOnce(courier: Transport, text: string, letter: SignedRequest): Promise<Posted> {
	const judged = await checkDestination(text, courier.rules);
	if (!judged.ok) return { ...judged, url: text };
	const { url } = judged;
	const posted = await courier.post(judged, letter);
	if (!posted.ok)
		return { ok: false, reason: UNDELIVERED.noAnswer, message: posted.problem.message, url };
	const { status, headers, text: answer } = posted.value;
	const isSuccess = status >= 200 && status < 300;
	if (isSuccess && answer !== STARTING_N8N) return { ok: true, url, status };
	const { reason, says } = isSuccess
		? NOT_READY
		: (ANSWERS.find(({ holds }) => holds(status)) ?? OTHERWISE);
	const message = `${new URL(url).host} ${says.replace('{status}', String(status))}`;
	const retryAfterMs = readRetryAfter(headers['retry-after'], courier.now());
	return {
		...{ ok: false, reason, message, url, status, answer },
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	};
}

/** n8n says this with HTTP 200 from its start until its database is migrated (2.41.1, abstract-server.js). */
const STARTING_N8N = 'n8n is starting up. Please wait';
const NOT_READY = {
	reason: UNDELIVERED.notReady,
	says: 'is an n8n that is starting, and has not taken the event. It will once it is up.',
};

const ANSWERS: ReadonlyArray<{
	holds: (status: number) => boolean;
	reason: UndeliveredReason;
	says: string;
}> = [
	{
		holds: (status) => status >= 300 && status < 400,
		reason: UNDELIVERED.redirected,
		says: 'redirects (HTTP {status}). Enter the final address.',
	},
	{
		holds: (status) => status === 410,
		reason: UNDELIVERED.gone,
		says: 'wants no more events (HTTP {status}). Remove the callback URL, or enter a new one.',
	},
];
const OTHERWISE = {
	reason: UNDELIVERED.refused,
	says: 'did not take the event (HTTP {status}).',
};
