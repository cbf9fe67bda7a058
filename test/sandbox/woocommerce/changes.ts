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

/** All that ever happened in a shop, in order, and who is told of it. */
export class ChangeLog {
	readonly entries: Change[] = [];
	private readonly listeners = new Set<ChangeListener>();

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
}
