import type { EventType } from '../nodes/core/event';
import { ALSO_FOR_KNOWN_FILES } from '../nodes/Box/normalize';
import { TRIGGERS, type Trigger } from '../nodes/Box/triggers';
import { box } from '../nodes/Box/vendor';
import { EVENTS } from '../nodes/Ecwid/eventTypes';
import { ecwid } from '../nodes/Ecwid/vendor';
import { COMPLIANCE_TOPICS, TOPICS } from '../nodes/Shopify/topics/topics';
import { shopify } from '../nodes/Shopify/vendor';
import { ELEMENT } from '../nodes/WooCommerce/resources';
import { TOPICS as WOO_TOPICS, type Action } from '../nodes/WooCommerce/webhooks/topics';

/** What an event of a topic says happened, and to what kind of object. */
interface EventForm {
	eventType: EventType;
	objectType: string;
}

/** The topics of one vendor. */
export interface TopicTable {
	elementKey: string;
	hubKey: string;
	/** The forms that an event of a topic can have, by topic in alphabetical order. */
	topics: Record<string, EventForm[]>;
}

/** Returns what the tables of the vendors determine about their events. */
export function topicTables(): TopicTable[] {
	return [
		table(shopify, [...[...TOPICS.values(), ...COMPLIANCE_TOPICS.values()].map(row)]),
		table(
			ELEMENT,
			WOO_TOPICS.map(({ topic, action, resource: { objectType } }) => [
				topic,
				wooForms(action, objectType),
			]),
		),
		table(
			box,
			TRIGGERS.map((trigger) => [trigger.trigger, boxForms(trigger)]),
		),
		table(ecwid, [...EVENTS.values()].map(row)),
	];
}

const WOO_TYPES: Readonly<Record<Action, EventType>> = {
	created: 'CREATED',
	updated: 'UPDATED',
	deleted: 'DELETED',
	restored: 'UPDATED',
	published: 'UPDATED',
	switched: 'UPDATED',
};

/** A new variation arrives as `product.created`, and changes its product (docs/facts/woocommerce-measured.md). */
function wooForms(action: Action, objectType: string): EventForm[] {
	const own = { eventType: WOO_TYPES[action], objectType };
	const isParents = objectType === 'products' && action === 'created';
	return isParents ? [own, { eventType: 'UPDATED', objectType }] : [own];
}

type Row = readonly [topic: string, forms: EventForm[]];

function row({ topic, eventType, objectType }: EventForm & { topic: string }): Row {
	return [topic, [{ eventType, objectType }]];
}

/** Box can send the file or folder of another object, such as of a comment. That file was updated. */
function boxForms({ trigger, object, eventType }: Trigger): EventForm[] {
	const items = ['files', 'folders'];
	const named = object === 'item' ? items : [`${object}s`];
	const isAlsoUpdated = eventType !== 'UPDATED' && trigger === ALSO_FOR_KNOWN_FILES;
	const updated = isAlsoUpdated ? items : items.filter((item) => !named.includes(item));
	return [
		...named.map((objectType) => ({ eventType, objectType })),
		...updated.map((objectType) => ({ eventType: 'UPDATED' as const, objectType })),
	];
}

function table(
	{ elementKey, hubKey }: Pick<TopicTable, 'elementKey' | 'hubKey'>,
	rows: readonly Row[],
): TopicTable {
	const sorted = [...rows].sort(([one], [other]) => (one < other ? -1 : 1));
	return { elementKey, hubKey, topics: Object.fromEntries(sorted) };
}
