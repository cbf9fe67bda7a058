import type { Random } from '../../sandbox/random';

/**
 * What becomes of a webhook. `lost` counts as delivered and starts nothing, as while n8n starts. `late` comes later.
 * `failed` gets a 503.
 */
export type Fate = 'lost' | 'late' | 'failed';

interface Sent {
	url: string;
	/** Box signs each attempt. */
	headers(): Record<string, string>;
	body: string | Buffer;
}

/** Where n8n is, and whether it runs. */
export interface Place {
	url: string;
	isUp: boolean;
}

/** The way of a vendor's webhooks to n8n. */
export class Wire {
	private fates: Fate[] = [];
	private late: Sent[] = [];
	private readonly sent: Sent[] = [];
	/** How many webhooks n8n accepted. */
	accepted = 0;

	constructor(private readonly place: Place) {}

	/** Chooses what becomes of the next webhooks. */
	expect(fate: Fate, count: number): void {
		this.fates.push(...Array.from({ length: count }, () => fate));
	}

	/** From now on, nothing goes wrong. */
	mend(): void {
		this.fates = [];
	}

	/** Returns the response, or 0 without one. */
	async send(webhook: Sent): Promise<number> {
		this.sent.push(webhook);
		const fate = this.fates.shift();
		if (fate === 'lost') return 200;
		if (fate === 'failed') return 503;
		if (fate !== 'late') return await this.post(webhook);
		this.late.push(webhook);
		return 200;
	}

	/** Delivers those that are late, if n8n runs. */
	async release(): Promise<void> {
		if (this.place.isUp) for (const webhook of this.late.splice(0)) await this.post(webhook);
	}

	/** Delivers one again that was sent before. */
	async repeat(random: Random): Promise<void> {
		if (this.sent.length > 0) await this.post(random.pick(this.sent));
	}

	private async post({ url, headers, body }: Sent): Promise<number> {
		if (!this.place.isUp) return 0;
		const { pathname } = new URL(url);
		try {
			const response = await fetch(`${this.place.url}${pathname}`, {
				...{ method: 'POST', headers: headers(), body },
				signal: AbortSignal.timeout(60_000),
			});
			await response.arrayBuffer();
			if (response.status === 200) this.accepted++;
			return response.status;
		} catch {
			return 0;
		}
	}
}
