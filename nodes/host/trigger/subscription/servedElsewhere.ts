import { createHash } from 'node:crypto';

import type { IAllExecuteFunctions } from 'n8n-workflow';

import { checkAddress, rulesOf, type AddressRules } from '../../allowedAddress';
import { exchange } from '../../http';

/** Holds `claimOf` the URL at which the asking n8n serves the node. */
export const CLAIM_HEADER = 'x-signed-events-claim';

/** Holds `answerTo` the claim. Any web server can respond 421, for example to a host name that it does not know. */
const ANSWER_HEADER = 'x-signed-events-answer';

/** What another n8n responds: 421 Misdirected Request (https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20). */
const SERVED_ELSEWHERE = 421;

/** A host that is down must not delay an activation. */
const LIMITS = { deadlineMs: 3_000, mostBytes: 64 * 1024 };

type Functions = Pick<IAllExecuteFunctions, 'helpers'>;

/**
 * Asks an address of the node whether another n8n serves it. The question is a POST without a body. It starts no
 * workflow: a node of this package responds with `claimAnswer`, and anything else rejects it.
 *
 * @param url at which this n8n serves the node
 * @returns true only if another n8n says so. A host that is down or unknown does not serve the node
 */
export async function isServedElsewhere(
	functions: Functions,
	address: string,
	url: string,
): Promise<boolean> {
	// The address comes from the vendor. It must not lead n8n to a metadata service or to a port of its own network.
	const checked = await checkAddress(new URL(address), await addressRules(functions, url));
	// n8n 1.x cannot look names up. Without a question, a copy would take the subscriptions of the first n8n.
	if (!checked.ok && checked.rejection !== 'unchecked') return false;
	const pinned = checked.ok ? checked.pinned : undefined;
	const claim = claimOf(url);
	const headers = { [CLAIM_HEADER]: claim, ...(pinned && { Host: pinned.hostHeader }) };
	const tls = pinned && { agentOptions: { servername: pinned.serverName } };
	const answers = (pinned?.urls ?? [address]).map(async (target) => {
		const answer = await exchange(
			{ method: 'POST', url: target, headers, body: Buffer.alloc(0) },
			async (options) => await functions.helpers.httpRequest({ ...options, ...tls }),
			undefined,
			LIMITS,
		);
		if (!answer.ok) return false;
		const { status, headers: answered } = answer.value;
		return status === SERVED_ELSEWHERE && answered[ANSWER_HEADER] === answerTo(claim);
	});
	return (await Promise.all(answers)).includes(true);
}

/** Private addresses are asked only by an n8n that is itself served at one. */
async function addressRules({ helpers }: Functions, url: string): Promise<AddressRules> {
	const rules = rulesOf(helpers, LIMITS.deadlineMs);
	const own = URL.canParse(url)
		? await checkAddress(new URL(url), { ...rules, allowsLocal: false })
		: undefined;
	return { ...rules, allowsLocal: own?.ok === false && own.rejection === 'local' };
}

/**
 * Returns how a node responds to that question, or undefined if a request is not one.
 *
 * @param served the configured URL of the node that receives the request
 */
export function claimAnswer(
	headers: Readonly<Record<string, string[] | undefined>>,
	served: string,
): { status: number; headers: Record<string, string> } | undefined {
	const claims = headers[CLAIM_HEADER];
	if (claims === undefined) return undefined;
	const [claim] = claims;
	const isOwn = claims.length === 1 && claim === claimOf(served);
	return {
		status: isOwn ? 200 : SERVED_ELSEWHERE,
		headers: { [ANSWER_HEADER]: answerTo(claim) },
	};
}

/**
 * Returns a digest of a URL's origin. The new owner of an old domain or tunnel cannot read from it where n8n is now, but
 * can check a guess (docs/decisions/0011-moved-urls.md).
 */
export function claimOf(url: string): string {
	return digest(URL.canParse(url) ? new URL(url).origin : '');
}

/** Returns what a node of this package answers to a claim. */
export function answerTo(claim: string): string {
	return digest(`answer to ${claim}`);
}

function digest(text: string): string {
	return createHash('sha256').update(text).digest('base64url');
}
