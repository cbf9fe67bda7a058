import { connect } from '../../../nodes/Box/connect';
import { readCredential } from '../../../nodes/Box/credential';
import { MALFORMED_KEYS } from '../../../nodes/Box/signatureKeys';
import { box } from '../../../nodes/Box/vendor';
import { SignedEventsBoxOAuth2Api } from '../../../credentials/SignedEventsBoxOAuth2Api.credentials';

const CODE = { grantType: 'authorizationCode', primarySignatureSecret: ' p ' };
const APP = { grantType: 'clientCredentials', subjectType: 'enterprise', subjectId: '27335' };

const says = (credential: Record<string, unknown>) => {
	const access = readCredential(credential as never);
	return access.ok ? access.value : access.problem.message;
};

describe('the credential', () => {
	it("uses Box's host, and has no account of its own", () => {
		expect(says(CODE)).toEqual({
			url: 'https://api.box.com',
			account: '',
			keys: { primary: 'p', secondary: '' },
		});
	});

	it.each([
		[APP, 'enterprise_27335'],
		[{ ...APP, subjectType: 'user', subjectId: ' 226067247 ' }, 'user_226067247'],
	])('contains the account of an app: %j', (credential, account) =>
		expect(says(credential)).toMatchObject({ account }),
	);

	it.each([undefined, '', 'acme', '1 or 2', '27335\n1'])(
		'is rejected with %j for a subject ID',
		(subjectId) => expect(says({ ...APP, subjectId })).toMatch(/Enter the ID of the enterprise/),
	);

	it('rejects an activation with a malformed subject ID', () =>
		expect(problemAtActivation({ ...APP, subjectId: 'acme' })).toBe(
			'The Box credential cannot be used: its Subject ID is not a number. Enter the ID of the enterprise (Admin Console > Account & Billing) or of the user.',
		));

	it('says whether the subject ID is missing or malformed', () => {
		expect(says({ ...APP, subjectId: ' ' })).toMatch(/: it has no Subject ID\. /);
		expect(says({ ...APP, subjectId: 'acme' })).toMatch(/: its Subject ID is not a number\. /);
	});
});

function problemAtActivation(credential: object): string | undefined {
	const panel: Record<string, unknown> = { targets: '1', triggers: ['FILE.MOVED'] };
	const functions = {
		...{ helpers: {}, getNode: () => ({ id: '1' }), getWorkflow: () => ({ id: '2' }) },
		getMode: () => 'webhook',
		getNodeParameter: (name: string, fallback: unknown) => panel[name] ?? fallback,
	};
	const connection = connect(functions as never, credential as never);
	return connection.ok
		? (box.doubt?.(connection.value) ?? box.configError?.(connection.value))
		: connection.problem.message;
}

describe('another host', () => {
	it('is used only if it is switched on', () => {
		const baseUrl = 'http://127.0.0.1:8080';
		expect(says({ ...CODE, baseUrl })).toMatchObject({ url: 'https://api.box.com' });
		expect(says({ ...CODE, baseUrl, useBaseUrl: false })).toMatchObject({
			url: 'https://api.box.com',
		});
		expect(says({ ...CODE, baseUrl, useBaseUrl: true })).toMatchObject({ url: baseUrl });
	});

	const { properties, test } = new SignedEventsBoxOAuth2Api();
	const expressions = [
		...['authUrl', 'accessTokenUrl'].map((name) => ({
			name,
			expression: String(properties.find((property) => property.name === name)?.default),
			scope: '$self',
		})),
		{ name: 'the test', expression: String(test.request.baseURL), scope: '$credentials' },
	];

	/** Evaluates an expression as n8n does. */
	const evaluate = (expression: string, scope: string, credential: object): string =>
		new Function(scope, `return ${/^=\{\{(.*)\}\}$/s.exec(expression)?.[1]}`)(credential) as string;

	it.each(expressions)(
		'is Box itself for $name where nothing is switched on',
		({ expression, scope }) => {
			const url = evaluate(expression, scope, { baseUrl: 'https://evil.example' });
			expect(url).toMatch(/^https:\/\/(api|account)\.box\.com(\/|$)/);
		},
	);

	it.each(
		[
			'https://evil.example/',
			'https://evil.example/x?',
			'https://api.box.com@evil.example',
			'https://evil.example#',
			'https://evil.example\n',
			'//evil.example',
			'javascript:alert(1)',
			'ftp://evil.example',
			'https://evil.example:443/x',
			'https://ёvil.example',
			'',
			undefined,
		].map((baseUrl) => ({ baseUrl })),
	)('that is not scheme and host gives an empty URL: $baseUrl', ({ baseUrl }) => {
		const credential = { ...CODE, useBaseUrl: true, baseUrl };
		for (const { expression, scope } of expressions)
			expect(evaluate(expression, scope, credential)).toBe('');
		expect(says(credential)).toMatch(/its Base URL does not consist of a scheme and a host/);
	});

	it('requests a token as the app only with client credentials', () => {
		const property = properties.find(({ name }) => name === 'additionalBodyProperties');
		const body = (credential: object) => evaluate(String(property?.default), '$self', credential);
		expect(body(CODE)).toBe('');
		expect(JSON.parse(body({ ...APP, subjectId: ' 27335 ' }))).toEqual({
			box_subject_type: 'enterprise',
			box_subject_id: '27335',
		});
	});

	it.each([
		['missing', {}],
		['missing', { primarySignatureSecret: ' ' }],
		['malformed', { primarySignatureSecret: 'too-short' }],
		['malformed', { primarySignatureSecret: 'k'.repeat(20), secondarySignatureSecret: 'short' }],
		['malformed', { primarySignatureSecret: 'has blanks in its middle' }],
		['malformed', { primarySignatureSecret: 'https://n8n.example/webhook/0123' }],
		['malformed', { primarySignatureSecret: `"${'k'.repeat(32)}"` }],
		['malformed', { primarySignatureSecret: `'${'k'.repeat(32)}'` }],
		['malformed', { primarySignatureSecret: `“${'k'.repeat(32)}”` }],
		['malformed', { primarySignatureSecret: 'c'.repeat(32), clientSecret: 'c'.repeat(32) }],
		['malformed', { primarySignatureSecret: 'c'.repeat(32), clientId: ` ${'c'.repeat(32)}\n` }],
		['malformed', { primarySignatureSecret: `-----BEGIN PRIVATE KEY-----\n${'k'.repeat(32)}` }],
		[
			'malformed',
			{ primarySignatureSecret: 'k'.repeat(32), secondarySignatureSecret: 'k'.repeat(32) },
		],
		['valid', { primarySignatureSecret: ` ${'k'.repeat(32)}\n` }],
		['valid', { secondarySignatureSecret: 'k'.repeat(32) }],
		['valid', { primarySignatureSecret: 'k'.repeat(32), secondarySignatureSecret: 'l'.repeat(32) }],
	])('asks Box what tells that the keys are %s, as an activation finds them: %j', (form, keys) => {
		const path = evaluate(String(test.request.url), '$credentials', keys);
		expect(path).toBe(
			{
				missing: '/2.0/folders/0/items?fields=id&usemarker=true&limit=6',
				malformed: '/2.0/folders/0/items?fields=id&usemarker=true&limit=7',
				valid: '/2.0/users/me?fields=id',
			}[form],
		);
		expect(String(test.request.url).match(/\}\}/g)).toEqual(['}}']);
		expect(problemAtActivation(keys)).toEqual(
			{
				missing: expect.stringMatching(/no signature key/),
				malformed: MALFORMED_KEYS,
				valid: undefined,
			}[form],
		);
		expect(JSON.stringify(test.rules)).toContain(MALFORMED_KEYS);
	});

	it('masks every secret', () => {
		const secrets = properties.filter(({ name }) => /secret/i.test(name));
		expect(secrets).toHaveLength(2);
		for (const { typeOptions } of secrets) expect(typeOptions?.password).toBe(true);
	});
});
