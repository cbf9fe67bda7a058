export type Payload = Readonly<Record<string, unknown>>;

/** The object that a payload is about. */
export interface FoundObject {
	id: string;
	/** The part of the payload with the id and the dates of the object. */
	holder: Payload;
}

/** Stands for an object that every shop has once. */
const SHOP = '(shop)';

/**
 * Finds the object that a payload is about.
 *
 * @param places alternatives separated by `|`, of which the first match counts. Each is a path of names joined by dots,
 *   several paths joined by `:` whose values become one id, or `(shop)`, which always exists
 * @param shop the id of `(shop)`
 */
export function findObject(
	payload: Payload,
	places: string,
	shop: string,
): FoundObject | undefined {
	for (const place of places.split('|')) {
		if (place === SHOP) return { id: shop, holder: payload };
		const found = place.split(':').map((path) => follow(payload, path.split('.')));
		const ids = found.map(({ value }) => readId(value));
		if (ids.every((id) => id !== undefined)) return { id: ids.join(':'), holder: found[0].holder };
	}
	return undefined;
}

/** Returns the top-level fields of an id. A payload with selected fields must include them. */
export function idFields(places: string): string[] {
	const [first] = places.split('|');
	return first === SHOP ? [] : first.split(':').map((path) => path.split('.')[0]);
}

function follow(payload: Payload, path: readonly string[]): { value: unknown; holder: Payload } {
	let holder = payload;
	let value: unknown = payload;
	for (const name of path) {
		// Shopify documents `fulfillment_order_merges` as an object and as a list with one entry.
		const next: unknown = Array.isArray(value) ? value[0] : value;
		if (typeof next !== 'object' || next === null || !Object.hasOwn(next, name))
			return { value: undefined, holder };
		holder = next as Payload;
		value = holder[name];
	}
	return { value, holder };
}

/** Returns an id as text. `gid://shopify/Order/17` and 17 are the same order. */
export function readId(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	return /^gid:\/\/shopify\/\w+\/([^?]+)/.exec(value)?.[1] ?? value;
}
