import { toEvent } from '../../../nodes/core/event';
import { eventId } from '../../../nodes/core/eventId';
import { findObject } from '../../../nodes/Shopify/objectId';
import { normalize } from '../../../nodes/Shopify/normalize';
import { readOccurrence } from '../../../nodes/Shopify/occurrence';
import { topicNamed, TOPICS } from '../../../nodes/Shopify/topics/topics';

const SHOP = 'my-shop.myshopify.com';
const RECEIVED_AT = Date.parse('2026-11-21T10:00:05.123Z');

const FIRST = '2026-11-21T09:00:00Z';
const SECOND = '2026-11-21T09:00:01Z';

type Payload = Record<string, unknown>;

const NOTHING = { shop: false, topic: false, object: true };

function read(
	name: string,
	payload: Payload,
	triggeredAt = '2026-11-21T09:59:59.877041743Z',
	isSigned = NOTHING,
) {
	const topic = topicNamed(name);
	const object = findObject(payload, topic.id, SHOP);
	if (object === undefined) throw new Error(`no object in ${JSON.stringify(payload)}`);
	const occurrence = readOccurrence(triggeredAt, RECEIVED_AT);
	return normalize({ topic, payload, object, occurrence, apiVersion: '2026-07', isSigned });
}

/** A payload with an object at such a place (see `findObject`). */
function payloadWith(places: string, fields: Payload): Payload {
	const payload: Payload = {};
	for (const place of places.split(':')) {
		const path = place.split('.');
		const holder = path.slice(0, -1).reduce<Payload>((outer, name) => {
			outer[name] ??= { ...fields };
			return outer[name] as Payload;
		}, payload);
		Object.assign(holder, fields, { [path[path.length - 1]]: '1' });
	}
	return payload;
}

const idOf = (...given: Parameters<typeof read>) =>
	eventId({ elementKey: 'shopify', account: SHOP, ...read(...given) });

describe('a change', () => {
	it("has Shopify's date in UTC", () => {
		const order = {
			id: 1,
			created_at: '2026-11-21T04:00:00-05:00',
			updated_at: '2026-11-21T10:00:00+01:00',
		};
		expect(read('orders/create', order).date).toBe('2026-11-21T09:00:00Z');
		expect(read('orders/updated', order).date).toBe('2026-11-21T09:00:00Z');
		const nested = {
			app_subscription: { admin_graphql_api_id: 'gid://shopify/AppSubscription/3' },
		};
		Object.assign(nested.app_subscription, { updated_at: '2026-11-21T08:00:00Z' });
		expect(read('app_subscriptions/update', nested)).toMatchObject({
			date: '2026-11-21T08:00:00Z',
			objectId: '3',
		});
		const deleted = { admin_graphql_api_id: 'gid://shopify/DiscountCodeNode/4' };
		const at = { ...deleted, deleted_at: '2026-11-21T07:00:00Z' };
		expect(read('discounts/delete', at)).toMatchObject({
			date: '2026-11-21T07:00:00Z',
			revision: 'gone',
		});
	});

	/** Topics whose payload is an object that the event does not change, by the samples of Shopify's documentation. */
	const CONTACT = 'gid://shopify/CompanyContact/1';
	const LOCATION = { admin_graphql_api_id: 'gid://shopify/CompanyLocation/2' };
	const OLD = { created_at: '2021-12-31T19:00:00-05:00', updated_at: '2021-12-31T19:00:00-05:00' };
	const NOTICES: Array<[topic: string, payload: Payload]> = [
		['app/uninstalled', { id: 1, ...OLD }],
		['orders/link_requested', { id: 1, ...OLD }],
		[
			'app_subscriptions/approaching_capped_amount',
			{ app_subscription: { admin_graphql_api_id: 'gid://shopify/AppSubscription/1', ...OLD } },
		],
		['variants/in_stock', { id: 1, ...OLD }],
		['variants/out_of_stock', { id: 1, ...OLD }],
		['payment_schedules/due', { id: 1, ...OLD, completed_at: OLD.updated_at }],
		['product_listings/add', { product_listing: { product_id: 1, ...OLD } }],
		['product_listings/remove', { product_listing: { product_id: 1 } }],
		['collection_listings/add', { collection_listing: { collection_id: 1, ...OLD } }],
		['scheduled_product_listings/add', { scheduled_product_listing: { product_id: 1, ...OLD } }],
		...['assign', 'revoke'].map((verb): [string, Payload] => [
			`company_contact_roles/${verb}`,
			{
				company_contact: { admin_graphql_api_id: CONTACT, ...OLD },
				company_location: LOCATION,
			},
		]),
	];

	it.each(NOTICES)('of %s has the date of the event, and two are two', (topic, payload) => {
		expect(read(topic, payload).date).toBe('2026-11-21T09:59:59Z');
		expect(idOf(topic, payload, '2026-11-21T09:00:00Z')).not.toBe(
			idOf(topic, payload, '2026-11-21T09:00:01Z'),
		);
		expect(idOf(topic, payload)).toBe(idOf(topic, payload));
	});

	it('that deletes has the date of the deletion, not of the last change of the object', () => {
		const deletes = [...TOPICS.values()].filter(({ eventType }) => eventType === 'DELETED');
		expect(deletes.length).toBeGreaterThan(30);
		for (const { topic, id } of deletes) {
			const payload = payloadWith(id.split('|')[0], OLD);
			expect([topic, read(topic, payload).date]).toEqual([topic, '2026-11-21T09:59:59Z']);
		}
	});

	it.each([
		['app/scopes_update', { id: 1, current: [], updated_at: FIRST }],
		['orders/edited', { order_edit: { order_id: 1, created_at: SECOND, committed_at: FIRST } }],
		['disputes/create', { id: 1, initiated_at: FIRST, finalized_on: null }],
		['tender_transactions/create', { id: 1, processed_at: FIRST }],
		['bulk_operations/finish', { admin_graphql_api_id: 'gid://shopify/B/1', completed_at: FIRST }],
	])('of %s has the signed date of the event', (topic, payload) => {
		expect(read(topic, payload).date).toBe(FIRST);
	});

	it.each([
		['customers/redact', { customer: null, shop_domain: SHOP, orders_to_redact: [] }],
		['customers/redact', { customer: { email: 'a@b.c' }, shop_domain: SHOP, orders_to_redact: [] }],
		['customers/data_request', { customer: null, data_request: { id: 9 }, shop_domain: SHOP }],
		['tax_services/create', { id: null, name: 'Tax' }],
		['metafield_definitions/create', { id: null, key: 'k' }],
		['returns/process', {}],
		['inventory_levels/connect', {}],
		['product_publications/delete', { id: null }],
	])('of %s without an id is about the shop, and two are two', (topic, payload) => {
		expect(read(topic, payload).objectId).toBe(SHOP);
		expect(idOf(topic, payload, FIRST)).not.toBe(idOf(topic, payload, SECOND));
	});

	it('without a date has the one of its header, else of its receipt', () => {
		const gone = { id: 1 };
		expect(read('orders/delete', gone)).toMatchObject({ date: '2026-11-21T09:59:59Z' });
		for (const header of ['', 'now', '2019-01-01T00:00:00Z', '2026-11-21T10:05:00Z'])
			expect(read('orders/delete', gone, header)).toMatchObject({
				date: '2026-11-21T10:00:05Z',
			});
		expect(read('orders/updated', { id: 1, updated_at: 5 }, '').date).toBe('2026-11-21T10:00:05Z');
	});

	it('lists the date and the revision in `unsigned`, because the topic chooses both', () => {
		const order = { id: 1, created_at: '2020-01-01T00:00:00Z', updated_at: '2026-11-21T09:00:00Z' };
		const events = ['orders/create', 'orders/updated', 'orders/delete'].map((topic) =>
			read(topic, order),
		);
		expect(new Set(events.map(({ date }) => date)).size).toBe(3);
		for (const { unsigned } of events)
			expect(unsigned).toEqual(expect.arrayContaining(['date', 'revision']));
	});

	it('lists only what a header names in `unsigned`', () => {
		const unsignedOf = (isSigned: typeof NOTHING) =>
			read('shop/update', { id: 1 }, undefined, isSigned).unsigned;
		const always = ['id', 'deliveryId', 'date', 'revision', 'apiVersion'];
		expect(new Set(unsignedOf(NOTHING))).toEqual(
			new Set([...always, 'account', 'topic', 'eventType', 'objectType', 'objectId']),
		);
		expect(unsignedOf({ shop: true, topic: true, object: true })).toEqual(always);
		expect(unsignedOf({ shop: true, topic: true, object: false })).toContain('objectId');
		expect(unsignedOf({ shop: true, topic: false, object: true })).toContain('objectId');
	});

	it('has the version of the payload, which its event has too', () => {
		const source = { elementKey: 'shopify', hubKey: 'ecommerce', account: SHOP };
		const shown = { instanceName: '', instanceTags: [], includeRaw: false };
		const capture = { capture: 'webhook', receivedAt: RECEIVED_AT } as const;
		const event = toEvent(read('orders/create', { id: 1 }), { ...source, ...shown }, capture);
		expect(event.apiVersion).toBe('2026-07');
	});

	it('of a deletion has the date of the deletion', () => {
		const customer = { id: 7, updated_at: '2026-01-01T00:00:00Z' };
		expect(read('customers/delete', customer).date).toBe('2026-11-21T09:59:59Z');
	});

	it('is named and dated by the event if the payload does not show it (app/uninstalled)', () => {
		const shop = { id: 1, updated_at: '2026-01-01T00:00:00Z' };
		const first = read('app/uninstalled', shop, '2026-11-21T08:00:00Z');
		expect(first.date).toBe('2026-11-21T08:00:00Z');
		expect(first.unsigned).toEqual(expect.arrayContaining(['date', 'revision']));
		expect(idOf('app/uninstalled', shop, '2026-11-21T08:00:00Z')).not.toBe(
			idOf('app/uninstalled', shop, '2026-11-21T09:00:00Z'),
		);
	});

	it('keeps its id in retries at any time', () => {
		const order = { id: 1, updated_at: '2026-11-21T09:00:00Z', total: '1.00' };
		expect(idOf('orders/updated', order, '2026-11-21T09:00:00Z')).toBe(
			idOf(
				'orders/updated',
				{ ...order, updated_at: '2026-11-21T09:00:00Z' },
				'2026-11-21T09:30:00Z',
			),
		);
	});

	it('has another id for another date, content or topic', () => {
		const order = { id: 1, updated_at: '2026-11-21T09:00:00Z', total: '1.00' };
		const ids = [
			idOf('orders/updated', order),
			idOf('orders/updated', { ...order, total: '2.00' }),
			idOf('orders/updated', { ...order, updated_at: '2026-11-21T09:00:01Z' }),
			idOf('orders/paid', order),
			idOf('orders/fulfilled', order),
			idOf('orders/create', order),
			idOf('orders/delete', order),
		];
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('between two undated states and back makes three events', () => {
		const state = { inventory_item_id: 5, location_id: 6 };
		const once = idOf('inventory_levels/disconnect', state, FIRST);
		const again = idOf('inventory_levels/disconnect', state, SECOND);
		expect(again).not.toBe(once);
		expect(idOf('inventory_levels/disconnect', state, FIRST)).toBe(once);
		expect(read('inventory_levels/disconnect', state).objectId).toBe('5:6');
		const cut = { id: 1, total: '1.00' };
		expect(idOf('orders/updated', cut, FIRST)).not.toBe(idOf('orders/updated', cut, SECOND));
	});

	it('is created once, or again if its id can be reused', () => {
		const born = { id: 1, created_at: '2026-11-21T09:00:00Z' };
		expect(read('orders/create', born).revision).toBe('born');
		expect(idOf('orders/create', born)).toBe(idOf('orders/create', { id: 1 }, SECOND));
		const locale = { locale: 'fr', published: true };
		expect(idOf('locales/create', locale, FIRST)).not.toBe(idOf('locales/create', locale, SECOND));
	});

	it('of a singleton is about the shop', () => {
		expect(read('customer_account_settings/update', { url: null }).objectId).toBe(SHOP);
		expect(read('finance_kyc_information/update', {}).objectId).toBe(SHOP);
	});

	it('of a customer is about the customer in every topic', () => {
		const customers: Array<[topic: string, payload: Payload]> = [
			['customers/update', { id: 7, updated_at: '2026-11-21T09:00:00Z' }],
			['customer.tags_added', { customerId: 'gid://shopify/Customer/7', tags: ['a'] }],
			['customers/merge', { admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/7' }],
			['customers_email_marketing_consent/update', { customer_id: 7 }],
			['customers/redact', { shop_id: 1, customer: { id: 7 }, orders_to_redact: [] }],
		];
		for (const [topic, payload] of customers)
			expect(read(topic, payload)).toMatchObject({ objectType: 'customers', objectId: '7' });
	});

	it('contains the whole payload as received', () => {
		const payload = { order_edit: { id: 2, order_id: 3, created_at: '2026-11-21T09:00:00Z' } };
		expect(read('orders/edited', payload)).toMatchObject({ objectId: '3', raw: payload });
	});
});
