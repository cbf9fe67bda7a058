import type { IHookFunctions } from 'n8n-workflow';

import { toEvent, type Change, type NormalizedEvent } from '../../core/event';
import { passesFilter } from '../../core/eventFilter';
import { ok, type Result } from '../../core/result';
import type { Cursor, Vendor } from '../../core/vendor';
import { SETTLE_MS } from '../../core/window';
import { eventFilterOf } from '../eventFilterOptions';
import { readSource } from '../sourceOptions';
import { firstCursor } from './catchUpState';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Each search is longer than the one before, so a busy account has few rows to read, and a quiet one is read far back. */
const SPANS_MS = [HOUR_MS, DAY_MS, 14 * DAY_MS, 365 * DAY_MS];

/** The user waits for it. */
const SEARCH_FOR_MS = 10_000;

/**
 * Catch-up leaves out the last minutes, whose webhooks are on their way. A test has no other webhooks, so it reads up to the
 * end of the present second.
 */
const GRACE_MS = -SETTLE_MS - 1_000;

/**
 * Returns the newest change of the chosen types that passes the node's filter, for a test in the editor. It changes nothing
 * at the vendor, stores nothing, and moves no cursor.
 *
 * @param clock in milliseconds, for durations
 * @returns undefined if the vendor cannot be asked, or has no such change
 */
export async function newestEvent<Connection, Payload, Wanted, Existing>(
	functions: IHookFunctions,
	vendor: Vendor<Connection, Payload, Wanted, Existing>,
	connection: Connection,
	clock: () => number,
): Promise<Result<NormalizedEvent | undefined>> {
	if (vendor.newest === undefined && vendor.catchUp === undefined) return ok(undefined);
	const identified = (await vendor.identify?.(connection)) ?? ok(connection);
	if (!identified.ok) return identified;
	const filter = eventFilterOf(functions);
	const source = readSource(functions, {
		...vendor,
		account: vendor.account(identified.value),
	});
	const receivedAt = Date.now();
	const lastOf = (changes: readonly Change[]) => {
		const chosen = changes
			.map((change) => ({
				change,
				event: toEvent(change, source, { capture: 'polling', receivedAt }),
			}))
			.filter(({ change: { raw }, event }) => passesFilter({ ...event, raw }, filter));
		return chosen.reduce<NormalizedEvent | undefined>(
			(last, { event }) => (last === undefined || event.date >= last.date ? event : last),
			undefined,
		);
	};
	if (vendor.newest !== undefined) {
		const newest = await vendor.newest(identified.value);
		return newest.ok ? ok(lastOf(newest.value)) : newest;
	}
	return await searchBack(vendor, identified.value, clock, lastOf);
}

/** Looks for changes as catch-up does, further back each time, until one is found or the time is over. */
async function searchBack<Connection>(
	{ catchUp, account }: Pick<Vendor<Connection, never>, 'catchUp' | 'account'>,
	connection: Connection,
	clock: () => number,
	lastOf: (changes: readonly Change[]) => NormalizedEvent | undefined,
): Promise<Result<NormalizedEvent | undefined>> {
	if (catchUp === undefined) return ok(undefined);
	const startedAt = clock();
	const mayGoOn = () => clock() - startedAt < SEARCH_FOR_MS;
	const begun = await catchUp.begin(connection);
	if (!begun.ok) return begun;
	const pending = { account: account(connection), beginning: 0 };
	const cursorBefore = (ms: number): Cursor =>
		firstCursor(begun.value.cursor, { ...pending, since: startedAt - ms }, startedAt);
	for (const span of SPANS_MS) {
		if (!mayGoOn()) break;
		const looked = await catchUp.look(connection, cursorBefore(span), {
			mayGoOn,
			graceMs: GRACE_MS,
		});
		// The problem of a search that was ended is not one of the vendor.
		if (!looked.ok) return mayGoOn() ? looked : ok(undefined);
		const found = lastOf(looked.value.changes);
		if (found !== undefined) return ok(found);
	}
	return ok(undefined);
}
