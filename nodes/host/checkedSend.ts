import type { IAllExecuteFunctions } from 'n8n-workflow';

import { err, ok, PROBLEM } from '../core/result';
import { checkAddress, type AddressRules } from './allowedAddress';
import { signedSend, type Send } from './http';

/**
 * Returns a `Send` without keys for addresses that a stranger may control. It checks the addresses to which the host
 * resolves, and connects to the first of them that accepts the connection. n8n 1.x cannot look names up, so the request
 * there names the host.
 *
 * A request whose address is not allowed fails with `PROBLEM.refused`.
 *
 * @param rulesFor returns the rules for the URL of a request
 */
export function checkedSend(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	rulesFor: (url: URL) => Promise<AddressRules>,
): Send {
	return async (request) => {
		const url = new URL(request.url);
		const checked = await checkAddress(url, await rulesFor(url));
		if (!checked.ok && checked.rejection === 'unresolved')
			return err(
				PROBLEM.unreachable,
				`The request to ${url.host} failed: DNS did not find the host. Check the address, and the DNS of n8n.`,
			);
		if (!checked.ok && checked.rejection !== 'unchecked')
			return err(
				PROBLEM.refused,
				`The request to ${url.host} failed: the host is, or resolves to, a private or metadata address. Correct the address in the credential.`,
			);
		const pinned = checked.ok ? checked.pinned : undefined;
		if (pinned === undefined) return await signedSend(functions, ok)(request);
		const headers = { ...request.headers, Host: pinned.hostHeader };
		const send = signedSend(functions, (options) =>
			ok({ ...options, agentOptions: { servername: pinned.serverName } }),
		);
		const [first, ...others] = pinned.urls;
		let answer = await send({ ...request, url: first, headers });
		for (const other of others) {
			if (answer.ok || answer.problem.reason !== PROBLEM.unreachable) break;
			answer = await send({ ...request, url: other, headers });
		}
		return answer;
	};
}
