/** Why a letter was not delivered. A closed list, so that a workflow can branch on it. */
export const UNDELIVERED = {
	addressMalformed: 'address_malformed',
	/** The callback is where nothing is delivered to. */
	addressRefused: 'address_refused',
	noAnswer: 'no_answer',
	/** A redirect is not followed: it would hand body and signature on. */
	redirected: 'redirected',
	/** HTTP 410: the receiver wants nothing more. */
	gone: 'gone',
	/** An n8n that has just been started and answers 200 to whatever comes. */
	notReady: 'not_ready',
	/** Any other answer that is no success. */
	refused: 'refused',
	/** Only its sender's word stands behind the event, so it was not signed. */
	unproven: 'unproven',
} as const;
export type UndeliveredReason = (typeof UNDELIVERED)[keyof typeof UNDELIVERED];

/** What time does not heal: somebody has to change something first. */
const FINAL: ReadonlySet<UndeliveredReason> = new Set([
	UNDELIVERED.addressMalformed,
	UNDELIVERED.addressRefused,
	UNDELIVERED.gone,
	UNDELIVERED.unproven,
]);

/** Whether another attempt can never succeed. */
export function isFinal(reason: UndeliveredReason): boolean {
	return FINAL.has(reason);
}

/** Statuses that seconds may heal. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

/** Whether to try again at once is worth it. */
export function isPassing(reason: UndeliveredReason, status: number | undefined): boolean {
	if (reason === UNDELIVERED.refused) return PASSING.includes(status ?? 0);
	return reason === UNDELIVERED.noAnswer || reason === UNDELIVERED.notReady;
}
