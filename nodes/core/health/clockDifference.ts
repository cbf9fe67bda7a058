/** A response of a server, by the clock of this machine. Times are epoch milliseconds. */
export interface DatedResponse {
	/** The header `Date`. It has whole seconds. */
	date: number;
	/** When the request was sent and when the response had arrived. */
	sentAt: number;
	receivedAt: number;
}

/** Signatures allow a few minutes of difference, so a difference of two minutes does no harm. */
export const CLOCK_TOLERANCE_MS = 120_000;

/**
 * Returns by how much this machine's clock is at least ahead of the server's.
 *
 * @returns milliseconds. Negative if it is behind, and 0 if the clocks can be equal
 */
export function clockDifference({ date, sentAt, receivedAt }: DatedResponse): number {
	if (sentAt > date + 1_000) return sentAt - date - 1_000;
	return Math.min(receivedAt - date, 0);
}
