import { connect } from '../../../nodes/Shopify/connect';
import { subscriptions } from '../../../nodes/Shopify/subscription';
import { shopify } from '../../../nodes/Shopify/vendor';
import { filterProblem, readFilters } from '../../../nodes/Shopify/topicFilters';
import { topicNamed } from '../../../nodes/Shopify/topics/topics';

const TOPICS = ['orders/create', 'metaobjects/create', 'customers/redact'].map(topicNamed);

describe('the filters per topic', () => {
	it('are read without those of no topic', () => {
		expect(readFilters(TOPICS)).toEqual([]);
		expect(
			readFilters(TOPICS, [{ topic: ' Orders/Create ', filter: ' id:7 ' }, { filter: 'id:8' }]),
		).toEqual([{ topic: 'orders/create', filter: 'id:7' }]);
	});

	it.each(['orders/create', 'ORDERS_CREATE', ' Orders/Create '])(
		'of %j apply to orders/create, and the other topics have the general filter',
		(topic) => {
			const panel: Record<string, unknown> = {
				topics: 'orders/create, orders/updated',
				options: { filter: 'id:1', topicFilters: { filters: [{ topic, filter: 'id:7' }] } },
			};
			const getNodeParameter = (name: string, fallback: unknown) => panel[name] ?? fallback;
			const credential = { shop: 'my-shop', clientSecret: 'client-secret' };
			const connected = connect({ getNodeParameter, helpers: {} } as never, credential);
			if (!connected.ok) throw new Error(connected.problem.message);
			expect(shopify.configError?.(connected.value)).toBeUndefined();
			const wanted = subscriptions.wanted(connected.value, 'https://n8n.example/');
			expect(wanted.map(({ input }) => input.filter)).toEqual(['id:7', 'id:1']);
		},
	);

	it('of a topic that is not chosen, or two of one topic, prevent an activation', () => {
		const problemOf = (...names: string[]) =>
			filterProblem(
				readFilters(
					TOPICS,
					names.map((topic) => ({ topic, filter: 'id:7' })),
				),
				TOPICS,
			);
		expect(problemOf()).toBeUndefined();
		expect(problemOf('orders/create', 'metaobjects/create')).toBeUndefined();
		expect(problemOf('orders/updated')).toBe(
			'The filters cannot be used: Filters per Topic has one for orders/updated, which is not chosen. Choose it in Topics, or remove its filter.',
		);
		for (const name of ['orders/create', 'ORDERS_CREATE'])
			expect(problemOf('orders/create', name)).toBe(
				'The filters cannot be used: orders/create has two in Filters per Topic. Join their conditions with AND or OR.',
			);
	});
});
