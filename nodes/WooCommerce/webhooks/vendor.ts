import { REJECTION, type Delivery, type Vendor, type VerifyResult } from '../../core/vendor';
import { isNotPhpJson } from '../../host/phpJson';
import { guessableSecret } from '../../host/secretForm';
import type { Connection } from './connection';
import { ELEMENT } from '../resources';
import { newest } from './newest';
import { normalize } from './normalize';
import { subscriptions, type Wanted, type Webhook } from './subscription';
import { DELIVERY_HEADERS, TOPIC, verify, type VerifiedPayload } from './verify';

/** WooCommerce's webhooks as a vendor of the host. */
export const wooCommerce: Vendor<Connection, VerifiedPayload, Wanted, Webhook> = {
	...ELEMENT,
	// WooCommerce does not retry a delivery, but a proxy may do so within minutes.
	retriesForMs: 600_000,
	isNeverRetried: true,
	deliveryHeaders: DELIVERY_HEADERS,
	// WooCommerce waits a minute for a response (WC_Webhook::deliver).
	startEveryMs: 20_000,
	account: ({ shop }) => shop.store.eventAccount ?? shop.store.account,
	configError,
	verify: verifyAndNoteSuspects,
	isReencoded: isNotPhpJson,
	normalize,
	newest,
	noteAccepted: (payload, { creationHashes }, isEmitted) =>
		creationHashes.accept(payload, isEmitted),
	subscriptions,
};

/**
 * Verifies a delivery. If it fails, the secret of its webhook may have been changed, so the next check sets it again.
 * This does not apply to a body that a proxy encoded again, because no secret fits such a body. A verified delivery ends the
 * suspicion: it shows that a stranger or an old credential caused the failures.
 */
function verifyAndNoteSuspects(
	delivery: Delivery,
	connection: Connection,
): VerifyResult<VerifiedPayload> {
	const result = verify(delivery, connection);
	const topic = connection.topics.find((one) => one === delivery.headers[TOPIC]);
	if (topic !== undefined) {
		const { suspectSecrets, shop } = connection;
		const now = shop.steadyNow();
		if (result.ok && result.kind === 'change')
			suspectSecrets.noteVerified(delivery.address, topic, now, result.fingerprint);
		else if (
			!result.ok &&
			result.reason === REJECTION.signatureMismatch &&
			!isNotPhpJson(delivery.body)
		)
			suspectSecrets.note(delivery.address, topic, now);
		return result;
	}
	// The delivery is for a topic that was removed from the panel.
	if (!result.ok || result.kind !== 'change') return result;
	return { ok: true, kind: 'unwanted', topic: result.payload.topic };
}

function configError({ secret, topics }: Connection): string | undefined {
	if (secret.trim() === '')
		return 'Deliveries cannot be verified: the WooCommerce credential has no consumer secret. Enter it in the credential.';
	const guessable = guessableSecret({ 'Consumer Secret': secret }, 'WooCommerce');
	if (guessable !== undefined) return guessable;
	if (topics.length === 0)
		return 'The node has nothing to emit: no topic is chosen. Choose at least one in Topics.';
	const odd = topics.find((topic) => !/^[a-z][a-z0-9_-]*\.\S+$/.test(topic));
	if (odd !== undefined)
		return `The topic ${JSON.stringify(odd)} cannot be used: it is not the name of a topic. Enter a resource, a dot and an event, such as order.updated or action.woocommerce_payment_complete.`;
	return undefined;
}
