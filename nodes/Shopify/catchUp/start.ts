import type { Cursor } from '../../core/vendor';

/** Where the next look goes on with a list that the last one did not read to its end. */
export interface Start {
	/** The start of the list's window, in epoch milliseconds. */
	from: number;
	/** The date up to which the list was read, or the id if its rows are in the order of their ids. */
	at?: number;
	/** The end of the window, if it must not move. */
	to?: number;
	/** 1 if Shopify denied access to the list, and the log says so. */
	denied?: number;
}

const PARTS = ['at', 'to', 'denied'] as const;

/** Reads the start of a list from a cursor. Undefined if the last look read the list to its end. */
export function readStart({ behind = {} }: Cursor, name: string): Start | undefined {
	const from = behind[name];
	if (from === undefined) return undefined;
	const parts = PARTS.map((part) => [part, behind[`${name}/${part}`]] as const);
	return { from, ...Object.fromEntries(parts.filter(([, value]) => value !== undefined)) };
}

/** Writes the start of a list into the `behind` of a cursor, which holds numbers. */
export function keepStart(behind: Record<string, number>, name: string, start: Start): void {
	behind[name] = start.from;
	for (const part of PARTS) {
		const value = start[part];
		if (value !== undefined) behind[`${name}/${part}`] = value;
	}
}
