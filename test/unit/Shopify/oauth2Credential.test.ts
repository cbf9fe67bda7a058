import { NodeHelpers, type INodeProperties } from 'n8n-workflow';

import { SignedEventsShopifyShopApi } from '../../../credentials/SignedEventsShopifyShopApi.credentials';
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

it('the OAuth2 credential shows Shop first, before the fields of n8n', () => {
	const field = (name: string): INodeProperties => ({
		...{ displayName: name, name, type: 'string', default: '' },
	});
	/** By their names. n8n's own type begins with these (n8n-nodes-base, OAuth2Api.credentials). */
	const extended = new Map([
		['signedEventsShopifyShopApi', new SignedEventsShopifyShopApi().properties],
		['oAuth2Api', ['grantType', 'clientId', 'clientSecret'].map(field)],
	]);
	const shown: INodeProperties[] = [];
	// As n8n's editor merges them.
	for (const name of new SignedEventsShopifyOAuth2Api().extends)
		NodeHelpers.mergeNodeProperties(shown, extended.get(name) ?? []);
	NodeHelpers.mergeNodeProperties(shown, properties);
	expect(shown.map(({ name }) => name).slice(0, 5)).toEqual([
		...['shop', 'tokenNotice', 'grantType', 'clientId', 'clientSecret'],
	]);
	expect(new SignedEventsShopifyShopApi().hidden).toBe(true);
});
