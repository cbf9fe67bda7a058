/* Receivers in TypeScript: `npm run test:types` compiles this file, and nothing runs it. */
import type {
	DeliveryResult,
	EventOf,
	NormalizedEvent,
	SignedCloudEvent,
	SignedEvent,
} from '../../nodes/core/envelope/signedEvent';
import type { deliveryResult } from '../../nodes/core/envelope/deliverySchemas';
import type { CloudEvent } from '../../nodes/core/envelope/envelopeSchemas';
import type { NormalizedEvent as EmittedEvent } from '../../nodes/core/event';
import type { z } from 'zod';

type Same<One, Other> =
	(<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
type Plain<Type> = { [Key in keyof Type]: Type[Key] };

/** The types of receivers are those of the schemas. */
export const isSame: [
	Same<Plain<SignedEvent>, EmittedEvent>,
	Same<Plain<SignedCloudEvent>['data'], SignedEvent>,
	DeliveryResult extends z.infer<typeof deliveryResult> ? true : false,
	z.infer<typeof deliveryResult> extends DeliveryResult ? true : false,
	CloudEvent extends SignedCloudEvent ? true : false,
	NormalizedEvent extends SignedEvent ? true : false,
] = [true, true, true, true, true, true];

/** `topic` narrows the vendor, what happened, and the object. */
export function byTopic(event: NormalizedEvent): string {
	switch (event.topic) {
		case 'orders/create': {
			const vendor: 'shopify' = event.elementKey;
			const what: 'CREATED' = event.eventType;
			const objectType: 'orders' = event.objectType;
			return vendor + what + objectType;
		}
		case 'FILE.TRASHED': {
			const vendor: 'box' = event.elementKey;
			const what: 'DELETED' | 'UPDATED' = event.eventType;
			return vendor + what;
		}
		case 'order.created': {
			const vendor: 'ecwid' | 'woocommercerest' = event.elementKey;
			return vendor;
		}
		default:
			return event.id;
	}
}

/** `elementKey` narrows the topics. */
export function byVendor(event: NormalizedEvent): string {
	if (event.elementKey !== 'ecwid') return '';
	// @ts-expect-error: a topic of Shopify
	if (event.topic === 'orders/create') return '';
	if (event.topic === 'review.created') {
		const objectType: 'reviews' = event.objectType;
		return objectType;
	}
	// @ts-expect-error: other topics remain
	const objectType: 'orders' = event.objectType;
	return objectType;
}

/** `objectType` narrows the vendor. */
export function byObject(event: NormalizedEvent): 'box' | undefined {
	return event.objectType === 'folders' ? event.elementKey : undefined;
}

/** An event of one topic. */
export function ofTopic(event: EventOf<'shopify', 'orders/delete'>): 'DELETED' {
	return event.eventType;
}

/** What became of a message. */
export function byDelivery(result: DeliveryResult): string {
	if (result.delivery.ok) {
		const status: number = result.delivery.status;
		return String(status);
	}
	return result.delivery.reason === 'gone' ? 'gone' : result.delivery.message;
}

// @ts-expect-error: no vendor has this topic
export type Misspelled = EventOf<'shopify', 'order/create'>;
