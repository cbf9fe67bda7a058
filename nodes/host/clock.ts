/**
 * Milliseconds since the process started. It never runs backwards and does not follow the system's
 * clock, which operators and time servers step: memories of this process are measured by it.
 */
export function monotonicNow(): number {
	return performance.now();
}
