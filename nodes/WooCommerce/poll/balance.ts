import { createHash } from 'node:crypto';

import { differences } from './ids/differences';
import type { Change } from '../../core/event';
import type { IdSet } from './ids/idSet';
import type { Problem } from '../../core/result';
import { OVERLAP_MS } from '../../core/window';
import { listById, type IdListing, type IdRow, type Row, type Shop } from '../api';
import { livesOf, noteAlive, type Census } from './ids/census';
import { removal, trashing } from '../changes';
import { withPauses } from './slices';
import { confirm, confirmEach, included, MOST_SUSPECTS, type Verdict } from './confirm';
import { isUnborn, judgeScan, noteMissed, noteUnborn } from './judge';
import type { Memory } from './memory';
import { modifiedSince, reader, walk, type Look, type MayAsk } from './pollResource';
import { START } from './walk';
import type { Watched } from './watched';

/** More than so many deletes between two polls, and more than this share of all, is unlikely. */
const MANY_DELETES = 50;
const MANY_DELETES_SHARE = 0.2;
/** A shop that lies lies for moments: a cache that ages, a site restored from a backup. */
const HOLD_MS = 10 * 60_000;
/** A plugin that counts wrongly does so at every poll; a search each time would be too dear. */
const UNEXPLAINED_MS = 60 * 60_000;

/** One comparison of what a resource's list has with what is known of it. */
interface Audit {
	shop: Shop;
	watched: Watched;
	memory: Memory;
	/** The probe: how many the list has, and the last of them. */
	newest: IdListing;
	mayAsk: MayAsk;
	changes: Change[];
	/** What pages showed of ids that are not known. */
	strangers: Map<number, IdRow>;
	/** The lowest and the highest id that the shop has shown just now. */
	witnesses: number[];
	/** Strangers that the next window shows. */
	unsettled: number;
	/** A list that showed nothing was proved wrong. */
	isLie: boolean;
	/** Some suspects turned out to be alive, so what is known has changed. */
	hasHidden: boolean;
	problem?: Problem;
}

/** The ids that the list should have. */
async function listedIds({ pause }: Shop, { ids, census }: Memory): Promise<IdSet> {
	const all = await withPauses(ids.uniting(census.unborn), pause);
	return await withPauses(all.subtracting(census.hidden), pause);
}

/**
 * Finds what was deleted, and what no window showed, where the shop's own count differs from what
 * is known. Costs nothing while both agree.
 *
 * @param newest the probe of this poll
 */
export async function lookAtBalance(
	shop: Shop,
	watched: Watched,
	memory: Memory,
	newest: IdListing,
	mayAsk: MayAsk,
): Promise<Look> {
	const { census } = memory;
	const { total, serverNow, rows } = newest;
	const isOdd = !Number.isSafeInteger(total) || total > 0 !== rows.length > 0;
	if (memory.baseline !== undefined || memory.pending !== undefined || isOdd)
		return { changes: [] };
	const one: Audit = {
		...{ shop, watched, memory, newest, mayAsk },
		...{ changes: [], strangers: new Map(), unsettled: 0, hasHidden: false, isLie: false },
		witnesses: rows.map(({ id }) => id),
	};
	const known = await listedIds(shop, memory);
	const difference = total - known.size;
	const { unexplained } = census;
	// Further off than it can have been set: the shop's clock has been set back since, or was wrong once.
	const left = (unexplained?.until ?? 0) - serverNow;
	const isOld = unexplained?.difference === difference && left > 0 && left <= UNEXPLAINED_MS;
	const isBalanced = difference === 0 && !hasRisen(one, known);
	if (isBalanced) noteBalance(memory, newest);
	if (isBalanced || (isOld && rows.every(({ id }) => known.has(id))))
		return await lookAtHidden(one);
	const warning = holdBack(shop, watched, census, known.size, newest);
	if (warning !== undefined) return { changes: [], warning };
	return await audit(one, known);
}

/** An id at the end of the list that was not there when the list last agreed. */
function hasRisen({ watched, memory, newest }: Audit, known: IdSet): boolean {
	// Without windows everything above the highest known id has just been read.
	const agreed = watched.resource.hasWindows ? agreedTopId(memory) : Infinity;
	return newest.rows.some(({ id }) => id > agreed || !known.has(id));
}

/** Up to this id the list had exactly what is known. */
function agreedTopId({ census, topId }: Memory): number {
	return census.balancedTopId ?? topId;
}

/**
 * Of what no list shows no count tells: one a poll is asked for by id. And what a lie of a moment had
 * left out may be listed again, where it would make up for a delete in the count.
 */
async function lookAtHidden(one: Audit): Promise<Look> {
	const { shop, watched, memory, newest, mayAsk } = one;
	const { census } = memory;
	if (census.hidden.size === 0 || !mayAsk()) return { changes: [] };
	const turn = drawnAt(newest.serverNow) % census.hidden.size;
	const asked = census.hidden.between(turn, turn + MOST_SUSPECTS);
	const listed = await included(shop, watched, asked, { _fields: 'id' });
	if (!listed.ok) return { changes: [], problem: listed.problem };
	census.hidden = census.hidden.without(listed.value.map(({ id }) => id));
	if (!census.hidden.has(asked[0]) || !mayAsk()) return { changes: [] };
	const verdict = await confirmEach(shop, watched, asked.slice(0, 1));
	believe(one, verdict);
	return { changes: one.changes, problem: verdict.problem };
}

/** Any number, but the same at the same time: a poll that puts nothing out can keep no turn of its own. */
function drawnAt(time: number): number {
	return createHash('sha256').update(String(time)).digest().readUInt32BE(0);
}

/** Says why nothing is done yet about more deletes than are likely; undefined to go ahead. */
function holdBack(
	{ store }: Shop,
	{ name }: Watched,
	census: Census,
	size: number,
	{ total, serverNow }: IdListing,
): string | undefined {
	const missing = size - total;
	if (missing <= MANY_DELETES || missing <= size * MANY_DELETES_SHARE) {
		census.heldSince = undefined;
		return undefined;
	}
	census.heldSince ??= serverNow;
	// The shop's clock may have been set back.
	census.heldSince = Math.min(census.heldSince, serverNow);
	const left = census.heldSince + HOLD_MS - serverNow;
	if (left <= 0) return undefined;
	return `${store.account} says that it has ${total} ${name}, ${missing} fewer than before. So many deletes at once are unlikely, so none is put out yet. If it still says so in ${Math.ceil(left / 60_000)} minutes, each is looked for and put out.`;
}

function noteBalance({ census }: Memory, { rows, serverNow }: IdListing): void {
	census.balancedAt = serverNow;
	census.balancedTopId = rows[0]?.id;
	census.heldSince = undefined;
	census.unexplained = undefined;
}

async function audit(one: Audit, listed: IdSet): Promise<Look> {
	await lookAtTrash(one, listed.size - one.newest.total);
	const known = await listedIds(one.shop, one.memory);
	const isSettled = known.size === one.newest.total && !hasRisen(one, known);
	const isWhole = isSettled || (one.problem === undefined && (await search(one, known)));
	if (isWhole && one.problem === undefined) await conclude(one);
	return { changes: one.changes, problem: one.problem };
}

/** What is not explained after all was looked at is left alone for a while. */
async function conclude({ shop, memory, newest, unsettled, hasHidden }: Audit): Promise<void> {
	const { census } = memory;
	const difference = newest.total - (await listedIds(shop, memory)).size;
	if (difference === unsettled) noteBalance(memory, newest);
	else if (!hasHidden)
		census.unexplained = { difference, until: newest.serverNow + UNEXPLAINED_MS };
}

/** One request shows what was trashed since the last balance; most deletes are of that kind. */
async function lookAtTrash(one: Audit, missing: number): Promise<void> {
	const { shop, watched, memory } = one;
	const { hasTrash, hasWindows } = watched.resource;
	if (!hasTrash || !hasWindows || missing <= 0) return;
	const from = (memory.census.balancedAt ?? memory.since) - OVERLAP_MS;
	const readAt = reader(shop, watched, { status: 'trash', ...modifiedSince(from) });
	let left = missing;
	const mayAsk = () => left > 0 && one.mayAsk();
	const walked = await walk(readAt, watched, START, mayAsk, ({ rows }) => {
		const isOurs = ({ id, status }: IdRow) => status === 'trash' && memory.ids.has(id);
		const ours = rows.filter(isOurs);
		left -= ours.length;
		bury(one, ours);
		return [];
	});
	one.problem = walked.problem;
}

/** Looks for what is missing or new, and asks about it as it is found, so that nothing is found in vain. */
async function search(one: Audit, known: IdSet): Promise<boolean> {
	const { watched, newest, strangers } = one;
	const end = {
		total: newest.total,
		topId: newest.rows[0]?.id,
		agreedTopId: agreedTopId(one.memory),
	};
	for (const row of newest.rows) strangers.set(row.id, row);
	const found = differences(known, end, pageReader(one, known), watched.pageSize);
	const suspects: number[] = [];
	const surplus: number[] = [];
	let step = await found.next();
	while (step.done !== true && one.problem === undefined) {
		for (const id of step.value.missing) suspects.push(id);
		for (const id of step.value.surplus) surplus.push(id);
		while (suspects.length >= MOST_SUSPECTS && one.problem === undefined) {
			if (one.isLie || !one.mayAsk()) return false;
			await settle(one, suspects.splice(0, MOST_SUSPECTS));
		}
		step = await found.next();
	}
	// The last few are asked about even if the time is over: else a short time would never do.
	if (one.problem === undefined) await settle(one, suspects);
	if (one.problem === undefined) await welcome(one, surplus);
	return step.done === true && step.value && !one.isLie;
}

function pageReader(one: Audit, known: IdSet) {
	const { shop, watched, mayAsk, strangers, witnesses } = one;
	const readAt = reader(shop, watched, { _fields: 'id,status,date_modified_gmt' });
	return async (offset: number) => {
		if (!mayAsk()) return undefined;
		const read = await readAt(offset, watched.pageSize);
		if (!read.ok) {
			one.problem = read.problem;
			return undefined;
		}
		const { rows, total } = read.value;
		for (const row of rows) if (!known.has(row.id)) strangers.set(row.id, row);
		const seen = [...rows.map(({ id }) => id).filter((id) => known.has(id)), ...witnesses];
		seen.sort((left, right) => left - right);
		one.witnesses = [...new Set([...seen.slice(0, 1), ...seen.slice(-1)])];
		return { ids: rows.map(({ id }) => id), total };
	};
}

/** Puts out what is confirmed of suspects; what nobody had made goes without a word. */
async function settle(one: Audit, missing: readonly number[]): Promise<void> {
	const { shop, watched, memory } = one;
	const { census } = memory;
	census.unborn = census.unborn.without(missing);
	const suspects = missing.filter((id) => memory.ids.has(id)).sort((left, right) => left - right);
	if (suspects.length === 0) return;
	const verdict = await confirm(shop, watched, suspects, one.witnesses);
	believe(one, verdict);
	one.isLie ||= verdict.isLie === true;
	one.hasHidden ||= verdict.hidden.length > 0;
	one.problem = verdict.problem;
}

function believe(one: Audit, { trashed, gone, hidden }: Verdict): void {
	const { watched, memory, newest, changes } = one;
	const { census } = memory;
	bury(one, trashed);
	for (const id of gone) changes.push(removal(watched, id, newest.serverNow, livesOf(census, id)));
	census.gone = census.gone.with(gone);
	census.hidden = census.hidden.with(hidden).without(gone);
	forget(memory, gone);
}

function bury({ watched, memory, newest, changes }: Audit, rows: readonly Row[]): void {
	const { census } = memory;
	const ids = rows.map(({ id }) => id as number);
	for (const row of rows)
		changes.push(trashing(watched, row, newest.serverNow, livesOf(census, row.id as number)));
	census.trashed = census.trashed.with(ids);
	census.hidden = census.hidden.without(ids);
	forget(memory, ids);
}

function forget(memory: Memory, ids: readonly number[]): void {
	memory.ids = memory.ids.without(ids);
	for (const id of ids) {
		memory.contents.delete(id);
		memory.recent.delete(id);
	}
}

/** Takes in what the list has and nobody told: an import with old dates, what a lie had left out. */
async function welcome(one: Audit, surplus: readonly number[]): Promise<void> {
	const { watched, memory, strangers } = one;
	const { hasWindows, unborn, readModified } = watched.resource;
	noteAlive(
		memory.census,
		surplus.filter((id) => memory.ids.has(id)),
	);
	noteUnborn(watched, memory, [...strangers.values()]);
	const isYoung = (row: IdRow) => hasWindows && (readModified(row) ?? 0) >= memory.watermark;
	const strange = surplus.map((id) => strangers.get(id) ?? { id });
	const made = strange.filter((row) => !memory.ids.has(row.id) && !isUnborn(unborn, row));
	const grown = made.filter((row) => !isYoung(row)).map(({ id }) => id);
	one.unsettled = made.length - grown.length;
	for (let first = 0; first < grown.length; first += 100) {
		if (first > 0 && !one.mayAsk()) return;
		await introduce(one, grown.slice(first, first + 100));
	}
}

async function introduce(one: Audit, wanted: readonly number[]): Promise<void> {
	const { shop, watched, memory } = one;
	const { path, listAll } = watched.resource;
	const include = [...wanted].sort((left, right) => left - right).join(',');
	const read = await listById(shop, path, { ...listAll, per_page: '100', include });
	if (!read.ok) {
		one.problem = read.problem;
		return;
	}
	const { rows, serverNow } = read.value;
	const before = memory.ids.size;
	const asked = rows.filter(({ id }) => wanted.includes(id));
	noteMissed(watched, memory, asked);
	for (const change of judgeScan(watched, memory, asked, serverNow)) one.changes.push(change);
	one.unsettled += asked.length - (memory.ids.size - before);
}
