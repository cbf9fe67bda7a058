import { hmacSha256, isDigest, isGuessable, secretKey } from '../../../core/hash/hmac';

/** Keeps these digests apart from signatures of deliveries, which the same secret makes. */
const PURPOSE = 'signed-events: who serves this URL';

/**
 * Returns the claim of an n8n that serves a node and asks another address of the node. Only somebody with the secret
 * can make, check or answer it, and it names no origin in plain text (docs/decisions/0011-moved-urls.md).
 *
 * @param own URL at which the asking n8n serves the node
 * @param asked URL that is asked. The claim is valid only at its origin, so another address cannot answer it
 * @param secret of the credential
 */
export function claimOf(own: string, asked: string, secret: string): string {
	const origin = mac(secret, 'origin', originOf(own));
	return `${origin}.${mac(secret, 'claim', origin, originOf(asked))}`;
}

/** Returns what an n8n at another origin answers to a claim. */
export function answerTo(claim: string, secret: string): string {
	return mac(secret, 'answer', claim);
}

/** Returns whether an answer to a claim comes from an n8n that has the secret. */
export function isAnswer(answer: unknown, claim: string, secret: string): boolean {
	return typeof answer === 'string' && isDigest(digest(secret, 'answer', claim), answer);
}

/** What a claim shows to a node that serves a URL. */
export type ClaimVerdict =
	/** The n8n that asks has the same origin, so both URLs lead to it. */
	| { kind: 'same' }
	/** The n8n that asks is another one. */
	| { kind: 'other'; answer: string }
	/** The claim was made without the secret, or for another address. */
	| { kind: 'unverified' };

/**
 * Returns what a claim shows.
 *
 * @param served the configured URL of the node that is asked
 * @param secrets of its credential, any of which verifies the claim
 */
export function judgeClaim(
	claim: string,
	served: string,
	secrets: readonly string[],
): ClaimVerdict {
	const [origin = '', proof = ''] = claim.split('.', 2);
	const own = originOf(served);
	const secret = secrets.find(
		(one) => !isGuessable(one) && isDigest(digest(one, 'claim', origin, own), proof),
	);
	if (secret === undefined) return { kind: 'unverified' };
	return isDigest(digest(secret, 'origin', own), origin)
		? { kind: 'same' }
		: { kind: 'other', answer: answerTo(claim, secret) };
}

function mac(secret: string, ...parts: readonly string[]): string {
	return digest(secret, ...parts).toString('base64');
}

/** The key is derived, so that nothing signed here is a valid signature of a delivery. */
function digest(secret: string, ...parts: readonly string[]): Buffer {
	const key = hmacSha256(secretKey(secret), Buffer.from(PURPOSE)).toString('base64');
	return hmacSha256(secretKey(key), Buffer.from(parts.join(' ')));
}

function originOf(url: string): string {
	return URL.canParse(url) ? new URL(url).origin : '';
}
