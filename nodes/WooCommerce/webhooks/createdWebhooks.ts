import { BoundedMap } from '../../core/cache/boundedMap';

const MOST = 1_000;

interface Created {
	readonly account: string;
	readonly id: number;
	readonly address: string;
}

/**
 * Webhooks that this process has created and not removed. If a list lacks one of them, the list may come from a cache.
 */
export class CreatedWebhooks {
	private readonly created = new BoundedMap<string, Created>(MOST);

	add(account: string, id: number, address: string): void {
		this.created.set(keyOf(account, id), { account, id, address });
	}

	remove(account: string, id: number): void {
		this.created.delete(keyOf(account, id));
	}

	/** Returns the ids and addresses of a shop's webhooks that a list lacks. */
	missingIn(account: string, listed: ReadonlySet<number>): Created[] {
		return [...this.created]
			.map(([, one]) => one)
			.filter((one) => one.account === account && !listed.has(one.id));
	}
}

function keyOf(account: string, id: number): string {
	return JSON.stringify([account, id]);
}
