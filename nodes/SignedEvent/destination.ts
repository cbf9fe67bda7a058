import { addressKind, nameKind, type AddressKind } from '../core/networkAddress';
import type { Resolve } from '../host/resolve';
import { UNDELIVERED, type UndeliveredReason } from './undelivered';

/** How much a callback URL is trusted, and what can be found out about it. */
export interface DestinationRules {
	/** Addresses that only this machine's networks have. */
	allowsLocal: boolean;
	/** Absent where the host has no way to look a name up; then only addresses are judged. */
	resolve?: Resolve;
	/** Connects to the very address that was judged: a name server may say something else a moment later. */
	pins: boolean;
}

/** Where a letter goes, once that is allowed. */
export interface Destination {
	/** As the user wrote it, but for what a request leaves out. */
	url: string;
	/** What is connected to, where that is not `url`. */
	pinned?: { url: string; hostHeader: string; serverName: string };
}

export type JudgedDestination =
	| ({ ok: true } & Destination)
	| { ok: false; reason: UndeliveredReason; message: string };

/** Judges a callback URL, and what its name stands for now. */
export async function judgeDestination(
	text: string,
	rules: DestinationRules,
): Promise<JudgedDestination> {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol))
		return {
			ok: false,
			reason: UNDELIVERED.addressMalformed,
			message: `The callback URL ${shown(text)} is not a web address. Enter one that begins with https://.`,
		};
	if (url.username !== '' || url.password !== '')
		return {
			ok: false,
			reason: UNDELIVERED.addressMalformed,
			message: `The callback URL of ${url.hostname} holds a user name or password, which would end up in logs. Remove it: the signature proves who sends.`,
		};
	url.hash = '';
	const { hostname } = url;
	const own = addressKind(hostname) ?? nameKind(hostname);
	if (own !== undefined) return judge(own, url, rules) ?? { ok: true, url: url.href };
	if (rules.resolve === undefined) return { ok: true, url: url.href };
	const addresses = await rules.resolve(hostname).catch(() => []);
	if (addresses.length === 0)
		return {
			ok: false,
			reason: UNDELIVERED.noAnswer,
			message: `${hostname} is not known to the name servers. Check the address for a typing mistake.`,
		};
	for (const address of addresses) {
		const refusal = judge(addressKind(address) ?? 'never', url, rules);
		if (refusal !== undefined) return refusal;
	}
	return { ok: true, url: url.href, ...(rules.pins ? { pinned: pin(url, addresses) } : {}) };
}

function judge(
	kind: AddressKind,
	{ hostname }: URL,
	{ allowsLocal }: DestinationRules,
): Extract<JudgedDestination, { ok: false }> | undefined {
	if (kind === 'never')
		return {
			ok: false,
			reason: UNDELIVERED.addressRefused,
			message: `${hostname} is, or stands for, a link-local, metadata or multicast address. Nothing is ever delivered there.`,
		};
	if (kind === 'local' && !allowsLocal)
		return {
			ok: false,
			reason: UNDELIVERED.addressRefused,
			message: `${hostname} is, or stands for, an address of a private network. If that is meant, type the URL in without an expression, or switch on the option Allow Private Addresses.`,
		};
	return undefined;
}

/** IPv4 first: a machine without IPv6 may still be given such addresses, and only one is tried. */
function pin(url: URL, addresses: readonly string[]): Destination['pinned'] {
	const address = addresses.find((each) => !each.includes(':')) ?? addresses[0];
	const pinned = new URL(url);
	pinned.hostname = address.includes(':') ? `[${address}]` : address;
	return { url: pinned.href, hostHeader: url.host, serverName: url.hostname.replace(/\.$/, '') };
}

function shown(text: string): string {
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
