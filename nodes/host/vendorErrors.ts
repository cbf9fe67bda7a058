import { err, PROBLEM, type ProblemReason } from '../core/result';
import { readRetryAfter } from '../core/retrySchedule';
import { shownText } from '../core/shownText';
import type { HttpAnswer } from './http';

/** What one kind of a vendor's refusals means to its user. */
export interface ErrorRule<Said = undefined> {
	/** @param said the vendor's own word for it, where it has one */
	matches(status: number, said: Said): boolean;
	reason: ProblemReason;
	/** @param about whom or what was asked, as the user knows it */
	says(about: string): string;
}

/** Longest pause that a vendor can ask for; an absurd `Retry-After` must not stop anything for good. */
const LONGEST_PAUSE_MS = 3_600_000;

/** What is kept of the vendor's own words: plugins and proxies put whole pages into them. */
const LONGEST_DETAILS = 250;

/**
 * Puts a refusal into one sentence: what it means by the first of `meanings` that matches, and in
 * brackets the status with the vendor's own words.
 *
 * @param speaker who answered, where nothing matches
 */
export function vendorError<Said>(
	answer: HttpAnswer,
	meanings: readonly ErrorRule<Said>[],
	{ about, said, words, speaker }: { about: string; said: Said; words?: string; speaker: string },
	longestPauseMs = LONGEST_PAUSE_MS,
) {
	const { status } = answer;
	const meaning = meanings.find(({ matches }) => matches(status, said));
	const sentence = meaning?.says(about) ?? `${speaker} gave an answer that makes no sense here`;
	const details = [`HTTP ${status}`, ...(words ? [redactSecrets(words)] : [])]
		.join(': ')
		.slice(0, LONGEST_DETAILS);
	return err(
		meaning?.reason ?? PROBLEM.unexpected,
		`${sentence} (${details}).`,
		readPause(answer, longestPauseMs),
	);
}

/**
 * A vendor's own words without what may be a key: servers and proxies repeat what they were sent, and
 * these words get into logs and executions. Letters and digits, twenty and more in a row, are no word
 * and no number, and no UUID. Tokens and secrets of the four vendors are such (of random letters and
 * digits, 32 of them, one in 250 has no digit).
 */
export function redactSecrets(words: string): string {
	return shownText(words).replace(/[A-Za-z0-9_+/]{20,}={0,2}/g, (run) =>
		run
			.split('/')
			.some((part) => /[A-Za-z0-9_+]{20,}/.test(part) && /\d/.test(part) && /[A-Za-z]/.test(part))
			? '…'
			: run,
	);
}

/** What WordPress and Box say in `code` and `message` of a refusal. */
export function codeAndMessage(body: unknown): string | undefined {
	const { code, message } = (body ?? {}) as { code?: unknown; message?: unknown };
	const texts = [code, message].filter((text) => typeof text === 'string');
	// It ends within a sentence of ours.
	const words = redactSecrets(texts.join(', ')).slice(0, 200).replace(/\.$/, '');
	return words === '' ? undefined : words;
}

/**
 * How long a vendor asks to be left alone. A date is held against the vendor's own clock, where it
 * names that: ours may be wrong.
 *
 * @returns milliseconds, at most `longestMs`; undefined where it does not ask
 */
export function readPause({ headers }: HttpAnswer, longestMs: number): number | undefined {
	const told = Date.parse(headers.date ?? '');
	const now = Number.isNaN(told) ? Date.now() : told;
	return readRetryAfter(headers['retry-after'], now, longestMs);
}
