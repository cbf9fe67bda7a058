const BARE_SLASH = /(?:^|[^\\])\//;
const OTHER_THAN_ASCII = /\P{ASCII}/u;

/**
 * Returns whether a JSON object cannot be what PHP's `json_encode` wrote. By default it writes `/` as `\/`, and each
 * character outside ASCII as `\uXXXX` (https://www.php.net/manual/en/json.constants.php). Box and WooCommerce send their
 * deliveries so (docs/facts/vendors.md 3.2).
 */
export function isNotPhpJson(text: string): boolean {
	return text.startsWith('{') && (OTHER_THAN_ASCII.test(text) || BARE_SLASH.test(text));
}
