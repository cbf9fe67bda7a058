import type { Births } from './births';
import type { Shop } from './api';

/** A shop, and how its webhooks are to be: what one user's node holds. */
export interface Connection {
	shop: Shop;
	/** The consumer secret, which the webhooks' own are derived from. */
	secret: string;
	topics: string[];
	births: Births;
}
