import type { INodePropertyOptions } from 'n8n-workflow';

import { COMPLIANCE_TOPICS, scopesInWords, TOPICS, TOPICS_WITHOUT_URL, type Topic } from './topics';

/** The topics as the panel offers them, with their scopes, sorted by name. */
export const TOPIC_OPTIONS: INodePropertyOptions[] = [
	...[...TOPICS.values()]
		.filter(({ topic }) => !TOPICS_WITHOUT_URL.includes(topic))
		.map((topic) => ({ topic, description: describe(topic) })),
	...[...COMPLIANCE_TOPICS.values()].map((topic) => ({
		topic,
		description: `When ${topic.description}. Set this node's URL in the app's compliance webhooks.`,
	})),
]
	.map(({ topic: { topic }, description }) => ({ name: topic, value: topic, description }))
	.sort((one, other) => (one.name < other.name ? -1 : 1));

function describe(topic: Topic): string {
	const needs = topic.scopes.length === 0 ? 'Needs no scope' : `Needs ${scopesInWords(topic)}`;
	const note = topic.foundIn === undefined ? ' No catch-up.' : '';
	return `When ${topic.description}. ${needs}.${note}`;
}
