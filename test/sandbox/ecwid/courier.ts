import type { Clock } from '../clock';
import { post } from '../woocommerce/webhooks/transport';

/** One try to deliver, and what came back; 0 where no answer came. */
export interface Attempt {
	at: number;
	number: number;
	url: string;
	headers: Record<string, string>;
	body: string;
	status: number;
}

export interface Letter {
	url: string;
	headers: Record<string, string>;
	body: string;
}

export interface Schedule {
	/** Minutes after the first try at which a letter is tried again. */
	retries: readonly number[];
	/** Statuses that count as delivered. */
	delivered: readonly number[];
	/** Milliseconds until an answer has to be there. */
	timeout: number;
	/** After so long without a delivery nothing is sent any more; milliseconds. */
	blockedAfter?: number;
}

interface Waiting {
	letter: Letter;
	first: number;
	dueAt: number;
	number: number;
}

/** Tries letters by the vendor's schedule; a test says when. */
export class Courier {
	readonly attempts: Attempt[] = [];
	private waiting: Waiting[] = [];
	/** Since when nothing has been delivered; undefined while all is well. */
	private failingSince: number | undefined;
	private readonly closing = new AbortController();

	constructor(
		private readonly clock: Clock,
		private readonly schedule: Schedule,
	) {}

	/** Whether the vendor has stopped sending. */
	get isBlocked(): boolean {
		const { blockedAfter = Infinity } = this.schedule;
		const { failingSince } = this;
		return failingSince !== undefined && this.clock.now() - failingSince >= blockedAfter;
	}

	/** How many letters wait for another try. */
	get pending(): number {
		return this.waiting.length;
	}

	/** Adds a letter, which is due at once. A blocked store drops it. */
	add(letter: Letter): void {
		if (this.isBlocked) return;
		const now = this.clock.now();
		this.waiting.push({ letter, first: now, dueAt: now, number: 1 });
	}

	/** Sends deliveries that are due by the vendor's clock. */
	async deliverDue(): Promise<void> {
		const due = this.waiting.filter(({ dueAt }) => dueAt <= this.clock.now());
		this.waiting = this.waiting.filter((one) => !due.includes(one));
		for (const one of due) if (!this.isBlocked) await this.attempt(one);
	}

	/** Forgets what waits, as the vendor does with a letter that is given up. */
	drop(): void {
		this.waiting = [];
	}

	/** Aborts requests in progress. */
	close(): void {
		this.drop();
		this.closing.abort();
	}

	private async attempt(waiting: Waiting): Promise<void> {
		const { letter, first, number } = waiting;
		const status = await this.send(letter);
		this.attempts.push({ at: this.clock.now(), number, ...letter, status });
		if (this.schedule.delivered.includes(status)) {
			this.failingSince = undefined;
			return;
		}
		this.failingSince ??= this.clock.now();
		const after = this.schedule.retries[number - 1];
		if (after === undefined) return;
		this.waiting.push({ ...waiting, number: number + 1, dueAt: first + after * 60_000 });
	}

	private async send({ url, headers, body }: Letter): Promise<number> {
		const { signal } = this.closing;
		try {
			return await post(url, { headers, body, timeout: this.schedule.timeout, signal });
		} catch {
			return 0;
		}
	}
}
