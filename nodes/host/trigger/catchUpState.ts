import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../core/json';
import type { Cursor } from '../../core/vendor';

/** Some 2 MB of memory; a busy shop's last hours, and far more than two looks lie apart. */
const MOST_REMEMBERED = 10_000;

/** The ids of the events that were handed on lately, in this process. */
export class Told {
	private readonly ids = new Set<string>();

	constructor(private readonly limit = MOST_REMEMBERED) {}

	has(id: string): boolean {
		return this.ids.has(id);
	}

	note(id: string): void {
		this.ids.delete(id);
		this.ids.add(id);
		if (this.ids.size <= this.limit) return;
		this.ids.delete(this.ids.values().next().value as string);
	}
}

/** How far one node has got with asking its vendor. */
export interface CatchUpState {
	/** Undefined until the node's activation. */
	cursor?: Cursor;
	/** When the cursor was noted, by the clock of `Memory`. */
	notedAt?: number;
	readonly told: Told;
}

/** A node's progress in this process; made where there is none yet. */
export function progressOf(
	state: { progress: Map<string, CatchUpState> },
	place: string,
): CatchUpState {
	const known = state.progress.get(place);
	if (known !== undefined) return known;
	const progress = { told: new Told() };
	state.progress.set(place, progress);
	return progress;
}

/** A cursor as it was stored or handed on, as far as it is one. */
export function readCursor(value: unknown): Cursor | undefined {
	const { since, watermark, behind } = (value ?? {}) as Partial<Cursor>;
	if (!Number.isFinite(since) || !Number.isFinite(watermark)) return undefined;
	return {
		since: since as number,
		watermark: watermark as number,
		...(isObject(behind) && Object.values(behind).every(Number.isFinite) && { behind }),
	};
}

/**
 * Puts a cursor into a node's static data, unless it would set it back. It is assigned whole: n8n
 * notices nothing else (docs/facts/n8n.md B).
 */
export function storeCursor(data: IDataObject, cursor: Cursor): void {
	const stored = readCursor(data.catchUp);
	if (stored !== undefined && stored.watermark >= cursor.watermark) return;
	data.catchUp = { ...cursor };
}
