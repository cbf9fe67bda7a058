import type { Change } from '../../../../nodes/core/event';
import type { Shop } from '../../../../nodes/WooCommerce/client/api';
import { IdSet } from '../../../../nodes/WooCommerce/poll/ids/idSet';
import type { PollState } from '../../../../nodes/WooCommerce/poll/pollState';
import { readState, writeState } from '../../../../nodes/WooCommerce/poll/storedState';
import { pollShop, type Poll } from '../../../../nodes/WooCommerce/poll/pollShop';
import {
	defaultPolledResource,
	type PolledResource,
} from '../../../../nodes/WooCommerce/polledResource';
import { RESOURCES } from '../../../../nodes/WooCommerce/resources';
import type { ManualClock } from '../../../sandbox/clock';
import type { Sandbox } from '../../../sandbox/sandbox';
import { sandboxShop } from '../sandboxShop';
import { atOnce } from '../../../../nodes/WooCommerce/poll/ids/slices';

/** Long enough for a change to be emitted. */
export const SETTLED_MS = 6_000;

interface Stored {
	resources: Record<string, { loose: { contents: string[][] } }>;
}

/** The resource of a name in the panel. */
export const byName = (name: string) => defaultPolledResource(name, RESOURCES[name]);

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
		public watched: readonly PolledResource[],
	) {}

	async poll(mayAsk = () => true): Promise<Poll> {
		const { wooCommerce } = this.sandbox;
		const way = sandboxShop(wooCommerce, this.clock, this.timeout, wooCommerce.clock);
		const shop = this.proxy(way);
		const result = await pollShop(shop, this.watched, this.state, mayAsk);
		this.state = result.state;
		this.rewrite(() => undefined);
		return result;
	}

	/** Stores the state and reads it back, as n8n does; `edit` may change it in between. */
	rewrite(edit: (stored: Stored) => void): void {
		const stored = JSON.parse(JSON.stringify(atOnce(writeState(this.state as PollState))));
		edit(stored);
		const read = atOnce(readState(stored));
		if (!read.ok) throw new Error(read.reason);
		this.state = read.state;
	}

	/** As if the baseline of a large shop had been read. */
	startAt(name: string, ids: Iterable<number>): void {
		if (this.state === undefined) throw new Error('Not watching yet');
		const { resources } = this.state;
		const listed = { ...resources[name], ids: IdSet.from(ids), baseline: undefined };
		this.state = { ...this.state, resources: { ...resources, [name]: listed } };
	}

	/** Records what the shop has, and lets a minute pass. */
	async begin(): Promise<this> {
		await this.poll();
		await this.pollLater();
		this.clock.advance(60_000);
		return this;
	}

	/** Polls after what happened just now has settled. */
	async pollLater(): Promise<Poll> {
		this.clock.advance(SETTLED_MS);
		return await this.poll();
	}
}

export const told = ({ changes }: { changes: readonly Change[] }) =>
	changes.map(({ eventType, objectType, objectId }) => `${eventType} ${objectType} ${objectId}`);
