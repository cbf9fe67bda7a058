import type { Notice } from '../core/health/incident';

/** The first notices of a cause come within seconds, and start one execution. */
const FIRST_MS = 2_000;

/** Minimum time between two executions. */
const EVERY_MS = 60_000;

/** Maximum number of items in one execution. */
const MOST_IN_BATCH = 100;

/** Maximum number of notices that wait. If all credentials expire at once, the oldest ones are dropped. */
const MOST_WAITING = 1_000;

/** Collects notices, and passes them on in batches: at most one a minute. */
export class Batches {
	private readonly waiting: Notice[] = [];
	private isRunning = false;
	private isClosed = false;

	/**
	 * @param pass gets each batch
	 * @param pause resolves after the given number of milliseconds
	 */
	constructor(
		private readonly pass: (notices: readonly Notice[]) => void,
		private readonly pause: (ms: number) => Promise<void>,
	) {}

	/** Adds notices. */
	add(notices: readonly Notice[]): void {
		this.waiting.push(...notices);
		this.waiting.splice(0, this.waiting.length - MOST_WAITING);
		if (!this.isRunning) void this.run();
	}

	/** Passes on the waiting notices, and ends. */
	close(): void {
		this.isClosed = true;
		while (this.waiting.length > 0) this.pass(this.waiting.splice(0, MOST_IN_BATCH));
	}

	private async run(): Promise<void> {
		this.isRunning = true;
		await this.pause(FIRST_MS);
		while (this.waiting.length > 0 && !this.isClosed) {
			this.pass(this.waiting.splice(0, MOST_IN_BATCH));
			await this.pause(EVERY_MS);
		}
		this.isRunning = false;
	}
}
