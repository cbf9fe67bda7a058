import { isObject } from '../../core/json';
import type { Row } from '../client/api';

/** Returns whether WooCommerce sent its own error instead of an object. */
export function isErrorBody(body: Row): boolean {
	return typeof body.code === 'string' && typeof body.message === 'string' && !isId(body.id);
}

/**
 * Returns the id of the object in a body. The legacy API has the object in a member: `{"order": {"id": 17}}`
 * (https://github.com/woocommerce/woocommerce-legacy-rest-api).
 */
export function idIn(topic: string, body: Row): number | string | undefined {
	if (isId(body.id)) return body.id;
	const object = body[topic.split('.')[0]];
	return isObject(object) && isId(object.id) ? object.id : undefined;
}

/** Returns the name of the field that should name the object, if the body does not name one. */
export function missingField(topic: string, body: unknown): 'id' | 'arg' | undefined {
	const isAction = topic.startsWith('action.');
	if (!isObject(body)) return isAction ? 'arg' : 'id';
	if (isErrorBody(body) || idIn(topic, body) !== undefined) return undefined;
	if (!isAction) return 'id';
	return body.arg === undefined || body.arg === null ? 'arg' : undefined;
}

/** Returns whether a value is an id: a number, or its digits if a number would round it. */
export function isId(value: unknown): value is number | string {
	return typeof value === 'number'
		? Number.isSafeInteger(value) && value >= 0
		: typeof value === 'string' && /^\d{1,20}$/.test(value);
}
