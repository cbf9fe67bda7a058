import type { Clock } from '../../clock';

/** Something to be done at its time. */
export interface Errand {
	/** Of errands with equal keys only one waits at a time. */
	key?: string;
	/** Milliseconds from now. */
	delay?: number;
	run(): Promise<void>;
}

interface Waiting {
	errand: Errand;
	/** The shop's time, in milliseconds. */
	dueAt: number;
	timer?: NodeJS.Timeout;
	done: Promise<void>;
	finish(): void;
}

/**
 * Waiting errands, done one after the other in the order of their time, as Action Scheduler does
 * its jobs: when a test says so, or by this machine's time. An errand that has begun waits no more,
 * so an equal one may be added while it runs.
 */
export class Agenda {
	private waiting: Waiting[] = [];
	private latency?: number;
	private running: Promise<void> = Promise.resolve();

	constructor(private readonly clock: Clock) {}

	/** Adds an errand, unless one with an equal key waits already. */
	add(errand: Errand): void {
		const isThere = this.waiting.some(({ errand: other }) => other.key === errand.key);
		if (errand.key !== undefined && isThere) return;
		let finish = (): void => undefined;
		const done = new Promise<void>((resolve) => (finish = resolve));
		const dueAt = this.clock.now() + (errand.delay ?? 0);
		const waiting: Waiting = { errand, dueAt, done, finish };
		this.waiting.push(waiting);
		this.setTimer(waiting);
	}

	/** When each errand with a key is due, in order of arrival. */
	due(): { key: string; dueAt: number }[] {
		return this.waiting.flatMap(({ errand: { key }, dueAt }) =>
			key === undefined ? [] : [{ key, dueAt }],
		);
	}

	/** Runs the errands that are due by the shop's clock. Errands added by them wait for the next call. */
	async runDue(): Promise<void> {
		const now = this.clock.now();
		const due = this.waiting
			.filter(({ dueAt }) => dueAt <= now)
			.sort((first, second) => first.dueAt - second.dueAt);
		for (const waiting of due) await this.run(waiting);
	}

	/** From now on errands are done by themselves, those with a key `latency` milliseconds later. */
	runAutomatically(latency: number): void {
		this.runByHand();
		this.latency = latency;
		for (const waiting of this.waiting) this.setTimer(waiting);
	}

	/** From now on nothing is done by itself. */
	runByHand(): void {
		delete this.latency;
		for (const { timer } of this.waiting) clearTimeout(timer);
	}

	/** Waits until nothing waits and nothing runs. */
	async idle(): Promise<void> {
		if (this.latency === undefined && this.waiting.length > 0)
			throw new Error('Deliveries wait to be made by hand: call deliverDue()');
		while (this.waiting.length > 0) await Promise.all(this.waiting.map(({ done }) => done));
		await this.running;
	}

	/** Forgets all errands. */
	close(): void {
		this.runByHand();
		for (const { finish } of this.waiting.splice(0)) finish();
	}

	private setTimer(waiting: Waiting): void {
		if (this.latency === undefined) return;
		const { key, delay = 0 } = waiting.errand;
		const wait = delay + (key === undefined ? 0 : this.latency);
		waiting.timer = setTimeout(() => void this.run(waiting), wait);
	}

	private run(waiting: Waiting): Promise<void> {
		const turn = this.running.then(async () => {
			if (!this.waiting.includes(waiting)) return;
			this.waiting = this.waiting.filter((other) => other !== waiting);
			clearTimeout(waiting.timer);
			await waiting.errand.run();
		});
		// An error of one errand rejects for its caller and stops no other errand.
		this.running = turn.catch(() => undefined).then(() => waiting.finish());
		return turn;
	}
}
