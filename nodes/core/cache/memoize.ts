import { BoundedMap } from './boundedMap';

/** Enough for the secrets and webhooks of one n8n. A caller who sends junk can fill no more. */
const MOST = 100;

/**
 * Returns a function that makes the value of each object once. For objects that do not change. The events of one
 * notification share one `raw`. Hashing it for each event would take time in proportion to events × bytes.
 */
export function memoizeByIdentity<Key extends object, Value>(
	make: (object: Key) => Value,
): (object: Key) => Value {
	const values = new WeakMap<Key, { value: Value }>();
	return (object) => {
		const known = values.get(object) ?? { value: make(object) };
		values.set(object, known);
		return known.value;
	};
}

/** Returns a function that caches the last hundred values that it has made. */
export function memoize<Value>(make: (key: string) => Value): (key: string) => Value {
	const values = new BoundedMap<string, Value>(MOST);
	return (key) => {
		const known = values.get(key);
		if (known !== undefined) return known;
		const value = make(key);
		values.set(key, value);
		return value;
	};
}
