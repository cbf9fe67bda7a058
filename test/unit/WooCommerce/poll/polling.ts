import type { Change } from '../../../../nodes/core/event';
import type { Shop } from '../../../../nodes/WooCommerce/api';
import { IdSet } from '../../../../nodes/WooCommerce/poll/ids/idSet';
import { readState, writeState, type PollState } from '../../../../nodes/WooCommerce/poll/memory';
import { pollShop, type Poll } from '../../../../nodes/WooCommerce/poll/pollShop';
import type { Watched } from '../../../../nodes/WooCommerce/poll/watched';
import type { ManualClock } from '../../../sandbox/clock';
import type { Sandbox } from '../../../sandbox/sandbox';
import { sandboxShop } from '../sandboxShop';
import { atOnce } from '../../../../nodes/WooCommerce/poll/slices';

/** Long enough for a change to be put out. */
export const SETTLED_MS = 6_000;

/** A node that polls a sandbox shop, and stores and reads back what it knows as n8n does. */
export class Polling {
	state: PollState | undefined;

	/** Stands between the node and the shop, as a cache does. */
	proxy = (shop: Shop): Shop => shop;

	/** Milliseconds; a busy machine must not take an answer for none. */
	timeout = 10_000;

	constructor(
		private readonly sandbox: Sandbox,
		private readonly clock: ManualClock,
		public watched: readonly Watched[],
	) {}

	async poll(mayAsk = () => true): Promise<Poll> {
		const shop = this.proxy(sandboxShop(this.sandbox.wooCommerce, this.clock, this.timeout));
		const result = await pollShop(shop, this.watched, this.state, mayAsk);
		const stored = atOnce(readState(JSON.parse(JSON.stringify(atOnce(writeState(result.state))))));
		if (!stored.ok) throw new Error(stored.reason);
		this.state = stored.state;
		return result;
	}

	/** As if the baseline of a large shop had been read. */
	startAt(name: string, ids: Iterable<number>): void {
		if (this.state === undefined) throw new Error('Not watching yet');
		const memory = this.state.resources[name];
		this.state.resources[name] = { ...memory, ids: IdSet.from(ids), baseline: undefined };
	}

	/** Polls after what happened just now has settled. */
	async pollLater(): Promise<Poll> {
		this.clock.advance(SETTLED_MS);
		return await this.poll();
	}
}

export const told = ({ changes }: { changes: Change[] }) =>
	changes.map(({ eventType, objectType, objectId }) => `${eventType} ${objectType} ${objectId}`);
