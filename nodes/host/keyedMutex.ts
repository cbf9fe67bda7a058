/** Runs one action at a time for each key. The others wait in the order of their calls. */
export class KeyedMutex {
	private readonly last = new Map<string, Promise<unknown>>();

	/** Returns whether an action for the key runs or waits. */
	isLocked(key: string): boolean {
		return this.last.has(key);
	}

	/** Runs an action after all earlier ones for the key have ended, even if they failed. */
	async runExclusive<Result>(key: string, action: () => Promise<Result>): Promise<Result> {
		const before = this.last.get(key) ?? Promise.resolve();
		const turn = before.then(action, action);
		this.last.set(key, turn);
		try {
			return await turn;
		} finally {
			if (this.last.get(key) === turn) this.last.delete(key);
		}
	}
}
