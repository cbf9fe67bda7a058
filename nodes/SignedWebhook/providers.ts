import type { Provider } from '../core/signature/scheme';
import { PROVIDERS_A_TO_L } from './providers/a-l';
import { PROVIDERS_M_TO_Z } from './providers/m-z';

/** The table of providers, sorted by name as the panel shows it. */
export const PROVIDERS: readonly Provider[] = [...PROVIDERS_A_TO_L, ...PROVIDERS_M_TO_Z].sort(
	(left, right) => left.name.localeCompare(right.name, 'en'),
);

const BY_KEY: ReadonlyMap<string, Provider> = new Map(PROVIDERS.map((row) => [row.key, row]));

/** Returns the row of a key, or undefined. */
export function providerOf(key: string): Provider | undefined {
	return BY_KEY.get(key);
}
