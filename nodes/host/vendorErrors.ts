import { err, PROBLEM, type ProblemReason } from '../core/result';
import { readRetryAfter } from '../core/retryAfter';
import { oneSentence } from '../core/text/oneSentence';
import { shownText } from '../core/text/shownText';
import { serverTime, type HttpAnswer } from './http';

/** What one kind of error response means to the user. */
export interface ErrorRule<Said = undefined> {
	/** @param said the vendor's own code for it, if it has one */
	matches(status: number, said: Said): boolean;
	reason: ProblemReason;
	/**
	 * Returns `<What failed>: <cause>. <Next step>` without the last period.
	 *
	 * @param about the request or its target, in words that the user knows
	 */
	describe(about: string): string;
}

/** What statuses mean with every vendor, from the first one to the last one. */
const STATUSES = {
	'3xx': [PROBLEM.redirected, 300, 399],
	401: [PROBLEM.unauthorized, 401, 401],
	403: [PROBLEM.forbidden, 403, 403],
	404: [PROBLEM.notFound, 404, 404],
	409: [PROBLEM.conflict, 409, 409],
	429: [PROBLEM.throttled, 429, 429],
	'5xx': [PROBLEM.failing, 500, Infinity],
	'4xx': [PROBLEM.refused, 400, 499],
} as const;

/**
 * Returns the rules of a vendor that differ in their texts only.
 *
 * @param texts by status, with `{about}`, without the last period. `4xx` stands for the statuses that have no own text
 */
export function rulesByStatus(
	texts: Partial<Record<keyof typeof STATUSES, string>>,
): Array<ErrorRule<unknown>> {
	// JavaScript lists whole numbers first, so 401 is tried before 4xx.
	return Object.entries(texts).map(([name, text]) => {
		const [reason, first, last] = STATUSES[name as keyof typeof STATUSES];
		return {
			matches: (status) => status >= first && status <= last,
			reason,
			describe: (about) => text.replace('{about}', () => about),
		};
	});
}

/** The longest pause that a vendor can ask for. An absurd `Retry-After` must not block a node forever. */
const LONGEST_PAUSE_MS = 3_600_000;

/** Maximum length of a vendor's own words. Plugins and proxies send whole pages. */
const LONGEST_DETAILS = 250;

/**
 * Describes an error response. The first rule that matches gives the meaning. The status and the vendor's own words
 * follow the cause in parentheses.
 *
 * @param rules in the order in which they are tried
 * @param speaker who responded, for a response that no rule matches
 * @param longestPauseMs Defaults to an hour
 */
export function vendorError<Said>(
	answer: HttpAnswer,
	rules: readonly ErrorRule<Said>[],
	{ about, said, words, speaker }: { about: string; said: Said; words?: string; speaker: string },
	longestPauseMs = LONGEST_PAUSE_MS,
) {
	const { status } = answer;
	const rule = rules.find(({ matches }) => matches(status, said));
	const text =
		rule?.describe(about) ??
		`The request failed: ${speaker} returned an unexpected response. Try again later`;
	const details = [`HTTP ${status}`, ...(words ? [redactSecrets(words)] : [])]
		.join(': ')
		.slice(0, LONGEST_DETAILS);
	return err(
		rule?.reason ?? PROBLEM.unexpected,
		`${withDetails(text, details)}.`,
		readPause(answer, longestPauseMs),
	);
}

/** Adds details in parentheses to the cause of an error, before its next step. */
export function withDetails(text: string, details: string): string {
	const [cause, ...nextSteps] = text.split('. ');
	return [`${cause} (${details})`, ...nextSteps].join('. ');
}

/**
 * Returns a vendor's own words without parts that may be secrets, as a part of one sentence. Servers and proxies can repeat a request's content,
 * and these words reach logs and executions. It removes each run of twenty or more letters and digits. Words, numbers
 * and UUIDs do not contain such runs, but the tokens and secrets of the four vendors do. One in 250 random runs of 32
 * characters has no digit and stays.
 *
 * A message is split at the end of its first sentence, and the rest is shown as the next step (`splitAdvice`). The words must
 * not end that sentence. Otherwise, a server could tell a person or an agent what to do.
 */
export function redactSecrets(words: string): string {
	return oneSentence(shownText(words))
		.replace(/(\bbasic\s)([A-Za-z0-9+/]{4,}={0,2})/gi, (header, name: string, login: string) =>
			isLogin(login) ? `${name}…` : header,
		)
		.replace(/[A-Za-z0-9_+/]{20,}={0,2}/g, (run) =>
			run
				.split('/')
				.some((part) => /[A-Za-z0-9_+]{20,}/.test(part) && /\d/.test(part) && /[A-Za-z]/.test(part))
				? '…'
				: run,
		);
}

/** Returns whether a word is a user and a password in base64, as in `Authorization`. A short password makes a short word. */
function isLogin(word: string): boolean {
	return /^[^:\p{Cc}\ufffd]*:[^\p{Cc}\ufffd]*$/u.test(Buffer.from(word, 'base64').toString());
}

/** Maximum length of a name that a vendor chose. WooCommerce stores 200 characters of a topic. */
const LONGEST_NAME = 200;

/**
 * Returns a vendor's name of something, such as the topic of a webhook, as a part of one sentence. A server can write
 * megabytes there, or the end of the sentence (`redactSecrets`).
 */
export function shownName(name: string): string {
	return oneSentence(shownText(name, LONGEST_NAME));
}

/** Returns `code` and `message` of an error response, which WordPress and Box both send. */
export function codeAndMessage(body: unknown): string | undefined {
	const { code, message } = (body ?? {}) as { code?: unknown; message?: unknown };
	const texts = [code, message].filter((text) => typeof text === 'string');
	// The words end within a sentence, so their own period goes.
	const words = redactSecrets(texts.join(', ')).slice(0, 200).replace(/\.$/, '');
	return words === '' ? undefined : words;
}

/**
 * Returns how long a vendor asks to wait. A date is compared with the `Date` of the response if there is one,
 * because this machine's clock may be wrong.
 *
 * @returns milliseconds, at most `longestMs`, or undefined if the vendor does not ask
 */
export function readPause({ headers }: HttpAnswer, longestMs: number): number | undefined {
	return readRetryAfter(headers['retry-after'], serverTime({ headers }, Date.now), longestMs);
}
