import type { INodePropertyOptions } from 'n8n-workflow';

import { scopesInWords, TOPICS, TOPICS_WITHOUT_URL, type Topic } from './topics';

/** All topics for the editor, each with what it tells and what it needs; found by Shopify's names. */
export const TOPIC_OPTIONS: INodePropertyOptions[] = [...TOPICS.values()]
	.filter(({ topic }) => !TOPICS_WITHOUT_URL.includes(topic))
	.map((topic) => ({ name: topic.topic, value: topic.topic, description: describe(topic) }));

function describe(topic: Topic): string {
	const needs = topic.scopes.length === 0 ? 'Needs no scope' : `Needs ${scopesInWords(topic)}`;
	return `When ${topic.tells}. ${needs}.`;
}
