import { BoundedMap } from '../../core/cache/boundedMap';
import { isObject } from '../../core/json';
import { nameOf, type Target } from '../targets';

/** Some 15 MB of memory. */
const MOST_LINKS = 50_000;
/** A path that is longer is not a path. Box allows far fewer levels. */
const MOST_LEVELS = 500;

/** Box's ids of the top of a user's files, and of the trash. */
export const ALL_FILES = '0';
const TRASH = '1';

/** How long Box is not asked again for a place that it did not show. */
const HIDDEN_FOR_MS = 24 * 3_600_000;

interface Link {
	/** Null if Box does not show it. */
	parentId: string | null;
	/** When an event or a response showed it, in epoch milliseconds of Box's clock. */
	at: number;
}

/** Remembers the folder of each file and folder that a look has seen, so that Box is asked once for each. */
export class Places {
	private readonly links: BoundedMap<string, Link>;

	constructor(mostLinks = MOST_LINKS) {
		this.links = new BoundedMap(mostLinks);
	}

	/**
	 * Remembers a folder, unless a later event showed another one.
	 *
	 * @param account because a user sees only the part of a path to which the user is invited
	 * @param parentId null if Box does not show it
	 * @param at epoch milliseconds
	 */
	note(account: string, item: Target, parentId: string | null, at: number): void {
		const key = keyOf(account, item);
		const known = this.links.get(key);
		if (known === undefined || known.at <= at) this.links.set(key, { parentId, at });
	}

	/** Remembers the folder of each part of a path. */
	notePath(account: string, item: Target, path: readonly string[], at: number): void {
		let parentId = ALL_FILES;
		for (const id of path) {
			this.note(account, { type: 'folder', id }, parentId, at);
			parentId = id;
		}
		this.note(account, item, parentId, at);
	}

	/**
	 * Returns an item and the folders around it, the innermost first.
	 *
	 * @param now what was shown later does not count, in epoch milliseconds
	 * @returns `rest` is the folder or file whose own folder is not known. It is absent if the line is complete, or if Box
	 *   does not show more of it (`isHidden`)
	 */
	lineOf(
		account: string,
		item: Target,
		now: number,
	): { line: Target[]; rest?: Target; isHidden?: true } {
		const line = [item];
		while (line.length < MOST_LEVELS) {
			const last = line[line.length - 1];
			const link = this.links.get(keyOf(account, last));
			const isOld = link?.parentId === null && now - link.at > HIDDEN_FOR_MS;
			if (link === undefined || isOld || link.at > now) return { line, rest: last };
			if (link.parentId === null) return { line, isHidden: true };
			if (link.parentId === ALL_FILES) break;
			line.push({ type: 'folder', id: link.parentId });
		}
		return { line };
	}
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
