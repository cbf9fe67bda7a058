import { BoundedMap } from '../../core/cache/boundedMap';
import { isObject } from '../../core/json';
import { steadyClock, type Clock } from '../../host/clock';
import { nameOf, type Target } from '../targets';

/** Some 15 MB of memory. */
const MOST_LINKS = 50_000;
/** A path that is longer is not a path. Box allows far fewer levels. */
export const MOST_LEVELS = 500;

/** Box's ids of the top of a user's files, and of the trash. */
export const ALL_FILES = '0';
const TRASH = '1';

/** After so long, Box is asked again where an item is: a move can be listed late, or be in a stream that no look reads. */
const FRESH_FOR_MS = 3_600_000;

interface Link {
	/** Null if Box does not show it. */
	parentId: string | null;
	/** When an event or a response showed it, in epoch milliseconds of Box's clock. */
	at: number;
	/** The same by the steady clock. */
	notedAt: number;
}

/** Remembers the folder of each file and folder that a look has seen, so that Box is not asked for it at each event. */
export class Places {
	private readonly links: BoundedMap<string, Link>;

	constructor(
		private readonly clock: Clock = steadyClock,
		mostLinks = MOST_LINKS,
	) {
		this.links = new BoundedMap(mostLinks);
	}

	/** Forgets everything, because moves of a time were not read. */
	forget(): void {
		this.links.clear();
	}

	/**
	 * Remembers what an event shows of an item's place, unless a later one showed another place.
	 *
	 * @param account because a user sees only the part of a path to which the user is invited
	 * @param at epoch milliseconds of Box's clock
	 */
	note(account: string, item: Target, place: Place, at: number): void {
		for (const [one, parentId] of linksOf(item, place)) {
			const known = this.links.get(keyOf(account, one));
			if (known === undefined || known.at <= at) this.set(account, one, parentId, at);
		}
	}

	/**
	 * Remembers Box's response to the question where an item is.
	 *
	 * @param place undefined if Box does not show it
	 * @param at epoch milliseconds of Box's clock
	 * @returns the folder of the item, or null if Box does not show it
	 */
	learn(account: string, item: Target, place: Place | undefined, at: number): string | null {
		const links = place === undefined ? [[item, null] as const] : linksOf(item, place);
		for (const [one, parentId] of links) this.set(account, one, parentId, at);
		return links[links.length - 1][1];
	}

	/** Returns the folder of an item, null if Box does not show it, or undefined if Box has to be asked. */
	folderOf(account: string, item: Target): string | null | undefined {
		const link = this.links.get(keyOf(account, item));
		if (link === undefined || this.clock() - link.notedAt > FRESH_FOR_MS) return undefined;
		return link.parentId;
	}

	/**
	 * Returns an item and the folders around it, the innermost first, as far as they are known.
	 *
	 * @param at what was shown later does not count, in epoch milliseconds of Box's clock
	 */
	lineOf(account: string, item: Target, at: number): Target[] {
		const line = [item];
		while (line.length < MOST_LEVELS) {
			const link = this.links.get(keyOf(account, line[line.length - 1]));
			if (link === undefined || link.at > at) break;
			if (link.parentId === null || link.parentId === ALL_FILES) break;
			line.push({ type: 'folder', id: link.parentId });
		}
		return line;
	}

	private set(account: string, item: Target, parentId: string | null, at: number): void {
		this.links.set(keyOf(account, item), { parentId, at, notedAt: this.clock() });
	}
}

/** Returns each item of a place with its folder, the given item last. */
function linksOf(item: Target, place: Place): Array<readonly [item: Target, parentId: string]> {
	if (!('path' in place)) return [[item, place.parentId]];
	const folders = place.path.map((id): Target => ({ type: 'folder', id }));
	return [...folders, item].map((one, index) => [one, place.path[index - 1] ?? ALL_FILES] as const);
}

function keyOf(account: string, item: Target): string {
	return `${account} ${nameOf(item)}`;
}

/** Where an item is: ids of the folders around it from the outermost one, or its folder alone. */
export type Place = { path: string[] } | { parentId: string };

/**
 * Reads where an item is from `path_collection`, or else from `parent`.
 *
 * @returns undefined if Box does not show it
 */
export function readPlace(source: {
	parent?: unknown;
	path_collection?: unknown;
}): Place | undefined {
	const collection = isObject(source.path_collection) ? source.path_collection.entries : undefined;
	const entries = Array.isArray(collection) ? collection.map(idOf) : [];
	const path = entries.filter((id) => id !== undefined && id !== ALL_FILES) as string[];
	const isComplete = entries.length > 0 && entries.every((id) => id !== undefined && id !== TRASH);
	if (isComplete && path.length < MOST_LEVELS) return { path };
	const parentId = idOf(source.parent);
	return parentId === undefined || parentId === TRASH ? undefined : { parentId };
}

function idOf(value: unknown): string | undefined {
	const id = isObject(value) ? value.id : undefined;
	return typeof id === 'string' && /^\d{1,20}$/.test(id) ? id : undefined;
}
