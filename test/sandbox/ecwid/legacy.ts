import type { Answer, Call } from '../http';
import type { JsonObject } from '../json';
import { json } from './rest';
import type { EcwidStore } from './store';

/** What v1 called the statuses of today. */
const PAYMENT: Readonly<Record<string, string>> = {
	AWAITING_PAYMENT: 'QUEUED',
	PAID: 'ACCEPTED',
	CANCELLED: 'CANCELLED',
	REFUNDED: 'REFUNDED',
};
const FULFILLMENT: Readonly<Record<string, string>> = {
	AWAITING_PROCESSING: 'NEW',
	PROCESSING: 'PROCESSING',
	SHIPPED: 'SHIPPED',
	DELIVERED: 'DELIVERED',
};

const PARAMETERS = [
	'secure_auth_key',
	'order',
	'statuses',
	'from_date',
	'to_date',
	'limit',
	'offset',
];

/** Order and Product API v1, with one secret key each (github.com/davidbiehl/ecwid_api, branch api-v1). */
export class LegacyApi {
	constructor(
		private readonly store: EcwidStore,
		private readonly keys: { orders: string; products: string },
	) {}

	/** Answers a request under `/api/v1/`. */
	answer(call: Call): Answer {
		const [, , , storeId, list, ...more] = call.path.split('/');
		const query = new URLSearchParams(call.query);
		const key = { orders: this.keys.orders, products: this.keys.products }[list];
		if (storeId !== String(this.store.storeId) || key === undefined || more.length > 0)
			return { status: 404, headers: { 'Content-Type': 'text/html' }, body: '<h1>Not found</h1>' };
		if (query.get('secure_auth_key') !== key) return { status: 403, headers: {}, body: '' };
		if ([...query.keys()].some((name) => !PARAMETERS.includes(name)))
			return { status: 400, headers: {}, body: '' };
		const all = list === 'orders' ? this.orders(query.get('order')) : this.products();
		const offset = Number(query.get('offset') ?? 0);
		const rows = all.slice(offset, offset + Number(query.get('limit') ?? 100));
		return json(200, { count: rows.length, total: all.length, [list]: rows });
	}

	/** An order as v1 returns it, and as a notification reports it. */
	order(object: JsonObject): JsonObject {
		return {
			number: object.internalId,
			vendorNumber: object.id,
			created: eastern(Number(object.createTimestamp)),
			lastChangeDate: eastern(Number(object.updateTimestamp)),
			paymentStatus: PAYMENT[String(object.paymentStatus)] ?? 'QUEUED',
			fulfillmentStatus: FULFILLMENT[String(object.fulfillmentStatus)] ?? 'NEW',
			customerEmail: object.email,
			totalCost: object.total,
		};
	}

	private orders(number: string | null): JsonObject[] {
		return this.store
			.list('orders')
			.map(({ object }) => this.order(object))
			.filter((order) => number === null || String(order.number) === number);
	}

	private products(): JsonObject[] {
		return this.store.list('products').map(({ object: { id, name, sku, price } }) => ({
			id,
			name,
			sku,
			price,
		}));
	}
}

/** Eastern Standard Time, without a zone. */
function eastern(seconds: number): string {
	return new Date((seconds - 5 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
