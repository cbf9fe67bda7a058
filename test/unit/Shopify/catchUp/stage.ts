import { ok } from '../../../../nodes/core/result';
import type { Change } from '../../../../nodes/core/event';
import type { CaughtUp, Cursor, HowToLook } from '../../../../nodes/core/vendor';
import type { Send } from '../../../../nodes/host/http';
import type { Connection } from '../../../../nodes/Shopify/api';
import { begin } from '../../../../nodes/Shopify/catchUp/begin';
import { listsFor } from '../../../../nodes/Shopify/catchUp/lists';
import { look } from '../../../../nodes/Shopify/catchUp/look';
import { ManualClock } from '../../../sandbox/clock';
import { ShopifySandbox, type ShopifyOptions } from '../../../sandbox/shopify/server';
import { connectTo } from '../sandboxShop';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Longer than catch-up waits for a webhook. */
export const SETTLED = 5 * MINUTE;

export const ALL_SCOPES = [
	...['read_orders', 'read_products', 'read_customers', 'read_draft_orders', 'read_companies'],
	...['read_inventory', 'read_discounts', 'read_fulfillments'],
];

/** Sends requests to a sandbox without HTTP. */
function sendTo(sandbox: ShopifySandbox): Send {
	const token = sandbox.app.issueToken();
	return async ({ method, url, query = {}, headers, body }) => {
		const {
			status,
			headers: given,
			body: text,
		} = await sandbox.handle({
			method,
			path: new URL(url).pathname,
			query: new URLSearchParams(query).toString(),
			headers: { ...headers, 'x-shopify-access-token': token },
			body: body?.toString('utf8') ?? '',
		});
		const named = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]);
		return ok({ status, headers: Object.fromEntries(named), body: Buffer.from(text) });
	};
}

/** A shop with a clock that the test moves, and a node that catches up with it. */
export class CatchUpStage {
	readonly clock = new ManualClock('2026-11-21T10:00:00Z');
	readonly sandbox: ShopifySandbox;
	connection: Connection;
	cursor: Cursor = { since: 0, watermark: 0 };
	warnings: readonly string[] = [];
	/** Whether the last look ended at one of its limits. */
	hasMore = false;

	constructor(topics: string | string[], options: ShopifyOptions = {}) {
		const { clock } = this;
		this.sandbox = ShopifySandbox.offline({ scopes: ALL_SCOPES, clock, ...options });
		this.connection = {
			...connectTo(this.sandbox, { topics }),
			send: sendTo(this.sandbox),
			shop: { domain: this.sandbox.domain, url: 'http://sandbox.example' },
			now: () => clock.now(),
			steadyNow: () => clock.now(),
			pause: async (milliseconds) => {
				clock.advance(milliseconds);
				return true;
			},
		};
	}

	get objects() {
		return this.sandbox.objects;
	}

	/** The lists that a look reads. */
	get lists() {
		return listsFor(this.connection);
	}

	/** What is left of the rate limit now, in points. */
	pointsLeft(): number {
		return this.sandbox.throttle.take(0).cost.throttleStatus.currentlyAvailable;
	}

	private counted = 0;
	/** Requests since the last call. */
	requests(): number {
		const count = this.sandbox.requests.length - this.counted;
		this.counted = this.sandbox.requests.length;
		return count;
	}

	/** Begins later than what the test has created before. */
	async begin(): Promise<readonly string[]> {
		this.clock.advance(SETTLED);
		const begun = await begin(this.connection);
		if (!begun.ok) throw new Error(begun.problem.message);
		this.cursor = begun.value.cursor;
		this.clock.advance(SETTLED);
		return begun.value.warnings ?? [];
	}

	/** Looks once, and keeps the cursor as n8n does. */
	async look(how?: HowToLook): Promise<CaughtUp> {
		const looked = await look(this.connection, this.cursor, how);
		if (!looked.ok) throw new Error(looked.problem.message);
		this.cursor = JSON.parse(JSON.stringify(looked.value.cursor)) as Cursor;
		this.warnings = looked.value.warnings ?? [];
		this.hasMore = looked.value.hasMore ?? false;
		return looked.value;
	}

	/** Looks once, and returns its changes in short. */
	async found(how?: HowToLook): Promise<string[]> {
		return (await this.look(how)).changes.map(inShort);
	}
}

function inShort({ kind, objectType, objectId }: Change): string {
	return `${kind} ${objectType} ${objectId}`;
}
