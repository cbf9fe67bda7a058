import { z } from 'zod';

import { IdSet } from './idSet';
import type { Sliced } from '../slices';

/** What is known of ids beside those that live: it tells a restore from a birth, and the ends apart. */
export interface Census {
	/** In the trash, and put out as deleted. */
	trashed: IdSet;
	/** Gone for good, and put out as deleted. */
	gone: IdSet;
	/** Alive when asked for by id, though no list shows them: a plugin's status, say. */
	hidden: IdSet;
	/** Listed and counted before anybody has made them: a cart at the checkout. */
	unborn: IdSet;
	/** How many lives an id has had, of those that came back. */
	lives: Map<number, number>;
	/** When the list last had exactly the ids that are known; the shop's clock. */
	balancedAt?: number;
	/** The highest id of the list then; absent of an empty list. */
	balancedTopId?: number;
	/** Since when the shop lacks more than is likely. */
	heldSince?: number;
	/** A count that differs for no reason that could be found, and when to look again. */
	unexplained?: { difference: number; until: number };
}

const SETS = ['trashed', 'gone', 'hidden', 'unborn'] as const;

/** As stored; sets that are empty are left out. */
export const storedCensus = z.object({
	trashed: z.string().optional(),
	gone: z.string().optional(),
	hidden: z.string().optional(),
	unborn: z.string().optional(),
	lives: z.array(z.tuple([z.number(), z.number()])).optional(),
	balancedAt: z.number().optional(),
	balancedTopId: z.number().optional(),
	heldSince: z.number().optional(),
	unexplained: z.object({ difference: z.number(), until: z.number() }).optional(),
});
export type StoredCensus = z.output<typeof storedCensus>;

/** What is known when watching begins. */
export function emptyCensus(): Census {
	const { empty } = IdSet;
	return { trashed: empty, gone: empty, hidden: empty, unborn: empty, lives: new Map() };
}

/** The reverse of `writeCensus`; undefined if a set is damaged. */
export function* readCensus(stored: StoredCensus = {}): Sliced<Census | undefined> {
	const sets = emptyCensus();
	for (const name of SETS) {
		const text = stored[name];
		if (text === undefined) continue;
		const read = yield* IdSet.decoding(text);
		if (!read.ok) return undefined;
		sets[name] = read.ids;
	}
	return { ...stored, ...sets, lives: new Map(stored.lives) };
}

/** Plain JSON values, for the state that n8n stores. */
export function* writeCensus(census: Census): Sliced<StoredCensus> {
	const { trashed, gone, hidden, unborn, lives, ...rest } = census;
	const stored: StoredCensus = rest;
	const sets = { trashed, gone, hidden, unborn };
	for (const name of SETS) {
		if (sets[name].size > 0) stored[name] = yield* sets[name].encoding();
	}
	return { ...stored, ...(lives.size > 0 && { lives: [...lives] }) };
}

/** Notes that an id is seen alive; where it had been gone, this is another life of it. */
export function noteAlive(census: Census, ids: readonly number[]): void {
	for (const id of ids) if (census.gone.has(id)) census.lives.set(id, livesOf(census, id) + 1);
	const alive = IdSet.from(ids);
	for (const name of SETS) census[name] = census[name].without(alive);
}

/** How many lives an id has had, the present one included. */
export function livesOf({ lives }: Census, id: number): number {
	return lives.get(id) ?? 1;
}
