import { digestOf, digestText } from './ids/contents';
import type { Change } from '../../core/event';
import type { Window } from '../../core/window';
import type { IdRow, Row } from '../api';
import { livesOf, noteAlive } from './ids/census';
import { firstSight, stateOf, update, type State } from '../changes';
import type { Memory } from './memory';
import type { Watched } from './watched';

/**
 * What the rows of a window tell, and, in `memory`, that they have been seen.
 *
 * @param window rows outside of it are another window's
 */
export function judgeWindow(
	watched: Watched,
	memory: Memory,
	rows: readonly IdRow[],
	window: Window,
): Change[] {
	const isInside = ({ modified }: State) =>
		modified !== undefined && modified >= window.from && modified < window.to;
	return judge(watched, memory, rows, isInside, window.to);
}

/**
 * What rows tell by what they say, compared with what they said. What is younger than the
 * watermark is left to the next window, so that an update has one revision however it is found.
 */
export function judgeScan(
	watched: Watched,
	memory: Memory,
	rows: readonly IdRow[],
	serverNow: number,
): Change[] {
	const { hasWindows } = watched.resource;
	const isOurs = ({ modified }: State) =>
		!hasWindows || modified === undefined || modified < memory.watermark;
	return judge(watched, memory, rows, isOurs, serverNow);
}

function judge(
	watched: Watched,
	memory: Memory,
	rows: readonly IdRow[],
	isOurs: (state: State) => boolean,
	fallback: number,
): Change[] {
	const changes: Change[] = [];
	const seen: number[] = [];
	noteUnborn(watched, memory, rows);
	for (const row of rows) {
		if (isUnborn(watched.resource.unborn, row)) continue;
		const state = stateOf(watched, row);
		if (!isOurs(state)) continue;
		changes.push(...judgeState(watched, memory, row.id, state, fallback));
		seen.push(row.id);
		remember(watched, memory, row.id, state);
	}
	memory.ids = memory.ids.with(seen.filter((id) => !memory.ids.has(id)));
	noteAlive(memory.census, seen);
	return changes;
}

function judgeState(
	watched: Watched,
	memory: Memory,
	id: number,
	state: State,
	fallback: number,
): Change[] {
	const { ids, census } = memory;
	if (census.trashed.has(id)) return update(watched, state, fallback);
	// Made in the second in which watching began, of a cart that was not yet listed; or made before.
	const isCartPerhaps = watched.resource.unborn.length > 0 && state.modified === state.created;
	const isUnseen = isUnlisted(memory, id) && !ids.has(id);
	if (isUnseen && isCartPerhaps) return firstSight(watched, state, fallback);
	if (ids.has(id) || isUnseen) return judgeKnown(watched, memory, id, state, fallback);
	const life = livesOf(census, id) + (census.gone.has(id) ? 1 : 0);
	return firstSight(watched, state, fallback, life);
}

/** Remembers what is listed, and so counted, before anybody has made it. */
export function noteUnborn(
	{ resource }: Watched,
	{ ids, census }: Memory,
	rows: readonly IdRow[],
): void {
	const unborn = rows.filter((row) => isUnborn(resource.unborn, row) && !ids.has(row.id));
	census.unborn = census.unborn.with(unborn.map(({ id }) => id));
}

/**
 * Remembers what objects say that were made in the second in which watching began: a window that
 * meets them next could not tell a later change from their birth.
 */
export function noteNewborn(watched: Watched, memory: Memory, rows: readonly IdRow[]): void {
	for (const row of rows) {
		const state = stateOf(watched, row);
		const { modified, created } = state;
		// Later only where the shop's clock was set back just before.
		const isNewborn = modified === created && modified !== undefined && modified >= memory.since;
		if (isNewborn && !memory.contents.has(row.id)) remember(watched, memory, row.id, state);
	}
}

/** Takes for known what was there when watching began and a lie of the shop had left out. */
export function noteMissed(watched: Watched, memory: Memory, rows: readonly IdRow[]): void {
	const missed = rows.filter((row) => wasMissed(watched, memory, row));
	memory.ids = memory.ids.with(missed.map(({ id }) => id));
}

/** Once the list had exactly what was known, there can be no such thing any more. */
function wasMissed({ resource }: Watched, { census, topId, since }: Memory, row: IdRow): boolean {
	if (census.balancedAt !== undefined) return false;
	if (census.gone.has(row.id) || census.trashed.has(row.id)) return false;
	const created = resource.readCreated(row);
	return row.id <= topId || (created !== undefined && created < since);
}

function judgeKnown(
	watched: Watched,
	memory: Memory,
	id: number,
	state: State,
	fallback: number,
): Change[] {
	const { modified, created, hash } = state;
	if (!watched.resource.isScanned) {
		const last = memory.recent.get(id);
		if (last?.modified === modified && last?.hash === hash) return [];
		// In the second in which watching began, an object may be listed and be in the window too.
		const isOld = modified === created || (modified !== undefined && modified < memory.since);
		if (last === undefined) return isOld ? [] : update(watched, state, fallback);
		// A slow save of the same second: B, A, B are three events there too.
		return update(watched, state, fallback, last.modified === modified ? last.hash : undefined);
	}
	const last = memory.contents.get(id);
	if (last === undefined) {
		const isSince = modified !== undefined && modified >= memory.since && modified !== created;
		return isSince ? update(watched, state, fallback) : [];
	}
	const next = digestOf(modified, hash);
	if (next.date !== last.date) return update(watched, state, fallback);
	if (next.content === last.content) return [];
	return update(watched, state, fallback, digestText(last));
}

function remember({ resource }: Watched, memory: Memory, id: number, state: State): void {
	const { modified, hash } = state;
	if (!resource.isScanned) {
		if (modified !== undefined) memory.recent.set(id, { id, modified, hash });
		return;
	}
	const last = memory.contents.get(id);
	const next = digestOf(modified, hash, last?.turns);
	const turned = last !== undefined && last.date === next.date && last.content !== next.content;
	memory.contents.set(id, turned ? { ...next, turns: (next.turns + 1) % 256 } : next);
}

/** True of an object that was there when watching began and has not been listed yet. */
function isUnlisted({ baseline, topId }: Memory, id: number): boolean {
	return baseline !== undefined && id > baseline.afterId && id <= topId;
}

/** True of what WooCommerce lists before anybody has made it. */
export function isUnborn(unborn: readonly string[], { status }: Row): boolean {
	return typeof status === 'string' && unborn.includes(status);
}
