import { toEvent, type Change } from '../core/event';
import { err, ok, PROBLEM } from '../core/result';
import { SAMPLE_AT, type Samples } from '../core/sample';
import type { Ask } from './client/client';
import { confirm } from './confirm';
import type { Connection } from './connection';
import { EVENTS, type EventRow } from './eventTypes';
import { claim } from './normalize';
import { RESOURCES, type Row } from './resources';

const STORE = '1003';
const SECONDS = SAMPLE_AT / 1000;
const DATE = '2026-11-21 10:00:00 +0000';
const ORDER_ID = 'XJ12H';
const EVENT_ID = '80aece08-40e8-4145-8764-6c2f0d38678f';
const STAMPED = {
	...{ createDate: DATE, updateDate: DATE, createTimestamp: SECONDS, updateTimestamp: SECONDS },
};

/** The sample objects by `objectType`, as REST v3 shows them (https://docs.ecwid.com/api-reference/rest-api). */
const OBJECTS: Readonly<Record<string, Row>> = {
	orders: {
		...{ id: ORDER_ID, internalId: 101, orderNumber: 101, vendorOrderNumber: ORDER_ID },
		...{ total: 49, email: 'ada@example.com' },
		...{ paymentStatus: 'PAID', fulfillmentStatus: 'AWAITING_PROCESSING', hidden: false },
		items: [{ productId: 103, quantity: 1, quantityInStock: 5 }],
		...STAMPED,
	},
	carts: {
		cartId: '6626E60A-A6F9-4CD5-8230-43D5F162E0CD',
		...{ total: 49, hidden: false, name: 'Ada Example', email: 'ada@example.com' },
		...STAMPED,
	},
	invoices: { internalId: 102, id: 'INV102', created: DATE, type: 'SALE' },
	products: {
		...{ id: 103, name: 'Chair', sku: 'CHAIR-1', price: 49, quantity: 5, enabled: true },
		...{ created: DATE, updated: DATE, createTimestamp: SECONDS, updateTimestamp: SECONDS },
	},
	categories: { id: 104, name: 'Chairs', enabled: true },
	product_classes: { id: 105, name: 'Furniture', attributes: [] },
	customers: {
		...{ id: 106, name: 'Ada Example', email: 'ada@example.com' },
		...{ totalOrderCount: 1, acceptMarketing: false, registered: DATE, updated: DATE },
	},
	customer_groups: { id: 107, name: 'Wholesale' },
	discounts: {
		...{ id: 108, name: 'Spring', code: 'SPRING', discountType: 'PERCENT', discount: 10 },
		...{ status: 'ACTIVE', orderCount: 0, creationDate: DATE, updateDate: DATE },
	},
	promotions: { id: 109, name: 'Spring', enabled: true, amount: 10 },
	reviews: {
		...{ id: 110, status: 'moderated', rating: 5, review: 'Fits well' },
		...{ productId: 103, orderId: ORDER_ID, ...STAMPED },
	},
	profiles: {
		generalInfo: { storeId: Number(STORE), storeUrl: 'https://shop.example' },
		account: { accountName: 'Shop', suspended: false },
	},
};

/** The sample events of Ecwid's webhooks, each with the object that the node fetches. */
export const samples: Samples = {
	account: STORE,
	deliveryId: EVENT_ID,
	changeOf: async (topic) => {
		const row = EVENTS.get(topic);
		return row && (await confirmed(row));
	},
};

async function confirmed(row: EventRow): Promise<Change | undefined> {
	const { topic, objectType } = row;
	const object = Object.hasOwn(OBJECTS, objectType) ? OBJECTS[objectType] : {};
	const { idField = '' } = RESOURCES[objectType];
	const id = object[idField] ?? Number(STORE);
	const data = dataOf(row, object);
	const body = {
		...{ eventId: EVENT_ID, eventCreated: SECONDS, storeId: Number(STORE) },
		entityId: typeof id === 'number' ? id : 101,
		eventType: topic,
		...(data && { data }),
	};
	const payload = {
		...{ eventId: EVENT_ID, created: SAMPLE_AT, storeId: STORE },
		...{ topic, objectId: String(id), body },
	};
	const source = {
		...{ elementKey: 'ecwid', hubKey: 'ecommerce', account: STORE },
		...{ instanceName: '', instanceTags: [], includeRaw: true },
	};
	const capture = { capture: 'webhook', deliveryId: EVENT_ID, receivedAt: SAMPLE_AT } as const;
	const connection: Connection = {
		...{ storeId: STORE, clientSecret: '', hasToken: true, eventTypes: [topic] },
		...{ fetchObject: true, ask: sampleStore(row, object), now: () => SAMPLE_AT },
		unblock: () => {},
	};
	const changes = await confirm(toEvent(claim(payload), source, capture), connection);
	return changes.ok ? changes.value[0] : undefined;
}

/** Returns a simulated store with one object. If the event is a deletion, only the list of deleted objects shows it. */
function sampleStore({ objectType, eventType }: EventRow, object: Row): Ask {
	const { listField, deleted, idField = 'id' } = RESOURCES[objectType];
	const isDeleted = eventType === 'DELETED';
	const orderId = objectType === 'orders' ? { orderId: object.id } : {};
	const entry = { id: object.internalId ?? object[idField], ...orderId, date: DATE };
	const answer = (value: unknown) => ok({ value, bytes: 0, serverNow: SAMPLE_AT });
	const listOf = (...items: unknown[]) => answer({ items, total: items.length });
	return async (path) => {
		if (path === deleted) return listOf(entry);
		if (listField === 'items') return isDeleted ? listOf() : listOf(object);
		if (listField === 'invoices') return answer({ invoices: isDeleted ? [] : [object] });
		return isDeleted ? err(PROBLEM.notFound, `${path} does not exist.`) : answer(object);
	};
}

/**
 * Returns the `data` of an event
 * (https://docs.ecwid.com/build-apps/webhook-automations/learn-ecwid-webhooks/event-data-in-webhooks).
 */
function dataOf({ objectType, eventType }: EventRow, object: Row): Row | undefined {
	const { paymentStatus, fulfillmentStatus, cartId, email, productId, orderId, status } = object;
	switch (objectType) {
		case 'orders': {
			const before = {
				oldPaymentStatus: paymentStatus,
				oldFulfillmentStatus: fulfillmentStatus,
			};
			return {
				...{ orderId: ORDER_ID, ...(eventType === 'UPDATED' ? before : {}) },
				...{ newPaymentStatus: paymentStatus, newFulfillmentStatus: fulfillmentStatus },
			};
		}
		case 'carts':
			return { orderId: cartId, cartId };
		case 'invoices':
			return { orderId: ORDER_ID };
		case 'customers':
			return { customerEmail: email };
		case 'reviews':
			return { productId, orderId, status };
		default:
			return undefined;
	}
}
