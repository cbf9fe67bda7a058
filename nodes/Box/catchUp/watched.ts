import { ok, PROBLEM, type ProblemReason, type Result } from '../../core/result';
import { getPlace, type Box } from '../api';
import { nameOf, type Target } from '../targets';
import { ALL_FILES, MOST_LEVELS, readPlace, type Place, type Places } from './places';

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
	 * since, so what the event does not show is where it is now. It asks Box for an unknown folder. If Box does not show a
	 * folder, it returns those that are known.
	 *
	 * @param now epoch milliseconds of Box's clock
	 * @returns undefined if the look has to end
	 */
	find(
		item: Target,
		place: Place | undefined,
		now: number,
	): Promise<Result<Set<string>> | undefined>;
	/** How often Box was asked. */
	readonly questions: number;
}

/** Problems of one folder, which another attempt would not solve. */
const HIDDEN: readonly ProblemReason[] = [PROBLEM.notFound, PROBLEM.forbidden, PROBLEM.refused];

/**
 * Returns a watcher for one look.
 *
 * @param account of the credential; another user may see another part of a path
 * @param mayGoOn returns false once no further request may be sent
 */
export function watcher(
	{ box, places, targets }: Watching,
	account: string,
	mayGoOn: () => boolean,
): Watcher {
	const monitored = new Set(targets.map(nameOf));
	const targetsIn = (line: readonly Target[]) =>
		new Set(line.map(nameOf).filter((name) => monitored.has(name)));
	let questions = 0;
	const folderOf = async (item: Target, now: number) => {
		const known = places.folderOf(account, item);
		if (known !== undefined) return ok(known);
		if (!mayGoOn()) return undefined;
		questions += 1;
		const answer = await getPlace(box, item);
		if (!answer.ok && !HIDDEN.includes(answer.problem.reason)) return answer;
		const shown = answer.ok ? readPlace(answer.value) : undefined;
		return ok(places.learn(account, item, shown, now));
	};
	return {
		get questions() {
			return questions;
		},
		known: (item, at) => targetsIn(places.lineOf(account, item, at)),
		async find(item, place, now) {
			if (place !== undefined && 'path' in place)
				return ok(targetsIn([item, ...place.path.map(folder)]));
			const line = [item];
			let parentId: string | null | undefined = place?.parentId;
			while (line.length < MOST_LEVELS) {
				if (parentId === undefined) {
					const found = await folderOf(line[line.length - 1], now);
					if (found === undefined || !found.ok) return found;
					parentId = found.value;
				}
				if (parentId === null || parentId === ALL_FILES) break;
				line.push(folder(parentId));
				parentId = undefined;
			}
			return ok(targetsIn(line));
		},
	};
}

function folder(id: string): Target {
	return { type: 'folder', id };
}
