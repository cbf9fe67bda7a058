import { ok, PROBLEM, type ProblemReason, type Result } from '../../core/result';
import { getPlace, type Box } from '../api';
import { nameOf, type Target } from '../targets';
import { readPlace, type Place, type Places } from './places';

/** The part of a connection that decides what is monitored. */
export interface Watching {
	box: Box;
	places: Places;
	targets: readonly Target[];
}

/** Finds which targets the items of a look belong to. */
export interface Watcher {
	/** Returns the monitored targets that an item is or is in, as far as earlier events showed it. Makes no request. */
	known(item: Target): Set<string>;
	/**
	 * Returns the monitored targets that an item is or is in. It asks Box once for an unknown folder. If Box does not show
	 * a folder, it returns those that are known.
	 */
	find(item: Target): Promise<Result<Set<string>>>;
	/** How often Box was asked. */
	readonly questions: number;
}

const HIDDEN: readonly ProblemReason[] = [PROBLEM.notFound, PROBLEM.forbidden];

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
		known: (item) => targetsIn(places.lineOf(account, item, now).line),
		async find(item) {
			for (;;) {
				const { line, rest } = places.lineOf(account, item, now);
				if (rest === undefined) return ok(targetsIn(line));
				questions += 1;
				const answer = await getPlace(box, rest);
				if (!answer.ok && !HIDDEN.includes(answer.problem.reason)) return answer;
				const place = answer.ok ? readPlace(answer.value) : undefined;
				if (place === undefined) places.note(account, rest, null, now);
				else notePlace(places, account, rest, place, now);
			}
		},
	};
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
