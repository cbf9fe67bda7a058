/** Why a letter was not delivered. A closed list, so that a workflow can branch on it. */
export const DELIVERY_FAILURE = {
	addressMalformed: 'address_malformed',
	/** The callback is where nothing is delivered to. */
	addressRejected: 'address_refused',
	noAnswer: 'no_answer',
	/** A redirect is not followed: it would hand body and signature on. */
	redirected: 'redirected',
	/** HTTP 410: the receiver wants nothing more. */
	gone: 'gone',
	/** An n8n that has just been started and answers 200 to whatever comes. */
	notReady: 'not_ready',
	/** Any other answer that is no success. */
	rejected: 'refused',
	/** Only its sender's word stands behind the event, so it was not signed. */
	unproven: 'unproven',
} as const;
export type DeliveryFailure = (typeof DELIVERY_FAILURE)[keyof typeof DELIVERY_FAILURE];

/** What time does not heal: somebody has to change something first. */
const FINAL: ReadonlySet<DeliveryFailure> = new Set([
	DELIVERY_FAILURE.addressMalformed,
	DELIVERY_FAILURE.addressRejected,
	DELIVERY_FAILURE.gone,
	DELIVERY_FAILURE.unproven,
]);

/** Whether another attempt can never succeed. */
export function isFinal(reason: DeliveryFailure): boolean {
	return FINAL.has(reason);
}

/** Statuses that seconds may heal. */
const TRANSIENT_STATUSES = [408, 425, 429, 500, 502, 503, 504];

/** Whether to try again at once is worth it. */
export function isTransient(reason: DeliveryFailure, status: number | undefined): boolean {
	if (reason === DELIVERY_FAILURE.rejected) return TRANSIENT_STATUSES.includes(status ?? 0);
	return reason === DELIVERY_FAILURE.noAnswer || reason === DELIVERY_FAILURE.notReady;
}
