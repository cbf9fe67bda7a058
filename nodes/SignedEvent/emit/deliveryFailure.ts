/** Why a message was not delivered. The list is closed, so that a workflow can branch on it. */
export const DELIVERY_FAILURE = {
	addressMalformed: 'address_malformed',
	/** The address rules reject the callback. */
	addressRejected: 'address_refused',
	noAnswer: 'no_answer',
	/** Redirects are not followed, because that would pass the body and the signature on to another address. */
	redirected: 'redirected',
	/** HTTP 410: the URL no longer accepts events. */
	gone: 'gone',
	/** The receiver is an n8n that is still starting, which responds 200 to every request. */
	notReady: 'not_ready',
	/** Any other status that is not 2xx. */
	rejected: 'refused',
	/** The event is marked unproven, so it was not signed. */
	unproven: 'unproven',
} as const;
export type DeliveryFailure = (typeof DELIVERY_FAILURE)[keyof typeof DELIVERY_FAILURE];

/** Failures that last until a person changes something. */
const FINAL: ReadonlySet<DeliveryFailure> = new Set([
	DELIVERY_FAILURE.addressMalformed,
	DELIVERY_FAILURE.addressRejected,
	DELIVERY_FAILURE.gone,
	DELIVERY_FAILURE.unproven,
]);

/** Whether no further attempt can succeed. */
export function isFinal(reason: DeliveryFailure): boolean {
	return FINAL.has(reason);
}
