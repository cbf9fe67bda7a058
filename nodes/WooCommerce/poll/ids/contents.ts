import type { IdSet } from './idSet';

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

/** Digests by id. */
export type Contents = ReadonlyMap<number, Digest>;

const BYTES = 7;

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

/** Base64 of one digest for each id, in ascending order; zeros where none is known. */
export function encodeContents(contents: Contents, ids: IdSet): string {
	const bytes = Buffer.alloc(ids.size * BYTES);
	let offset = 0;
	for (const id of ids) {
		const digest = contents.get(id);
		if (digest !== undefined) {
			bytes.writeUInt16BE(digest.date, offset);
			bytes.writeUInt32BE(digest.content, offset + 2);
			bytes.writeUInt8(digest.turns, offset + 6);
		}
		offset += BYTES;
	}
	return bytes.toString('base64');
}

/** The reverse of `encodeContents`; undefined where text and ids do not belong together. */
export function decodeContents(text: string, ids: IdSet): Map<number, Digest> | undefined {
	const bytes = Buffer.from(text, 'base64');
	if (bytes.length !== ids.size * BYTES) return undefined;
	const contents = new Map<number, Digest>();
	let offset = 0;
	for (const id of ids) {
		const date = bytes.readUInt16BE(offset);
		const content = bytes.readUInt32BE(offset + 2);
		const turns = bytes.readUInt8(offset + 6);
		if (date !== 0 || content !== 0) contents.set(id, { date, content, turns });
		offset += BYTES;
	}
	return contents;
}
