import { REFUSAL, type Delivery, type Vendor, type VerifyResult } from '../../core/vendor';
import type { Connection } from './connection';
import { ELEMENT } from '../resources';
import { normalize } from './normalize';
import { subscriptions, type Wanted, type Webhook } from './subscription';
import { TOPIC, verify, type VerifiedPayload } from './verify';

/** All there is to know about WooCommerce's webhooks. */
export const wooCommerce: Vendor<Connection, VerifiedPayload, Wanted, Webhook> = {
	...ELEMENT,
	// WooCommerce sends nothing twice; a proxy in between may, within minutes.
	retriesForMs: 600_000,
	account: ({ shop }) => shop.store.account,
	configError: configError,
	verify: verifyAndNoteSuspects,
	normalize,
	subscriptions,
};

/**
 * Notes what may be a webhook whose secret somebody has changed; the next check sets it anew. What is
 * proven after that takes the doubt away: a stranger, or a credential of seconds ago, had raised it.
 */
function verifyAndNoteSuspects(
	delivery: Delivery,
	connection: Connection,
): VerifyResult<VerifiedPayload> {
	const verdict = verify(delivery, connection);
	const topic = connection.topics.find((one) => one === delivery.headers[TOPIC]);
	if (topic !== undefined) {
		if (verdict.ok) connection.suspectSecrets.forget(delivery.address, topic, delivery.receivedAt);
		else if (verdict.reason === REFUSAL.signatureMismatch)
			connection.suspectSecrets.note(delivery.address, topic, delivery.receivedAt);
		return verdict;
	}
	// The webhook of a topic that was taken out of the panel since.
	if (!verdict.ok || verdict.kind !== 'change') return verdict;
	return { ok: true, kind: 'unwanted', topic: verdict.proven.topic };
}

function configError({ secret, topics }: Connection): string | undefined {
	if (secret.trim() === '')
		return 'The WooCommerce credential has no consumer secret, which deliveries are proven by. Enter it in the credential.';
	if (topics.length === 0)
		return 'Nothing would start this workflow, since no topic is chosen. Choose at least one in Topics.';
	const odd = topics.find((topic) => !/^[a-z][a-z0-9_-]*\.\S+$/.test(topic));
	if (odd !== undefined)
		return `Topics: ${JSON.stringify(odd)} is none. Expected a resource, a dot and an event, such as order.updated or action.woocommerce_payment_complete.`;
	return undefined;
}
