import { isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { err, PROBLEM, ok, type Result, type Problem } from '../core/result';
import type { CatchUp, CaughtUp, Cursor } from '../core/vendor';
import { nextWindow, type Window } from '../core/window';
import { messageOf } from '../host/log';
import { listAll, type Row } from './api';
import { created, datesOf, deleted, readDate, updated } from './changes';
import { deletedId } from './confirm';
import type { Connection } from './connection';
import { EVENTS, eventOf, isChosen } from './eventTypes';
import { DELETED_SCOPE, RESOURCES, type Resource } from './resources';

/** A webhook comes within seconds: what is younger is left to it, so that it tells it first. */
const PATIENCE_MS = 120_000;

/**
 * An order is created as an unfinished one, when its buyer goes to pay, and tells of itself when it
 * is paid. So what was created this long before a window counts as new in it; where that had been
 * told, the same id comes again.
 */
const BORN_BEFORE_MS = 3_600_000;

/** How long an entry may take to get into a list of what was deleted. */
const DELETED_BEFORE_MS = 3_600_000;

/** No clock is off by more, unless it was wrong. */
const MOST_AHEAD_MS = 300_000;
/** What is read again when a watermark turns out to be wrong; ids make repeats harmless. */
const REREAD_MS = 24 * 3_600_000;

export const catchUp: CatchUp<Connection> = { begin, look };

/** A list that has to be read, and the scopes it takes. */
interface Source {
	objectType: string;
	resource: Resource;
	path: string;
	scopes: string[];
	of: 'changed' | 'deleted';
}

/** The lists that tell of the events that are chosen. */
export function sourcesFor(eventTypes: readonly string[]): Source[] {
	const isWanted = (objectType: string, eventType: Change['eventType']) => {
		const row = eventOf(objectType, eventType);
		return row !== undefined && isChosen(eventTypes, row.topic);
	};
	return Object.entries(RESOURCES).flatMap(([objectType, resource]) => {
		const { list, deleted: gone, scope } = resource;
		const sources: Source[] = [];
		if (list && (isWanted(objectType, 'CREATED') || isWanted(objectType, 'UPDATED')))
			sources.push({ objectType, resource, path: list, scopes: [scope], of: 'changed' });
		if (gone && isWanted(objectType, 'DELETED')) {
			const scopes = [scope, DELETED_SCOPE];
			sources.push({ objectType, resource, path: gone, scopes, of: 'deleted' });
		}
		return sources;
	});
}

/** What is asked of a resource to see whether the token may: its list, else the one there is. */
function probesFor({
	eventTypes,
	fetchObject,
}: Connection): Array<{ path: string; scopes: string[] }> {
	const sources = sourcesFor(eventTypes).map(({ path, scopes }) => ({ path, scopes }));
	const others = [...EVENTS.values()]
		.filter(({ topic, proof }) => fetchObject && proof === 'object' && isChosen(eventTypes, topic))
		.map(({ objectType }) => RESOURCES[objectType])
		.filter(
			({ list, path }) => list === undefined && path !== undefined && !path.includes('{orderId}'),
		)
		.map(({ path = '', scope }) => ({ path: path.replace('/{id}', ''), scopes: [scope] }));
	const all = [...sources, ...others];
	return [...new Map(all.map((probe) => [probe.path, probe])).values()];
}

/**
 * Asks once for each list that is needed, so that what a token may not read is said when a workflow
 * is activated. Begins where Ecwid's clock stands.
 */
async function begin(connection: Connection): Promise<Result<Cursor>> {
	connection.revive();
	const { legacy } = connection;
	if (legacy !== undefined) {
		const answer = await legacy.ask('orders', { limit: '0' });
		if (!answer.ok) return answer;
		if (!connection.hasToken) return ok(beginningAt(answer.value.serverNow));
	}
	const granted: string[] = [];
	const refused: string[] = [];
	let serverNow: number | undefined;
	for (const { path, scopes } of probesFor(connection)) {
		const answer = await connection.ask(path, { limit: '1' });
		if (!answer.ok && answer.problem.reason !== PROBLEM.forbidden) return answer;
		if (answer.ok) serverNow ??= answer.value.serverNow;
		(answer.ok ? granted : refused).push(...scopes);
	}
	// A list of deletions takes two scopes, and is refused for both of them.
	const missing = new Set(refused.filter((scope) => !granted.includes(scope)));
	if (refused.length > 0) return lacking(missing.size > 0 ? [...missing] : refused);
	if (serverNow === undefined) {
		const answer = await connection.ask('profile');
		if (!answer.ok) return answer;
		serverNow = answer.value.serverNow;
	}
	return ok(beginningAt(serverNow));
}

const beginningAt = (serverNow: number): Cursor => ({ since: serverNow, watermark: serverNow });

function lacking(scopes: readonly string[]): { ok: false; problem: Problem } {
	const names = [...scopes].sort().join(', ');
	return err(
		PROBLEM.forbidden,
		`The access token lacks what the chosen events need: ${names}. Have the scopes added to the app, install the app anew, and enter its new token; or choose fewer events.`,
	);
}

/**
 * Reads what changed and what was deleted since, and tells it as the webhooks would have. A list that
 * cannot be read keeps its own watermark, and stops no other list.
 */
async function look(connection: Connection, begun: Cursor): Promise<Result<CaughtUp>> {
	// The legacy API has no list of what changed; its notifications are tried for 72 hours.
	if (!connection.hasToken) return ok({ changes: [], cursor: begun });
	const sources = sourcesFor(connection.eventTypes);
	const changes: Change[] = [];
	const warnings: string[] = [];
	const behind: Record<string, number> = {};
	let cursor = begun;
	let watermark: number | undefined;
	let problem: Problem | undefined;
	for (const source of sources) {
		const { path } = source;
		let read = await readIsolated(connection, source, cursor);
		if (read.ok && isAhead(cursor, read.value.serverNow)) {
			const restarted = restartAt(cursor, read.value.serverNow);
			const again = await readIsolated(connection, source, restarted);
			// One answer may be dated wrongly; two that agree show that the cursor is.
			if (again.ok && Math.abs(again.value.serverNow - read.value.serverNow) < MOST_AHEAD_MS) {
				warnings.push(restartWarning(cursor, restarted, read.value.serverNow));
				cursor = restarted;
				read = again;
			}
		}
		if (read.ok) {
			for (const change of read.value.changes)
				if (isChosen(connection.eventTypes, change.topic)) changes.push(change);
			watermark = Math.min(watermark ?? Infinity, read.value.window.to);
		} else {
			problem ??= read.problem;
			behind[path] = watermarkOf(cursor, path);
			warnings.push(
				`Ecwid could not be asked for one list (${path}); it is asked again at the next check. ${read.problem.message}`,
			);
		}
	}
	if (problem !== undefined && watermark === undefined) return { ok: false, problem };
	return ok({
		changes,
		cursor: {
			since: cursor.since,
			watermark: watermark ?? cursor.watermark,
			...(problem && { behind }),
		},
		...(warnings.length > 0 && { warnings }),
	});
}

const watermarkOf = ({ watermark, behind }: Cursor, path: string) => behind?.[path] ?? watermark;

/** Whether a cursor was begun, or moved on, by a `Date` that was ahead of Ecwid's present clock. */
function isAhead({ since, watermark }: Cursor, serverNow: number): boolean {
	return Math.max(since, watermark) > serverNow + MOST_AHEAD_MS;
}

/** Begins again at Ecwid's present clock; a day earlier where it is known that monitoring ran then. */
function restartAt({ since }: Cursor, serverNow: number): Cursor {
	return {
		since: Math.min(since, serverNow),
		watermark: Math.max(Math.min(since, serverNow), serverNow - REREAD_MS),
	};
}

function restartWarning(
	{ since, watermark }: Cursor,
	restarted: Cursor,
	serverNow: number,
): string {
	return `Ecwid's clock shows ${isoSecond(serverNow)}, but an earlier answer was dated ${isoSecond(Math.max(since, watermark))}. Catching up begins again at ${isoSecond(restarted.watermark)}; compare with the store what happened before.`;
}

/** Turns an exception over one list's rows into a problem, so that other lists are read. */
async function readIsolated(
	connection: Connection,
	source: Source,
	cursor: Cursor,
): ReturnType<typeof readSource> {
	try {
		return await readSource(connection, source, cursor);
	} catch (error) {
		return err(PROBLEM.unexpected, messageOf(error));
	}
}

async function readSource(
	{ ask }: Connection,
	{ objectType, resource, path, of }: Source,
	cursor: Cursor,
): Promise<Result<{ changes: Change[]; window: Window; serverNow: number }>> {
	const { since } = cursor;
	const watermark = watermarkOf(cursor, path);
	const earliest = (serverNow: number) => nextWindow(watermark, since, serverNow - PATIENCE_MS);
	// Nothing bounds a list above: a row that changed meanwhile would leave it, and move another one
	// up to a page that was read. Where the window ends is known when Ecwid has said what time it is.
	const { from } = earliest(Infinity);
	const name = of === 'changed' ? 'updatedFrom' : 'from_date';
	const start = of === 'changed' ? from : Math.max(from - DELETED_BEFORE_MS, since);
	const listing = await listAll(ask, path, { [name]: String(Math.floor(start / 1000)) });
	if (!listing.ok) return listing;
	const { rows, serverNow } = listing.value;
	const window = { from, to: Math.max(earliest(serverNow).to, from) };
	const changes =
		of === 'changed'
			? rows.flatMap((row) => changesOf(objectType, resource, row, window, since))
			: rows.flatMap((row) => deletionOf(objectType, row, { ...window, from: start }));
	return ok({ changes, window, serverNow });
}

/** What a row of a list tells of a window: its birth, its last state, or nothing. */
function changesOf(
	objectType: string,
	resource: Resource,
	row: Row,
	{ from, to }: Window,
	since: number,
): Change[] {
	const { created: born, updated: at = born } = datesOf(resource, row);
	if (born === undefined || at === undefined || at < from || at >= to) return [];
	const objectId = String(row[resource.idField ?? 'id']);
	const changes: Change[] = [];
	if (born >= Math.max(from - BORN_BEFORE_MS, since))
		changes.push(created(objectType, objectId, row, born));
	if (at > born)
		changes.push(updated(objectType, objectId, row, resource, { at, eventId: String(at) }));
	return changes;
}

function deletionOf(objectType: string, row: Row, { from, to }: Window): Change[] {
	const at = readDate(row.date);
	if (at === undefined || at < from || at >= to) return [];
	return [deleted(objectType, deletedId(row), at, { ...row })];
}
