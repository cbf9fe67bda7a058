import type { JsonObject } from '../json';
import type { BoxCourier, BoxDelivery } from './courier';
import type { EventLog, StreamAct } from './events';
import {
	lineOf,
	miniItem,
	miniUser,
	pacific,
	presentItem,
	versionId,
	type BoxItem,
	type BoxUser,
	type Items,
	type ItemType,
} from './items';

interface Setup {
	items: Items;
	courier: BoxCourier;
	events: EventLog;
	now(): number;
}

/** A comment, or the invitation of a user to an item. */
export interface Attached {
	id: string;
	item: BoxItem;
}

/** What an act is called, by webhooks and in the two kinds of streams. */
interface Names {
	/** The triggers, without the type of the item: `RENAMED`. */
	trigger: string;
	user?: string;
	enterprise?: string;
}

const TRASH = { type: 'folder', id: '1', sequence_id: null, etag: null, name: 'Trash' };

/**
 * What people do at Box. Each act changes the item, is listed in the event streams, and is told to webhooks. Which
 * event of a stream belongs to which trigger is our reading of Box's lists.
 */
export class BoxActs {
	private lastId = 7_000;

	constructor(private readonly setup: Setup) {}

	async upload(name: string, by: BoxUser, parent?: BoxItem): Promise<BoxItem> {
		const file = this.setup.items.add('file', name, parent?.owner ?? by, parent);
		await this.uploaded(file, by, 'UPLOAD');
		return file;
	}

	async uploadVersion(file: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		file.version += 1;
		this.touch(file);
		return await this.uploaded(file, by, 'EDIT');
	}

	async createFolder(name: string, by: BoxUser, parent?: BoxItem): Promise<BoxItem> {
		const folder = this.setup.items.add('folder', name, parent?.owner ?? by, parent);
		await this.act(folder, by, { trigger: 'CREATED', user: 'ITEM_CREATE', enterprise: 'UPLOAD' });
		return folder;
	}

	async rename(item: BoxItem, name: string, by: BoxUser): Promise<BoxDelivery[]> {
		const info = { old_name: item.name };
		item.name = name;
		this.touch(item);
		const names = { trigger: 'RENAMED', user: 'ITEM_RENAME', enterprise: 'RENAME' };
		return await this.act(item, by, names, { info });
	}

	/** Moves an item. The folders around it before and after are told, and those that it comes into of an upload. */
	async move(item: BoxItem, to: BoxItem | undefined, by: BoxUser): Promise<BoxDelivery[]> {
		const before = lineOf(item);
		const mini = (parent: BoxItem | undefined) => ({ type: 'folder', id: parent?.id ?? '0' });
		const info = { before: mini(item.parent), after: mini(to) };
		item.parent = to;
		this.touch(item);
		const after = lineOf(item);
		const names = { trigger: 'MOVED', user: 'ITEM_MOVE', enterprise: 'MOVE' };
		const moved = await this.act(item, by, names, {
			info,
			line: [...new Set([...after, ...before])],
		});
		if (item.type === 'folder') return moved;
		const entered = after.filter((folder) => !before.includes(folder));
		const { courier } = this.setup;
		const told = await courier.tell('FILE.UPLOADED', item, by, presentItem(item), [], entered);
		return [...moved, ...told];
	}

	/** Copies an item. Box sends the copy. */
	async copy(item: BoxItem, to: BoxItem | undefined, by: BoxUser): Promise<BoxItem> {
		const { items } = this.setup;
		const copied = items.add(item.type, `${item.name} (copy)`, to?.owner ?? by, to);
		await this.act(copied, by, { trigger: 'COPIED', user: 'ITEM_COPY', enterprise: 'COPY' });
		return copied;
	}

	async trash(item: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		item.trashed = this.setup.now();
		this.touch(item);
		const names = { trigger: 'TRASHED', user: 'ITEM_TRASH', enterprise: 'DELETE' };
		const path = { total_count: 1, entries: [TRASH] };
		const source = { ...presentItem(item), path_collection: path };
		return await this.act(item, by, names, { source });
	}

	async restore(item: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		item.trashed = null;
		this.touch(item);
		return await this.act(item, by, {
			trigger: 'RESTORED',
			user: 'ITEM_UNDELETE_VIA_TRASH',
			enterprise: 'UNDELETE',
		});
	}

	/** Deletes an item for good. No stream documents this. */
	async deleteForGood(item: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		const told = await this.act(item, by, { trigger: 'DELETED' });
		this.setup.items.remove(item);
		return told;
	}

	async lock(file: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		const names = { trigger: 'LOCKED', user: 'LOCK_CREATE', enterprise: 'LOCK' };
		return await this.act(file, by, names);
	}

	async unlock(file: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		const names = { trigger: 'UNLOCKED', user: 'LOCK_DESTROY', enterprise: 'UNLOCK' };
		return await this.act(file, by, names);
	}

	async download(item: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		const names = { trigger: 'DOWNLOADED', user: 'ITEM_DOWNLOAD', enterprise: 'DOWNLOAD' };
		return await this.act(item, by, names, { isForOwner: true });
	}

	async preview(file: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		const names = { trigger: 'PREVIEWED', user: 'ITEM_PREVIEW', enterprise: 'PREVIEW' };
		return await this.act(file, by, names, { isForOwner: true });
	}

	async share(item: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		return await this.link(item, by, 'CREATED', 'ITEM_SHARED_CREATE', 'SHARE');
	}

	/** Changes a shared link, which only the enterprise's streams show. */
	async changeLink(item: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		return await this.link(item, by, 'UPDATED', undefined, 'ITEM_SHARED_UPDATE');
	}

	async unshare(item: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		return await this.link(item, by, 'DELETED', 'ITEM_SHARED_UNSHARE', 'UNSHARE');
	}

	/** Adds metadata, which only the enterprise's streams show. */
	async addMetadata(item: BoxItem, by: BoxUser): Promise<BoxDelivery[]> {
		const { courier, events } = this.setup;
		const source = presentItem(item);
		events.add({ enterprise: 'METADATA_INSTANCE_CREATE', item, by, source });
		return await courier.tell('METADATA_INSTANCE.CREATED', item, by, source);
	}

	async comment(file: BoxItem, by: BoxUser): Promise<Attached> {
		const comment = { id: String(++this.lastId), item: file };
		await this.attached('COMMENT.CREATED', 'COMMENT_CREATE', 'comment', comment, by);
		return comment;
	}

	async removeComment(comment: Attached, by: BoxUser): Promise<BoxDelivery[]> {
		return await this.attached('COMMENT.DELETED', 'COMMENT_DELETE', 'comment', comment, by);
	}

	async invite(folder: BoxItem, user: BoxUser, by: BoxUser): Promise<Attached> {
		const collaboration = { id: String(++this.lastId), item: folder };
		folder.collaborators.add(user.id);
		const name = 'COLLAB_ADD_COLLABORATOR';
		await this.attached('COLLABORATION.CREATED', name, 'collaboration', collaboration, by);
		return collaboration;
	}

	async uninvite(collaboration: Attached, user: BoxUser, by: BoxUser): Promise<BoxDelivery[]> {
		const name = 'COLLAB_REMOVE_COLLABORATOR';
		const told = await this.attached(
			'COLLABORATION.REMOVED',
			name,
			'collaboration',
			collaboration,
			by,
		);
		collaboration.item.collaborators.delete(user.id);
		return told;
	}

	private touch(item: BoxItem): void {
		item.etag += 1;
		item.modified = this.setup.now();
	}

	private async uploaded(file: BoxItem, by: BoxUser, enterprise: string): Promise<BoxDelivery[]> {
		const details = { size: 26_458, version_id: versionId(file), service_name: 'Box Web App' };
		const names = { trigger: 'UPLOADED', user: 'ITEM_UPLOAD', enterprise };
		return await this.act(file, by, names, { details });
	}

	private async link(
		item: BoxItem,
		by: BoxUser,
		what: string,
		user: string | undefined,
		enterprise: string,
	): Promise<BoxDelivery[]> {
		const { courier, events } = this.setup;
		const source = presentItem(item);
		events.add({ ...(user !== undefined && { user }), enterprise, item, by, source });
		return await courier.tell(`SHARED_LINK.${what}`, item, by, source);
	}

	private async act(
		item: BoxItem,
		by: BoxUser,
		{ trigger, user, enterprise }: Names,
		more: {
			source?: JsonObject;
			info?: JsonObject;
			line?: readonly BoxItem[];
		} & Pick<StreamAct, 'details' | 'isForOwner'> = {},
	): Promise<BoxDelivery[]> {
		const { source = presentItem(item), info, line = lineOf(item), details, isForOwner } = more;
		const names = {
			...(user !== undefined && { user }),
			...(enterprise !== undefined && { enterprise }),
		};
		const { courier, events } = this.setup;
		const extra = { ...(details && { details }), ...(isForOwner && { isForOwner }) };
		events.add({ ...names, item, by, source, ...extra }, line);
		const name = `${item.type.toUpperCase()}.${trigger}`;
		return await courier.tell(name, item, by, undefined, info ?? [], line);
	}

	/** Box shows the item of a comment or a collaboration without its path. */
	private async attached(
		trigger: string,
		user: string,
		type: 'comment' | 'collaboration',
		{ id, item }: Attached,
		by: BoxUser,
	): Promise<BoxDelivery[]> {
		const { courier, events, now } = this.setup;
		const source = {
			type,
			id,
			item: miniItem(item),
			created_by: miniUser(by),
			created_at: pacific(now()),
			modified_at: pacific(now()),
		};
		events.add({ user, item, by, source });
		return await courier.tell(trigger, item, by, source);
	}
}

/** A tree of folders and files at the top of a user's files, for tests. */
export function plant(
	items: Items,
	owner: BoxUser,
	counts: { folders: number; filesEach: number },
	parent?: BoxItem,
): BoxItem[] {
	const made: BoxItem[] = [];
	const add = (type: ItemType, name: string, into?: BoxItem) => {
		const item = items.add(type, name, owner, into);
		made.push(item);
		return item;
	};
	for (let count = 0; count < counts.folders; count++) {
		const folder = add('folder', `Folder ${count}`, parent);
		for (let file = 0; file < counts.filesEach; file++) add('file', `${count}-${file}.pdf`, folder);
	}
	return made;
}
