import { hkdfSync } from 'node:crypto';

import { memoize } from '../../core/cache/memoize';

const PURPOSE = 'n8n-nodes-signed-events/woocommerce/webhook/1';

/**
 * Returns the secret of one webhook. WooCommerce never returns it, so it is derived and not stored.
 *
 * It depends on topic and address, because WooCommerce signs neither. So a body that was signed for one topic or
 * workflow is not valid for another. The purpose in the derivation separates this secret from other uses of the
 * consumer secret (https://www.rfc-editor.org/rfc/rfc5869#section-3.2).
 *
 * @param address the delivery URL
 * @returns 64 hexadecimal digits. WooCommerce decodes HTML entities in a secret before it signs, so a
 *   secret must consist of letters and digits
 */
export function webhookSecret(consumerSecret: string, address: string, topic: string): string {
	return derived(JSON.stringify([consumerSecret, address, topic]));
}

/** The secrets are memoized, because deriving one takes longer than verifying and reading a delivery of 1 KB. */
const derived = memoize((parts) => {
	const [consumerSecret, address, topic] = JSON.parse(parts) as [string, string, string];
	const info = JSON.stringify([PURPOSE, address, topic]);
	return Buffer.from(hkdfSync('sha256', consumerSecret, '', info, 32)).toString('hex');
});
