const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Returns bytes in base32 without padding: letters and digits only, which are safe in any header
 * (https://datatracker.ietf.org/doc/html/rfc4648#section-6).
 */
export function base32(bytes: Uint8Array): string {
	let text = '';
	let pending = 0;
	let pendingBits = 0;
	for (const byte of bytes) {
		pending = (pending << 8) | byte;
		pendingBits += 8;
		while (pendingBits >= 5) {
			pendingBits -= 5;
			text += ALPHABET[(pending >> pendingBits) & 31];
		}
		pending &= (1 << pendingBits) - 1;
	}
	return pendingBits > 0 ? text + ALPHABET[(pending << (5 - pendingBits)) & 31] : text;
}
