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
	/** The modified date after the change; null if the object has no date. */
	dateModifiedGmt: string | null;
	/** The fields whose value changed; empty if an update wrote the same values. */
	fields: readonly string[];
}

export type ChangeListener = (change: Change) => void;

/**
 * The code that writes an object: a request, an effect of another object's change, the functions of
 * the trash, or code that moves a date without saving the object.
 */
export type Writer = 'request' | 'effect' | 'trashing' | 'dating';

/** A save, which WordPress reports to plugins and webhooks even if it changes nothing. */
export interface Save {
	resource: string;
	id: number;
	change: ChangeKind;
	writer: Writer;
	/** The status or role before; undefined if the object had none. */
	from?: string;
	/** The status or role after; undefined if the object has none. */
	to?: string;
}

export type SaveListener = (save: Save) => void;

/** All changes of a shop, in order, and their listeners. */
export class ChangeLog {
	readonly entries: Change[] = [];
	private readonly listeners = new Set<ChangeListener>();
	private readonly saveListeners = new Set<SaveListener>();

	add(change: Omit<Change, 'sequence'>): void {
		const entry = { sequence: this.entries.length + 1, ...change };
		this.entries.push(entry);
		for (const listener of this.listeners) listener(entry);
	}

	/** Calls a listener with every later change, until the returned function is called. */
	subscribe(listener: ChangeListener): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	/** Calls a listener with every later save. */
	onSave(listener: SaveListener): void {
		this.saveListeners.add(listener);
	}

	/** Reports a save. Edits of the database itself are not saves. */
	tellSave(save: Save): void {
		for (const listener of this.saveListeners) listener(save);
	}
}
