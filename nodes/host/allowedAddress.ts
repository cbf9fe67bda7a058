import { withoutTrailing } from '../core/text/trailing';
import { inTime } from './deadline';
import { isAllowedByGuard, resolver, type Helpers, type Resolve } from './dns';
import { addressKind, nameKind, type AddressKind } from './networkAddress';

/** Which addresses a request may reach, and how names are resolved. */
export interface AddressRules {
	/** Whether private addresses are allowed. */
	allowsLocal: boolean;
	/** Absent if the host cannot look names up. */
	resolve?: Resolve;
	/**
	 * Whether a request may name this address in place of the host. False if n8n's own guard rejects the address and
	 * only its administrator's list of names can allow it.
	 */
	mayPin(address: string): boolean;
}

/** The checked addresses of a name. The connection is to them, because a name server may return another one later. */
export interface Pinned {
	urls: string[];
	hostHeader: string;
	serverName: string;
}

/**
 * Why a URL must not be called:
 *
 * - `never`, `local`: its host is, or resolves to, such an address
 * - `unresolved`: the name server returns no address in time
 * - `unchecked`: this version of n8n cannot look names up
 * - `zone`: it resolves to an address that a URL cannot hold
 */
export type AddressRejection = Exclude<AddressKind, 'public'> | 'unresolved' | 'unchecked' | 'zone';

/** Returns a look-up that finds no address if the name server does not answer within `ms` milliseconds. */
export function withDeadline(resolve: Resolve, ms: number): Resolve {
	return async (name) => await inTime(resolve(name), ms, []);
}

/**
 * Returns the rules that follow from n8n itself.
 *
 * @param ms milliseconds within which the name server has to answer
 */
export function rulesOf(helpers: Helpers, ms: number): Omit<AddressRules, 'allowsLocal'> {
	const resolve = resolver(helpers);
	return {
		resolve: resolve && withDeadline(resolve, ms),
		mayPin: (address) => isAllowedByGuard(helpers, address),
	};
}

/**
 * Checks the host of a URL, and the addresses that its name resolves to now.
 *
 * @returns the addresses to call in place of the host. Undefined if the host itself can be called
 */
export async function checkAddress(
	url: URL,
	rules: AddressRules,
): Promise<{ ok: true; pinned?: Pinned } | { ok: false; rejection: AddressRejection }> {
	const { hostname } = url;
	const address = addressKind(hostname);
	const kind = address ?? nameKind(hostname) ?? 'public';
	const rejection = rejectionOf(kind, rules);
	if (rejection !== undefined) return { ok: false, rejection };
	if (address !== undefined) return { ok: true };
	if (rules.resolve === undefined)
		return rules.allowsLocal ? { ok: true } : { ok: false, rejection: 'unchecked' };
	// Some resolvers do not know `localhost.` with its dot.
	const name = kind === 'local' ? withoutTrailing(hostname, '.') : hostname;
	const addresses = await rules.resolve(name).catch(() => []);
	if (addresses.length === 0) return { ok: false, rejection: 'unresolved' };
	for (const each of addresses) {
		const rejection = rejectionOf(addressKind(each) ?? 'never', rules);
		if (rejection !== undefined) return { ok: false, rejection };
	}
	const pinnable = addresses.filter((each) => rules.mayPin(each));
	if (pinnable.length === 0) return { ok: true };
	const pinned = pin(url, pinnable);
	// A URL ignores a host that it cannot hold. The name would then be resolved again, unchecked.
	return pinned.urls.includes(url.href) ? { ok: false, rejection: 'zone' } : { ok: true, pinned };
}

function rejectionOf(
	kind: AddressKind,
	{ allowsLocal }: AddressRules,
): AddressRejection | undefined {
	if (kind === 'public' || (kind === 'local' && allowsLocal)) return undefined;
	return kind;
}

/** The addresses are tried in order until one accepts the connection. */
const MAX_PINNED = 4;

/** IPv4 first: a machine without IPv6 may still receive such addresses. */
function pin(url: URL, addresses: readonly string[]): Pinned {
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
