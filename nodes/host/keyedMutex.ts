/** Lets one action at a time work on what a key names; the others wait for their turn. */
export class KeyedMutex {
	private readonly last = new Map<string, Promise<unknown>>();

	/** True while somebody works on it or waits to. */
	isLocked(key: string): boolean {
		return this.last.has(key);
	}

	/** Runs the action when all that asked before are done, whether they succeeded or not. */
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
