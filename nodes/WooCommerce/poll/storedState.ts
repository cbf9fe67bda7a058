import { z } from 'zod';

import { isObject } from '../../core/json';
import { Digests } from './ids/digests';
import { readLedger, storedLedger, writeLedger, type StoredLedger } from './ids/idLedger';
import { decodeIds, encodeIds } from './ids/idSetText';
import { LayeredMap } from './ids/layeredMap';
import type { PollState, ResourceState } from './pollState';
import type { Sliced } from './ids/slices';

const position = z.object({ afterId: z.number(), offset: z.number() });
/**
 * A list of pairs. Earlier versions stored an object. This is not a `z.tuple`, which takes a second for 400,000 pairs.
 */
const unorderedDigests = z.custom<Array<[string, string]> | Record<string, string>>((value) =>
	Array.isArray(value)
		? value.every(isPair)
		: isObject(value) && Object.values(value).every(isText),
);
function isPair(value: unknown): value is [string, string] {
	return Array.isArray(value) && value.length === 2 && value.every(isText);
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}

const storedResource = z.object({
	path: z.string(),
	since: z.number(),
	watermark: z.number(),
	clockOffset: z.number().optional(),
	clockOrigin: z.number().optional(),
	dateOffset: z.number().optional(),
	readFrom: z.number().optional(),
	rowClock: z
		.object({
			behindMs: z.number(),
			rightAt: z.number().optional(),
			suspected: z.tuple([z.number(), z.number()]).optional(),
		})
		.optional(),
	topId: z.number(),
	ids: z.string(),
	recent: z.array(z.tuple([z.number(), z.number(), z.string()])),
	contents: z.string(),
	census: storedLedger.optional(),
	pending: z
		.object({ window: z.object({ from: z.number(), to: z.number() }), position })
		.optional(),
	baseline: position.optional(),
	load: z
		.object({
			choice: z.string(),
			since: z.number().optional(),
			before: z.number(),
			topId: z.number(),
			position: position.optional(),
			loaded: z.number(),
			isOver: z.literal(true).optional(),
		})
		.optional(),
	scan: position.optional(),
	notBefore: z.number().optional(),
	pausedAt: z.number().optional(),
	isWaiting: z.literal(true).optional(),
	waits: z.number().optional(),
	longWaits: z.number().optional(),
	ignored: z.string().optional(),
	learned: z.array(z.string()).optional(),
	fieldsCheckedAt: z.number().optional(),
	beginTotal: z.number().optional(),
	quietRounds: z.number().optional(),
	hiddenSeen: z.array(z.tuple([z.number(), z.string()])).optional(),
	hiddenCheck: z.object({ at: z.number(), every: z.number() }).optional(),
	seen: z.array(z.tuple([z.number(), z.array(z.string())])).optional(),
	specimen: z
		.object({ id: z.number(), values: z.array(z.tuple([z.string(), z.string()])) })
		.optional(),
	probedAt: z.number().optional(),
	named: z.array(z.string()).optional(),
	mostRows: z.number().optional(),
	broken: z
		.array(
			z.object({
				id: z.number().optional(),
				afterId: z.number().optional(),
				since: z.number(),
				notedAt: z.number(),
			}),
		)
		.optional(),
	loose: z
		.object({
			contents: unorderedDigests,
			page: z.number(),
			read: z.number().optional(),
			pageSize: z.number().optional(),
			isListed: z.boolean(),
		})
		.optional(),
});
const storedState = z.object({
	version: z.literal(1),
	account: z.string(),
	resources: z.record(z.string(), storedResource),
});
type StoredResource = z.output<typeof storedResource>;
type WrittenResource = Omit<StoredResource, 'census'> & { census: StoredLedger };

/** Returns resources by name, without the names that an object inherits from its prototype. */
export function resourcesByName(
	entries: Iterable<readonly [string, ResourceState]>,
): PollState['resources'] {
	const resources = Object.create(null) as Record<string, ResourceState>;
	for (const [name, state] of entries) resources[name] = state;
	return resources;
}

/**
 * The outcome of reading a stored state. `damaged` is separate from `absent`, because the node warns the user only of
 * damage.
 */
export type ReadState =
	| { ok: true; state: PollState }
	| { ok: false; reason: 'absent' | 'damaged' };

/** Reads the state that n8n stored. */
export function* readState(stored: unknown): Sliced<ReadState> {
	if (stored === undefined || stored === null) return { ok: false, reason: 'absent' };
	const parsed = storedState.safeParse(stored);
	if (!parsed.success) return { ok: false, reason: 'damaged' };
	const { account, resources } = parsed.data;
	const read: Array<[string, ResourceState]> = [];
	for (const [name, stored] of Object.entries(resources)) {
		const state = yield* readResource(stored);
		if (state === undefined) return { ok: false, reason: 'damaged' };
		read.push([name, state]);
	}
	return { ok: true, state: { account, resources: resourcesByName(read) } };
}

function* readResource(stored: StoredResource): Sliced<ResourceState | undefined> {
	const { contents, census, recent, loose, seen, hiddenSeen, isWaiting, ...same } = stored;
	const read = yield* decodeIds(stored.ids);
	if (!read.ok) return undefined;
	const { ids } = read;
	const digests = yield* Digests.decode(contents, ids);
	const ledger = yield* readLedger(census);
	if (digests === undefined || ledger === undefined) return undefined;
	const unordered = loose && {
		digests: LayeredMap.from(
			Array.isArray(loose.contents) ? loose.contents : Object.entries(loose.contents),
		),
		page: loose.page,
		read: loose.read,
		pageSize: loose.pageSize,
		isListed: loose.isListed,
	};
	const sightings = recent.map(([id, modified, hash]) => [id, { id, modified, hash }] as const);
	return {
		...{ ...same, ids, digests, ledger, unordered },
		...(isWaiting === true ? { waits: 1 } : {}),
		recent: LayeredMap.from(sightings),
		seen: LayeredMap.from(seen),
		hiddenSeen: LayeredMap.from(hiddenSeen),
	};
}

/** Returns the state as plain JSON values, which n8n clones and stores. */
export function* writeState({ account, resources }: PollState) {
	const written: Array<[string, WrittenResource]> = [];
	for (const [name, state] of Object.entries(resources))
		written.push([name, yield* writeResource(state)]);
	return {
		version: 1,
		account,
		resources: Object.fromEntries(written),
	};
}

function* writeResource(state: ResourceState): Sliced<WrittenResource> {
	const { path, since, watermark, clockOffset, clockOrigin, dateOffset, topId } = state;
	const { ids, pending, baseline, scan, notBefore, pausedAt, unordered } = state;
	const { ignored, fieldsCheckedAt, hiddenCheck, beginTotal, quietRounds } = state;
	const { learned, specimen, seen, hiddenSeen, readFrom, rowClock } = state;
	const { suspected } = rowClock ?? {};
	return {
		...{ path, since, watermark, clockOffset, clockOrigin, dateOffset, topId, readFrom },
		rowClock: rowClock && { ...rowClock, suspected: suspected && [suspected[0], suspected[1]] },
		ids: yield* encodeIds(ids),
		recent: [...state.recent].map(([id, { modified, hash }]) => [id, modified, hash]),
		contents: yield* state.digests.encode(ids),
		census: yield* writeLedger(state.ledger),
		...{ pending, baseline, load: state.load, scan, notBefore, pausedAt },
		...{ waits: state.waits, longWaits: state.longWaits },
		...{ ignored, fieldsCheckedAt, hiddenCheck, beginTotal, quietRounds },
		learned: learned && [...learned],
		seen: seen.isEmpty ? undefined : [...seen].map(([id, hashes]) => [id, [...hashes]]),
		hiddenSeen: hiddenSeen.isEmpty ? undefined : [...hiddenSeen],
		specimen: specimen && {
			id: specimen.id,
			values: specimen.values.map(([path, hash]) => [path, hash]),
		},
		...{ probedAt: state.probedAt, named: state.named && [...state.named] },
		...{ mostRows: state.mostRows, broken: state.broken?.map((one) => ({ ...one })) },
		loose: unordered && {
			contents: [...unordered.digests],
			page: unordered.page,
			read: unordered.read,
			pageSize: unordered.pageSize,
			isListed: unordered.isListed,
		},
	};
}
