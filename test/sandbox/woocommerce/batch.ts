import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { ApiError } from './errors';

const BATCH_LIMIT = 100;

/** The items of a batch by operation. */
export interface Batch {
	create: JsonValue[];
	update: JsonValue[];
	delete: JsonValue[];
}

/** Reads a batch. Rejects more than 100 items. */
export function readBatch(body: JsonObject): Batch {
	const listed = (name: string) => (Array.isArray(body[name]) ? body[name] : []) as JsonValue[];
	const batch = { create: listed('create'), update: listed('update'), delete: listed('delete') };
	if (batch.create.length + batch.update.length + batch.delete.length > BATCH_LIMIT)
		throw new ApiError(
			413,
			'woocommerce_rest_request_entity_too_large',
			`Unable to accept more than ${BATCH_LIMIT} items for this request.`,
		);
	return batch;
}

/** The error that a batch returns in the place of a rejected item. */
export function refusedItem(error: unknown, name: keyof Batch, item: JsonValue): JsonObject {
	if (!(error instanceof ApiError)) throw error;
	const id = name === 'create' ? 0 : Number(isJsonObject(item) ? item.id : item);
	return { id, error: { code: error.code, message: error.message, data: error.data() } };
}

/** An item that is to be an object; anything else counts as an empty one. */
export function asObject(item: JsonValue): JsonObject {
	return isJsonObject(item) ? item : {};
}
