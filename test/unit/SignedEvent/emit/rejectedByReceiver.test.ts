import { rejectedByReceiver } from '../../../../nodes/SignedEvent/emit/rejectedByReceiver';

const URL_ = 'https://shop.example/events';
const messageOf = (status: number, answer = '', url = URL_) =>
	rejectedByReceiver(url, status, answer).message;

it.each([
	[401, /Compare the secret and the signature .* may verify a parsed body: look in its log\.$/],
	[403, /Compare the secret and the signature .* may verify a parsed body: look in its log\.$/],
	[404, /Check the path of Callback URL/],
	[405, /must accept POST/],
	[410, /no longer accepts events/],
	[413, /too large for the receiver.*Include Raw Object.*Batch Size/],
	[415, /another envelope/],
	[429, /again later, or lower Concurrency/],
	[500, /The receiver failed/],
	[503, /The receiver failed/],
	[400, /The receiver rejected the event/],
	[301, /a redirect\. Enter the final address/],
])('the next step after HTTP %d fits it', (status, nextStep) => {
	expect(messageOf(status)).toMatch(/^Delivery to shop\.example\/events failed: HTTP \d{3}/);
	expect(messageOf(status)).toMatch(nextStep);
});

it('the beginning of the response is quoted', () => {
	expect(messageOf(404, ' Cannot POST /events\n')).toBe(
		'Delivery to shop.example/events failed: HTTP 404 ("Cannot POST /events"). Check the path of Callback URL. If the receiver is an n8n workflow, it must be active.',
	);
	expect(messageOf(500, 'x'.repeat(5_000)).length).toBeLessThan(300);
	expect(messageOf(500, 'a\nERROR b\u202e')).toContain('("a\\nERROR b\\u{202e}")');
});

it.each(['', ' \n', '<!doctype html><html>'])('a response of %j is not quoted', (answer) => {
	expect(messageOf(500, answer)).toBe(
		'Delivery to shop.example/events failed: HTTP 500. The receiver failed. Check its log, then send the event again.',
	);
});

it.each([
	[
		'https://hooks.example/services/T00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
		'hooks.example/services/T00000000/…',
	],
	['https://shop.example/events?token=secret', 'shop.example/events'],
	['https://shop.example/', 'shop.example'],
	['https://shop.example:8443/a/b', 'shop.example:8443/a/b'],
])('of %s, the error shows what holds no secret', (url, shown) => {
	expect(messageOf(500, '', url)).toContain(`Delivery to ${shown} failed`);
});
