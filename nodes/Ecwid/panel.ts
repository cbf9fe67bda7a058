import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { CHECK_INTERVAL_OPTION } from '../host/properties';
import { ANY_EVENT, EVENTS } from './eventTypes';

/** The choice of events, in the order of their names. */
export const EVENT_OPTIONS: INodePropertyOptions[] = [
	{
		name: 'Any Event',
		value: ANY_EVENT,
		description: 'All of these, and those that Ecwid adds one day',
	},
	...[...EVENTS.values()]
		.map(({ topic, proof }) => ({
			name: titleOf(topic),
			value: topic,
			...(proof === 'telling' && {
				description: 'Ecwid only says so, and nothing shows it: put out as unproven',
			}),
		}))
		.sort((left, right) => (left.name < right.name ? -1 : 1)),
];

/** `profile.subscriptionStatusChanged` as a title: Profile Subscription Status Changed. */
function titleOf(topic: string): string {
	const words = topic
		.replace(/[._]/g, ' ')
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.split(' ');
	return words.map((word) => word[0].toUpperCase() + word.slice(1)).join(' ');
}

export const CATCH_UP_INTERVAL_OPTION: INodeProperties = {
	...CHECK_INTERVAL_OPTION,
	description:
		'How often to ask Ecwid for what no webhook has told, while the workflow is active: orders, carts, products, customers, discounts and reviews',
};
