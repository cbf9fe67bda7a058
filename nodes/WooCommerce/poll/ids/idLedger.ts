import { z } from 'zod';

import { LayeredMap } from './layeredMap';
import type { Sliced } from './slices';
import { IdSet } from './idSet';
import { decodeIds, encodeIds } from './idSetText';

/**
 * The ids that are not those of ordinary listed objects, by status. With them, the poll distinguishes a restored object
 * from a new one.
 */
export interface IdLedger {
	/** In the trash, and emitted as deleted. */
	readonly trashed: IdSet;
	/** Deleted permanently, and emitted as deleted. */
	readonly gone: IdSet;
	/** Returned by id, but not in any list. A status of a plugin can cause this. */
	readonly hidden: IdSet;
	/** Listed and counted before their creation: a cart at the checkout. */
	readonly drafts: IdSet;
	/** How many objects have had an id, for ids that were used again after a permanent delete. */
	readonly generations: LayeredMap<number, number>;
	/** When the list last had exactly the known ids, by the shop's clock. */
	readonly balancedAt?: number;
	/** The highest id of the list at that time. Absent if the list was empty. */
	readonly balancedTopId?: number;
	/** Since when an unlikely number of objects is missing. */
	readonly heldSince?: number;
	/** A difference that a search did not explain, and when to search again. */
	readonly unexplained?: { readonly difference: number; readonly until: number };
}

/** The ledger as it is stored. Empty sets are left out. */
export const storedLedger = z.object({
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
export type StoredLedger = z.output<typeof storedLedger>;

/** Each set with its stored name. */
const SETS = [
	['trashed', 'trashed'],
	['gone', 'gone'],
	['hidden', 'hidden'],
	['drafts', 'unborn'],
] as const;

/** Returns what is known when polling begins. */
export function emptyLedger(): IdLedger {
	const { empty } = IdSet;
	return {
		...{ trashed: empty, gone: empty, hidden: empty, drafts: empty },
		generations: LayeredMap.from(),
	};
}

/** Does the reverse of `writeLedger`; returns undefined if a set is damaged. */
export function* readLedger(stored: StoredLedger = {}): Sliced<IdLedger | undefined> {
	const { trashed, gone, hidden, unborn, lives, ...rest } = stored;
	const texts = { trashed, gone, hidden, unborn };
	const sets: Partial<Record<(typeof SETS)[number][0], IdSet>> = {};
	for (const [name, storedName] of SETS) {
		const text = texts[storedName];
		if (text === undefined) continue;
		const read = yield* decodeIds(text);
		if (!read.ok) return undefined;
		sets[name] = read.ids;
	}
	return { ...emptyLedger(), ...rest, ...sets, generations: LayeredMap.from(lives) };
}

/** Returns the ledger as plain JSON values, for the state that n8n stores. */
export function* writeLedger(ledger: IdLedger): Sliced<StoredLedger> {
	const { balancedAt, balancedTopId, heldSince, unexplained, generations } = ledger;
	const stored: StoredLedger = { balancedAt, balancedTopId, heldSince, unexplained };
	for (const [name, storedName] of SETS) {
		if (ledger[name].size > 0) stored[storedName] = yield* encodeIds(ledger[name]);
	}
	return { ...stored, ...(!generations.isEmpty && { lives: [...generations] }) };
}

/** Returns the ledger after the shop has shown these ids. An id that was gone gets its next generation. */
export function markAlive(ledger: IdLedger, ids: readonly number[]): IdLedger {
	const alive = IdSet.from(ids);
	const returned = ids.filter((id) => ledger.gone.has(id));
	return {
		...ledger,
		trashed: ledger.trashed.without(alive),
		gone: ledger.gone.without(alive),
		hidden: ledger.hidden.without(alive),
		drafts: ledger.drafts.without(alive),
		generations: ledger.generations.with(
			returned.map((id) => [id, generationOf(ledger, id) + 1] as const),
		),
	};
}

/** Returns how many objects have had an id, including the present one. */
export function generationOf({ generations }: IdLedger, id: number): number {
	return generations.get(id) ?? 1;
}
