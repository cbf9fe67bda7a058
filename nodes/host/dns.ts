import type { IExecuteFunctions } from 'n8n-workflow';

/** The addresses of a name, as this machine's resolver has them; rejects where it has none. */
export type Resolve = (name: string) => Promise<string[]>;

type Helpers = IExecuteFunctions['helpers'];

/** n8n 2.x; what older hosts lack. */
type Guarded = Partial<Pick<Helpers, 'getSecureEgressFilter'>>;

/**
 * How n8n looks names up: community nodes have no access to Node's own resolver.
 *
 * @returns undefined on hosts that offer no way (n8n 1.x)
 */
export function resolver(helpers: Helpers): Resolve | undefined {
	const filter = (helpers as Guarded).getSecureEgressFilter?.('unsafe');
	if (filter === undefined) return undefined;
	const lookup = filter.createSecureLookup();
	return async (name) =>
		await new Promise((resolve, reject) => {
			lookup(name, { all: true }, (error, found) => {
				if (error) reject(error);
				else
					resolve([found].flat().map((each) => (typeof each === 'string' ? each : each.address)));
			});
		});
}

/**
 * Whether n8n itself refuses addresses at the moment it connects (N8N_SSRF_PROTECTION_ENABLED): then it
 * has a filter of its own where it is asked for its usual one.
 */
export function isGuarded(helpers: Helpers): boolean {
	const { getSecureEgressFilter: filter } = helpers as Guarded;
	return filter !== undefined && filter('safe') !== filter('unsafe');
}

/**
 * Whether n8n's guard, if it is on, lets a request name this address in place of a host name.
 *
 * @param address as a name server returns it
 */
export function isAllowedByGuard(helpers: Helpers, address: string): boolean {
	if (!isGuarded(helpers)) return true;
	const filter = (helpers as Guarded).getSecureEgressFilter?.('safe');
	return filter?.validateConnectionHost(address).ok ?? true;
}
