import type { JsonObject } from '../json';
import type { Random } from '../random';

export type ItemType = 'file' | 'folder';

/** A user who logs in, or the service account of an app. */
export interface BoxUser {
	id: string;
	name: string;
	login: string;
}

/** A file or a folder. */
export interface BoxItem {
	type: ItemType;
	id: string;
	name: string;
	/** The folder it is in; undefined at the top of its owner's files. */
	parent?: BoxItem;
	owner: BoxUser;
	/** Who else may see it and all that is in it. */
	collaborators: Set<string>;
	/** Counts the changes of the item; Box shows it as `etag` and as `sequence_id`. */
	etag: number;
	/** Counts the versions of a file from 1. A move or another name makes none. */
	version: number;
	created: number;
	modified: number;
	trashed: number | null;
}

/** The root of everybody's files; it stands for no item. */
export const ALL_FILES = '0';

/** Everybody's files and folders. */
export class Items {
	private readonly items = new Map<string, BoxItem>();

	constructor(
		private readonly random: Random,
		private readonly now: () => number,
	) {}

	/** Adds one; files and folders draw their ids from ranges that overlap, as at Box. */
	add(type: ItemType, name: string, owner: BoxUser, parent?: BoxItem): BoxItem {
		if (parent?.type === 'file') throw new Error(`${parent.name} is no folder`);
		let id: string;
		do id = String(this.random.integer(100_000_000, 999_999_999));
		while (this.items.has(`${type} ${id}`));
		const item: BoxItem = {
			type,
			id,
			name,
			owner,
			...(parent && { parent }),
			collaborators: new Set(),
			etag: 0,
			version: 1,
			created: this.now(),
			modified: this.now(),
			trashed: null,
		};
		this.items.set(`${type} ${id}`, item);
		return item;
	}

	/** Takes one away for good, with all in it. */
	remove(item: BoxItem): void {
		for (const child of this.childrenOf(item)) this.remove(child);
		this.items.delete(`${item.type} ${item.id}`);
	}

	/** What a user may see; an item of somebody else is as good as none. */
	find(type: ItemType, id: string, user: BoxUser): BoxItem | undefined {
		const item = this.items.get(`${type} ${id}`);
		return item && mayOpen(item, user) ? item : undefined;
	}

	/** Returns the items of a folder, or a user's top-level items: folders first, by name. */
	list(folder: BoxItem | typeof ALL_FILES, user: BoxUser): BoxItem[] {
		const all = [...this.items.values()].filter((item) => item.trashed === null);
		const listed = all.filter((item) =>
			folder === ALL_FILES
				? mayOpen(item, user) && !(item.parent && mayOpen(item.parent, user))
				: item.parent === folder,
		);
		const key = ({ type, name }: BoxItem) => `${type === 'folder' ? 0 : 1}${name.toLowerCase()}`;
		return listed.sort((left, right) => (key(left) < key(right) ? -1 : 1));
	}

	/** Everything that is in a folder, at any depth. */
	below(folder: BoxItem): BoxItem[] {
		return this.childrenOf(folder).flatMap((child) => [child, ...this.below(child)]);
	}

	private childrenOf(folder: BoxItem): BoxItem[] {
		return [...this.items.values()].filter(({ parent }) => parent === folder);
	}
}

/** The item and the folders it is in, innermost first. */
export function lineOf(item: BoxItem): BoxItem[] {
	return item.parent === undefined ? [item] : [item, ...lineOf(item.parent)];
}

/** Whether a user owns an item, or works together on it or on a folder around it. */
export function mayOpen(item: BoxItem, user: BoxUser): boolean {
	return lineOf(item).some(
		({ owner, collaborators }) => owner === user || collaborators.has(user.id),
	);
}

/** A user as Box shows him beside other things. */
export function miniUser({ id, name, login }: BoxUser): JsonObject {
	return { type: 'user', id, name, login };
}

/** An item as Box shows it beside other things. */
export function miniItem({ type, id, name, etag }: BoxItem): JsonObject {
	return { type, id, sequence_id: String(etag), etag: String(etag), name };
}

const ROOT = { type: 'folder', id: ALL_FILES, sequence_id: null, etag: null, name: 'All Files' };

/** An item in full, as the API and webhooks show it. */
export function presentItem(item: BoxItem): JsonObject {
	const owner = miniUser(item.owner);
	const path = [ROOT, ...lineOf(item).slice(1).reverse().map(miniItem)];
	return {
		...miniItem(item),
		...(item.type === 'file' && { file_version: miniVersion(item) }),
		description: '',
		size: item.type === 'file' ? 26_458 : 0,
		path_collection: { total_count: path.length, entries: path },
		created_at: pacific(item.created),
		modified_at: pacific(item.modified),
		trashed_at: item.trashed === null ? null : pacific(item.trashed),
		purged_at: null,
		content_created_at: pacific(item.created),
		content_modified_at: pacific(item.modified),
		created_by: owner,
		modified_by: owner,
		owned_by: owner,
		shared_link: null,
		parent: item.parent ? miniItem(item.parent) : ROOT,
		item_status: item.trashed === null ? 'active' : 'trashed',
	};
}

/** The version of a file that is current. Its id is another one than any file's. */
function miniVersion({ id, version }: BoxItem): JsonObject {
	return { type: 'file_version', id: versionId({ id, version }), sha1: `${id}v${version}` };
}

export function versionId({ id, version }: Pick<BoxItem, 'id' | 'version'>): string {
	return `9${id}${String(version).padStart(3, '0')}`;
}

/** A moment as Box writes it: in Californian time, here without summer. */
export function pacific(milliseconds: number): string {
	const shifted = new Date(milliseconds - 8 * 3_600_000).toISOString().slice(0, 19);
	return `${shifted}-08:00`;
}
