import type { Provider } from './scheme';

const DEFAULT_RETRY_HOURS = 72;
const HOUR_MS = 3_600_000;

/** Returns how long the vendor of a row retries a delivery, in milliseconds. Defaults to 72 hours. */
export function retriesForMs({
	retryHours = DEFAULT_RETRY_HOURS,
}: Pick<Partial<Provider>, 'retryHours'>): number {
	return retryHours * HOUR_MS;
}
