import type { Delivery } from '../../../core/vendor';

/**
 * n8n's own default limit for a body (N8N_PAYLOAD_SIZE_MAX). It also applies if n8n's limit was raised for uploads,
 * because anyone who knows the URL can make the node hash a body.
 */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** The part of n8n's request that a delivery is read from. n8n's own type needs Express's types. */
export interface RequestStream {
	readonly method?: string;
	/** Express's: path and query as they came. */
	readonly originalUrl?: string;
	/** Node's: a header that was sent twice has two values, not one with a comma. */
	readonly headersDistinct: Readonly<Record<string, string[] | undefined>>;
	/** The bytes after decompression, before n8n decodes them as text. */
	rawBody?: Buffer;
	/** n8n's: fills `rawBody`. */
	readRawBody(): Promise<void>;
}

/** Reads a request as it came over the wire. */
export async function readDelivery(
	request: RequestStream,
	address: string,
	receivedAt: number,
): Promise<{ ok: true; delivery: Delivery } | { ok: false; reason: 'unreadable' | 'too_large' }> {
	try {
		await request.readRawBody();
	} catch (error) {
		return { ok: false, reason: isTooLarge(error) ? 'too_large' : 'unreadable' };
	}
	const { rawBody: body } = request;
	if (body === undefined) return { ok: false, reason: 'unreadable' };
	if (body.length > MAX_BODY_BYTES) return { ok: false, reason: 'too_large' };
	const headers = Object.fromEntries(
		Object.entries(request.headersDistinct).map(([name, values]) => [
			name,
			values?.length === 1 ? values[0] : values,
		]),
	);
	return { ok: true, delivery: { headers, body, address, receivedAt, ...lineOf(request) } };
}

/** Method and query of a request. The path is not used: a proxy may have changed it. */
function lineOf({ method = 'POST', originalUrl = '' }: RequestStream) {
	const at = originalUrl.indexOf('?');
	return { method: method.toUpperCase(), query: at === -1 ? '' : originalUrl.slice(at + 1) };
}

/**
 * Returns whether `raw-body`, which n8n reads with, reports a body that is too large
 * (https://github.com/stream-utils/raw-body#errors). Other causes: n8n consumed a multipart body, the content
 * encoding is wrong, or the caller hung up.
 */
function isTooLarge(error: unknown): boolean {
	return (error as { type?: string } | undefined)?.type === 'entity.too.large';
}
