/**
 * What the log says beside subscriptions that had to be created or updated again: vendors do not
 * deliver anew what they could not deliver, so somebody has to know from when on to compare.
 *
 * @param done as `reconcile` reports it
 * @param since epoch milliseconds when all stood; undefined where nobody knows
 * @param note what the vendor adds (`Subscriptions.restoredNote`)
 * @returns an empty text where nothing was restored, otherwise led by a space
 */
export function missedEventsWarning(
	done: readonly string[],
	since: number | undefined,
	note = '',
): string {
	if (done.every((what) => what.startsWith('removed '))) return '';
	const start =
		since === undefined
			? 'If the workflow was active before, what happened while it was away'
			: `They stood when last seen at ${new Date(since).toISOString()}: what happened since then`;
	return ` ${start} may not have been delivered. ${note}`.trimEnd();
}
