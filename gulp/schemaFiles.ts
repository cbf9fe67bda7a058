import {
	cloudElementsNotification,
	cloudEvent,
	cloudEventBatch,
} from '../nodes/core/envelope/envelopeSchemas';
import {
	delivered,
	deliveredMessage,
	deliveryResult,
	signedMessage,
	undelivered,
	undeliveredEvent,
	undeliveredMessage,
} from '../nodes/core/envelope/deliverySchemas';
import { normalizedEvent } from '../nodes/core/event';
import { asyncApi } from './asyncApi';
import { eventTypes } from './eventTypes';
import { jsonSchema, type JsonSchema } from './jsonSchema';
import { topicTables } from './topicTables';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
/** Serves the files of published versions. */
const BASE = 'https://unpkg.com/n8n-nodes-signed-events/dist/schemas';

/** The schemas with a file, by its name. */
const FILES = {
	event: normalizedEvent,
	'cloud-event': cloudEvent,
	'cloud-event-batch': cloudEventBatch,
	'cloud-elements-notification': cloudElementsNotification,
	'signed-message': signedMessage,
	'delivery-result': deliveryResult,
};

/** The messages of the AsyncAPI document. */
const MESSAGES = [normalizedEvent, cloudEvent, cloudEventBatch, cloudElementsNotification];

/** What becomes a type of receivers. The first one is the event. */
const TYPES = [
	...[normalizedEvent, cloudEvent, cloudElementsNotification],
	...[signedMessage, delivered, undelivered],
	...[deliveredMessage, undeliveredMessage, undeliveredEvent, deliveryResult],
];

/** Returns the content of each file of `docs/schemas`, by its name. */
export function schemaFiles(packageJson: Parameters<typeof asyncApi>[0]): Map<string, object> {
	const schemas = Object.entries(FILES).map(([name, schema]): [string, object] => {
		const { title, description, ...others } = jsonSchema(schema);
		const $id = `${BASE}/${name}.json`;
		return [`${name}.json`, { $schema: DIALECT, $id, title, description, ...others }];
	});
	const topics = Object.fromEntries(
		topicTables().map(({ elementKey, ...table }) => [elementKey, table]),
	);
	return new Map<string, object>([
		...schemas,
		['topics.json', topics],
		['asyncapi.json', asyncApi(packageJson, byTitle(MESSAGES))],
	]);
}

/** Returns the source of `nodes/core/envelope/signedEvent.ts`, not yet formatted. */
export function receiverTypes(): string {
	return eventTypes(byTitle(TYPES), topicTables());
}

function byTitle(schemas: readonly object[]): Map<string, JsonSchema> {
	return new Map(
		schemas.map((schema) => {
			const json = jsonSchema(schema);
			if (json.title === undefined) throw new Error('A schema has no title.');
			return [json.title, json];
		}),
	);
}
