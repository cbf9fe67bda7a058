import type { IAllExecuteFunctions } from 'n8n-workflow';

import { isGuessable } from '../../../core/hash/hmac';
import { checkAddress, rulesOf, type AddressRules } from '../../allowedAddress';
import { exchange } from '../../http';
import { claimOf, isAnswer, judgeClaim } from './claim';

/** Holds the claim of the n8n that asks. */
export const CLAIM_HEADER = 'x-signed-events-claim';

/** Shows that the answer comes from an n8n with the same credential. Any web server can respond 421. */
const ANSWER_HEADER = 'x-signed-events-answer';

/** What another n8n responds: 421 Misdirected Request (https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20). */
const SERVED_ELSEWHERE = 421;

/** A host that is down must not delay an activation. */
const LIMITS = { deadlineMs: 3_000, mostBytes: 64 * 1024 };

type Functions = Pick<IAllExecuteFunctions, 'helpers'>;

type Headers = Readonly<Record<string, string[] | undefined>>;

/**
 * Asks an address of the node whether another n8n serves it. The question is a POST without a body. It starts no
 * workflow: a node of this package responds with `claimAnswer`, and anything else rejects it.
 *
 * @param url at which this n8n serves the node
 * @param secrets of the credential, the current one first
 * @returns true only if another n8n with the same credential says so. A host that is down or unknown does not serve the
 *   node
 */
export async function isServedElsewhere(
	functions: Functions,
	address: string,
	url: string,
	[secret = '']: readonly string[],
): Promise<boolean> {
	// Anyone could answer a claim of an empty secret.
	if (isGuessable(secret)) return false;
	// The address comes from the vendor. It must not lead n8n to a metadata service or to a port of its own network.
	const checked = await checkAddress(new URL(address), await addressRules(functions, url));
	// n8n 1.x cannot look names up. Without a question, a copy would take the subscriptions of the first n8n.
	if (!checked.ok && checked.rejection !== 'unchecked') return false;
	const pinned = checked.ok ? checked.pinned : undefined;
	const claim = claimOf(url, address, secret);
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
		return status === SERVED_ELSEWHERE && isAnswer(answered[ANSWER_HEADER], claim, secret);
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

/** Returns whether a request asks who serves the node. */
export function isClaim(headers: Headers): boolean {
	return headers[CLAIM_HEADER] !== undefined;
}

/**
 * Returns how a node responds to that question: 421 if another n8n asks, 200 if both URLs lead to this n8n, and 401 to
 * a request that was made without the secret.
 *
 * @param served the configured URL of the node that receives the request
 * @param secrets of its credential
 */
export function claimAnswer(
	headers: Headers,
	served: string,
	secrets: readonly string[],
): { status: number; headers?: Record<string, string> } {
	const [claim = '', ...further] = headers[CLAIM_HEADER] ?? [];
	const verdict = judgeClaim(further.length === 0 ? claim : '', served, secrets);
	switch (verdict.kind) {
		case 'same':
			return { status: 200 };
		case 'other':
			return { status: SERVED_ELSEWHERE, headers: { [ANSWER_HEADER]: verdict.answer } };
		case 'unverified':
			return { status: 401 };
	}
}
