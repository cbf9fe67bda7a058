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

/** Statuses below 500 of failures that may pass within seconds. */
const TRANSIENT_STATUSES = [408, 425, 429];

/** Whether an immediate retry may succeed. */
export function isTransient(reason: DeliveryFailure, status = 0): boolean {
	// Proxies have their own statuses, such as Cloudflare's 520 to 529.
	if (reason === DELIVERY_FAILURE.rejected)
		return status >= 500 || TRANSIENT_STATUSES.includes(status);
	return reason === DELIVERY_FAILURE.noAnswer || reason === DELIVERY_FAILURE.notReady;
}
