import { addressKind, nameKind, withoutEndDots, type AddressKind } from './networkAddress';
import type { Resolve } from '../../host/dns';
import { DELIVERY_FAILURE, type DeliveryFailure } from './deliveryFailure';

/** How much a callback URL is trusted, and what can be found out about it. */
export interface DestinationRules {
	/** Addresses that only this machine's networks have. */
	allowsLocal: boolean;
	/** Absent if the host has no way to look a name up. Then a name is trusted as far as private addresses are. */
	resolve?: Resolve;
	/**
	 * Whether a request may name this address in place of the host. False if n8n's own guard refuses the
	 * address and only its administrator's list of names can allow it.
	 */
	mayPin(address: string): boolean;
}

/** Where a letter goes, once that is allowed. */
export interface Destination {
	/** As the user wrote it, but for what a request leaves out. */
	url: string;
	/**
	 * What is connected to, if that is not `url`: the addresses that were judged. A name server may return
	 * another one a moment later.
	 */
	pinned?: { urls: string[]; hostHeader: string; serverName: string };
}

export type DestinationCheck =
	| ({ ok: true } & Destination)
	| { ok: false; reason: DeliveryFailure; message: string };

/** Returns a look-up that finds no address if the name server does not answer within `ms` milliseconds. */
export function withDeadline(resolve: Resolve, ms: number): Resolve {
	return async (name) => {
		const deadline = AbortSignal.timeout(ms);
		const timedOut = new Promise<string[]>((done) => {
			deadline.addEventListener('abort', () => done([]), { once: true });
		});
		return await Promise.race([resolve(name), timedOut]);
	};
}

/** Judges a callback URL, and what its name stands for now. */
export async function checkDestination(
	text: string,
	rules: DestinationRules,
): Promise<DestinationCheck> {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol))
		return {
			ok: false,
			reason: DELIVERY_FAILURE.addressMalformed,
			message: `The callback URL ${shorten(text)} is not a web address. Enter one that begins with https://.`,
		};
	if (url.username !== '' || url.password !== '')
		return {
			ok: false,
			reason: DELIVERY_FAILURE.addressMalformed,
			message: `The callback URL of ${url.hostname} holds a user name or password, which would end up in logs. Remove it: the signature proves who sends.`,
		};
	url.hash = '';
	const { hostname } = url;
	const address = addressKind(hostname);
	const kind = address ?? nameKind(hostname);
	const rejection = kind === undefined ? undefined : rejectionOf(kind, url, rules);
	if (rejection !== undefined) return rejection;
	if (address !== undefined) return { ok: true, url: url.href };
	if (rules.resolve === undefined) return checkUnresolved(url, rules);
	// Some resolvers do not know this machine's own name with a dot at its end.
	const name = kind === 'local' ? withoutEndDots(hostname) : hostname;
	const addresses = await rules.resolve(name).catch(() => []);
	if (addresses.length === 0)
		return {
			ok: false,
			reason: DELIVERY_FAILURE.noAnswer,
			message: `${hostname} is not known to the name servers, or they did not answer in time. Check the address for a typing mistake.`,
		};
	for (const address of addresses) {
		const rejection = rejectionOf(addressKind(address) ?? 'never', url, rules);
		if (rejection !== undefined) return rejection;
	}
	const pinnable = addresses.filter((each) => rules.mayPin(each));
	if (pinnable.length === 0) return { ok: true, url: url.href };
	return { ok: true, url: url.href, pinned: pin(url, pinnable) };
}

/** n8n 1.x: nothing can be found out about a name, so it goes where a private address may go. */
function checkUnresolved(url: URL, { allowsLocal }: DestinationRules): DestinationCheck {
	if (allowsLocal) return { ok: true, url: url.href };
	return {
		ok: false,
		reason: DELIVERY_FAILURE.addressRejected,
		message: `${url.hostname} is a name, and this version of n8n offers no way to look it up. It may stand for a private or metadata address. Type the URL in without an expression, switch on the option Allow Private Addresses, or update to n8n 2.`,
	};
}

function rejectionOf(
	kind: AddressKind,
	{ hostname }: URL,
	{ allowsLocal }: DestinationRules,
): Extract<DestinationCheck, { ok: false }> | undefined {
	if (kind === 'never')
		return {
			ok: false,
			reason: DELIVERY_FAILURE.addressRejected,
			message: `${hostname} is, or stands for, a link-local, metadata or multicast address. Nothing is ever delivered there.`,
		};
	if (kind === 'local' && !allowsLocal)
		return {
			ok: false,
			reason: DELIVERY_FAILURE.addressRejected,
			message: `${hostname} is, or stands for, an address of a private network. If that is meant, type the URL in without an expression, or switch on the option Allow Private Addresses.`,
		};
	return undefined;
}

/** One address after the other is tried until one accepts the connection. */
const MAX_PINNED = 4;

/** IPv4 first: a machine without IPv6 may still receive such addresses. */
function pin(url: URL, addresses: readonly string[]): Destination['pinned'] {
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
	return { urls, hostHeader: url.host, serverName: withoutEndDots(url.hostname) };
}

function shorten(text: string): string {
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
