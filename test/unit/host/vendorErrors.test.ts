import { codeAndMessage, redactSecrets } from '../../../nodes/host/vendorErrors';

describe("a vendor's own words", () => {
	it.each([
		['ck_', 'Consumer key ck_0123456789abcdef0123456789abcdef01234567 is wrong'],
		['cs_', 'cs_0123456789abcdef0123456789abcdef01234567'],
		['shpat_', 'Invalid API key or access token (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)'],
		['secret_', 'token=secret_4kPWdv9cXbXmJxyQkJ7yXzQ1nKeXr2a1&store=1003'],
		['a token of Box', 'The access token T9cE5asGnuyYCCqIZFoWjFHvNbvVqHjl provided is invalid'],
		[
			'a token in parts',
			'Bearer eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJib3hfc3ViX3R5cGUiOiJ1c2VyIn0.abc',
		],
		[
			'Basic authentication',
			'Authorization: Basic Y2tfMDEyMzQ1Njc4OWFiY2RlZjpjc18wMTIzNDU2Nzg5YWJjZGVm',
		],
		['a short login', 'The header Authorization: Basic c3RhZ2luZzpkZW1vMQ== is wrong'],
		['base64 with signs', 'key MfKQ9r8GKYqrTwjU+D8ILPZIo2/aLaSw== is none'],
	])('are shown without what may be a key: %s', (_what, words) => {
		const shown = redactSecrets(words);
		expect(shown).toContain('…');
		for (const part of shown.split(/[^A-Za-z0-9]/)) expect(part.length).toBeLessThan(20);
		expect(shown).not.toContain('c3RhZ2');
	});

	it.each([
		'woocommerce_rest_authentication_error, Sorry, you cannot list resources',
		'Address for this topic has already been taken',
		'Specified webhook already exists: gid://shopify/WebhookSubscription/1234567890123',
		'Object 123456789012345678901234567890 not found',
		'A webhook on target 226067247 exists (request 7c9fa1b2-52e2-4d2c-a5cd-d8a3e0ff4a35)',
		'internationalisierungsfreundlich',
		'Use Basic authentication, or basic AUTH1234 of the shop',
	])('are shown as they are where they hold none: %s', (words) => {
		expect(redactSecrets(words)).toBe(words);
	});

	it('are cut after that, so that nothing is left of a key that stands across the cut', () => {
		const message = `${'x '.repeat(95)}ck_0123456789abcdef0123456789abcdef01234567`;
		expect(codeAndMessage({ message })).toBe(`${'x '.repeat(95)}…`);
		expect(codeAndMessage({ code: 'a_code', message: 'It is so.' })).toBe('a_code, It is so');
		expect(codeAndMessage({ code: 1 })).toBeUndefined();
	});

	it('are read once however long they are', () => {
		const words = `${'a1'.repeat(2_000_000)} ${'a'.repeat(2_000_000)} ${'1 '.repeat(1_000_000)}`;
		expect(redactSecrets(words).length).toBeLessThan(words.length);
	});
});
