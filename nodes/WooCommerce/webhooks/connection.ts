import type { Shop } from '../api';
import type { Births } from './births';
import type { Doubts } from './doubts';

/** What all nodes of this type remember in this process. */
export interface Recollection {
	births: Births;
	doubts: Doubts;
}

/** A shop, and how its webhooks are to be: what one user's node holds. */
export interface Connection extends Recollection {
	shop: Shop;
	/** The consumer secret, which the webhooks' own are derived from. */
	secret: string;
	topics: string[];
}
