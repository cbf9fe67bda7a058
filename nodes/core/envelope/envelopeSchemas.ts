import { z } from 'zod';

import { isoDate, normalizedEvent } from '../event';
import { withJsonForm } from '../jsonForm';
import { anyObject, textList } from '../listSchemas';

const { id, stateId, unproven, unsigned, sender, rawShape, deliveryId } = normalizedEvent.shape;
const MOST_TAGS = 1_000;
const number = (description: string) => z.number().describe(description);
const text = (description: string) => z.string().describe(description);
const date = (description: string) => isoDate('must be ISO 8601 in UTC', description);

/** A CloudEvent 1.0 in its JSON format, without the extensions of other senders. */
export const cloudEvent = withJsonForm(
	z.object({
		specversion: z.literal('1.0'),
		id,
		source: text('`/`, the vendor, `/` and the account. With `id`, it identifies the change.'),
		type: text('The vendor, the type of the object and what happened: `shopify.orders.created`.'),
		subject: text('The id of the object.'),
		time: date("The vendor's time of the change; ISO 8601 in UTC."),
		datacontenttype: z.literal('application/json'),
		recordedtime: date('When n8n received it: a documented extension of CloudEvents.'),
		unproven: z
			.literal(true)
			.describe('Present if the vendor has neither signed nor confirmed the content.')
			.optional(),
		unsigned: text(
			"A comma-separated list of the fields that the vendor's signature does not cover.",
		).optional(),
		data: normalizedEvent,
	}),
	// The extensions of the CloudEvent that a sender sent, and its `dataschema`.
	{
		title: 'SignedCloudEvent',
		description: 'A CloudEvent 1.0, the envelope *CloudEvents*.',
		additionalProperties: { type: ['string', 'integer', 'boolean'] },
	},
);

/** Several CloudEvents: the batched content mode. */
export const cloudEventBatch = withJsonForm(z.array(cloudEvent).min(1), {
	title: 'SignedCloudEventBatch',
	description: 'CloudEvents in the batched mode.',
});

/** An event in the list of a Cloud Elements notification. */
export const listedEvent = z.object({
	date: date("The vendor's time of the change, in whole seconds."),
	elementKey: normalizedEvent.shape.elementKey,
	pollDate: date('When the poll found the change. Absent for webhooks.').optional(),
	eventType: normalizedEvent.shape.eventType,
	hubKey: normalizedEvent.shape.hubKey,
	objectId: normalizedEvent.shape.objectId,
	objectType: text('The type of the object, or the name that the user gave a polled resource.'),
	id,
	stateId,
	unproven,
	unsigned,
	sender,
	deliveryId,
});

/** The `message` of a Cloud Elements notification. */
export const notificationMessage = z.object({
	elementKey: normalizedEvent.shape.elementKey,
	accountId: number('The account of the instance.'),
	eventId: z
		.string()
		.regex(/^[\w-]{1,64}$/)
		.describe('The same for each delivery of the same events.'),
	companyId: number('The company of the account.'),
	instanceId: number('The instance, or a number derived from the workflow.'),
	instance_id: number('The same as `instanceId`.'),
	instanceName: normalizedEvent.shape.instanceName,
	instanceTags: textList(MOST_TAGS, "The user's tags, or `instanceName` if the user set none."),
	raw: anyObject(
		"What the vendor's webhook sent. For polling, the records under the name of the resource.",
	),
	rawShape,
	unproven,
	unsigned,
	sender,
	userId: number('The user of the account.'),
	events: z.array(listedEvent).min(1),
});

/** A notification with the same fields as those of Cloud Elements (docs/facts/cloud-elements.md section 1.1). */
export const cloudElementsNotification = withJsonForm(
	z.object({
		severity: z.literal('medium'),
		createdDate: text("When the notification was made, as Java's `Date.toString()` writes it."),
		topic: text('`instance-`, the instance, the vendor and `-events`.'),
		action: z.literal('create'),
		id: text('A number that is derived from the ids of the events.'),
		message: notificationMessage,
		user: text('The sender that Cloud Elements named.'),
	}),
	{
		title: 'CloudElementsNotification',
		description:
			'A notification with the same fields as those of Cloud Elements. The body of the envelope *Cloud Elements*.',
	},
);

export type ListedEvent = z.infer<typeof listedEvent>;
export type CloudElementsNotification = z.infer<typeof cloudElementsNotification>;

/** A CloudEvent 1.0 in its JSON format. */
export interface CloudEvent extends z.infer<typeof cloudEvent> {
	/** Extensions of the CloudEvent that a sender sent, and its `dataschema`. */
	[extension: string]: unknown;
}
