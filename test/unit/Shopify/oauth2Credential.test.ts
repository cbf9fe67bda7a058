import { SignedEventsShopifyOAuth2Api } from '../../../credentials/SignedEventsShopifyOAuth2Api.credentials';
import { SignedEventsShopifyApi } from '../../../credentials/SignedEventsShopifyApi.credentials';

const { properties } = new SignedEventsShopifyOAuth2Api();

describe('the request of a token', () => {
	/** Evaluates an expression as n8n does. */
	const evaluate = (expression: string, credential: object): string => {
		const [, code] = /^=\{\{ (.*) \}\}$/s.exec(expression)!;
		return String(new Function('$self', `return (${code});`)(credential));
	};
	const property = properties.find(({ name }) => name === 'additionalBodyProperties');
	const body = (grantType: string) => evaluate(String(property?.default), { grantType });

	it('asks for one that expires with an authorization code, and for none with client credentials', () => {
		expect(JSON.parse(body('authorizationCode'))).toEqual({ expiring: '1' });
		expect(body('clientCredentials')).toBe('');
		expect(String(property?.default).match(/\}\}/g)).toEqual(['}}']);
	});
});

it.each([
	['OAuth2', properties],
	['access token', new SignedEventsShopifyApi().properties],
])('the %s credential masks every secret', (_, fields) => {
	const secrets = fields.filter(({ name }) => /secret|token$/i.test(name));
	expect(secrets.map(({ name }) => name)).toContain('shopSecret');
	for (const { typeOptions } of secrets) expect(typeOptions?.password).toBe(true);
});
