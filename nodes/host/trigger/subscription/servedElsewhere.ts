import { createHash } from 'node:crypto';

import type { IAllExecuteFunctions } from 'n8n-workflow';

import { exchange } from '../../http';
import { addressKind, nameKind } from '../../networkAddress';

/** Holds `claimOf` the URL at which the asking n8n serves the node. */
export const CLAIM_HEADER = 'x-signed-events-claim';

/** What another n8n responds: 421 Misdirected Request (https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20). */
const SERVED_ELSEWHERE = 421;

/** A host that is down must not delay an activation. */
const LIMITS = { deadlineMs: 3_000, mostBytes: 64 * 1024 };

/**
 * Asks an address of the node whether another n8n serves it. The question is a POST without a body. It starts no
 * workflow: a node of this package responds with `claimStatus`, and anything else rejects it.
 *
 * @param url at which this n8n serves the node
 * @returns true only if another n8n says so. A host that is down or unknown does not serve the node
 */
export async function isServedElsewhere(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	address: string,
	url: string,
): Promise<boolean> {
	// The address comes from the vendor. It must not lead n8n to a metadata service.
	const { hostname } = new URL(address);
	if ((addressKind(hostname) ?? nameKind(hostname)) === 'never') return false;
	const answer = await exchange(
		{
			method: 'POST',
			url: address,
			headers: { [CLAIM_HEADER]: claimOf(url) },
			body: Buffer.alloc(0),
		},
		async (options) => await functions.helpers.httpRequest(options),
		undefined,
		LIMITS,
	);
	return answer.ok && answer.value.status === SERVED_ELSEWHERE;
}

/**
 * Returns the status with which a node responds to that question, or undefined if a request is not one.
 *
 * @param served the configured URL of the node that receives the request
 */
export function claimStatus(
	headers: Readonly<Record<string, string[] | undefined>>,
	served: string,
): number | undefined {
	const claims = headers[CLAIM_HEADER];
	if (claims === undefined) return undefined;
	return claims.length === 1 && claims[0] === claimOf(served) ? 200 : SERVED_ELSEWHERE;
}

/**
 * Returns a digest of a URL's origin. The new owner of an old domain or tunnel cannot read from it where n8n is now.
 */
export function claimOf(url: string): string {
	const origin = URL.canParse(url) ? new URL(url).origin : '';
	return createHash('sha256').update(origin).digest('base64url');
}
