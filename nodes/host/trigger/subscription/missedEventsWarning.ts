import type { SubscriptionChange } from './reconcile';

/**
 * Returns a warning that deliveries may be missing. Vendors do not retry a delivery while its subscription is
 * missing, so the user needs to know the time from which to compare.
 *
 * @param done as `reconcile` returns it
 * @param since epoch milliseconds when all subscriptions were last seen. Undefined if that is not known
 * @param note the vendor's additional sentence (`Subscriptions.restoredNote`). Defaults to an empty text
 * @returns a text that begins with a space, or an empty text if no subscription was created or updated
 */
export function missedEventsWarning(
	done: readonly SubscriptionChange[],
	since: number | undefined,
	note = '',
): string {
	if (done.every(({ action }) => action === 'removed')) return '';
	const start =
		since === undefined
			? 'If the workflow was active before, events that happened while they were missing'
			: `They were last seen at ${new Date(since).toISOString()}: events since then`;
	return ` ${start} may not have been delivered. ${note}`.trimEnd();
}
