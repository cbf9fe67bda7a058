import { z } from 'zod';

import { IdSet } from '../core/idSet';
import type { Sighting, Window } from '../core/window';
import type { Position } from './walk';

/** What a poll knows of one resource of a shop. Times are epoch milliseconds of the shop's clock. */
export interface Memory {
	/** When watching began; nothing modified before is an event. */
	since: number;
	/** Everything modified before this has been put out. */
	watermark: number;
	/** The highest id there was when watching began. */
	topId: number;
	/** Every id that has been seen. */
	ids: IdSet;
	/** What the next window may meet again. */
	recent: Sighting[];
	/** A window that is not read to its end. */
	pending?: { window: Window; position: Position };
	/** How far the ids that were there when watching began are listed; absent when they all are. */
	baseline?: Position;
}

/** What all polls of one node know; the JSON that n8n stores. */
export interface PollState {
	/** The shop that it is about: another shop starts anew. */
	account: string;
	/** By the user's name of the resource. */
	resources: Record<string, Memory>;
	/** The shop asked to be left alone until then; epoch milliseconds of our clock. */
	notBefore?: number;
}

const position = z.object({ afterId: z.number(), offset: z.number() });
const storedMemory = z.object({
	since: z.number(),
	watermark: z.number(),
	topId: z.number(),
	ids: z.string(),
	recent: z.array(z.tuple([z.number(), z.number(), z.string()])),
	pending: z
		.object({ window: z.object({ from: z.number(), to: z.number() }), position })
		.optional(),
	baseline: position.optional(),
});
const storedState = z.object({
	version: z.literal(1),
	account: z.string(),
	resources: z.record(storedMemory),
	notBefore: z.number().optional(),
});
type StoredMemory = z.infer<typeof storedMemory>;

export type ReadState =
	| { ok: true; state: PollState }
	| { ok: false; reason: 'absent' | 'damaged' };

/** Reads what n8n stored. A state that cannot be read is told from none, so that the user hears of it. */
export function readState(stored: unknown): ReadState {
	if (stored === undefined || stored === null) return { ok: false, reason: 'absent' };
	const parsed = storedState.safeParse(stored);
	if (!parsed.success) return { ok: false, reason: 'damaged' };
	const { account, resources, notBefore } = parsed.data;
	const state: PollState = { account, resources: {}, notBefore };
	for (const [name, memory] of Object.entries(resources)) {
		const ids = IdSet.decode(memory.ids);
		if (!ids.ok) return { ok: false, reason: 'damaged' };
		const recent = memory.recent.map(([id, modified, hash]) => ({ id, modified, hash }));
		state.resources[name] = { ...memory, ids: ids.ids, recent };
	}
	return { ok: true, state };
}

/** Plain JSON values only: n8n clones and stores them. */
export function writeState({ account, resources, notBefore }: PollState) {
	const written: Record<string, StoredMemory> = {};
	for (const [name, memory] of Object.entries(resources)) {
		written[name] = {
			...memory,
			ids: memory.ids.encode(),
			recent: memory.recent.map(({ id, modified, hash }) => [id, modified, hash]),
		};
	}
	return { version: 1, account, resources: written, ...(notBefore ? { notBefore } : {}) };
}
