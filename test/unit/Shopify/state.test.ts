import { topicNamed } from '../../../nodes/Shopify/topics/topics';
import { findObject } from '../../../nodes/Shopify/objectId';
import { reportedState } from '../../../nodes/Shopify/state';

const GID = 'gid://shopify/Order/7';
const DATES = { created_at: '2026-11-21T05:00:00-05:00', updated_at: '2026-11-21T05:00:09-05:00' };
const ORDER = { id: 7, admin_graphql_api_id: GID, ...DATES };

function stateOf(name: string, payload: Record<string, unknown>) {
	const topic = topicNamed(name);
	const object = findObject(payload, topic.id, 'my-shop.myshopify.com');
	if (object === undefined) throw new Error('The payload has no object.');
	return reportedState(topic, payload, object);
}

const signed = (stateRevision: string) => ({ stateRevision, isSigned: true });
const unsigned = (stateRevision: string) => ({ stateRevision, isSigned: false });

describe('the state that a webhook reports', () => {
	it.each<[string, Record<string, unknown>, unknown]>([
		['orders/create', ORDER, signed('created')],
		['orders/updated', ORDER, signed('updated:2026-11-21T10:00:09Z')],
		['orders/delete', { id: 7 }, signed('gone')],
		['companies/delete', { admin_graphql_api_id: 'gid://shopify/Company/7' }, signed('gone')],
		[
			'collections/delete',
			{
				id: 7,
				published_scope: 'web',
				admin_graphql_api_id: 'gid://shopify/Collection/7',
			},
			signed('gone'),
		],
		// Catch-up shows no creation of a collection, so both topics report the same state.
		[
			'collections/create',
			{ ...DATES, id: 7, admin_graphql_api_id: 'gid://shopify/Collection/7' },
			signed('updated:2026-11-21T10:00:09Z'),
		],
		[
			'discounts/update',
			{ ...DATES, admin_graphql_api_id: 'gid://shopify/DiscountAutomaticNode/7' },
			signed('updated:2026-11-21T10:00:09Z'),
		],
		// Someone recorded a body and sends it under another topic.
		['orders/delete', ORDER, unsigned('gone')],
		['orders/delete', { id: 7, updated_at: DATES.updated_at }, unsigned('gone')],
		['products/update', ORDER, unsigned('updated:2026-11-21T10:00:09Z')],
		['orders/create', { ...ORDER, created_at: undefined }, unsigned('created')],
		// The body of an old subscription with selected fields.
		['orders/updated', { ...DATES, id: 7 }, unsigned('updated:2026-11-21T10:00:09Z')],
		[
			'orders/updated',
			{ ...ORDER, admin_graphql_api_id: `${GID}0` },
			unsigned('updated:2026-11-21T10:00:09Z'),
		],
		// Catch-up cannot stand for these.
		['orders/updated', { id: 7, admin_graphql_api_id: GID }, undefined],
		['orders/paid', ORDER, undefined],
		['themes/update', ORDER, undefined],
	])('of %s with %j is %j', (topic, payload, state) => {
		expect(stateOf(topic, payload)).toEqual(state);
	});
});
