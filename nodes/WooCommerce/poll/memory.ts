import { z } from 'zod';

import { Contents } from './ids/contents';
import { IdSet } from './ids/idSet';
import type { Sighting, Window } from '../../core/window';
import {
	readCensus,
	storedCensus,
	writeCensus,
	type Census,
	type StoredCensus,
} from './ids/census';
import type { Sliced } from './slices';
import type { Position } from './walk';

/**
 * What a poll knows of one resource of a shop. Times are epoch milliseconds of the shop's clock.
 * A poll reads it anew from what is stored, and changes it as it learns.
 */
export interface Memory {
	/** The list it is about: a name that leads to another one starts anew. */
	path: string;
	/** When watching began; nothing modified before is an event. */
	since: number;
	/** Everything modified before this has been put out. */
	watermark: number;
	/** The highest id there was when watching began. */
	topId: number;
	/** Every id that lives, as far as was seen. */
	ids: IdSet;
	/** What the next window may meet again, by id; of resources that are not scanned. */
	recent: Map<number, Sighting>;
	/** What objects said when last read, by id; of resources that are scanned. */
	contents: Contents;
	/** What became of other ids. */
	census: Census;
	/** A window that is not read to its end. */
	pending?: { window: Window; position: Position };
	/** How far what was there when watching began is listed; absent when all of it is. */
	baseline?: Position;
	/** How far the current round of comparing is. */
	scan?: Position;
	/** Of a list that cannot be asked for by id; then nothing of the above but `since` is used. */
	loose?: LooseMemory;
}

/** What is known of a list that comes in pages of no known order. */
export interface LooseMemory {
	/** Digests, as text, by id: the shop chooses what an id is called, `constructor` included. */
	contents: Map<string, string>;
	/** The page to read next. */
	page: number;
	/** False during the first round, which finds what was there before. */
	isListed: boolean;
}

/** What all polls of one node know; the JSON that n8n stores. */
export interface PollState {
	/** The shop that it is about: another shop starts anew. */
	account: string;
	/** By the user's name of the resource; without a prototype, so that no name is there by itself. */
	resources: Record<string, Memory>;
	/** The shop asked to be left alone until then; epoch milliseconds of our clock. */
	notBefore?: number;
	/** When it asked for that, by the same clock. */
	pausedAt?: number;
}

const position = z.object({ afterId: z.number(), offset: z.number() });
/** Pairs; an object in what earlier versions stored. */
const looseContents = z.union([
	z.array(z.tuple([z.string(), z.string()])),
	z.record(z.string(), z.string()),
]);
const storedMemory = z.object({
	path: z.string(),
	since: z.number(),
	watermark: z.number(),
	topId: z.number(),
	ids: z.string(),
	recent: z.array(z.tuple([z.number(), z.number(), z.string()])),
	contents: z.string(),
	census: storedCensus.optional(),
	pending: z
		.object({ window: z.object({ from: z.number(), to: z.number() }), position })
		.optional(),
	baseline: position.optional(),
	scan: position.optional(),
	loose: z.object({ contents: looseContents, page: z.number(), isListed: z.boolean() }).optional(),
});
const storedState = z.object({
	version: z.literal(1),
	account: z.string(),
	resources: z.record(z.string(), storedMemory),
	notBefore: z.number().optional(),
	pausedAt: z.number().optional(),
});
type StoredMemory = z.output<typeof storedMemory>;
type WrittenMemory = Omit<StoredMemory, 'census'> & { census: StoredCensus };

/** Returns an empty list of resources by name. */
export function noResources(): PollState['resources'] {
	return Object.create(null) as PollState['resources'];
}

export type ReadState =
	| { ok: true; state: PollState }
	| { ok: false; reason: 'absent' | 'damaged' };

/** Reads what n8n stored. A state that cannot be read is told from none, so that the user hears of it. */
export function* readState(stored: unknown): Sliced<ReadState> {
	if (stored === undefined || stored === null) return { ok: false, reason: 'absent' };
	const parsed = storedState.safeParse(stored);
	if (!parsed.success) return { ok: false, reason: 'damaged' };
	const { account, resources, notBefore, pausedAt } = parsed.data;
	const state: PollState = { account, resources: noResources(), notBefore, pausedAt };
	for (const [name, stored] of Object.entries(resources)) {
		const memory = yield* readMemory(stored);
		if (memory === undefined) return { ok: false, reason: 'damaged' };
		state.resources[name] = memory;
	}
	return { ok: true, state };
}

function* readMemory(stored: StoredMemory): Sliced<Memory | undefined> {
	const read = yield* IdSet.decoding(stored.ids);
	if (!read.ok) return undefined;
	const { ids } = read;
	const contents = yield* Contents.decode(stored.contents, ids);
	const census = yield* readCensus(stored.census);
	if (contents === undefined || census === undefined) return undefined;
	const recent = new Map(stored.recent.map(([id, modified, hash]) => [id, { id, modified, hash }]));
	const loose = stored.loose && { ...stored.loose, contents: readLoose(stored.loose.contents) };
	return { ...stored, ids, contents, recent, census, loose };
}

function readLoose(contents: z.output<typeof looseContents>): Map<string, string> {
	return new Map(Array.isArray(contents) ? contents : Object.entries(contents));
}

/** Plain JSON values only: n8n clones and stores them. */
export function* writeState({ account, resources, notBefore, pausedAt }: PollState) {
	const written: Array<[string, WrittenMemory]> = [];
	for (const [name, memory] of Object.entries(resources))
		written.push([name, yield* writeMemory(memory)]);
	return {
		version: 1,
		account,
		resources: Object.fromEntries(written),
		...(notBefore ? { notBefore, pausedAt } : {}),
	};
}

function* writeMemory(memory: Memory): Sliced<WrittenMemory> {
	const { ids, contents, recent, census, loose } = memory;
	return {
		...memory,
		ids: yield* ids.encoding(),
		contents: yield* contents.encode(ids),
		recent: [...recent.values()].map(({ id, modified, hash }) => [id, modified, hash]),
		census: yield* writeCensus(census),
		loose: loose && { ...loose, contents: [...loose.contents] },
	};
}
