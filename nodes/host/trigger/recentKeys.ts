import { BoundedMap } from '../../core/cache/boundedMap';

/** Keys of about 200 bytes each, so each map takes at most about 4 MB. Far fewer events happen between two looks. */
const MOST_KEYS = 20_000;

/**
 * Keys of emitted events, and when they were emitted, in milliseconds of `ProcessState.clock`. The keys of existing objects
 * have their own limit. A load emits many at once, and would otherwise displace those of recent deliveries.
 */
export class RecentKeys {
	private readonly live = new BoundedMap<string, number>(MOST_KEYS);
	private readonly loaded = new BoundedMap<string, number>(MOST_KEYS);

	/** @param isLoaded whether the event is of a load of existing objects. Defaults to false */
	set(key: string, at: number, isLoaded = false): void {
		(isLoaded ? this.loaded : this.live).set(key, at);
	}

	get(key: string): number | undefined {
		return this.live.get(key) ?? this.loaded.get(key);
	}

	has(key: string): boolean {
		return this.live.has(key) || this.loaded.has(key);
	}

	delete(key: string): void {
		this.live.delete(key);
		this.loaded.delete(key);
	}
	clear(): void {
		this.live.clear();
		this.loaded.clear();
	}
}
