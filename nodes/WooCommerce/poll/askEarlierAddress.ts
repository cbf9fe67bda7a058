import type { IAllExecuteFunctions } from 'n8n-workflow';

import { checkAddress, rulesOf, type AddressRules } from '../../host/allowedAddress';
import { checkedSend } from '../../host/checkedSend';
import type { Send } from '../../host/http';
import { addressKind, nameKind } from '../../host/networkAddress';
import type { Store } from '../client/storeUrl';

/** Milliseconds. A name server that does not answer must not use up the time of a poll. */
const LOOKUP_MS = 10_000;

/**
 * Returns a `Send` for the earlier address of a shop. It sends no keys, because the address may belong to another person
 * by now. That person also chooses what the name resolves to. So a private address is asked only if the user entered a
 * private address: as the earlier Store URL or as the new one.
 */
export function askEarlierAddress(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	store: Store,
): Send {
	const rulesFor = async ({ hostname }: URL): Promise<AddressRules> => {
		const rules = rulesOf(functions.helpers, LOOKUP_MS);
		if ((addressKind(hostname) ?? nameKind(hostname)) === 'local')
			return { ...rules, allowsLocal: true };
		const current = await checkAddress(new URL(store.url), { ...rules, allowsLocal: false });
		return { ...rules, allowsLocal: !current.ok && current.rejection === 'local' };
	};
	return checkedSend(functions, rulesFor);
}
