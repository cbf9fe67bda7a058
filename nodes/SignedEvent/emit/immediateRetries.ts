import { DELIVERY_FAILURE, type DeliveryFailure } from '../../core/envelope/deliverySchemas';

/** Statuses below 500 of failures that may pass within seconds. */
const TRANSIENT_STATUSES = [408, 425, 429];

/** Immediate retries wait 1, 2, 4, … seconds. If the receiver asks for more, the schedule decides. */
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 16_000;

/** As in the panel. */
export const MOST_RETRIES = 5;

/** What an immediate retry depends on. */
interface Failure {
	reason: DeliveryFailure;
	status?: number;
	retryAfterMs?: number;
}

/**
 * Returns how long to wait before an immediate retry.
 *
 * @param tries number of requests so far, at least one
 * @param random 0 to 1. Extends the pause by up to a half
 * @returns milliseconds, or undefined if an immediate retry cannot succeed: the failure does not pass within seconds, or
 *   the receiver asks for a longer pause
 */
export function retryDelay(
	{ reason, status, retryAfterMs = 0 }: Failure,
	tries: number,
	random: number,
): number | undefined {
	if (!isTransient(reason, status) || retryAfterMs > MAX_DELAY_MS) return undefined;
	const delay = Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), MAX_DELAY_MS);
	return Math.max(delay * (1 + random / 2), retryAfterMs);
}

function isTransient(reason: DeliveryFailure, status = 0): boolean {
	// Proxies have their own statuses, such as Cloudflare's 520 to 529.
	if (reason === DELIVERY_FAILURE.rejected)
		return status >= 500 || TRANSIENT_STATUSES.includes(status);
	return reason === DELIVERY_FAILURE.noAnswer || reason === DELIVERY_FAILURE.notReady;
}
