import { decodeBase64 } from './base64';
import { IdSet } from './idSet';
import { SliceCounter, type Sliced } from '../slices';

/**
 * What an object said when it was last read, in seven bytes: two of its date, four of its content,
 * one that counts changes which moved no date. A change goes unseen once in 2^32 at worst.
 */
export interface Digest {
	/** Sixteen bits of the modified date. */
	date: number;
	/** Thirty-two bits of the content's hash. */
	content: number;
	/** Changes so far that moved no date, modulo 256. */
	turns: number;
}

const BYTES = 7;
/** Digests encoded together. Three make whole groups of base64, so the texts can be joined. */
const PIECE_DIGESTS = 3 * 2 ** 15;

/**
 * Digests by id. Stored digests stay bytes, because ten million objects in a map would take a
 * gigabyte and seconds to build. Only changes are in a map.
 */
export class Contents {
	/** By id; undefined for an id whose digest was deleted. */
	private readonly changed = new Map<number, Digest | undefined>();
	private ids = IdSet.empty;
	private bytes: Buffer = Buffer.alloc(0);

	/** Reads the text that `encode` returned for the same ids; undefined if it does not fit them. */
	static *decode(text: string, ids: IdSet): Sliced<Contents | undefined> {
		const contents = new Contents();
		if (text === '') return contents;
		const bytes = yield* decodeBase64(text, 'base64');
		if (bytes?.length !== ids.size * BYTES) return undefined;
		contents.ids = ids;
		contents.bytes = bytes;
		return contents;
	}

	/** Shares what is stored; the number of later changes decides how long it takes. */
	copy(): Contents {
		const copy = new Contents();
		for (const [id, digest] of this.changed) copy.changed.set(id, digest);
		copy.ids = this.ids;
		copy.bytes = this.bytes;
		return copy;
	}

	get(id: number): Digest | undefined {
		if (this.changed.has(id)) return this.changed.get(id);
		return this.ids.has(id) ? this.stored(this.ids.rankOf(id)) : undefined;
	}

	has(id: number): boolean {
		return this.get(id) !== undefined;
	}

	set(id: number, digest: Digest): void {
		this.changed.set(id, digest);
	}

	delete(id: number): void {
		this.changed.set(id, undefined);
	}

	/**
	 * Encodes one digest for each id in ascending order as base64, with zeros for unknown ones.
	 * Returns an empty text if all are unknown.
	 */
	*encode(ids: IdSet): Sliced<string> {
		if (this.ids.size === 0 && this.changed.size === 0) return '';
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
			const digest = this.changed.has(id)
				? this.changed.get(id)
				: isStored
					? this.stored(rank)
					: undefined;
			if (offset === piece.length) {
				texts.push(piece.toString('base64'));
				piece.fill(0);
				offset = 0;
			}
			if (digest !== undefined) {
				isKnown = true;
				piece.writeUInt16BE(digest.date, offset);
				piece.writeUInt32BE(digest.content, offset + 2);
				piece.writeUInt8(digest.turns, offset + 6);
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
		return { date, content, turns: this.bytes.readUInt8(offset + 6) };
	}
}

/**
 * @param modified epoch milliseconds, or undefined where the object shows no date
 * @param hash `contentHash`, hexadecimal
 */
export function digestOf(modified: number | undefined, hash: string, turns = 0): Digest {
	const seconds = modified === undefined ? 0 : Math.floor(modified / 1000);
	return { date: seconds % 65_536, content: Number.parseInt(hash.slice(0, 8), 16), turns };
}

/** How a revision names an earlier content, so that A, B, A, B are four events. */
export function digestText({ content, turns }: Digest): string {
	return content.toString(16).padStart(8, '0') + turns.toString(16).padStart(2, '0');
}
