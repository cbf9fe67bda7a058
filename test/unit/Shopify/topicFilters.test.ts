import { filterProblem, readFilters } from '../../../nodes/Shopify/topicFilters';
import { topicNamed } from '../../../nodes/Shopify/topics/topics';

const TOPICS = ['orders/create', 'metaobjects/create', 'customers/redact'].map(topicNamed);

describe('the filters per topic', () => {
	it('are read without those of no topic', () => {
		expect(readFilters()).toEqual([]);
		expect(
			readFilters([{ topic: ' Orders/Create ', filter: ' id:7 ' }, { filter: 'id:8' }]),
		).toEqual([{ topic: 'orders/create', filter: 'id:7' }]);
	});

	it('of a topic that is not chosen, or two of one topic, prevent an activation', () => {
		const problemOf = (...names: string[]) =>
			filterProblem(readFilters(names.map((topic) => ({ topic, filter: 'id:7' }))), TOPICS);
		expect(problemOf()).toBeUndefined();
		expect(problemOf('orders/create', 'metaobjects/create')).toBeUndefined();
		expect(problemOf('orders/updated')).toBe(
			'The filters cannot be used: Filters per Topic has one for orders/updated, which is not chosen. Choose it in Topics, or remove its filter.',
		);
		expect(problemOf('orders/create', 'orders/create')).toBe(
			'The filters cannot be used: orders/create has two in Filters per Topic. Join their conditions with AND or OR.',
		);
	});
});
