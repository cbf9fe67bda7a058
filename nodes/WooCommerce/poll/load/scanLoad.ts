import type { ResourceState } from '../pollState';
import {
	modifiedSince,
	pageReader,
	readPages,
	type PollContext,
	type ScanResult,
} from '../read/readPages';
import { loadedChanges } from './loadedChanges';
import { openLoad } from './loadState';

/** Continues a load that reads its own pages, until one execution has enough objects. */
export async function scanLoad(context: PollContext, state: ResourceState): Promise<ScanResult> {
	const load = openLoad(state);
	if (load?.position === undefined) return { state, changes: [] };
	const { polled } = context;
	const { since, topId, loaded: before } = load;
	const isFiltered = since !== undefined && polled.resource.hasWindows;
	const readAt = pageReader(context, isFiltered ? modifiedSince(since) : {});
	let loaded = before;
	const limited = { ...context, hasBudget: hasRoom(context, () => loaded - before) };
	const read = await readPages(
		limited,
		readAt,
		load.position,
		state,
		(now, { rows, serverNow }) => {
			const { changes, objects } = loadedChanges(polled, now, load, rows, serverNow);
			loaded += objects;
			return { state: now, changes };
		},
	);
	const isOver = read.isAtEnd || read.position.afterId >= topId;
	const { position } = read;
	const next = { ...load, loaded, position, ...(isOver && { isOver: true as const }) };
	return { ...read, state: { ...read.state, load: next } };
}

/** Returns whether there is time for one more page, and room for its objects in the execution. */
export function hasRoom({ polled, hasBudget }: PollContext, loaded: () => number): () => boolean {
	const most = polled.startFrom?.batchSize ?? Infinity;
	return () => loaded() < most && hasBudget();
}
