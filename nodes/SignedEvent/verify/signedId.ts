import type { Verification } from '../../core/envelope/verifySignedEvent';

/** Returns the sender's id of a message, if the signature covers it. */
export function signedId(verification: Verification): string | undefined {
	return verification.ok && verification.scheme === 'standardWebhooks'
		? verification.id
		: undefined;
}
