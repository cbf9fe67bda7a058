import { ok, PROBLEM, type ProblemReason, type Result } from '../../core/result';
import { getPlace, type Box } from '../api';
import { nameOf, type Target } from '../targets';
import { ALL_FILES, MOST_LEVELS, readPlace, type Place, type PlacesDraft } from './places';

/** The part of a connection that decides what is monitored. */
export interface Watching {
	box: Box;
	targets: readonly Target[];
	/** Whether everything is monitored, and the targets do not count. Defaults to false. */
	isEverything?: boolean;
}

/** Stands for all files and folders. */
const EVERYTHING = 'everything';

/** What one look has asked Box. */
export interface Questions {
	/** How often Box was asked. */
	count: number;
	/** Names of the items for which Box rejected the request. The look does not ask for them again. */
	refused: Set<string>;
	refusal?: string;
}

/** Finds which targets the items of a page belong to. */
export interface Watcher {
	/**
	 * Returns the monitored targets that contained an item at the given time, or were the item itself. Uses only the places
	 * that earlier events and responses showed, and sends no request.
	 *
	 * @param at epoch milliseconds
	 */
	known(item: Target, at: number): Set<string>;
	/**
	 * Returns the monitored targets that contained an item when an event happened, or were the item itself. If the event does
	 * not contain the whole path, the rest of the path is the current one, although a folder may have moved since. Asks Box
	 * for unknown folders. If Box does not show a folder, returns the targets that are known.
	 *
	 * @param now epoch milliseconds of Box's clock
	 * @returns undefined if the look has to end
	 */
	find(
		item: Target,
		place: Place | undefined,
		now: number,
	): Promise<Result<Set<string>> | undefined>;
}

/** Problems with one folder, which must not stop a look. The item can be visible at the next look. */
const REFUSED: readonly ProblemReason[] = [PROBLEM.forbidden, PROBLEM.refused];

/**
 * Returns a watcher for one page.
 *
 * @param account of the credential; another user may see another part of a path
 * @param mayGoOn returns false once no further request may be sent
 */
export function watcher(
	{ box, targets, isEverything }: Watching,
	account: string,
	places: PlacesDraft,
	questions: Questions,
	mayGoOn: () => boolean,
): Watcher {
	if (isEverything)
		return {
			known: () => new Set([EVERYTHING]),
			find: async () => ok(new Set([EVERYTHING])),
		};
	const monitored = new Set(targets.map(nameOf));
	const targetsIn = (line: readonly Target[]) =>
		new Set(line.map(nameOf).filter((name) => monitored.has(name)));
	const folderOf = async (item: Target, now: number) => {
		const known = questions.refused.has(nameOf(item)) ? null : places.folderOf(account, item);
		if (known !== undefined) return ok(known);
		if (!mayGoOn()) return undefined;
		questions.count += 1;
		const answer = await getPlace(box, item);
		if (answer.ok) return ok(places.learn(account, item, readPlace(answer.value), now));
		const { reason, message } = answer.problem;
		if (reason === PROBLEM.notFound) return ok(places.learn(account, item, undefined, now));
		if (!REFUSED.includes(reason)) return answer;
		questions.refused.add(nameOf(item));
		questions.refusal ??= message;
		return ok(null);
	};
	return {
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
