import type { Delivery } from '../../../core/vendor';

/**
 * n8n's own limit for a body (N8N_PAYLOAD_SIZE_MAX, 16 MB). Where a host has raised that for
 * uploads, a vendor's change still has to fit in here: whoever knows the URL can make us hash.
 */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** As much of n8n's request as a delivery is read from; its own type needs Express's. */
export interface RequestStream {
	/** Node's, where a header that came twice is two values, not one with a comma. */
	readonly headersDistinct: Readonly<Record<string, string[] | undefined>>;
	/** Inflated where it came with a content encoding; nobody has decoded a character of it. */
	rawBody?: Buffer;
	/** n8n's: fills `rawBody`, at once where n8n has parsed the body before. */
	readRawBody(): Promise<void>;
}

export type ReadDelivery =
	| { ok: true; delivery: Delivery }
	| { ok: false; reason: 'unreadable' | 'too_large' };

/** Takes a request as it came over the wire. */
export async function readDelivery(
	request: RequestStream,
	address: string,
	receivedAt: number,
): Promise<ReadDelivery> {
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
	return { ok: true, delivery: { headers, body, address, receivedAt } };
}

/**
 * As `raw-body` says it, which n8n reads with. What else goes wrong: n8n has eaten a multipart body,
 * a content encoding is not what it says, the caller has gone.
 */
function isTooLarge(error: unknown): boolean {
	return (error as { type?: string } | undefined)?.type === 'entity.too.large';
}
