import { ok, PROBLEM, type ProblemReason, type Result } from '../../core/result';
import { getPlace, type Box } from '../api';
import { nameOf, type Target } from '../targets';
import { ALL_FILES, readPlace, type Place, type Places } from './places';

/** The part of a connection that decides what is monitored. */
export interface Watching {
	box: Box;
	places: Places;
	targets: readonly Target[];
}

/** Finds which targets the items of a look belong to. */
export interface Watcher {
	/**
	 * Returns the monitored targets that an item was or was in at a time, as far as earlier events showed it. It makes no
	 * request.
	 *
	 * @param at epoch milliseconds
	 */
	known(item: Target, at: number): Set<string>;
	/**
	 * Returns the monitored targets that an item was or was in when an event showed its place. A folder may have moved
	 * since, so what the event does not show is where it is now. It asks Box once for an unknown folder. If Box does not
	 * show a folder, it returns those that are known.
	 */
	find(item: Target, place?: Place): Promise<Result<Set<string>>>;
	/** How often Box was asked. */
	readonly questions: number;
}

/** Problems of one folder, which another attempt would not solve. */
const HIDDEN: readonly ProblemReason[] = [PROBLEM.notFound, PROBLEM.forbidden, PROBLEM.refused];

/**
 * Returns a watcher for one look.
 *
 * @param account of the credential; another user may see another part of a path
 * @param now epoch milliseconds
 */
export function watcher({ box, places, targets }: Watching, account: string, now: number): Watcher {
	const monitored = new Set(targets.map(nameOf));
	const targetsIn = (line: readonly Target[]) =>
		new Set(line.map(nameOf).filter((name) => monitored.has(name)));
	let questions = 0;
	return {
		get questions() {
			return questions;
		},
		known: (item, at) => targetsIn(places.lineOf(account, item, at).line),
		async find(item, place) {
			if (place !== undefined && 'path' in place)
				return ok(targetsIn([item, ...place.path.map(folder)]));
			const isAtTop = place?.parentId === ALL_FILES;
			const first = place === undefined || isAtTop ? item : folder(place.parentId);
			for (;;) {
				const { line, rest } = isAtTop ? { line: [item] } : places.lineOf(account, first, now);
				if (rest === undefined) return ok(targetsIn([item, ...line]));
				questions += 1;
				const answer = await getPlace(box, rest);
				if (!answer.ok && !HIDDEN.includes(answer.problem.reason)) return answer;
				const shown = answer.ok ? readPlace(answer.value) : undefined;
				if (shown === undefined) places.note(account, rest, null, now);
				else notePlace(places, account, rest, shown, now);
			}
		},
	};
}

function folder(id: string): Target {
	return { type: 'folder', id };
}

/**
 * Remembers what an event or a response shows of an item's place.
 *
 * @param at epoch milliseconds
 */
export function notePlace(
	places: Places,
	account: string,
	item: Target,
	place: Place,
	at: number,
): void {
	if ('path' in place) places.notePath(account, item, place.path, at);
	else places.note(account, item, place.parentId, at);
}
