import { createHash, type Hash } from 'node:crypto';

import { PIECE_BYTES } from './base64';

/** Tag of this version of the format. A text of another version starts with another tag. */
export const TAG = '1:';
export const CHECKSUM_BYTES = 6;
/** The first size of a buffer, which doubles up to a piece. */
const FIRST_BYTES = PIECE_BYTES / 2 ** 10;
/** From this quotient on, Elias' gamma code is used, so one huge gap costs only tens of bits. */
export const QUOTIENT_LIMIT = 8;
export const POWERS = Float64Array.from({ length: 64 }, (_, exponent) => 2 ** exponent);

/** Returns a checksum to which the bytes are still to be added. */
export function checksum(): Hash {
	return createHash('sha256').update(TAG);
}

/** Returns the bytes of a checksum that are stored. */
export function sealOf(hash: Hash): Buffer {
	return hash.digest().subarray(0, CHECKSUM_BYTES);
}

/** Returns the number of binary digits of a positive integer. */
export function bitLength(value: number): number {
	return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(value / 2 ** 32);
}

/** Writes numbers bit by bit, the highest bit first, and converts them to text in pieces. */
export class BitWriter {
	private readonly texts = [TAG];
	private readonly hash = checksum();
	/** Bytes that are not converted to text yet. */
	private bytes = Buffer.alloc(FIRST_BYTES);
	private length = 0;
	private pending = 0;
	private pendingBits = 0;

	/** Writes the `width` low bits of an integer below 2^width; `width` is at most 54. */
	write(value: number, width: number): void {
		// Bitwise operators hold 32 bits, of which up to 7 are still pending.
		if (width > 24) {
			this.write(Math.floor(value / 2 ** 24), width - 24);
			this.write(value % 2 ** 24, 24);
			return;
		}
		this.pending = (this.pending << width) | value;
		this.pendingBits += width;
		while (this.pendingBits >= 8) {
			this.pendingBits -= 8;
			this.writeByte(this.pending >>> this.pendingBits);
		}
	}

	/** Writes Elias' gamma code of a positive integer: about twice as many bits as it has digits. */
	gamma(value: number): void {
		const digits = bitLength(value);
		this.write(0, digits - 1);
		this.write(value, digits);
	}

	rice(value: number, parameter: number): void {
		const power = POWERS[parameter];
		const quotient = Math.floor(value / power);
		if (quotient < QUOTIENT_LIMIT) {
			this.write((2 << quotient) - 2, quotient + 1);
		} else {
			this.write((1 << QUOTIENT_LIMIT) - 1, QUOTIENT_LIMIT);
			this.gamma(quotient - QUOTIENT_LIMIT + 1);
		}
		this.write(value - quotient * power, parameter);
	}

	/** Returns the text of all bits, padded to a whole byte with zeros, and of their checksum. */
	finish(): string {
		if (this.pendingBits > 0) this.write(0, 8 - this.pendingBits);
		const rest = this.bytes.subarray(0, this.length);
		const seal = sealOf(this.hash.update(rest));
		return [...this.texts, Buffer.concat([rest, seal]).toString('base64url')].join('');
	}

	private writeByte(byte: number): void {
		if (this.length === PIECE_BYTES) {
			this.hash.update(this.bytes);
			this.texts.push(this.bytes.toString('base64url'));
			this.length = 0;
		} else if (this.length === this.bytes.length) {
			const larger = Buffer.alloc(2 * this.length);
			larger.set(this.bytes);
			this.bytes = larger;
		}
		this.bytes[this.length++] = byte;
	}
}

/**
 * Reads what BitWriter wrote. Past the end, it reads ones, which end every code and are not a valid start of a block.
 */
export class BitReader {
	private readonly bytes: Uint8Array;
	private readonly bits: number;
	private position = 0;

	constructor(content: Uint8Array) {
		this.bits = 8 * content.length;
		this.bytes = new Uint8Array(content.length + 4).fill(255);
		this.bytes.set(content);
	}

	/** Reads an integer of `width` bits; above 53 bits, it is rounded. */
	read(width: number): number {
		if (width > 24) return this.read(width - 24) * 2 ** 24 + this.read(24);
		if (width === 0) return 0;
		const value = this.window() >>> (32 - width);
		this.position += width;
		return value;
	}

	gamma(): number {
		let zeros = 0;
		while (zeros < 54 && this.read(1) === 0) zeros++;
		return 2 ** zeros + this.read(zeros);
	}

	rice(parameter: number): number {
		const ones = Math.clz32(~this.window());
		let quotient = ones;
		if (ones < QUOTIENT_LIMIT) {
			this.position += ones + 1;
		} else {
			this.position += QUOTIENT_LIMIT;
			quotient = this.gamma() + QUOTIENT_LIMIT - 1;
		}
		return quotient * POWERS[parameter] + this.read(parameter);
	}

	/** Returns whether everything but the padding of the last byte was read, and nothing past the end. */
	isAtEnd(): boolean {
		const left = this.bits - this.position;
		return left >= 0 && left < 8;
	}

	/** Returns at least the next 25 bits, at the top of 32. */
	private window(): number {
		const byte = Math.min(this.position >>> 3, this.bytes.length - 4);
		const { bytes } = this;
		const word =
			(bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
		return word << (this.position & 7);
	}
}
