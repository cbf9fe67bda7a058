import { BoundedMap } from '../../core/cache/boundedMap';
import { isObject } from '../../core/json';
import { steadyClock, type Clock } from '../../host/clock';
import { nameOf, type Target } from '../targets';

/** Maximum number of items whose folder is cached for a node. They take some 3 MB. */
const MOST_LINKS = 10_000;
/** Maximum number for all nodes of one process. They take some 60 MB. */
const MOST_LINKS_OF_ALL = 200_000;
/** Limits the entries that nodes leave behind when they no longer exist. */
const MOST_NODES = 10_000;
/** A page can have 500 paths. Reading longer ones would block n8n, and people do not nest folders this deep. */
export const MOST_LEVELS = 100;

/** Box's ids of the top of a user's files, and of the trash. */
export const ALL_FILES = '0';
const TRASH = '1';

/** After this time, the node asks Box again where an item is, because Box can list a move late. */
const FRESH_FOR_MS = 3_600_000;

interface Link {
	/** Null if Box does not show the parent folder. */
	parentId: string | null;
	/** When an event or a response showed it, in epoch milliseconds of Box's clock. */
	at: number;
	/** When it was shown, by the steady clock. */
	notedAt: number;
}

type Links = Map<string, Link>;

/** The places that the looks of one node have cached. */
interface Memory {
	/** The cursor up to which events were read. */
	cursor: string;
	links: Links;
	/** Places that the last look added. They are used only if the next look begins at the cursor that the last one returned. */
	added?: { cursor: string; links: Links };
}

/** The memories of one process, by node. */
export type Memories = Map<string, Memory>;

/** Returns memories for the nodes of one process. */
export function newMemories(): Memories {
	return new BoundedMap(MOST_NODES);
}

/** Drops the largest memories until all of them together are within the limit. The other nodes keep theirs. */
function shrink(memories: Memories): void {
	const sizes = [...memories].map(([node, { links, added }]) => ({
		node,
		size: links.size + (added?.links.size ?? 0),
	}));
	let total = sizes.reduce((sum, { size }) => sum + size, 0);
	if (total <= MOST_LINKS_OF_ALL) return;
	for (const { node, size } of sizes.sort((one, other) => other.size - one.size)) {
		if (total <= MOST_LINKS_OF_ALL) return;
		memories.delete(node);
		total -= size;
	}
}

function newLinks(): Links {
	return new BoundedMap(MOST_LINKS);
}

/**
 * Caches the parent folder of each file and folder that one node's looks have read, so that Box is not asked at each
 * event. Nodes read the same events at different times, so they do not share entries.
 */
export class Places {
	/** @param node the key of the node */
	constructor(
		private readonly memories: Memories = newMemories(),
		private readonly node = '',
		private readonly clock: Clock = steadyClock,
	) {}

	/**
	 * Returns the cached places for a look. If the look does not begin where the last one ended, moves may have been missed,
	 * so the cache is empty. If the result of the last look was not used, its places are discarded. An event that is read
	 * again must find the same places as the first time. Otherwise, its move would not be recognized as a move.
	 *
	 * @param cursor a text that identifies the cursor at which the look begins
	 */
	open(cursor: string): PlacesOfLook {
		const known = this.memories.get(this.node);
		const memory = known && atCursor(known, cursor);
		const links = memory?.links ?? newLinks();
		this.memories.set(this.node, { cursor, links });
		return new PlacesOfLook(links, this.clock, (added, next) => {
			const current = this.memories.get(this.node);
			if (current?.links !== links) return;
			this.memories.set(this.node, { cursor, links, added: { cursor: next, links: added } });
			shrink(this.memories);
		});
	}
}

function atCursor(memory: Memory, cursor: string): Memory | undefined {
	const { added } = memory;
	if (added?.cursor !== cursor) return memory.cursor === cursor ? memory : undefined;
	for (const [key, link] of added.links) memory.links.set(key, link);
	return memory;
}

/** The places that one look and the looks before it have read. */
export class PlacesOfLook {
	private readonly added = newLinks();

	constructor(
		private readonly links: Links,
		private readonly clock: Clock,
		private readonly whenKept: (added: Links, cursor: string) => void,
	) {}

	/** Returns a draft that collects the places of one page of events. */
	draft(): PlacesDraft {
		return new PlacesDraft(this.added, this.links, this.clock);
	}

	/** Caches the places of this look for the next look, if that begins at the given cursor. */
	keep(cursor: string): void {
		this.whenKept(this.added, cursor);
	}
}

/** The places of one page. They are discarded unless `keep` is called, because the page may have to be read again. */
export class PlacesDraft {
	private readonly own: Links = new Map();

	constructor(
		private readonly added: Links,
		private readonly links: Links,
		private readonly clock: Clock,
	) {}

	/** Adds the places of this page to those of the look. */
	keep(): void {
		for (const [key, link] of this.own) this.added.set(key, link);
	}

	/**
	 * Caches the place that an event shows for an item, unless a later event showed another place.
	 *
	 * @param account of the credential; a user sees only the part of a path to which the user is invited
	 * @param at epoch milliseconds of Box's clock
	 */
	note(account: string, item: Target, place: Place, at: number): void {
		for (const [one, parentId] of linksOf(item, place)) {
			const key = keyOf(account, one);
			const known = this.get(key);
			if (known === undefined || known.at <= at) this.own.set(key, this.link(parentId, at));
		}
	}

	/**
	 * Caches the place that Box returned for an item, even if the page is not kept. It does not replace the places from
	 * events, because only events show where the item was earlier.
	 *
	 * @param place undefined if Box does not show it
	 * @param at epoch milliseconds of Box's clock
	 * @returns the folder of the item, or null if Box does not show it
	 */
	learn(account: string, item: Target, place: Place | undefined, at: number): string | null {
		const links = place === undefined ? [[item, null] as const] : linksOf(item, place);
		for (const [one, parentId] of links)
			this.links.set(answerKey(keyOf(account, one)), this.link(parentId, at));
		return links[links.length - 1][1];
	}

	/** Returns the folder of an item, null if Box does not show it, or undefined if Box has to be asked. */
	folderOf(account: string, item: Target): string | null | undefined {
		const now = this.clock();
		const fresh = this.linksOf(account, item).filter(
			({ notedAt }) => now - notedAt <= FRESH_FOR_MS,
		);
		return latest(fresh)?.parentId;
	}

	/**
	 * Returns an item and the folders around it, the innermost first, as far as they are known.
	 *
	 * @param at epoch milliseconds of Box's clock. Places that were shown later are ignored
	 */
	lineOf(account: string, item: Target, at: number): Target[] {
		const line = [item];
		while (line.length < MOST_LEVELS) {
			const known = this.linksOf(account, line[line.length - 1]);
			const link = latest(known.filter((each) => each.at <= at));
			if (link === undefined || link.parentId === null || link.parentId === ALL_FILES) break;
			line.push({ type: 'folder', id: link.parentId });
		}
		return line;
	}

	private linksOf(account: string, item: Target): Link[] {
		const key = keyOf(account, item);
		return [this.get(key), this.links.get(answerKey(key))].filter((link) => link !== undefined);
	}

	private get(key: string): Link | undefined {
		return this.own.get(key) ?? this.added.get(key) ?? this.links.get(key);
	}

	private link(parentId: string | null, at: number): Link {
		return { parentId, at, notedAt: this.clock() };
	}
}

function keyOf(account: string, item: Target): string {
	return `${account} ${nameOf(item)}`;
}

function answerKey(key: string): string {
	return `${key} answer`;
}

/**
 * Returns the later link. In the same second, the event's link takes precedence, because the response may be from before
 * the event.
 */
function latest(links: readonly Link[]): Link | undefined {
	return links.length < 2 || links[0].at >= links[1].at ? links[0] : links[1];
}

/** Returns the folders of a place and the given item, each with its parent folder. The given item comes last. */
function linksOf(item: Target, place: Place): Array<readonly [item: Target, parentId: string]> {
	if (!('path' in place)) return [[item, place.parentId]];
	const folders = place.path.map((id): Target => ({ type: 'folder', id }));
	return [...folders, item].map((one, index) => [one, place.path[index - 1] ?? ALL_FILES] as const);
}

/** Where an item is: ids of the folders around it from the outermost one, or its folder alone. */
export type Place = { path: string[] } | { parentId: string };

/**
 * Reads the place of an item from `path_collection`, or else from `parent`.
 *
 * @returns undefined if Box does not show it
 */
export function readPlace(source: {
	parent?: unknown;
	path_collection?: unknown;
}): Place | undefined {
	const collection = isObject(source.path_collection) ? source.path_collection.entries : undefined;
	const isReadable = Array.isArray(collection) && collection.length <= MOST_LEVELS;
	const entries = isReadable ? collection.map(idOf) : [];
	const path = entries.filter((id) => id !== undefined && id !== ALL_FILES) as string[];
	const isComplete = entries.length > 0 && entries.every((id) => id !== undefined && id !== TRASH);
	if (isComplete) return { path };
	const parentId = idOf(source.parent);
	return parentId === undefined || parentId === TRASH ? undefined : { parentId };
}

function idOf(value: unknown): string | undefined {
	const id = isObject(value) ? value.id : undefined;
	return typeof id === 'string' && /^\d{1,20}$/.test(id) ? id : undefined;
}
