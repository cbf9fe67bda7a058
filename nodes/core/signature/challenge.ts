import type { Handshake, Provider } from './scheme';

/** What a challenge that the node signs may consist of. No event looks like this: each has braces, dots or colons. */
const TOKEN = /^[\w-]{1,128}$/;

/** Returns the handshakes of a row, as a list. */
export function handshakesOf({
	handshake,
}: Pick<Partial<Provider>, 'handshake'>): readonly Handshake[] {
	if (handshake === undefined) return [];
	return Array.isArray(handshake) ? handshake : [handshake as Handshake];
}

/** Returns the handshakes whose response signs the challenge with the secret. */
export function macHandshakes(row: Pick<Partial<Provider>, 'handshake'>): readonly Handshake[] {
	return handshakesOf(row).filter(({ mac }) => mac !== undefined);
}

/** Returns whether a handshake could have signed these bytes. */
export function isToken(pieces: readonly Buffer[]): boolean {
	const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
	return length <= 128 && TOKEN.test(Buffer.concat(pieces).toString('latin1'));
}

/** Returns whether the node signs a challenge. */
export function isSignable(challenge: string): boolean {
	return TOKEN.test(challenge);
}
