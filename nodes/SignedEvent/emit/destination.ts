import { withoutTrailing } from '../../core/text/trailing';
import { addressKind, nameKind, type AddressKind } from '../../host/networkAddress';
import type { Resolve } from '../../host/dns';
import { DELIVERY_FAILURE, type DeliveryFailure } from './deliveryFailure';

/** Which callback URLs are allowed, and how their names are resolved. */
export interface DestinationRules {
	/** Whether private addresses are allowed. */
	allowsLocal: boolean;
	/** Absent if n8n cannot look names up. A name is then allowed only if private addresses are. */
	resolve?: Resolve;
	/**
	 * Whether a request may use this address in place of the host name. False if n8n's own guard rejects the address,
	 * which only its administrator's list of names can then allow.
	 */
	mayPin(address: string): boolean;
}

/** An allowed destination of a request. */
export interface Destination {
	/** As the user wrote it, without the fragment. */
	url: string;
	/**
	 * The checked addresses, if the connection is not to `url`. A name server may return another address a moment
	 * later.
	 */
	pinned?: { urls: string[]; hostHeader: string; serverName: string };
}

interface Rejection {
	ok: false;
	reason: DeliveryFailure;
	message: string;
}
export type DestinationCheck = ({ ok: true } & Destination) | Rejection;

/** Returns a look-up that finds no address if the name server does not respond within `ms` milliseconds. */
export function withDeadline(resolve: Resolve, ms: number): Resolve {
	return async (name) => {
		const deadline = AbortSignal.timeout(ms);
		const timedOut = new Promise<string[]>((done) => {
			deadline.addEventListener('abort', () => done([]), { once: true });
		});
		return await Promise.race([resolve(name), timedOut]);
	};
}

/** Checks a callback URL and the addresses that its name resolves to now. */
export async function checkDestination(
	text: string,
	rules: DestinationRules,
): Promise<DestinationCheck> {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol))
		return reject(
			DELIVERY_FAILURE.addressMalformed,
			`Delivery failed: the callback URL ${shorten(text)} is not a web address. Enter one that begins with https://.`,
		);
	if (url.username !== '' || url.password !== '')
		return reject(
			DELIVERY_FAILURE.addressMalformed,
			`Delivery to ${url.hostname} failed: the callback URL holds a user name or password, which would appear in logs. Remove it.`,
		);
	url.hash = '';
	const { hostname } = url;
	const address = addressKind(hostname);
	const kind = address ?? nameKind(hostname);
	const rejection = kind === undefined ? undefined : rejectionOf(kind, url, rules);
	if (rejection !== undefined) return rejection;
	if (address !== undefined) return { ok: true, url: url.href };
	if (rules.resolve === undefined) return checkUnresolved(url, rules);
	// Some resolvers do not know `localhost.` with its dot.
	const name = kind === 'local' ? withoutTrailing(hostname, '.') : hostname;
	const addresses = await rules.resolve(name).catch(() => []);
	if (addresses.length === 0)
		return reject(
			DELIVERY_FAILURE.noAnswer,
			`Delivery to ${hostname} failed: DNS did not resolve it in time, or the name does not exist. Check the URL for a typo.`,
		);
	for (const address of addresses) {
		const rejection = rejectionOf(addressKind(address) ?? 'never', url, rules);
		if (rejection !== undefined) return rejection;
	}
	const pinnable = addresses.filter((each) => rules.mayPin(each));
	if (pinnable.length === 0) return { ok: true, url: url.href };
	const pinned = pin(url, pinnable);
	// A URL ignores a host that it cannot hold. n8n would then resolve the name again, without a check.
	if (pinned.urls.includes(url.href))
		return reject(
			DELIVERY_FAILURE.addressRejected,
			`Delivery to ${hostname} failed: it resolves to an address with a zone. Enter another callback URL.`,
		);
	return { ok: true, url: url.href, pinned };
}

const ALLOW_PRIVATE =
	'Enter the URL without an expression, or turn on the option Allow Private Addresses';

/** n8n 1.x cannot look names up, so a name is treated as a private address. */
function checkUnresolved(url: URL, { allowsLocal }: DestinationRules): DestinationCheck {
	if (allowsLocal) return { ok: true, url: url.href };
	return reject(
		DELIVERY_FAILURE.addressRejected,
		`Delivery to ${url.hostname} failed: this version of n8n cannot check whether the name resolves to a private address. ${ALLOW_PRIVATE}, or update to n8n 2.`,
	);
}

function rejectionOf(
	kind: AddressKind,
	{ hostname }: URL,
	{ allowsLocal }: DestinationRules,
): Rejection | undefined {
	if (kind === 'never')
		return reject(
			DELIVERY_FAILURE.addressRejected,
			`Delivery to ${hostname} failed: it is, or resolves to, a link-local, metadata or multicast address. Enter another callback URL.`,
		);
	if (kind === 'local' && !allowsLocal)
		return reject(
			DELIVERY_FAILURE.addressRejected,
			`Delivery to ${hostname} failed: it is, or resolves to, a private address. ${ALLOW_PRIVATE}.`,
		);
	return undefined;
}

/** The addresses are tried in order until one accepts the connection. */
const MAX_PINNED = 4;

/** IPv4 first: a machine without IPv6 may still receive such addresses. */
function pin(url: URL, addresses: readonly string[]): NonNullable<Destination['pinned']> {
	const isIpv6 = (address: string) => address.includes(':');
	const ordered = [
		...addresses.filter((each) => !isIpv6(each)),
		...addresses.filter((each) => isIpv6(each)),
	];
	const urls = ordered.slice(0, MAX_PINNED).map((address) => {
		const pinned = new URL(url);
		pinned.hostname = isIpv6(address) ? `[${address}]` : address;
		return pinned.href;
	});
	return { urls, hostHeader: url.host, serverName: withoutTrailing(url.hostname, '.') };
}

function reject(reason: DeliveryFailure, message: string): Rejection {
	return { ok: false, reason, message };
}

function shorten(text: string): string {
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
