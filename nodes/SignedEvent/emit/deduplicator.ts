import { KeyedMutex } from '../../host/keyedMutex';

/** Stores keys between executions. When it is full, it drops the oldest ones. */
export interface KeyStore {
	/** Stores the keys in their order. Returns those that were stored before. */
	add(keys: readonly string[]): Promise<ReadonlySet<string>>;
	/** Never rejects. A key that is not removed causes at worst a duplicate. */
	remove(keys: readonly string[]): Promise<void>;
}

/** Work to be done once: an event, or a message that holds several. */
export interface Task {
	/** Empty if nothing distinguishes the task from others. It is then never skipped. */
	ids: readonly string[];
}

/**
 * Maximum number of ids in a batch, unless a single task has more. While a batch runs, each of its ids takes two keys of
 * a store that holds ten thousand. So the store holds at least the last 9,000 ids of an execution.
 */
const BATCH_IDS = 1_000;

/**
 * Leases each id to one execution at a time, and to none after its work is done.
 *
 * The store can only add keys and report known ones, so a query also stores the id. Two keys per id distinguish started
 * work from done work: the id and its open key. Both are added when work starts, and the open key is removed after
 * success. An id is done if it is stored without its open key. A crash leaves both keys, so the id is free again.
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
	 * skipped if each of its ids is done or belongs to an earlier task.
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
			const { granted, leased, waiting, release } = await this.acquire(nodeKey, store, batch);
			const done = new Set<string>();
			try {
				if (granted.length > 0) await work(granted, done);
			} finally {
				await this.record(nodeKey, store, leased, done);
				release();
			}
			pending = [...waiting, ...pending.slice(batch.length)];
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
			const isLeased = ({ ids }: Task) => ids.some((id) => this.leases.has(leaseKey(nodeKey, id)));
			const waiting = tasks.filter(isLeased);
			const free = tasks.filter((task) => !isLeased(task));
			const isDone = await markStarted(store, [...new Set(free.flatMap(({ ids }) => ids))]);
			const granted = free.filter(({ ids }) => ids.length === 0 || !ids.every(isDone));
			const leased = [...new Set(granted.flatMap(({ ids }) => ids))].filter((id) => !isDone(id));
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
		const releases = waiting.flatMap(({ ids }) =>
			ids.map((id) => this.leases.get(leaseKey(nodeKey, id))),
		);
		const running = releases.filter((release) => release !== undefined);
		if (running.length > 0) await Promise.race(running);
	}
}

/** Returns the first tasks that have at most `BATCH_IDS` ids together, and at least one task. */
function firstBatch<Each extends Task>(tasks: readonly Each[]): Each[] {
	let count = 0;
	const end = tasks.findIndex(({ ids }) => (count += ids.length) > BATCH_IDS);
	return tasks.slice(0, end === -1 ? tasks.length : Math.max(end, 1));
}

/** Adds both keys of each id. Returns whether an id was done before. */
async function markStarted(
	store: KeyStore,
	ids: readonly string[],
): Promise<(id: string) => boolean> {
	if (ids.length === 0) return () => false;
	const known = await store.add(bothKeys(ids));
	const interrupted = ids.filter((id) => known.has(openKey(id)));
	const done = new Set(ids.filter((id) => known.has(id) && !known.has(openKey(id))));
	// Stored again at the end and in this order, so that the store drops an id before its open key.
	const stale = [...[...done].map(openKey), ...bothKeys(interrupted)];
	if (stale.length > 0) await store.remove(stale);
	if (interrupted.length > 0) await store.add(bothKeys(interrupted));
	return (id) => done.has(id);
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

function withoutRepeats<Each extends Task>(tasks: readonly Each[]): Each[] {
	const seen = new Set<string>();
	return tasks.filter(({ ids }) => {
		const isNew = ids.length === 0 || ids.some((id) => !seen.has(id));
		for (const id of ids) seen.add(id);
		return isNew;
	});
}
