/** Enough for the secrets and webhooks of one n8n, and no more than a caller of junk can fill. */
const MOST = 100;

/** Makes each value once, as long as it is among the last hundred that were made. */
export function memoize<Value>(make: (key: string) => Value): (key: string) => Value {
	const values = new Map<string, Value>();
	return (key) => {
		const known = values.get(key);
		if (known !== undefined) return known;
		const value = make(key);
		if (values.size >= MOST) values.delete(values.keys().next().value as string);
		values.set(key, value);
		return value;
	};
}
