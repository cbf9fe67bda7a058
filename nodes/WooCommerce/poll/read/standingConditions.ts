import type { DatedProbe } from './clockSteps';
import type { ResourceState } from '../pollState';
import type { ScanResult, ShopResource } from './readPages';

/** A condition that lasts until a person changes the shop or the servers in front of it. The log names it once. */
interface StandingCondition {
	name: string;
	holds(probed: DatedProbe): boolean;
	warning(resource: string, account: string): string;
}

const CONDITIONS: readonly StandingCondition[] = [
	{
		name: 'uncounted',
		holds: ({ newest }) => newest.isUncounted === true,
		warning: (resource, account) =>
			`Deletes of ${resource} cannot be found: ${account} responds without a number in the header X-WP-Total. Configure the proxy, cache or firewall in front of the shop so that it passes the header on unchanged.`,
	},
	{
		name: 'cached',
		holds: ({ isCached }) => isCached === true,
		warning: (resource, account) =>
			`Changes to ${resource} are found late: a cache repeats the responses of ${account}. Exclude /wp-json/ from the caches of the shop and of the servers in front of it.`,
	},
];

/** Returns the state with the standing conditions, and a warning that names the new ones. */
export function nameConditions(
	{ shop: { store }, polled: { name } }: ShopResource,
	state: ResourceState,
	probed: DatedProbe,
): Pick<ScanResult, 'state' | 'warning'> {
	const standing = CONDITIONS.filter(({ holds }) => holds(probed));
	const added = standing.filter((one) => state.named?.includes(one.name) !== true);
	const others =
		state.named?.filter((known) => !CONDITIONS.some((one) => one.name === known)) ?? [];
	const names = [...standing.map((one) => one.name), ...others];
	const warning = added.map((one) => one.warning(name, store.account)).join(' ');
	return {
		state: { ...state, named: names.length === 0 ? undefined : names },
		...(warning === '' ? {} : { warning }),
	};
}
