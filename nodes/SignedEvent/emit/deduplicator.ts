import { KeyedMutex } from '../../host/keyedMutex';

/** Remembers keys from one execution to the next; those that came first are forgotten first. */
export interface KeyStore {
	/** Remembers the keys, in their order, and tells which of them it knew before. */
	add(keys: readonly string[]): Promise<ReadonlySet<string>>;
	/** Never rejects: a key that stays makes at worst a duplicate. */
	remove(keys: readonly string[]): Promise<void>;
}

/** Something that is to be done once: an event, or a letter that carries several. */
export interface Task {
	ids: readonly string[];
}

/** Each claim takes two keys of a store that holds ten thousand. */
const BATCH_SIZE = 1_000;

/**
 * Has each id worked on by one execution at a time, and no more once it is done.
 *
 * The store can only add and tell what was there before, so that asking after an id marks it. Two keys
 * an id keep that from passing for "done": the id, and the id with `OPEN` behind it. Both are added
 * when work begins, and `OPEN` is taken away after success; an id is done where it stands alone. What
 * crashes in between leaves both, and is free. A store that loses writes (n8n's does, when several
 * processes share it) loses what was done, never what was not: a duplicate is better than a loss.
 */
export class Deduplicator {
	private readonly mutex = new KeyedMutex();
	/** By place and id; resolves when whoever works on it has settled. */
	private readonly leases = new Map<string, Promise<void>>();

	/**
	 * Runs `work` with the tasks that are free, and with those that others held when these have failed.
	 * A task is left out when each of its ids is done, or stands in a task before it.
	 *
	 * @param nodeKey names the node whose store it is
	 * @param work adds to `done` what succeeded; the rest is free again, also when it throws
	 */
	async runOnce<Each extends Task>(
		nodeKey: string,
		store: KeyStore,
		tasks: readonly Each[],
		work: (granted: Each[], done: Set<string>) => Promise<void>,
	): Promise<void> {
		let pending = withoutRepeats(tasks);
		while (pending.length > 0) {
			const batch = pending.slice(0, BATCH_SIZE);
			const {
				granted,
				claimed: leased,
				waiting,
				release,
			} = await this.acquire(nodeKey, store, batch);
			const done = new Set<string>();
			try {
				if (granted.length > 0) await work(granted, done);
			} finally {
				await this.record(nodeKey, store, leased, done);
				release();
			}
			pending = [...waiting, ...pending.slice(batch.length)];
			// Nothing is held while it waits, so no two executions wait for each other.
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
			const granted = free.filter(({ ids }) => !ids.every(isDone));
			const leased = [...new Set(granted.flatMap(({ ids }) => ids))].filter((id) => !isDone(id));
			return { granted, claimed: leased, waiting, release: this.lease(nodeKey, leased) };
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

/** Adds both keys of each id, and tells which ids were done before. */
async function markStarted(
	store: KeyStore,
	ids: readonly string[],
): Promise<(id: string) => boolean> {
	if (ids.length === 0) return () => false;
	const known = await store.add(bothKeys(ids));
	const interrupted = ids.filter((id) => known.has(openKey(id)));
	const done = new Set(ids.filter((id) => known.has(id) && !known.has(openKey(id))));
	// At the end of the store again, in this order: of a pair the id is forgotten before its `OPEN` is.
	const stale = [...[...done].map(openKey), ...bothKeys(interrupted)];
	if (stale.length > 0) await store.remove(stale);
	if (interrupted.length > 0) await store.add(bothKeys(interrupted));
	return (id) => done.has(id);
}

function bothKeys(ids: readonly string[]): string[] {
	return [...ids, ...ids.map(openKey)];
}

/** No id has a dot. */
function openKey(id: string): string {
	return `${id}.open`;
}

function leaseKey(nodeKey: string, id: string): string {
	return `${nodeKey}\n${id}`;
}

function withoutRepeats<Each extends Task>(tasks: readonly Each[]): Each[] {
	const seen = new Set<string>();
	return tasks.filter(({ ids }) => {
		const isNew = ids.some((id) => !seen.has(id));
		for (const id of ids) seen.add(id);
		return isNew;
	});
}
