import {
	checkAddress,
	type AddressRejection,
	type AddressRules,
	type Pinned,
} from '../../host/allowedAddress';
import { DELIVERY_FAILURE, type DeliveryFailure } from '../../core/envelope/deliverySchemas';
import { shownAddress } from './shownUrl';

/** An allowed destination of a request. */
export interface Destination {
	/** As the user wrote it, without the fragment. */
	url: string;
	pinned?: Pinned;
}

interface Rejection {
	ok: false;
	reason: DeliveryFailure;
	message: string;
}

/** Checks a callback URL and the addresses that its name resolves to now. */
export async function checkDestination(
	text: string,
	rules: AddressRules,
): Promise<({ ok: true } & Destination) | Rejection> {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol))
		return reject(
			DELIVERY_FAILURE.addressMalformed,
			`Delivery failed: the callback URL ${shownAddress(text)} is not a web address. Enter one that begins with https://.`,
		);
	if (url.username !== '' || url.password !== '')
		return reject(
			DELIVERY_FAILURE.addressMalformed,
			`Delivery to ${url.hostname} failed: the callback URL contains a user name or password, which would appear in logs. Remove it.`,
		);
	url.hash = '';
	const checked = await checkAddress(url, rules);
	if (checked.ok) return { ...checked, url: url.href };
	const { rejection } = checked;
	const reason =
		rejection === 'unresolved' ? DELIVERY_FAILURE.noAnswer : DELIVERY_FAILURE.addressRejected;
	return reject(reason, `Delivery to ${url.hostname} failed: ${CAUSES[rejection]}`);
}

const ALLOW_PRIVATE =
	'Enter the URL without an expression, or turn on the option Allow Private Addresses';

/** Each with its next step. */
const CAUSES: Readonly<Record<AddressRejection, string>> = {
	never:
		'the host is, or resolves to, a link-local, metadata or multicast address. Enter another callback URL.',
	local: `the host is, or resolves to, a private address. ${ALLOW_PRIVATE}.`,
	unresolved:
		'DNS did not resolve the host in time, or the host does not exist. Check the URL for a typo.',
	// n8n 1.x cannot look names up, so a name is treated as a private address.
	unchecked: `this version of n8n cannot check whether the name resolves to a private address. ${ALLOW_PRIVATE}, or update to n8n 2.`,
	zone: 'the host resolves to an IPv6 address with a zone. Enter another callback URL.',
};

function reject(reason: DeliveryFailure, message: string): Rejection {
	return { ok: false, reason, message };
}
