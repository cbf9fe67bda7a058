import { hkdfSync } from 'node:crypto';

import { memoize } from '../../core/memoize';

const PURPOSE = 'n8n-nodes-signed-events/woocommerce/webhook/1';

/**
 * The secret of one webhook. WooCommerce never returns it, so it is derived and not stored. Topic and
 * address go into it because WooCommerce signs neither: a body that was signed for one topic or one
 * workflow proves nothing for another. Its own purpose keeps it apart from what else the consumer
 * secret signs (RFC 5869).
 *
 * @param address the delivery URL
 * @returns 64 hexadecimal digits: WooCommerce decodes HTML entities in a secret before it signs, so it
 *   must hold nothing but letters and digits
 */
export function webhookSecret(consumerSecret: string, address: string, topic: string): string {
	return derived(JSON.stringify([consumerSecret, address, topic]));
}

/** Deriving takes longer than to prove and read a delivery of 1 KB. */
const derived = memoize((parts) => {
	const [consumerSecret, address, topic] = JSON.parse(parts) as [string, string, string];
	const info = JSON.stringify([PURPOSE, address, topic]);
	return Buffer.from(hkdfSync('sha256', consumerSecret, '', info, 32)).toString('hex');
});
