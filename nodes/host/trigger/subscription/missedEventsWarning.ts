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
			? 'Events that happened while they were missing'
			: `They were last seen at ${new Date(since).toISOString()}. Events since then`;
	return ` ${start} may not have been delivered. ${note}`.trimEnd();
}

/**
 * Returns what may be missing after a deactivation and an activation. n8n also runs both when an active workflow is
 * saved. Vendors drop the deliveries of a removed subscription that they have not sent yet, or would retry.
 *
 * @param removedAt epoch milliseconds of the deactivation. Undefined if this process has deactivated nothing
 * @param note as `missedEventsWarning` takes it
 * @returns a text that begins with a space, or an empty text if nothing was created
 */
export function replacedWarning(
	done: readonly SubscriptionChange[],
	removedAt: number | undefined,
	note = '',
): string {
	if (removedAt === undefined || done.every(({ action }) => action !== 'created')) return '';
	return ` Its earlier subscriptions were removed at ${new Date(removedAt).toISOString()}. Deliveries that were waiting at that time, and later events, may be missing. ${note}`.trimEnd();
}
