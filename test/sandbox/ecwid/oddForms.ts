import type { JsonValue } from '../json';

/** Fields of a webhook of an order in forms that Ecwid signs like any other. Undefined: the field is absent. */
export const ODD_FORMS: Readonly<Record<string, Record<string, JsonValue | undefined>>> = {
	'data that is null': { data: null },
	'no data': { data: undefined },
	'an order without its id': { data: {} },
	'a cart by its cart id alone': {
		eventType: 'unfinished_order.updated',
		entityId: -1,
		data: { cartId: 'A1B2C3' },
	},
	'no object': { eventType: 'unfinished_order.created', entityId: -1, data: {} },
	'a name of three parts': { eventType: 'order.payment.refunded' },
	'a name that is not documented': { eventType: 'gift_card.redeemed' },
	'a profile without an id': { eventType: 'profile.updated', entityId: undefined, data: undefined },
	'an application without an id': {
		eventType: 'application.storageChanged',
		entityId: undefined,
		data: undefined,
	},
	'a number for an id': { eventId: 70_001 },
	'another store of the app': { storeId: 1004 },
};
