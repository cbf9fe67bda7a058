import { DateTime } from 'luxon';
import type { INode } from 'n8n-workflow';

import { isoSecond } from '../core/dates';
import { misconfigured, ok, type Problem, type Result } from '../core/result';
import { readNumber } from './panelValues';

/** How far back a trigger emits what existed or happened before its activation. */
export interface StartFrom {
	/** The user's choice as a text. A load begins when it changes. */
	readonly choice: string;
	/** Objects that last changed before this time are left out. Epoch milliseconds. Absent for all objects. */
	readonly since?: number;
	/** Maximum number of objects of a resource that one execution loads. */
	readonly batchSize: number;
}

/** How many objects of a resource one execution of the poll loads by default. */
export const DEFAULT_BATCH = 1_000;
/** How many events one execution of catch-up has by default. */
export const DEFAULT_CATCH_UP_BATCH = 100;
export const MOST_IN_BATCH = 10_000;

/** A date before the first shop is a mistake, such as seconds in place of milliseconds. */
export const EARLIEST = Date.parse('2000-01-01T00:00:00Z');

/**
 * Reads the panel's *Start From*. An expression can return any value.
 *
 * @param choice `now`, `date` or `everything`
 * @param date what the panel or an expression has as the date: a text, a `Date` or a `DateTime`
 * @param node as n8n stores it. An expression in *Start Date* is one choice, although its date moves on, as that of `$now` does
 * @param timezone returns that of the workflow, for a date without an offset
 * @returns undefined for `now`
 */
export function readStartFrom(
	{ choice, date, batchSize }: { choice: unknown; date: unknown; batchSize: unknown },
	node: Pick<INode, 'parameters'>,
	timezone: () => string,
): Result<StartFrom | undefined> {
	const batch = readNumber(batchSize, 1, MOST_IN_BATCH, DEFAULT_BATCH);
	if (choice === undefined || choice === 'now') return ok(undefined);
	if (choice === 'everything') return ok({ choice, batchSize: batch });
	if (choice !== 'date')
		return misconfigured(
			`Start From cannot be used: ${JSON.stringify(choice)} is not one of its choices. Choose Now, A Date or Everything.`,
		);
	const since = epochOf(date, timezone());
	if (since === undefined || since < EARLIEST)
		return misconfigured(
			`Start Date cannot be used: ${JSON.stringify(date)} is not a date after 1999. Choose a date, or enter one such as 2026-11-01T00:00:00.`,
		);
	const { startDate: typed } = node.parameters;
	const isExpression = typeof typed === 'string' && typed.startsWith('=');
	return ok({ choice: isExpression ? typed : isoSecond(since), since, batchSize: batch });
}

/** Returns the problem with a *Start Date* in the future, or undefined. It would emit no existing objects. */
export function futureStart(startFrom: StartFrom | undefined): Problem | undefined {
	const { since = -Infinity } = startFrom ?? {};
	return since > Date.now()
		? futureDate('Start Date', since, ', or choose Now in Start From')
		: undefined;
}

/**
 * Returns the problem of a field whose date is in the future by this machine's clock.
 *
 * @param date epoch milliseconds
 * @param alternative what else to do, as the end of a sentence
 */
export function futureDate(field: string, date: number, alternative: string): Problem {
	return misconfigured(
		`${field} cannot be used: ${isoSecond(date)} is in the future. The clock of n8n shows ${isoSecond(Date.now())}. Choose an earlier date${alternative}. If the date is right, check that clock and the time zone in the workflow's settings.`,
	).problem;
}

/**
 * Returns a date of the panel in epoch milliseconds, or undefined if it is not a date.
 *
 * @param timezone for a date without an offset
 */
export function epochOf(date: unknown, timezone: string): number | undefined {
	const text = date instanceof Date || DateTime.isDateTime(date) ? date.valueOf() : date;
	// Luxon reads a time such as 12:00 as one of today.
	if (typeof text === 'string' && !/^\s*\d{4}/.test(text)) return undefined;
	const read =
		typeof text === 'number'
			? DateTime.fromMillis(text)
			: DateTime.fromISO(String(text ?? '').replace(' ', 'T'), { zone: timezone });
	return read.isValid ? read.toMillis() : undefined;
}
