/** An activation warns about a version this long before its end. */
const WARN_BEFORE_MS = 90 * 24 * 3_600_000;

/**
 * Returns when Shopify may stop supporting a version, in epoch milliseconds: one year after its release, at 17:00 UTC of
 * the first day of the month (https://shopify.dev/docs/api/usage/versioning). `unstable` has no such date.
 */
function endOf(version: string): number | undefined {
	const [, year, month] = /^(\d{4})-(\d\d)$/.exec(version) ?? [];
	return year === undefined ? undefined : Date.UTC(Number(year) + 1, Number(month) - 1, 1, 17);
}

/**
 * Returns a warning if a version of the API ends soon.
 *
 * @param what begins the sentence: `The API Version of the node`
 * @param now epoch milliseconds
 * @param nextStep an imperative sentence
 */
export function versionWarning(
	what: string,
	version: string,
	now: number,
	nextStep: string,
): string[] {
	const end = endOf(version);
	if (end === undefined || now < end - WARN_BEFORE_MS) return [];
	const day = new Date(end).toISOString().slice(0, 10);
	return [
		`${what} is ${version}, which Shopify supports until ${day}. After that, Shopify uses a later version, which can differ. ${nextStep}`,
	];
}
