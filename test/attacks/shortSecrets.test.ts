import { doorsOf } from './doors';

const AT = Date.parse('2026-11-21T10:00:05Z');
const TARGET = { address: 'https://n8n.example/webhook/one/webhook', at: AT };
const VENDORS = ['Shopify', 'Box', 'Ecwid', 'WooCommerce'];

const doors = doorsOf({
	shopify: { secret: 'shpss_0123456789abcdef', domain: 'my-shop.myshopify.com' },
	box: { primary: 'a-primary-key', secondary: 'a-secondary-key' },
	ecwid: { secret: 'a-client-secret', storeId: '1003' },
	wooCommerce: 'cs_0123456789abcdef',
	shared: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
	privateKey: `whsk_${Buffer.alloc(32, 7).toString('base64')}`,
}).filter(({ name }) => VENDORS.some((vendor) => name.startsWith(vendor)));

/** Placeholders that someone entered to be able to save the credential. */
const GUESSES = ['x', '12', 'secret', ' x        '];

it('each vendor has a door', () => {
	expect(doors).toHaveLength(VENDORS.length);
});

describe.each(doors)('$name', (door) => {
	it.each(GUESSES)('accepts nothing with the secret %j, which anyone can guess', (guess) => {
		const letter = door.write({ ...TARGET, secret: guess });
		expect(door.verify(letter, TARGET, guess)).toEqual({ ok: false, reason: 'secret_missing' });
	});

	it.each(GUESSES)('cannot be activated with the secret %j', (guess) => {
		expect(door.configError(guess)).toMatch(/fewer than 8 characters.*\.$/s);
	});
});
