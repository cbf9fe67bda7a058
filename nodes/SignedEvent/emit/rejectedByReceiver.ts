import { oneSentence } from '../../core/text/oneSentence';
import { shownText } from '../../core/text/shownText';
import { DELIVERY_FAILURE, type DeliveryFailure } from '../../core/envelope/deliverySchemas';
import { shownUrl } from './shownUrl';

/** Maximum number of characters of a response that an error quotes. The item has more of it, in `delivery.answer`. */
const QUOTED = 120;

/** Receivers in Express often verify what `express.json()` has parsed, not the bytes as they came. */
const COMPARE =
	'Compare the secret and the signature with those that the receiver expects. If they agree, the receiver may verify a parsed body: look in its log.';

/** The next step by status. */
const NEXT_STEPS: ReadonlyMap<number, string> = new Map([
	[401, COMPARE],
	[403, COMPARE],
	[404, 'Check the path of Callback URL. If the receiver is an n8n workflow, it must be active.'],
	[405, 'The receiver must accept POST at this path. Check Callback URL.'],
	[410, 'The URL no longer accepts events. Remove the callback URL, or enter another one.'],
	[
		413,
		'The message is too large for the receiver. Raise its limit, or turn off Include Raw Object in the trigger. If the node shows Batch Size, lower it.',
	],
	[415, 'The receiver does not accept this content type. Choose another envelope.'],
	[
		429,
		'The receiver limits the rate of requests. Send the event again later, or lower Concurrency.',
	],
]);

/**
 * Returns why a response is not a success, for an error that a person reads.
 *
 * @param url the callback's. A query and long parts of the path are not shown, because they may hold a secret
 * @param status not 2xx, except from an n8n that is starting
 * @param answer the beginning of the response body
 */
export function rejectedByReceiver(
	url: string,
	status: number,
	answer: string,
): { reason: DeliveryFailure; message: string } {
	const { notReady, redirected, gone, rejected } = DELIVERY_FAILURE;
	const head = `Delivery to ${shownUrl(url)} failed: HTTP ${status}`;
	if (status >= 200 && status < 300)
		return {
			reason: notReady,
			message: `${head}, but the n8n there is still starting. Send the event again in a minute.`,
		};
	if (status >= 300 && status < 400)
		return {
			reason: redirected,
			message: `${head}, a redirect. Enter the final address as Callback URL.`,
		};
	return {
		reason: status === 410 ? gone : rejected,
		message: `${head}${quoted(answer)}. ${nextStep(status)}`,
	};
}

function nextStep(status: number): string {
	const known = NEXT_STEPS.get(status);
	if (known !== undefined) return known;
	return status >= 500
		? 'The receiver failed. Check its log, then send the event again.'
		: 'The receiver rejected the event. Check its log, then send the event again.';
}

/** A page of HTML says nothing in its first characters. */
function quoted(answer: string): string {
	const text = answer.trim();
	return text === '' || text.startsWith('<') ? '' : ` ("${oneSentence(shownText(text, QUOTED))}")`;
}
