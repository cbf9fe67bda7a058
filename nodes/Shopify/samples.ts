import { SAMPLE_AT, type Samples } from '../core/sample';
import { LATEST_VERSION } from './credential';
import { normalize } from './normalize';
import { findObject, type Payload } from './objectId';
import { COMPLIANCE_TOPICS, TOPICS, type Topic } from './topics/topics';

const SHOP = 'my-shop.myshopify.com';
const DATE = '2026-11-21T11:00:00+01:00';
const NUMBER = 5_500_000_000_017;

/** The facts of objects that are known beyond their ids, by `objectType` (https://shopify.dev/docs/api/webhooks). */
const OBJECTS: Readonly<Record<string, ObjectFacts>> = {
	orders: {
		type: 'Order',
		fields: { name: '#1001', currency: 'EUR', total_price: '49.00', financial_status: 'paid' },
	},
	refunds: { type: 'Refund', lacks: ['updated_at'], fields: { order_id: NUMBER } },
	fulfillments: { type: 'Fulfillment', fields: { order_id: NUMBER, status: 'success' } },
	products: {
		type: 'Product',
		fields: { title: 'Chair', handle: 'chair', status: 'active', vendor: 'A', product_type: 'B' },
	},
	customers: {
		type: 'Customer',
		fields: { first_name: 'Ada', last_name: 'Example', state: 'enabled', currency: 'EUR' },
		deletion: {
			...{ phone: null, addresses: [], tax_exemptions: [] },
			...{ email_marketing_consent: null, sms_marketing_consent: null },
			admin_graphql_api_id: gid('Customer'),
		},
	},
	draft_orders: {
		type: 'DraftOrder',
		fields: { name: '#D1', status: 'open', currency: 'EUR', total_price: '49.00' },
	},
	collections: {
		type: 'Collection',
		lacks: ['created_at'],
		fields: { title: 'Chairs', handle: 'chairs' },
		deletion: { published_scope: 'web', admin_graphql_api_id: gid('Collection') },
	},
	companies: { type: 'Company', lacks: ['id'], fields: { name: 'Company' }, deletion: 'whole' },
	company_locations: {
		type: 'CompanyLocation',
		lacks: ['id'],
		fields: { name: 'Montreal' },
		deletion: 'whole',
	},
	inventory_items: { type: 'InventoryItem', fields: { sku: 'CHAIR-1', tracked: true } },
	discounts: {
		type: 'DiscountCodeNode',
		lacks: ['id'],
		fields: { title: 'Spring', status: 'ACTIVE' },
		deletion: { admin_graphql_api_id: gid('DiscountCodeNode') },
	},
};

interface ObjectFacts {
	/** The type in global ids. */
	type: string;
	/** The fields that most objects have, and these do not. */
	lacks?: ReadonlyArray<'id' | 'created_at' | 'updated_at'>;
	fields: Payload;
	/** What the payload of a deletion has in addition to the id, or `whole` if it is the object. */
	deletion?: Payload | 'whole';
}

/** The sample events of Shopify's webhooks. */
export const samples: Samples = {
	account: SHOP,
	deliveryId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
	changeOf: async (name) => {
		const topic = TOPICS.get(name) ?? COMPLIANCE_TOPICS.get(name);
		if (topic === undefined) return undefined;
		const payload = payloadOf(topic);
		const object = findObject(payload, topic.id, SHOP);
		return (
			object &&
			normalize({
				...{ topic, payload, object, occurrence: SAMPLE_AT, apiVersion: LATEST_VERSION },
				isSigned: { shop: false, topic: false, object: true },
			})
		);
	},
};

/** Returns the object of a known kind if the payload is that object, or only the ids by which it names its object. */
function payloadOf({ topic, eventType, objectType, id }: Topic): Payload {
	const facts = Object.hasOwn(OBJECTS, objectType) ? OBJECTS[objectType] : undefined;
	const [place] = id.split('|');
	const isObject = place === 'id' || place === 'admin_graphql_api_id';
	if (facts === undefined || !isObject || !topic.startsWith(`${objectType}/`)) return idsOf(place);
	const { type, lacks = [], fields, deletion = {} } = facts;
	const number = lacks.includes('id') ? {} : { id: NUMBER };
	if (eventType === 'DELETED' && deletion !== 'whole') return { ...number, ...deletion };
	return {
		...number,
		admin_graphql_api_id: gid(type),
		...(lacks.includes('created_at') ? {} : { created_at: DATE }),
		...(lacks.includes('updated_at') ? {} : { updated_at: DATE }),
		...fields,
	};
}

/** Returns a payload with only the ids at a place (see `findObject`). */
function idsOf(place: string): Payload {
	if (place === '(shop)') return {};
	const payload: Record<string, unknown> = {};
	for (const path of place.split(':')) {
		const names = path.split('.');
		const last = names.pop() ?? '';
		let holder = payload;
		for (const name of names) holder = holder[name] = { ...(holder[name] as object | undefined) };
		holder[last] = idAt(last, names.at(-1) ?? '');
	}
	return payload;
}

/** Returns an id as the field has it: a global id, the name of a language, or a number. */
function idAt(name: string, holder: string): string | number {
	if (name.startsWith('admin_graphql_api_')) return gid(pascal(holder) || 'Object');
	if (name === 'locale') return 'de';
	if (name === 'cycle_index') return 1;
	return NUMBER;
}

function gid(type: string): string {
	return `gid://shopify/${type}/${NUMBER}`;
}

/** Returns `CompanyContact` for `company_contact`. */
function pascal(name: string): string {
	return name
		.split('_')
		.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
		.join('');
}
