import { BoundedMap } from '../../core/cache/boundedMap';

const MOST = 1_000;

/** Webhooks that this process has created and not removed. A list without them may come from a cache. */
export class CreatedWebhooks {
	/** Addresses by shop and id. */
	private readonly addresses = new BoundedMap<string, string>(MOST);

	add(account: string, id: number, address: string): void {
		this.addresses.set(keyOf(account, id), address);
	}

	remove(account: string, id: number): void {
		this.addresses.delete(keyOf(account, id));
	}

	/** Returns the ids and addresses of a shop's webhooks that a list lacks. */
	missingIn(account: string, listed: ReadonlySet<number>): Array<{ id: number; address: string }> {
		return [...this.addresses].flatMap(([key, address]) => {
			const [shop, id] = JSON.parse(key) as [string, number];
			return shop === account && !listed.has(id) ? [{ id, address }] : [];
		});
	}
}

function keyOf(account: string, id: number): string {
	return JSON.stringify([account, id]);
}
