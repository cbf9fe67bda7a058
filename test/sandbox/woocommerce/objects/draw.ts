import { hashText, mix, Random } from '../../random';

/** Returns a fraction for one field of one object, the same at every read. */
export function draw(seed: number, id: number, field: string): number {
	return mix(mix(seed, saltOf(field)), id) / 4294967296;
}

const salts = new Map<string, number>();

function saltOf(field: string): number {
	let salt = salts.get(field);
	if (salt === undefined) {
		salt = hashText(field);
		salts.set(field, salt);
	}
	return salt;
}

/** Returns a random sequence for one object. */
export function randomOf(seed: number, id: number, resource: string): Random {
	return new Random(mix(mix(seed, saltOf(resource)), id));
}

/** The item that a fraction points at. */
export function pickBy<Item>(items: readonly Item[], fraction: number): Item {
	return items[Math.floor(fraction * items.length)];
}

/** A price in the API's form: two decimals, as text. */
export function price(cents: number): string {
	return (cents / 100).toFixed(2);
}

/** Cents of a price. */
export function cents(text: unknown): number {
	return Math.round(Number(text) * 100) || 0;
}
