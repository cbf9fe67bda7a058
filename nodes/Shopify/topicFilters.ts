import { isSameTopic, type Topic } from './topics/topics';

/** A condition on the payloads of one topic. */
export interface TopicFilter {
	/** The chosen topic's name, such as `orders/create`. */
	topic: string;
	/** In Shopify's search syntax. Empty if every payload matches. */
	filter: string;
}

/** Returns the filters of the panel, except rows without a topic. A row may use a topic's name in the Admin API. */
export function readFilters(
	topics: readonly Topic[],
	given: ReadonlyArray<Partial<TopicFilter>> = [],
): TopicFilter[] {
	const filters = given.map(({ topic, filter }) => {
		const name = String(topic ?? '').trim();
		const chosen = topics.find((one) => isSameTopic(one.topic, name));
		return { topic: chosen?.topic ?? name, filter: String(filter ?? '').trim() };
	});
	return filters.filter(({ topic }) => topic !== '');
}

/** Returns why a filter cannot have the effect that the user expects, or undefined. */
export function filterProblem(
	filters: readonly TopicFilter[],
	topics: readonly Topic[],
): string | undefined {
	const names = filters.map(({ topic }) => topic);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined)
		return `The filters cannot be used: ${twice.slice(0, 100)} has two in Filters per Topic. Join their conditions with AND or OR.`;
	const without = names.find((name) => !topics.some(({ topic }) => topic === name));
	return without === undefined
		? undefined
		: `The filters cannot be used: Filters per Topic has one for ${without.slice(0, 100)}, which is not chosen. Choose it in Topics, or remove its filter.`;
}
