const BARE_SLASH = /(?:^|[^\\])\//;
const OTHER_THAN_ASCII = /\P{ASCII}/u;
/** Bytes that show how JSON was written. A forged body may have megabytes. */
const LONGEST_LOOK = 64 * 1024;

/**
 * Returns whether a JSON object cannot be what PHP's `json_encode` wrote. By default it writes `/` as `\/`, and each
 * character outside ASCII as `\uXXXX` (https://www.php.net/manual/en/json.constants.php). Box and WooCommerce send their
 * deliveries so (docs/facts/vendors.md 3.2).
 */
export function isNotPhpJson(body: Buffer): boolean {
	// In Latin-1, each byte is a character.
	const text = body.toString('latin1', 0, LONGEST_LOOK);
	return text.startsWith('{') && (OTHER_THAN_ASCII.test(text) || BARE_SLASH.test(text));
}
