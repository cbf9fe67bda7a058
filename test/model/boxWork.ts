import type { NormalizedEvent } from '../../nodes/core/event';
import type { Random } from '../sandbox/random';
import { lineOf, versionId, type BoxItem } from '../sandbox/box/items';
import type { BoxSandbox } from '../sandbox/box/server';

/** The triggers that the stream of the owner has. */
export const TRIGGERS = [
	'FILE.COPIED',
	'FILE.DOWNLOADED',
	'FILE.LOCKED',
	'FILE.MOVED',
	'FILE.RENAMED',
	'FILE.RESTORED',
	'FILE.TRASHED',
	'FILE.UPLOADED',
	'FOLDER.CREATED',
	'FOLDER.MOVED',
	'FOLDER.RENAMED',
	'COMMENT.CREATED',
	'COMMENT.DELETED',
	'SHARED_LINK.CREATED',
];

/** What an act has to come to: one event, if webhook or stream show that it happened in the monitored folder. */
interface Expected {
	/** How often Box told it. */
	acts: number;
	/** Whether a stream alone shows that it belongs to the folder. */
	isReachable: boolean;
}

/** People who work in a monitored folder and outside it, and what a node has to emit of that. */
export class BoxWork {
	/** The folder that is monitored. */
	readonly watched: BoxItem;
	private readonly outside: BoxItem;
	private readonly folders: BoxItem[];
	private readonly files: BoxItem[];
	private readonly expected = new Map<string, Expected>();
	/** Items that came into the folder or left it, and what was in them. Their place depends on the time of a look. */
	private readonly crossed = new Set<BoxItem>();
	/** Events without a path. The place of their item is looked up when they are read, and it may have moved by then. */
	private readonly unsure: Array<{ key: string; item: BoxItem }> = [];
	private readonly comments: Array<{ id: string; item: BoxItem }> = [];

	/**
	 * @param now Box's clock in whole seconds, as epoch milliseconds. It must not move during an act
	 * @param note takes a line for each act
	 */
	constructor(
		private readonly sandbox: BoxSandbox,
		private readonly random: Random,
		private readonly now: () => number,
		private readonly note: (line: string) => void,
	) {
		const { items, user } = sandbox;
		const add = (name: string, parent?: BoxItem) => items.add('folder', name, user, parent);
		this.watched = add('Watched');
		this.outside = add('Outside');
		this.folders = [this.watched, this.outside, add('In', this.watched), add('Out', this.outside)];
		this.files = this.folders.map((folder, index) =>
			items.add('file', `${index}.pdf`, user, folder),
		);
	}

	/** Returns what is wrong with the events that were emitted, in words. */
	faultsOf(told: readonly NormalizedEvent[]): string[] {
		const counts = new Map<string, number>();
		const faults: string[] = [];
		const states = statesOf(told);
		for (const event of told) {
			const key = keyOfEvent(event);
			counts.set(key, (counts.get(key) ?? 0) + 1);
			const state = states.get(key);
			if (state === '' || state !== event.stateId)
				faults.push(`${key} has the states ${state} and ${event.stateId}`);
		}
		for (const [key, count] of counts) {
			const acts = this.expected.get(key)?.acts ?? 0;
			if (count > acts) faults.push(`${key} was told ${count} times, but happened ${acts} times`);
		}
		const unsure = new Set(
			this.unsure.filter(({ item }) => this.crossed.has(item)).map(({ key }) => key),
		);
		for (const [key, { isReachable }] of this.expected)
			if (isReachable && !unsure.has(key) && !counts.has(key)) faults.push(`${key} was not told`);
		return faults;
	}

	private isIn = (item: BoxItem | undefined) =>
		item !== undefined && lineOf(item).includes(this.watched);

	/** One act of a person, and what it has to come to. Since the last act, a second has to pass, so that both differ. */
	async act(): Promise<void> {
		const { random } = this;
		const { acts, user, colleague, items } = this.sandbox;
		const active = this.files.filter((one) => lineOf(one).every(({ trashed }) => trashed === null));
		const trashed = this.files.filter((one) => one.trashed !== null);
		const folder = random.pick(this.folders);
		const what = random.pick([
			...['upload', 'version', 'rename', 'move', 'moveFolder', 'copy', 'trash', 'restore', 'lock'],
			...['download', 'comment', 'uncomment', 'share', 'createFolder', 'renameFolder'],
		]);
		const file = active.length > 0 ? random.pick(active) : undefined;
		const at = () => this.now();
		this.note(`${what} ${file?.id ?? ''} ${folder.name}`);
		if (what === 'upload') {
			const made = await acts.upload('New.pdf', user, folder);
			this.files.push(made);
			this.expect(this.uploadKey(made), this.isIn(made));
		} else if (what === 'createFolder' && this.folders.length < 6) {
			const made = await acts.createFolder('New', user, folder);
			this.folders.push(made);
			this.expect(`FOLDER.CREATED ${made.id} created`, this.isIn(made));
		} else if (what === 'renameFolder') {
			await acts.rename(folder, `${folder.name}'`, user);
			this.expect(`FOLDER.RENAMED ${folder.id} ${folder.etag}`, this.isIn(folder));
		} else if (what === 'moveFolder') {
			const to = random.pick(this.folders);
			const isFixed = folder === this.watched || folder === this.outside;
			if (isFixed || lineOf(to).includes(folder) || folder.parent === to) return;
			const wasIn = this.isIn(folder);
			await acts.move(folder, to, user);
			if (wasIn !== this.isIn(folder))
				for (const one of [folder, ...items.below(folder)]) this.crossed.add(one);
			const key = `FOLDER.MOVED ${folder.id} ${folder.etag}`;
			this.expect(key, this.isIn(folder), wasIn);
		} else if (what === 'restore' && trashed.length > 0) {
			const one = random.pick(trashed);
			await acts.restore(one, user);
			this.expect(`FILE.RESTORED ${one.id} ${one.etag}`, this.isIn(one));
		} else if (what === 'uncomment' && this.comments.length > 0) {
			const comment = this.comments.splice(random.integer(0, this.comments.length - 1), 1)[0];
			await acts.removeComment(comment, user);
			this.expectUnsure(`COMMENT.DELETED ${comment.id} gone`, comment.item);
		} else if (file === undefined) return;
		else if (what === 'version') {
			await acts.uploadVersion(file, user);
			this.expect(this.uploadKey(file), this.isIn(file));
		} else if (what === 'rename') {
			await acts.rename(file, `${file.name}'`, user);
			this.expect(`FILE.RENAMED ${file.id} ${file.etag}`, this.isIn(file));
		} else if (what === 'move') {
			if (file.parent === folder) return;
			const wasIn = this.isIn(file);
			await acts.move(file, folder, user);
			if (wasIn !== this.isIn(file)) this.crossed.add(file);
			// If Box lists the move out of the folder late, a later move stands for it (docs/box.md).
			const mayBe = wasIn || this.crossed.has(file);
			this.expect(`FILE.MOVED ${file.id} ${file.etag}`, this.isIn(file), mayBe);
			// A move within the folder may look like one into it.
			this.expect(this.uploadKey(file), this.isIn(file) && !wasIn, this.isIn(file));
		} else if (what === 'copy') {
			const made = await acts.copy(file, folder, user);
			this.files.push(made);
			this.expect(`FILE.COPIED ${made.id} ${at()}`, this.isIn(made));
		} else if (what === 'trash') {
			await acts.trash(file, user);
			this.expectUnsure(`FILE.TRASHED ${file.id} ${at()}`, file);
		} else if (what === 'lock') {
			await acts.lock(file, user);
			this.expect(`FILE.LOCKED ${file.id} ${at()}`, this.isIn(file));
		} else if (what === 'download') {
			const by = random.pick([user, colleague]);
			await acts.download(file, by);
			this.expect(`FILE.DOWNLOADED ${file.id} ${at()} ${by.id}`, this.isIn(file));
		} else if (what === 'share') {
			await acts.share(file, user);
			this.expect(`SHARED_LINK.CREATED ${file.id} ${at()}`, this.isIn(file));
		} else if (what === 'comment') {
			const comment = await acts.comment(file, user);
			this.comments.push(comment);
			this.expectUnsure(`COMMENT.CREATED ${comment.id} created`, file);
		}
	}

	private uploadKey(file: BoxItem): string {
		return `FILE.UPLOADED ${file.id} ${versionId(file)}`;
	}

	/** @param mayBe whether webhooks tell it although a stream alone does not show that it belongs to the folder */
	private expect(key: string, isReachable: boolean, mayBe = isReachable): void {
		if (!isReachable && !mayBe) return;
		const known = this.expected.get(key) ?? { acts: 0, isReachable: false };
		this.expected.set(key, {
			acts: known.acts + 1,
			isReachable: known.isReachable || isReachable,
		});
	}

	private expectUnsure(key: string, item: BoxItem): void {
		this.unsure.push({ key, item });
		this.expect(key, this.isIn(item), true);
	}
}

/** Returns the state of each event by what happened. */
export function statesOf(told: readonly NormalizedEvent[]): Map<string, string> {
	return new Map(
		[...told].reverse().map((event) => [keyOfEvent(event), event.stateId ?? ''] as const),
	);
}

/** Names an event by what happened, as the acts do. */
export function keyOfEvent({ topic, objectId, raw, date }: NormalizedEvent): string {
	const { source, created_by: by } = raw as {
		source: { sequence_id?: string; file_version?: { id: string } };
		created_by: { id: string };
	};
	const at = Date.parse(date);
	const what: Record<string, unknown> = {
		'FILE.UPLOADED': source.file_version?.id,
		'FILE.RENAMED': source.sequence_id,
		'FILE.MOVED': source.sequence_id,
		'FILE.RESTORED': source.sequence_id,
		'FOLDER.RENAMED': source.sequence_id,
		'FOLDER.MOVED': source.sequence_id,
		'FOLDER.CREATED': 'created',
		'COMMENT.CREATED': 'created',
		'COMMENT.DELETED': 'gone',
		'FILE.DOWNLOADED': `${at} ${by.id}`,
	};
	return `${topic} ${objectId} ${String(what[topic] ?? at)}`;
}
