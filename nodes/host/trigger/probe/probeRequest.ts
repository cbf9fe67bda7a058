import { createHash } from 'node:crypto';

/** Holds the token of a probe. The body begins with it too, because a proxy may drop the header. */
export const PROBE_HEADER = 'x-signed-events-probe';

/** A nonce of 128 bits, and its HMAC-SHA256. */
const TOKEN = /^v1\.[\w-]{22}\.[\w-]{43}$/;
const TOKEN_IN_BODY = /^\s*\{\s*"signedEventsProbe"\s*:\s*"(v1\.[\w-]{22}\.[\w-]{43})"/;
const MOST_BYTES_BEFORE_TOKEN = 200;

/**
 * Sizes of the bodies in bytes. Many proxies accept 1 MB by default
 * (https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size). Large orders and products exceed that.
 */
export const PROBE_BYTES = { small: 1_024, large: 1_100_000 } as const;
export type ProbeSize = keyof typeof PROBE_BYTES;

/** JSON that a program changes if it decodes and encodes it again: blanks, escapes, numbers and the order of keys. */
const FRAGILE = String.raw`"2" : 1.0, "1" : "\/ é \u00e9 <&>", "number" : 12345678901234567890, "padding" : "`;

/** Returns the bytes of a probe: JSON that begins with the token. */
export function probeBody(token: string, size: ProbeSize): Buffer {
	const start = Buffer.from(`{ "signedEventsProbe" : "${token}", ${FRAGILE}`);
	const end = Buffer.from('" }\n');
	const padding = Buffer.alloc(PROBE_BYTES[size] - start.length - end.length, 'x');
	return Buffer.concat([start, padding, end]);
}

/** A value for each header that the vendor's deliveries need, so that the probe shows which ones arrive. */
export function probeHeaders(token: string, names: readonly string[]): Record<string, string> {
	const value = createHash('sha256').update(token).digest('hex');
	return { [PROBE_HEADER]: token, ...Object.fromEntries(names.map((name) => [name, value])) };
}

/** Returns the token of a probe, or undefined if a request is not a probe. */
export function probeToken(
	headers: Readonly<Record<string, string[] | undefined>>,
	body: Buffer,
): string | undefined {
	const [token] = headers[PROBE_HEADER] ?? [];
	if (token !== undefined && TOKEN.test(token)) return token;
	return TOKEN_IN_BODY.exec(body.subarray(0, MOST_BYTES_BEFORE_TOKEN).toString('latin1'))?.[1];
}
