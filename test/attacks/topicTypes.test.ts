/**
 * The types of events declare one `objectType` for each topic of the table. The poll of any list emits the topics of the
 * table with that type, also for an earlier version of the API or a plugin.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createdChange, readObject } from '../../nodes/WooCommerce/changes';
import { readPollerConfiguration } from '../../nodes/WooCommerce/poll/configuration/pollerConfiguration';

const tables = JSON.parse(
	readFileSync(join(__dirname, '../../docs/schemas/topics.json'), 'utf8'),
) as Record<string, { topics: Record<string, object[]> }>;
const { topics } = tables.woocommercerest;

/** Returns the first event of a list that the user polls as `shop_list`. */
function firstEvent(url: string) {
	const read = readPollerConfiguration({ shop_list: { url, idField: 'id' } });
	if (!read.ok) throw new Error(read.problem.message);
	const [polled] = read.value;
	const row = { id: 7, date_created_gmt: '2026-11-28T10:00:00' };
	return createdChange(polled, readObject(polled, row), 0);
}

const lists = ['coupons', 'customers', 'orders', 'products', 'subscriptions', 'order'];
const paths = ['wc/v3', 'wc/v2', 'wc/v1', 'wc/v4', 'plugin/v1'].flatMap((api) =>
	lists.map((list) => `/wp-json/${api}/${list}`),
);

it.each(paths)('emits the events of %s with the object type of their topic', (url) => {
	const { topic, eventType, objectType } = firstEvent(url);
	expect(topics[topic]).toContainEqual({ eventType, objectType });
});

it('keeps the name of an unknown list as the object type', () => {
	const { topic, objectType } = firstEvent('/wp-json/plugin/v1/bookings');
	expect({ topic, objectType }).toEqual({ topic: 'booking.created', objectType: 'bookings' });
});
