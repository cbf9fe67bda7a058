import type { IAllExecuteFunctions, IExecuteFunctions } from 'n8n-workflow';

/** Returns the addresses of a host name, as this machine's resolver has them. Rejects if it has none. */
export type Resolve = (name: string) => Promise<string[]>;

/** n8n 2.x has it; older hosts do not. */
type Guarded = Partial<Pick<IExecuteFunctions['helpers'], 'getSecureEgressFilter'>>;
export type Helpers = IAllExecuteFunctions['helpers'];

/**
 * Returns a function that resolves host names through n8n: community nodes have no access to Node's own resolver.
 *
 * @returns undefined on n8n 1.x, which offers none
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
 * Returns whether n8n itself rejects addresses when it connects (N8N_SSRF_PROTECTION_ENABLED). If so, its `safe`
 * filter differs from its `unsafe` filter.
 */
export function isGuarded(helpers: Helpers): boolean {
	const { getSecureEgressFilter: filter } = helpers as Guarded;
	return filter !== undefined && filter('safe') !== filter('unsafe');
}

/**
 * Returns whether n8n allows a request to an address instead of a host name. Without n8n's own
 * protection it always does.
 *
 * @param address as a name server returns it
 */
export function isAllowedByGuard(helpers: Helpers, address: string): boolean {
	if (!isGuarded(helpers)) return true;
	const filter = (helpers as Guarded).getSecureEgressFilter?.('safe');
	return filter?.validateConnectionHost(address).ok ?? true;
}
