import { uncallableReason } from '../../../../nodes/host/trigger/callableUrl';

const shopify = { vendor: 'Shopify', isHttpsOnly: true, ports: [443] };
const shop = { vendor: 'WooCommerce', isHttpsOnly: false, ports: [80, 443, 8080] };

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
		for (const vendor of [shopify, shop])
			expect(uncallableReason(url, vendor)).toMatch(/addresses of the public internet/);
	});

	it.each([
		['http://n8n.example.com/x', shopify, 'https URLs'],
		['https://n8n.example.com:5678/x', shopify, 'port 443'],
		['https://n8n.example.com:8080/x', shopify, 'port 443'],
		['https://n8n.example.com:5678/x', shop, 'the ports 80, 443 and 8080'],
	])('is %s: a rule of the vendor', (url, vendor, rule) => {
		const { origin } = new URL(url);
		expect(uncallableReason(url, vendor)).toBe(
			`The activation failed: ${vendor.vendor} calls only ${rule}, and the webhook URL of n8n begins with ${origin}. Set n8n's WEBHOOK_URL to a URL that ${vendor.vendor} can call.`,
		);
	});

	it.each([
		['https://n8n.example.com/webhook/x', shopify],
		['https://n8n.example.com:443/x', shopify],
		['https://93.184.215.14/x', shopify],
		['https://[2606:4700::1111]/x', shopify],
		['http://n8n.example.com/x', shop],
		['http://n8n.example.com:8080/x', shop],
		['https://n8n.example.com/x', shop],
	])('is not %s', (url, vendor) => {
		expect(uncallableReason(url, vendor)).toBeUndefined();
	});
});
