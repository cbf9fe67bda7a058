import type { INodeProperties } from 'n8n-workflow';

/** An option of the trigger and of Replay: the form of `raw` in events that do not come from a webhook. */
export const CAUGHT_UP_OPTION: INodeProperties = {
	displayName: 'Caught-Up Objects',
	name: 'catchUpRaw',
	type: 'options',
	default: 'graphql',
	options: [
		{
			name: 'From GraphQL',
			value: 'graphql',
			description: 'The main fields. Needs no additional requests or permissions.',
		},
		{
			name: 'From REST',
			value: 'rest',
			description:
				'The same fields as in webhooks, as far as the API version and the app allow. One more request per 50 objects.',
		},
	],
	description: 'Source of the field raw in events of catch-up and Replay. Defaults to GraphQL.',
};
