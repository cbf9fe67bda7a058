import { LayeredMap } from './layeredMap';
import { SliceCounter, type Sliced } from './slices';
import { decodeBase64 } from './base64';
import { IdSet } from './idSet';

/**
 * An object's content when it was last read, in seven bytes: two of its date, four of its content, and
 * one that counts changes without a new date. At worst, one change in 2^32 is not seen.
 */
export interface Digest {
	/** Sixteen bits of the modified date. */
	date: number;
	/** Thirty-two bits of the content's hash. */
	content: number;
	/**
	 * Number of changes since the date last changed. Only the first content of a date has 0. After 255, the count
	 * continues at 1.
	 */
	changeCount: number;
}

/** A content that is not known, because the ignored fields have changed. The next comparison records it again. */
export const UNKNOWN = 0;

const BYTES = 7;
/**
 * Number of digests that are encoded together. It is a multiple of three, so each piece is whole groups of base64 and
 * the texts can be joined.
 */
const PIECE_DIGESTS = 3 * 2 ** 15;

/**
 * Digests by id, immutable. Stored digests stay in a byte array, because a map of ten million objects would take a
 * gigabyte, and seconds to build. Only changed digests are in a map.
 */
export class Digests {
	static readonly empty = new Digests(IdSet.empty, Buffer.alloc(0), LayeredMap.from());

	private constructor(
		/** The ids of `bytes`, in their order. */
		private readonly ids: IdSet,
		private readonly bytes: Buffer,
		/** By id; null for an id whose digest was removed. */
		private readonly changed: LayeredMap<number, Digest | null>,
	) {}

	/** Reads the text that `encode` returned for the same ids; undefined if it does not fit them. */
	static *decode(text: string, ids: IdSet): Sliced<Digests | undefined> {
		if (text === '') return Digests.empty;
		const bytes = yield* decodeBase64(text, 'base64');
		if (bytes?.length !== ids.size * BYTES) return undefined;
		return new Digests(ids, bytes, LayeredMap.from());
	}

	get(id: number): Digest | undefined {
		const changed = this.changed.get(id);
		if (changed !== undefined) return changed ?? undefined;
		return this.ids.has(id) ? this.stored(this.ids.rankOf(id)) : undefined;
	}

	has(id: number): boolean {
		return this.get(id) !== undefined;
	}

	with(digests: Iterable<readonly [number, Digest]>): Digests {
		return new Digests(this.ids, this.bytes, this.changed.with(digests));
	}

	without(ids: Iterable<number>): Digests {
		const removed = [...ids].filter((id) => this.has(id)).map((id) => [id, null] as const);
		return new Digests(this.ids, this.bytes, this.changed.with(removed));
	}

	/** Returns the same dates with unknown contents. */
	withoutContents(): Digests {
		const bytes = Buffer.from(this.bytes);
		for (let offset = 0; offset < bytes.length; offset += BYTES)
			bytes.writeUInt32BE(UNKNOWN, offset + 2);
		const changed = [...this.changed].map(
			([id, digest]) => [id, digest && { ...digest, content: UNKNOWN }] as const,
		);
		return new Digests(this.ids, bytes, LayeredMap.from(changed));
	}

	/**
	 * Encodes one digest for each id in ascending order as base64, with zeros for unknown ones.
	 * Returns an empty text if all are unknown.
	 */
	*encode(ids: IdSet): Sliced<string> {
		if (this.ids.size === 0 && this.changed.isEmpty) return '';
		const changes = this.changed.toMap();
		const slice = new SliceCounter();
		const texts: string[] = [];
		const piece = Buffer.alloc(Math.min(PIECE_DIGESTS, ids.size) * BYTES);
		let offset = 0;
		let isKnown = false;
		const storedIds = this.ids[Symbol.iterator]();
		let stored = storedIds.next();
		let rank = 0;
		for (const id of ids) {
			for (; stored.done !== true && stored.value < id; rank++) {
				stored = storedIds.next();
				if (slice.isFull()) yield;
			}
			const isStored = stored.done !== true && stored.value === id;
			const changed = changes.get(id);
			const digest = changed === undefined && isStored ? this.stored(rank) : changed;
			if (offset === piece.length) {
				texts.push(piece.toString('base64'));
				piece.fill(0);
				offset = 0;
			}
			if (digest) {
				isKnown = true;
				piece.writeUInt16BE(digest.date, offset);
				piece.writeUInt32BE(digest.content, offset + 2);
				piece.writeUInt8(digest.changeCount, offset + 6);
			}
			offset += BYTES;
			if (slice.isFull()) yield;
		}
		texts.push(piece.toString('base64', 0, offset));
		return isKnown ? texts.join('') : '';
	}

	private stored(rank: number): Digest | undefined {
		const offset = rank * BYTES;
		const date = this.bytes.readUInt16BE(offset);
		const content = this.bytes.readUInt32BE(offset + 2);
		if (date === 0 && content === 0) return undefined;
		return { date, content, changeCount: this.bytes.readUInt8(offset + 6) };
	}
}

/**
 * Returns the digest of an object.
 *
 * @param modified epoch milliseconds, or undefined if the object shows no date
 * @param hash `contentHash`, hexadecimal
 */
export function digestOf(modified: number | undefined, hash: string, turns = 0): Digest {
	const seconds = modified === undefined ? 0 : Math.floor(modified / 1000);
	return {
		date: seconds % 65_536,
		content: Number.parseInt(hash.slice(0, 8), 16),
		changeCount: turns,
	};
}

/**
 * Returns the text that identifies a previous content in a revision, so that the contents A, B, A, B produce four
 * events.
 */
export function digestText({ content, changeCount: turns }: Digest): string {
	return content.toString(16).padStart(8, '0') + turns.toString(16).padStart(2, '0');
}

/** Returns the number of changes after one more change. The number has one byte. */
export function nextCount(changeCount: number): number {
	return changeCount === 255 ? 1 : changeCount + 1;
}
