import type { NormalizedEvent } from '../../nodes/core/event';
import { eventId, stateId } from '../../nodes/core/eventId';
import { KINDS } from '../sandbox/shopify/kinds';
import type { Act, ShopObjects } from '../sandbox/shopify/objects';

/** Kinds of objects that a history monitors together. */
export const CHOICES: ReadonlyArray<readonly string[]> = [
	['orders'],
	['products', 'collections'],
	['customers'],
	['orders', 'refunds', 'fulfillments'],
	['draft_orders', 'discounts'],
	['inventory_items', 'companies'],
];

/** What happened in the shop since the activation. */
interface TrueState {
	/** How many acts led to it: several within one second. */
	acts: number;
	objectId: string;
	kind: string;
}

/** The states that the acts in a shop led to, and what a node has to emit of them. */
export class ShopifyTruth {
	private readonly states = new Map<string, TrueState>();

	constructor(
		private readonly kinds: readonly string[],
		private readonly account = 'my-shop.myshopify.com',
	) {}

	/** Adds acts of the monitored kinds. Returns how many it added. */
	note(acts: readonly Act[]): number {
		const noted = acts.flatMap((act) => this.stateOf(act) ?? []);
		for (const state of noted) {
			const known = this.states.get(state.stateId);
			this.states.set(state.stateId, { ...state, acts: (known?.acts ?? 0) + 1 });
		}
		return noted.length;
	}

	/** The state that an act leads to, without the node's code. Undefined if no kind has its topic. */
	stateOf({ topic, body }: Act): (Omit<TrueState, 'acts'> & { stateId: string }) | undefined {
		const found = Object.entries(KINDS).find(([, { topics }]) =>
			Object.values(topics).includes(topic),
		);
		if (found === undefined) return undefined;
		const [objectType, { topics, hasNoCreatedAt }] = found;
		const objectId = String(body.id ?? String(body.admin_graphql_api_id).split('/').at(-1));
		if (topic === topics.delete)
			return { objectId, kind: 'DELETED', stateId: this.keyOf(objectType, objectId, 'gone') };
		const isCreated = topic === topics.create;
		const kind = isCreated ? 'CREATED' : 'UPDATED';
		const state =
			isCreated && !hasNoCreatedAt
				? 'created'
				: updatedAtState(Date.parse(String(body.updated_at)));
		return { objectId, kind, stateId: this.keyOf(objectType, objectId, state) };
	}

	/** Returns how often a state was reached. */
	actsOf(state: string): number {
		return this.states.get(state)?.acts ?? 0;
	}

	/** Returns what is wrong with the events that were emitted, in words. */
	faultsOf(told: readonly NormalizedEvent[], objects: ShopObjects): string[] {
		const byState = new Map<string, NormalizedEvent[]>();
		for (const event of told) {
			const key = String(event.stateId);
			byState.set(key, [...(byState.get(key) ?? []), event]);
		}
		const wrong = [...byState].flatMap(([key, events]) => this.faultsOfState(key, events));
		const missing = this.reachable(objects).filter(
			(key) => this.states.has(key) && !byState.has(key),
		);
		return [...wrong, ...missing.map((key) => `not told: ${JSON.stringify(this.states.get(key))}`)];
	}

	private faultsOfState(key: string, events: readonly NormalizedEvent[]): string[] {
		const [{ objectType, objectId, topic, eventType }] = events;
		const name = `${topic} ${objectId}`;
		const state = this.states.get(key);
		if (state === undefined) return [`invented: ${name}`];
		const most = isToldTwice(events[0]) ? 2 : state.acts;
		const faults = events.length > most ? [`told ${events.length} times: ${name}`] : [];
		if (eventType === 'UPDATED') return faults;
		// Creations and deletions have one id by each way.
		const revision = eventType === 'CREATED' ? 'born' : 'gone';
		const id = eventId({ ...this.source, objectType, objectId, kind: eventType, revision });
		const isDatable = objectType !== 'collections' || eventType === 'DELETED';
		const isOdd = isDatable && events.some((event) => event.id !== id);
		return [...faults, ...(isOdd ? [`another id: ${name}`] : [])];
	}

	/** The states that the shop still shows. */
	private reachable(objects: ShopObjects): string[] {
		return [...objects.all.values()]
			.filter(({ type }) => this.kinds.includes(type))
			.flatMap(({ type, id, createdAt, updatedAt, deletedAt }) => {
				const { subject, hasNoCreatedAt, topics } = KINDS[type];
				const of = (stateRevision: string) => this.keyOf(type, id, stateRevision);
				if (deletedAt !== undefined) return subject === undefined ? [] : [of('gone')];
				const isChanged = hasNoCreatedAt === true || updatedAt > createdAt;
				return [
					...(hasNoCreatedAt ? [] : [of('created')]),
					...(isChanged && topics.update !== undefined ? [of(updatedAtState(updatedAt))] : []),
				];
			});
	}

	private keyOf(objectType: string, objectId: string, stateRevision: string): string {
		return stateId({ ...this.source, objectType, objectId, stateRevision });
	}

	private get source() {
		return { elementKey: 'shopify', account: this.account };
	}
}

/** The body of some deletions does not show that it is one, so catch-up tells it again, under its id. */
export function isToldTwice({ eventType, objectType }: NormalizedEvent): boolean {
	return eventType === 'DELETED' && ['companies', 'company_locations'].includes(objectType);
}

function updatedAtState(at: number): string {
	return `updated:${new Date(at).toISOString().slice(0, 19)}Z`;
}
