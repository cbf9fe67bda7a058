import { phpJson } from '../answers';
import type { JsonValue } from '../../json';
import { ofKind, type DeliveryFault } from './faults';
import type { Hook } from './hooks';
import { deliveryId, signBody } from './signature';
import { eventOf, resourceOf } from './topics';

/** A delivery, packed: from here on it does not change any more. */
export interface Parcel {
	hook: number;
	topic: string;
	/** What the job was given: an object's id, or the argument of an action. */
	id: JsonValue;
	url: string;
	headers: Record<string, string>;
	body: string;
	faults: readonly DeliveryFault['kind'][];
}

/** What of the shop shows in a delivery's headers. */
export interface Sender {
	/** The site's front page. */
	source: string;
	/** What wp_hash() salts with. */
	salt: string;
	/** The shop's time in whole seconds. */
	second: number;
}

/** Versions of the store that was measured. */
const USER_AGENT = 'WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)';

/** Packs a delivery of a hook, and lets the faults at it that tamper with what goes out. */
export function pack(
	hook: Hook,
	id: JsonValue,
	payload: JsonValue,
	sender: Sender,
	faults: readonly DeliveryFault[],
): Parcel {
	const body = phpJson(payload);
	const [forged] = ofKind(faults, 'forge');
	const secret = forged ? forged.secret : hook.secret;
	return {
		hook: hook.id,
		topic: hook.topic,
		id,
		url: hook.deliveryUrl,
		headers: {
			...commonHeaders(hook.deliveryUrl),
			'Content-Type': 'application/json',
			'X-WC-Webhook-Source': sender.source,
			'X-WC-Webhook-Topic': hook.topic,
			'X-WC-Webhook-Resource': resourceOf(hook.topic),
			'X-WC-Webhook-Event': eventOf(hook.topic),
			...(secret !== undefined && { 'X-WC-Webhook-Signature': signBody(body, secret) }),
			'X-WC-Webhook-ID': String(hook.id),
			'X-WC-Webhook-Delivery-ID': deliveryId(hook.id, sender.second, sender.salt),
		},
		body: ofKind(faults, 'tamper').reduce((text, { change = tamper }) => change(text), body),
		faults: faults.map(({ kind }) => kind),
	};
}

/** Headers of every request of WordPress; its client names the address itself as the referrer. */
export function commonHeaders(url: string): Record<string, string> {
	return {
		'User-Agent': USER_AGENT,
		Accept: '*/*',
		'Accept-Encoding': 'deflate, gzip',
		Referer: url,
	};
}

function tamper(body: string): string {
	return body.replace(/^\{/, '{"tampered":true,');
}
