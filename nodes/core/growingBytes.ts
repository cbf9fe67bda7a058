/** Bytes that arrive in parts. `room` has space for more, so that each part is copied only a few times. */
export interface GrowingBytes {
	readonly room: Buffer;
	/** How many bytes of `room` have arrived. */
	readonly length: number;
}

export const NO_BYTES: GrowingBytes = { room: Buffer.alloc(0), length: 0 };

const LEAST_ROOM = 64 * 1024;

/**
 * Returns the bytes with one more part. A list of parts would take some 200 bytes for each, and a server can send parts
 * of one byte. The result may share its `room` with `bytes`, so `bytes` must not get another part.
 */
export function withPart({ room, length }: GrowingBytes, part: Uint8Array): GrowingBytes {
	const needed = length + part.length;
	const target = needed <= room.length ? room : largerRoom(room.subarray(0, length), needed);
	target.set(part, length);
	return { room: target, length: needed };
}

/** Returns all bytes that have arrived, without a copy. */
export function bytesOf({ room, length }: GrowingBytes): Buffer {
	return room.subarray(0, length);
}

function largerRoom(held: Buffer, needed: number): Buffer {
	const room = Buffer.allocUnsafeSlow(Math.max(LEAST_ROOM, needed, held.length * 2));
	room.set(held);
	return room;
}
