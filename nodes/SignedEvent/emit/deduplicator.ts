import { KeyedMutex } from '../../host/keyedMutex';
import type { KeyStore } from '../../host/processedStore';

/** How an event of a task is recognized. */
export interface EventKeys {
	/** The ids that are done once the event is delivered. */
	marks: readonly string[];
	/** The event needs no delivery if one of these ids is done. */
	skippedBy: readonly string[];
}

/** Work to be done once: an event, or a message that holds several. */
export interface Task {
	/** One entry for each event. Empty if nothing distinguishes the task from others. It is then never skipped. */
	keys: readonly EventKeys[];
}

/** Returns the ids that are done once all events are delivered. */
export function marksOf(keys: readonly EventKeys[]): string[] {
	return keys.flatMap(({ marks }) => marks);
}

/**
 * Maximum number of ids in a batch, unless a single task has more. While a batch runs, each of its ids takes at most two
 * keys of a store that holds ten thousand. So the store holds at least 9,000 ids of earlier events, also if deliveries fail.
 */
const BATCH_IDS = 500;

/**
 * Leases each id that a task marks to one execution at a time, and skips an event if one of its `skippedBy` ids is done.
 *
 * The store can only add keys and report known ones, so a query also stores the id. Two keys per id distinguish started
 * work from done work: the id and its open key. Both are added when work starts, and the open key is removed after
 * success. An id is done if it is stored without its open key. A crash leaves both keys, so the id is free again. The
 * keys of an id that a task only asks about are removed at once, unless they were stored before.
 *
 * n8n's store can lose writes if several processes share it. An id then no longer counts as done, so the worst case is
 * a duplicate.
 */
export class Deduplicator {
	private readonly mutex = new KeyedMutex();
	/** By node and id. Each resolves when the execution that holds the lease has ended its work. */
	private readonly leases = new Map<string, Promise<void>>();

	/**
	 * Runs `work` with the free tasks, and later with those that another execution held and did not finish. A task is
	 * skipped if each of its events is skipped, or if it repeats earlier tasks.
	 *
	 * @param nodeKey identifies the node that the store belongs to
	 * @param work adds the ids that succeeded to `done`. All others are free again, also if it throws.
	 */
	async runOnce<Each extends Task>(
		nodeKey: string,
		store: KeyStore,
		tasks: readonly Each[],
		work: (granted: Each[], done: Set<string>) => Promise<void>,
	): Promise<void> {
		let pending = withoutRepeats(tasks);
		while (pending.length > 0) {
			const batch = firstBatch(pending);
			const { first, later } = inTurns(batch);
			const { granted, leased, waiting, release } = await this.acquire(nodeKey, store, first);
			const done = new Set<string>();
			try {
				if (granted.length > 0) await work(granted, done);
			} finally {
				await this.record(nodeKey, store, leased, done);
				release();
			}
			pending = [...waiting, ...later, ...pending.slice(batch.length)];
			// No lease is held while waiting, so that no two executions wait for each other.
			if (granted.length === 0) await this.anyRelease(nodeKey, waiting);
		}
	}

	private async acquire<Each extends Task>(
		nodeKey: string,
		store: KeyStore,
		tasks: readonly Each[],
	) {
		return await this.mutex.runExclusive(nodeKey, async () => {
			const isLeased = (task: Task) =>
				idsOf(task).some((id) => this.leases.has(leaseKey(nodeKey, id)));
			const waiting = tasks.filter(isLeased);
			const free = tasks.filter((task) => !isLeased(task));
			const { isDone, isNew } = await markStarted(store, free);
			const granted = free.filter(
				({ keys }) => keys.length === 0 || !keys.every(({ skippedBy }) => skippedBy.some(isDone)),
			);
			const leased = distinct(granted.flatMap(({ keys }) => marksOf(keys))).filter(
				(id) => !isDone(id),
			);
			const started = new Set(leased);
			// Other processes may store the same ids, so only what this call has added is removed.
			const asked = distinct(free.flatMap(idsOf)).filter((id) => isNew(id) && !started.has(id));
			if (asked.length > 0) await store.remove(bothKeys(asked));
			return { granted, leased, waiting, release: this.lease(nodeKey, leased) };
		});
	}

	private lease(nodeKey: string, ids: readonly string[]): () => void {
		let resolveReleased = () => {};
		const released = new Promise<void>((resolve) => (resolveReleased = resolve));
		for (const id of ids) this.leases.set(leaseKey(nodeKey, id), released);
		return () => {
			for (const id of ids) this.leases.delete(leaseKey(nodeKey, id));
			resolveReleased();
		};
	}

	private async record(
		nodeKey: string,
		store: KeyStore,
		leased: readonly string[],
		done: ReadonlySet<string>,
	): Promise<void> {
		const keys = leased.flatMap((id) => (done.has(id) ? [openKey(id)] : [id, openKey(id)]));
		if (keys.length > 0)
			await this.mutex.runExclusive(nodeKey, async () => await store.remove(keys));
	}

	private async anyRelease(nodeKey: string, waiting: readonly Task[]): Promise<void> {
		const releases = waiting.flatMap((task) =>
			idsOf(task).map((id) => this.leases.get(leaseKey(nodeKey, id))),
		);
		const running = releases.filter((release) => release !== undefined);
		if (running.length > 0) await Promise.race(running);
	}
}

/** Returns the first tasks that have at most `BATCH_IDS` ids together, and at least one task. */
function firstBatch<Each extends Task>(tasks: readonly Each[]): Each[] {
	let count = 0;
	const end = tasks.findIndex((task) => (count += idsOf(task).length) > BATCH_IDS);
	return tasks.slice(0, end === -1 ? tasks.length : Math.max(end, 1));
}

/** Adds both keys of each id of the tasks. Returns whether an id was done before, and whether it was unknown. */
async function markStarted(
	store: KeyStore,
	tasks: readonly Task[],
): Promise<{ isDone(this: void, id: string): boolean; isNew(this: void, id: string): boolean }> {
	const ids = distinct(tasks.flatMap(idsOf));
	if (ids.length === 0) return { isDone: () => false, isNew: () => true };
	const known = await store.add(bothKeys(ids));
	const interrupted = ids.filter((id) => known.has(openKey(id)));
	const done = new Set(ids.filter((id) => known.has(id) && !known.has(openKey(id))));
	// Stored again at the end and in this order, so that the store drops an id before its open key.
	const stale = [...[...done].map(openKey), ...bothKeys(interrupted)];
	if (stale.length > 0) await store.remove(stale);
	if (interrupted.length > 0) await store.add(bothKeys(interrupted));
	return { isDone: (id) => done.has(id), isNew: (id) => !known.has(id) };
}

/** Returns the ids that a task marks or asks about, each once. */
function idsOf({ keys }: Task): string[] {
	return distinct(keys.flatMap(({ marks, skippedBy }) => [...marks, ...skippedBy]));
}

function distinct(ids: readonly string[]): string[] {
	return [...new Set(ids)];
}

function bothKeys(ids: readonly string[]): string[] {
	return [...ids, ...ids.map(openKey)];
}

/** Ids have no dot. */
function openKey(id: string): string {
	return `${id}.open`;
}

function leaseKey(nodeKey: string, id: string): string {
	return `${nodeKey}\n${id}`;
}

/** Leaves out tasks whose events are those of earlier tasks. */
function withoutRepeats<Each extends Task>(tasks: readonly Each[]): Each[] {
	const seen = new Set<string>();
	return tasks.filter(({ keys }) => {
		const isNew = keys.length === 0 || marksOf(keys).some((id) => !seen.has(id));
		for (const id of marksOf(keys)) seen.add(id);
		return isNew;
	});
}

/**
 * Separates the tasks that need no delivery if an earlier task succeeds. They follow once that task has ended, because it
 * may fail, or be skipped itself.
 */
function inTurns<Each extends Task>(tasks: readonly Each[]): { first: Each[]; later: Each[] } {
	const turns: { first: Each[]; later: Each[] } = { first: [], later: [] };
	const marked = new Set<string>();
	for (const task of tasks) {
		const depends = task.keys.some(({ skippedBy }) => skippedBy.some((id) => marked.has(id)));
		turns[depends ? 'later' : 'first'].push(task);
		for (const id of marksOf(task.keys)) marked.add(id);
	}
	return turns;
}
