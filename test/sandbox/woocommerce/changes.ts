/** What happened to an object. */
export type ChangeKind = 'created' | 'updated' | 'trashed' | 'restored' | 'removed';

/** One entry of the ground truth. */
export interface Change {
	/** Counts from 1. */
	sequence: number;
	/** The shop's time, in milliseconds. */
	at: number;
	resource: string;
	id: number;
	change: ChangeKind;
	/** Whether the change wrote the modified date (which may have stayed in the same second). */
	movedDate: boolean;
	/** The modified date after the change; null where there is none. */
	dateModifiedGmt: string | null;
	/** The fields whose value changed; empty where an update wrote what was there. */
	fields: readonly string[];
}

export type ChangeListener = (change: Change) => void;

/**
 * What writes an object: a request; what follows from another object's change; the functions of the
 * trash; or code that moves a date without saving the object.
 */
export type Writer = 'request' | 'effect' | 'trashing' | 'dating';

/** What WordPress tells plugins of, and its webhooks with them: saves, also those that change nothing. */
export interface Save {
	resource: string;
	id: number;
	change: ChangeKind;
	writer: Writer;
	/** The status or role before; undefined where there was none. */
	from?: string;
	/** The status or role after; undefined where there is none. */
	to?: string;
}

export type SaveListener = (save: Save) => void;

/** All that ever happened in a shop, in order, and who is told of it. */
export class ChangeLog {
	readonly entries: Change[] = [];
	private readonly listeners = new Set<ChangeListener>();
	private readonly saveListeners = new Set<SaveListener>();

	add(change: Omit<Change, 'sequence'>): void {
		const entry = { sequence: this.entries.length + 1, ...change };
		this.entries.push(entry);
		for (const listener of this.listeners) listener(entry);
	}

	/** Tells a listener of every later change, until the returned function is called. */
	subscribe(listener: ChangeListener): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	/** Tells a listener of every later save. */
	onSave(listener: SaveListener): void {
		this.saveListeners.add(listener);
	}

	/** Tells of a save; edits of the database itself are none. */
	tellSave(save: Save): void {
		for (const listener of this.saveListeners) listener(save);
	}
}
