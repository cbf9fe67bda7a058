import { BOX_API } from '../../../../nodes/Box/credential';
import { box } from '../../../../nodes/Box/vendor';
import { unreachableReason } from '../../../../nodes/host/trigger/callableUrl';
import { ownUrl } from '../../../../nodes/Shopify/shop';
import { shopify } from '../../../../nodes/Shopify/vendor';
import { wooCommerce } from '../../../../nodes/WooCommerce/webhooks/vendor';

const DOMAIN = 'my-shop.myshopify.com';
const callableAt = (url: string) =>
	shopify.subscriptions!.callable({ shop: { domain: DOMAIN, url } } as never);
const callableBox = (url: string) => box.subscriptions!.callable({ box: { url } } as never);
const callableWoo = (allowsPrivateUrl: boolean) =>
	wooCommerce.subscriptions!.callable({ allowsPrivateUrl } as never);
const VENDORS = {
	Shopify: callableAt(ownUrl(DOMAIN)),
	Box: callableBox(BOX_API),
	WooCommerce: callableWoo(false),
};
type Name = keyof typeof VENDORS;
const NODE = { name: 'My trigger', webhookId: 'one' };

describe('a webhook URL that no vendor can call', () => {
	it.each([
		'http://localhost:5678/webhook/x',
		'https://localhost/webhook/x',
		'https://192.168.1.4/webhook/x',
		'https://10.0.0.1/x',
		'https://[::1]/x',
		'https://127.1/x',
		'https://169.254.169.254/x',
		'https://n8n/x',
		'https://n8n.local/x',
		'https://n8n.internal./x',
	])('is one of a private network: %s', (url) => {
		for (const callable of Object.values(VENDORS))
			expect(unreachableReason(NODE, url, callable)).toMatch(/addresses of the public internet/);
	});

	it.each<[string, Name, string]>([
		['http://n8n.example.com/x', 'Shopify', 'https URLs'],
		['https://n8n.example.com:5678/x', 'Shopify', 'port 443'],
		['https://n8n.example.com:8080/x', 'Shopify', 'port 443'],
		['http://n8n.example.com/x', 'Box', 'https URLs'],
		['https://n8n.example.com:8443/x', 'Box', 'port 443'],
		['https://n8n.example.com:5678/x', 'WooCommerce', 'the ports 80, 443 and 8080'],
	])('is %s: a rule of %s', (url, vendor, rule) => {
		const { origin } = new URL(url);
		expect(unreachableReason(NODE, url, VENDORS[vendor])).toMatch(
			`${vendor} calls only ${rule}, and the webhook URL of n8n begins with ${origin}. Set n8n's WEBHOOK_URL to a URL that ${vendor} can call.`,
		);
	});

	it('names the option of WooCommerce with which it is accepted', () => {
		expect(unreachableReason(NODE, 'http://n8n.local/x', VENDORS.WooCommerce)).toMatch(
			/can call\. Or use the WooCommerce Poll Trigger, which needs no public URL\. If your shop calls other URLs too, turn on Options > Allow Private Webhook URL\.$/,
		);
	});

	it.each<[string, Name]>([
		['https://n8n.example.com/webhook/x', 'Shopify'],
		['https://n8n.example.com:443/x', 'Shopify'],
		['https://93.184.215.14/x', 'Shopify'],
		['https://[2606:4700::1111]/x', 'Shopify'],
		['https://n8n.example.com/x', 'Box'],
		['http://n8n.example.com/x', 'WooCommerce'],
		['http://n8n.example.com:8080/x', 'WooCommerce'],
		['https://n8n.example.com/x', 'WooCommerce'],
	])('is not %s for %s', (url, vendor) => {
		expect(unreachableReason(NODE, url, VENDORS[vendor])).toBeUndefined();
	});

	it.each([
		['a base URL of Shopify', callableAt('http://127.0.0.1:1')],
		['a base URL of Box', callableBox('http://127.0.0.1:1')],
		['a shop of one network with n8n', callableWoo(true)],
	])('may be any for %s', (_, callable) => {
		expect(unreachableReason(NODE, 'http://localhost:5678/x', callable)).toBeUndefined();
	});
});
