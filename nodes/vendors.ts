import type { Replayable } from './host/replay/replayable';
import { boxReplay } from './Box/replay/replayable';
import { ecwidReplay } from './Ecwid/replay/replayable';
import { shopifyReplay } from './Shopify/replay/replayable';
import { wooCommerceReplay } from './WooCommerce/replay/replayable';

/** The vendors that the operation *Replay* of *Signed Event* can ask, in alphabetical order of their names. */
export const REPLAYABLE: readonly Replayable[] = [
	boxReplay,
	ecwidReplay,
	shopifyReplay,
	wooCommerceReplay,
];
