/** Mixes two 32-bit numbers into one (the finalizer of MurmurHash3). */
export function mix(first: number, second: number): number {
	let bits = Math.imul(first ^ Math.imul(second, 0x9e3779b1), 0x85ebca6b);
	bits ^= bits >>> 13;
	bits = Math.imul(bits, 0xc2b2ae35);
	bits ^= bits >>> 16;
	return bits >>> 0;
}

/** A 32-bit number made of a text, the same on every machine (FNV-1a). */
export function hashText(text: string): number {
	let bits = 0x811c9dc5;
	for (let index = 0; index < text.length; index++)
		bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
	return bits >>> 0;
}

/** A repeatable sequence of numbers for one seed (mulberry32). */
export class Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** The next fraction, from 0 up to but not including 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let bits = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
		return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from `lowest` to `highest`, both included. */
	integer(lowest: number, highest: number): number {
		return lowest + Math.floor(this.next() * (highest - lowest + 1));
	}

	pick<Item>(items: readonly Item[]): Item {
		return items[this.integer(0, items.length - 1)];
	}

	/** True with the given probability. */
	chance(probability: number): boolean {
		return this.next() < probability;
	}

	text(alphabet: string, length: number): string {
		let text = '';
		for (let index = 0; index < length; index++)
			text += alphabet[this.integer(0, alphabet.length - 1)];
		return text;
	}
}
