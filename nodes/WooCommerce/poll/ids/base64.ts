import type { Sliced } from './slices';

/**
 * Number of bytes that are converted in one slice. It is a multiple of three, and three bytes are four characters, so
 * the texts of such pieces can be joined.
 */
export const PIECE_BYTES = 3 * 2 ** 18;
const PIECE_CHARACTERS = (PIECE_BYTES / 3) * 4;

/**
 * Decodes base64 in slices. Returns undefined unless the text is exactly what `Buffer` writes for
 * its bytes, because `Buffer` skips other characters without an error.
 */
export function* decodeBase64(
	text: string,
	encoding: 'base64' | 'base64url',
): Sliced<Buffer | undefined> {
	const bytes = Buffer.allocUnsafe(Math.ceil((text.length * 3) / 4));
	let length = 0;
	for (let first = 0; first < text.length; first += PIECE_CHARACTERS) {
		if (first > 0) yield;
		const piece = text.slice(first, first + PIECE_CHARACTERS);
		const end = length + bytes.write(piece, length, encoding);
		if (bytes.toString(encoding, length, end) !== piece) return undefined;
		length = end;
	}
	return bytes.subarray(0, length);
}
