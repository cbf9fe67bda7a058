import type { ProcessState } from '../processState';

/**
 * After this time, an execution that has not ended makes room for another one. A workflow can wait for another program for
 * hours. n8n reports an execution that reaches a Wait node as ended (workflow-runner.js of n8n 2.41.1 and 1.123.81). But n8n
 * 1.123 never reports one that it could not store (active-workflow-manager.js).
 */
export const HELD_FOR_MS = 10 * 60_000;

/** Interval between two checks whether an execution has run for that long. */
const LOOK_EVERY_MS = 30_000;

/** Counts the executions of one node that run at the same time, so that the next one can wait until one ends. */
export class ExecutionSlots {
	/** When each execution began, in milliseconds of the clock. */
	private readonly begun = new Map<number, number>();
	private wake = () => {};
	private isTicking = false;

	/**
	 * @param state provides the clock and the pauses
	 * @param onLate is called for an execution that has not ended in time
	 */
	constructor(
		private readonly state: Pick<ProcessState, 'clock' | 'pause'>,
		private readonly onLate: () => void,
	) {}

	/** Notes that an execution begins. */
	begin(execution: number): void {
		this.begun.set(execution, this.state.clock());
	}

	/** Notes that an execution has ended. */
	end(execution: number): void {
		this.begun.delete(execution);
		this.wake();
	}

	/**
	 * Waits until fewer executions than the given number run.
	 *
	 * @param signal ends the wait
	 */
	async below(most: number, signal: AbortSignal): Promise<void> {
		const stop = () => this.wake();
		signal.addEventListener('abort', stop, { once: true });
		while (!signal.aborted && this.running() >= most)
			await new Promise<void>((resolve) => {
				this.wake = resolve;
				void this.tick();
			});
		signal.removeEventListener('abort', stop);
	}

	private running(): number {
		const latest = this.state.clock() - HELD_FOR_MS;
		for (const [execution, begunAt] of this.begun) {
			if (begunAt > latest) continue;
			this.begun.delete(execution);
			this.onLate();
		}
		return this.begun.size;
	}

	/** Wakes the waiter after a pause. At most one pause is pending at a time. */
	private async tick(): Promise<void> {
		if (this.isTicking) return;
		this.isTicking = true;
		await this.state.pause(LOOK_EVERY_MS);
		this.isTicking = false;
		this.wake();
	}
}
