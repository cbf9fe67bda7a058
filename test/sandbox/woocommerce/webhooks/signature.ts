import { createHmac } from 'node:crypto';

/** The entities that wp_specialchars_decode(…, ENT_QUOTES) knows, zero-padded ones included. */
const ENTITY = /&(?:(amp|lt|gt|quot)|#0*(38|60|62|34|39)|#x0*(26|3c|3e|22|27));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Turns WordPress' special entities back into signs, once. */
export function decodeSpecialCharacters(text: string): string {
	return text.replace(ENTITY, (_, name?: string, decimal?: string, hex?: string) => {
		if (name !== undefined) return NAMED[name.toLowerCase()];
		return String.fromCharCode(
			decimal === undefined ? parseInt(hex as string, 16) : Number(decimal),
		);
	});
}

/** WC_Webhook::generate_signature(): base64 of HMAC-SHA256 over the body as it goes out. */
export function signBody(body: string, secret: string): string {
	return createHmac('sha256', decodeSpecialCharacters(secret))
		.update(body, 'utf8')
		.digest('base64');
}

/**
 * WC_Webhook::get_new_delivery_id(): wp_hash() of the hook's id and the second, so that two
 * deliveries of one hook within a second share it.
 */
export function deliveryId(hook: number, second: number, salt: string): string {
	return createHmac('md5', salt).update(`${hook}${second}`).digest('hex');
}
