import { RESOURCES } from '../../../../nodes/WooCommerce/resources';
import { readTopics, TOPICS } from '../../../../nodes/WooCommerce/webhooks/topics';
import { WooCommerceEventsTrigger } from '../../../../nodes/WooCommerce/WooCommerceEventsTrigger.node';
import { isTopic } from '../../../sandbox/woocommerce/webhooks/topics';
import vendor from '../../../vectors/wooCommerceTopics.json';

const names = TOPICS.map(({ topic }) => topic);

describe('the table of topics', () => {
	it('has every topic of WooCommerce and of WooCommerce Subscriptions, once, and no other', () => {
		expect([...names].sort()).toEqual([...vendor.topics, ...vendor.plugin.topics].sort());
		expect(names.filter((topic) => !isTopic(topic))).toEqual([]);
	});

	it.each(TOPICS)(
		'$topic has the resource and action of its name',
		({ topic, resource, action: happening }) => {
			expect(Object.values(RESOURCES)).toContain(resource);
			expect(topic).toBe(`${resource.topicPrefix}.${happening}`);
		},
	);

	it('is offered by the panel in alphabetical order', () => {
		const { properties } = new WooCommerceEventsTrigger().description;
		const topics = properties.find(({ name }) => name === 'topics');
		const offered = (topics?.options ?? []) as Array<{ name: string; value: string }>;
		expect(offered.map(({ value }) => value)).toEqual(names);
		const titles = offered.map(({ name }) => name);
		expect(titles).toEqual([...titles].sort());
		expect(names).toEqual(expect.arrayContaining(topics?.default as string[]));
	});
});

describe('readTopics', () => {
	it.each([
		[['order.created', 'order.created'], ['order.created']],
		['order.created, product.updated', ['order.created', 'product.updated']],
		[' Order.Created ,', ['order.created']],
		['action.woocommerce_Some_Hook', ['action.woocommerce_Some_Hook']],
		['subscription.created', ['subscription.created']],
		['', []],
		[[], []],
		[undefined, []],
	])('%p are %p', (given, read) => expect(readTopics(given)).toEqual(read));
});
