import { placeOf } from '../../../../../nodes/host/trigger/subscription/placeOf';
import { URLS } from '../../fakes';

const HERE = { wanted: URLS.default, all: URLS };

describe('a subscription', () => {
	it.each([
		['here', URLS.default],
		['here', URLS.setup],
		['moved', 'https://other.example/webhook/one/webhook'],
		['moved', 'https://other.example/webhook/one/finished'],
		['moved', 'http://n8n.example/webhook/one/webhook'],
		['moved', 'https://n8n.example:8443/webhook/one/webhook'],
		['elsewhere', 'https://n8n.example/webhook/two/webhook'],
		['elsewhere', 'https://other.example/webhook-test/one/webhook'],
		['elsewhere', 'https://other.example/n8n/webhook/one/webhook'],
		['elsewhere', 'https://other.example/webhook/one/webhook/'],
		['elsewhere', 'https://other.example/webhook/one/webhook?by=hand'],
		['elsewhere', 'https://user:password@other.example/webhook/one/webhook'],
		['elsewhere', 'https://user@n8n.example/webhook/one/webhook'],
		['elsewhere', 'https://n8n.example/webhook/one/webhook#'],
		['elsewhere', 'pubsub://project:topic'],
		['elsewhere', 'arn:aws:events:us-east-1::event-source/x'],
		['elsewhere', ''],
	])('is %s if it calls %j', (place, url) => expect(placeOf(url, HERE)).toBe(place));

	it('is found by a path that n8n does not encode and the vendor does', () => {
		const url = 'https://n8n.example/webhook/w/my trigger/webhook';
		const own = { wanted: url, all: { default: url } };
		expect(placeOf('https://old.example/webhook/w/my%20trigger/webhook', own)).toBe('moved');
	});
});
