import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { CHECK_INTERVAL_OPTION } from '../host/properties';
import { ANY_EVENT, EVENTS } from './eventTypes';

/** The events as the panel offers them, sorted by name. */
export const EVENT_OPTIONS: INodePropertyOptions[] = [
	{
		name: 'Any Event',
		value: ANY_EVENT,
		description: 'All events in this list, and those that Ecwid adds later',
	},
	...[...EVENTS.values()]
		.map(({ topic, confirmedBy }) => ({
			name: titleOf(topic),
			value: topic,
			...(confirmedBy === 'nothing' && {
				description: 'Ecwid cannot confirm this event, so it is emitted as unproven',
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
		'How often to search for events that no webhook delivered, while the workflow is active. Covers orders, carts, products, customers, discounts and reviews.',
};
