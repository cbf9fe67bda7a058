import { EVENT_TYPES } from '../../../../nodes/core/event';
import { nearest } from '../../../../nodes/Shopify/topics/nearest';
import { findObject, idFields } from '../../../../nodes/Shopify/objectId';
import {
	COMPLIANCE_TOPICS,
	enumOf,
	isGranted,
	isKnown,
	nearestTopics,
	readTopics,
	scopesInWords,
	topicNamed,
	topicOfEnum,
	TOPICS,
	TOPICS_WITHOUT_URL,
} from '../../../../nodes/Shopify/topics/topics';
import { officialTopics } from '../../../sandbox/shopify/topics';

// The official schema takes seconds to load on a busy machine.

describe('the table of topics', () => {
	it("has exactly the topics of Shopify's schema of 2026-10", () => {
		expect(TOPICS.size).toBe(218);
		const official = [...officialTopics()].map(([name, { topic }]) => [topic, name]);
		expect([...TOPICS.keys()].map((topic) => [topic, enumOf(topic)]).sort()).toEqual(
			official.sort(),
		);
		for (const [topic, name] of official) expect(topicOfEnum(name)).toBe(topic);
	});

	it('has the scopes of the schema, and the topics without a URL', () => {
		for (const { topic, scopes, hasUrl } of officialTopics().values()) {
			expect([topic, [...topicNamed(topic).scopes].sort()]).toEqual([topic, scopes.sort()]);
			expect([topic, TOPICS_WITHOUT_URL.includes(topic)]).toEqual([topic, !hasUrl]);
		}
	});

	it('describes each topic, and distinguishes two topics of one object', () => {
		for (const [name, topic] of [...TOPICS, ...COMPLIANCE_TOPICS]) {
			expect(topic.topic).toBe(name);
			expect(EVENT_TYPES).toContain(topic.eventType);
			expect(topic.objectType).toMatch(/^[a-z_]+(s|time|information|consent)$/);
			expect(topic.description).toMatch(/^\S.{8,100}[^.]$/);
			expect([topic.eventType, name]).toContain(topic.kind);
			expect(topic.id).not.toBe('');
		}
		const kinds = [...TOPICS.values()].map(({ objectType, kind }) => `${objectType} ${kind}`);
		expect(new Set(kinds).size).toBe(TOPICS.size);
	});

	it("has CREATED and DELETED by the topic's name, except for reused ids", () => {
		const eventTypes = { create: 'CREATED', delete: 'DELETED', destroy: 'DELETED' } as const;
		for (const [name, topic] of TOPICS) {
			const verb = name.split('/')[1] as keyof typeof eventTypes;
			if (verb in eventTypes) expect([name, topic.eventType]).toEqual([name, eventTypes[verb]]);
		}
		for (const name of ['locales/create', 'product_listings/add', 'order_transactions/create'])
			expect(topicNamed(name).kind).toBe(name);
		expect(topicNamed('orders/create')).toMatchObject({ kind: 'CREATED', objectType: 'orders' });
		expect(topicNamed('orders/paid')).toMatchObject({ kind: 'orders/paid', eventType: 'UPDATED' });
	});

	it('returns UNKNOWN for other topics', () => {
		expect(topicNamed('orders/teleported')).toMatchObject({
			eventType: 'UNKNOWN',
			kind: 'orders/teleported',
			objectType: 'orders',
		});
		expect(topicOfEnum('ORDERS_TELEPORTED')).toBe('ORDERS_TELEPORTED');
		expect(topicOfEnum('CUSTOMER_TAGS_ADDED')).toBe('customer.tags_added');
	});
});

describe('the topics parameter', () => {
	const names = (given: unknown) => {
		const read = readTopics(given);
		return read.ok ? read.value.map(({ topic }) => topic) : read.problem.message;
	};

	it('is read from the form of the seed and from a list', () => {
		const expected = ['orders/create', 'orders/updated', 'customers/create'];
		expect(names('orders/create, orders/updated, customers/create')).toEqual(expected);
		expect(names(expected)).toEqual(expected);
		expect(names(' Orders/Create ,,orders/create,')).toEqual(['orders/create']);
	});

	it('accepts topics that Shopify may have added, and reports what cannot be one', () => {
		const later = ['variants/delete', 'checkouts/paid', 'customer.tags_renamed'];
		expect(names(later)).toEqual(later);
		expect(readTopics(later)).toMatchObject({ value: later.map(() => ({ eventType: 'UNKNOWN' })) });
		expect(names('orders/create, orders update')).toBe(
			'The topic "orders update" cannot be used: it is not the name of a topic. Choose another one, such as orders/updated, orders/create, markets/update.',
		);
		for (const name of ['orders', 'ORDERS_CREATE', '__proto__', 'a/b/c', 'orders/', 'é/create'])
			expect(names(name)).toMatch(/is not the name of a topic\. Choose another one, such as /);
	});

	it('has every topic of `unstable`, with its hints', () => {
		for (const { topic } of officialTopics('unstable').values())
			if (!TOPICS_WITHOUT_URL.includes(topic)) expect(names(topic)).toEqual([topic]);
		expect(isKnown(topicNamed('variants/delete'))).toBe(false);
		expect(isKnown(topicNamed('customers/redact'))).toBe(true);
		expect(nearestTopics('orders/update')).toBe('orders/updated, orders/create, markets/update');
	});

	it('reports the next step for an empty list and for a topic without a URL', () => {
		expect(names('')).toMatch(/no topic is chosen\. Choose/);
		expect(names([])).toMatch(/no topic is chosen\. Choose/);
		expect(names(undefined)).toMatch(/no topic is chosen\. Choose/);
		expect(names('audit_events/admin_api_activity')).toContain('Google Pub/Sub');
		expect(names('shop/redact')).toEqual(['shop/redact']);
	});
});

describe('scopes', () => {
	it('are granted by any of them, and by a write scope', () => {
		const topic = topicNamed('orders/create');
		expect(isGranted(topic, ['read_products'])).toBe(false);
		expect(isGranted(topic, ['read_marketplace_orders'])).toBe(true);
		expect(isGranted(topic, ['write_orders'])).toBe(true);
		expect(isGranted(topicNamed('shop/update'), [])).toBe(true);
	});

	it('are listed in words', () => {
		expect(scopesInWords(topicNamed('products/update'))).toBe('read_products');
		expect(scopesInWords(topicNamed('orders/create'))).toBe(
			'read_orders or read_marketplace_orders',
		);
		expect(scopesInWords(topicNamed('orders/updated'))).toBe(
			'read_orders, read_marketplace_orders or read_buyer_membership_orders',
		);
		expect(scopesInWords(topicNamed('shop/update'))).toBe('');
	});
});

describe('nearest', () => {
	it('counts inserted, removed and replaced letters', () => {
		const names = ['kitten', 'sitting', 'mitten', 'written'];
		expect(nearest('kitten', names, 3)).toEqual(['kitten', 'mitten', 'written']);
		expect(nearest('', ['abc', 'a'], 1)).toEqual(['a']);
	});
});

describe('the object of a payload', () => {
	const SHOP = 'my-shop.myshopify.com';
	const idOf = (payload: Record<string, unknown>, places: string) =>
		findObject(payload, places, SHOP)?.id;

	it('is found by a path, by joined paths, and by the first alternative', () => {
		expect(idOf({ id: 17 }, 'id')).toBe('17');
		expect(idOf({ app: { id: 'gid://shopify/App/5?x=1' } }, 'app.id')).toBe('5');
		expect(idOf({ item: 1, place: 2 }, 'item:place')).toBe('1:2');
		expect(idOf({ item: 1 }, 'item:place')).toBeUndefined();
		expect(idOf({ id: null, token: 'abc' }, 'id|token')).toBe('abc');
		expect(idOf({ merges: [{ order: { id: 4 } }] }, 'merges.order.id')).toBe('4');
		expect(idOf({}, 'id|(shop)')).toBe(SHOP);
	});

	it('is undefined without a valid id', () => {
		for (const id of [null, undefined, '', ' ', true, {}, [], 1.5, NaN, 2 ** 53])
			expect(idOf({ id }, 'id')).toBeUndefined();
		expect(idOf({}, 'constructor.name')).toBeUndefined();
		expect(idOf({ id: 1 }, 'id.id')).toBeUndefined();
	});

	it('names the fields that a payload must include', () => {
		expect(idFields('order_edit.order_id')).toEqual(['order_edit']);
		expect(idFields('inventory_item_id:location_id')).toEqual(['inventory_item_id', 'location_id']);
		expect(idFields('id|token')).toEqual(['id']);
		expect(idFields('(shop)')).toEqual([]);
	});
});
