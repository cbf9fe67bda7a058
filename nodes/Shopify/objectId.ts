export type Payload = Readonly<Record<string, unknown>>;

/** The object that a payload is about. */
export interface FoundObject {
	id: string;
	/** The part of the payload that holds the id, and so the object's dates. */
	holder: Payload;
}

/** Stands for an object of which every shop has just one. */
const SHOP = '(shop)';

/**
 * Finds the object that a payload is about.
 *
 * @param places what to try in turn, separated by `|`: a path of names joined by dots; several paths
 *   joined by `:`, whose values become one id; or `(shop)`, which is always found
 * @param shop the id where it is `(shop)`
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

/** The top-level fields that an id is read from first; a payload that is cut has to keep these. */
export function idFields(places: string): string[] {
	const [first] = places.split('|');
	return first === SHOP ? [] : first.split(':').map((path) => path.split('.')[0]);
}

function follow(payload: Payload, path: readonly string[]): { value: unknown; holder: Payload } {
	let holder = payload;
	let value: unknown = payload;
	for (const name of path) {
		// Shopify's pages show `fulfillment_order_merges` as an object and as a list of one.
		const next: unknown = Array.isArray(value) ? value[0] : value;
		if (typeof next !== 'object' || next === null || !Object.hasOwn(next, name))
			return { value: undefined, holder };
		holder = next as Payload;
		value = holder[name];
	}
	return { value, holder };
}

/** `gid://shopify/Order/17` and 17 name the same order. */
function readId(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	return /^gid:\/\/shopify\/\w+\/([^?]+)/.exec(value)?.[1] ?? value;
}
