import type { ICredentialsDecrypted } from 'n8n-workflow';

import type { Provider } from '../../../nodes/core/signature/scheme';
import type { TriggerFunctions } from '../../../nodes/host/trigger/credential';
import { keysProblem, readKeys, tokenProblem } from '../../../nodes/SignedWebhook/credential';
import { providerOf } from '../../../nodes/SignedWebhook/providers';
import { testWebhookSecret } from '../../../nodes/SignedWebhook/testSecret';
import { connect, signedWebhooks } from '../../../nodes/SignedWebhook/vendor';
import { pairOf } from '../../signedWebhooks/genuine';

const row = (key: string) => providerOf(key) as Provider;
const GOOD = '0123456789abcdef0123';

const test = async (data: object) =>
	await testWebhookSecret({ data } as unknown as ICredentialsDecrypted);

describe('the credential test', () => {
	it.each([
		[{}, 'neither a secret nor a public key'],
		[{ secret: ' ' }, 'neither a secret nor a public key'],
		[{ secret: 'short' }, 'has only 5 characters'],
		[{ secret: 'a secret with blanks in it' }, 'has blanks or line breaks'],
		[{ secret: `"${GOOD}"` }, 'is in quotation marks'],
		[
			{ secret: `ghp_${GOOD}` },
			'is an access token of GitHub. It signs no webhooks. Enter the secret that the provider signs webhooks with.',
		],
		[{ secret: 'xoxb-1234567890-abcdef' }, 'is an access token of Slack'],
		[{ secret: 'pk_live_0123456789' }, 'is a publishable API key'],
		[{ secret: `whpk_${'A'.repeat(43)}=` }, 'is a public key of Standard Webhooks'],
		[{ secret: pairOf(row('sendgrid')).publicKeys[0] }, 'Enter it under Public Key'],
		[{ secret: GOOD, verifyToken: GOOD }, 'same as the verify token'],
		[{ secret: GOOD, previousSecrets: 'old' }, 'has only 3 characters'],
		[{ secret: GOOD, previousSecrets: Array(11).fill(GOOD).join() }, 'more than 10 secrets'],
		[{ publicKey: 'nonsense' }, 'public key cannot be read'],
		[{ publicKey: '0'.repeat(64) }, 'anyone can sign for it'],
	])('rejects %j', async (data, message) => {
		const result = await test(data);
		expect(result.status).toBe('Error');
		expect(result.message).toContain(message);
		expect(result.message).not.toContain(GOOD);
	});

	it.each([
		[{ secret: GOOD }],
		// Paystack signs with its secret API key.
		[{ secret: `sk_live_${GOOD}` }],
		[{ secret: ` ${GOOD}\n`, previousSecrets: `${GOOD}, ${GOOD}` }],
		[{ publicKey: pairOf(row('discord')).publicKeys[0] }],
		[{ publicKey: pairOf(row('sendgrid')).publicKeys[0].replaceAll('\n', ' ') }],
		[{ publicKey: pairOf(row('sendgrid')).publicKeys[0].replace(/-----[^-]*-----|\s/g, '') }],
	])('accepts %j', async (data) => {
		expect(await test(data)).toMatchObject({ status: 'OK' });
	});
});

describe('the keys for a provider', () => {
	const problem = (key: string, credential: object) => keysProblem(row(key), readKeys(credential));

	it('must have the form that its scheme needs', () => {
		expect(problem('github', { secret: GOOD })).toBeUndefined();
		expect(problem('adyen', { secret: 'this-is-not-hexadecimal' })).toMatch(/not hexadecimal/);
		expect(problem('standard_webhooks', { secret: 'whsec_not!base64!at!all' })).toMatch(/base64/);
		expect(problem('discord', { secret: GOOD })).toMatch(/no public key/);
		const { publicKeys } = pairOf(row('sendgrid'));
		expect(problem('discord', { publicKey: publicKeys[0] })).toMatch(/not a key for ed25519/);
		expect(problem('github', { publicKey: publicKeys[0] })).toMatch(/no secret/);
	});

	it('may be missing only if the first request brings the secret', () => {
		expect(problem('asana', {})).toBeUndefined();
		expect(problem('github', {})).toMatch(/has no secret/);
	});
});

describe('a token in place of a secret', () => {
	const problem = (key: string, secret: string) => tokenProblem(row(key), readKeys({ secret }));

	it('is named, with the value that the provider signs with', () => {
		expect(problem('github', `github_pat_${GOOD}`)).toBe(
			'The node cannot verify deliveries of GitHub: a secret is an access token of GitHub, which signs no webhooks. In the credential, enter the secret that signs them: Secret of the webhook.',
		);
	});

	it.each([
		['github', 'ghp_', /GitHub, which/],
		['slack', 'xoxb-1-', /Slack, which .*: Signing secret of the app/],
		['slack', 'xoxe.xoxp-1-', /Slack, which/],
		['stripe', 'sk_live_', /an API key of Stripe, .*whsec_…/],
		['stripe', 'rk_test_', /an API key of Stripe/],
		['stripe', 'pk_test_', /a publishable API key/],
		['gitlab', 'glpat-', /GitLab, which/],
		['linear', 'lin_api_', /Linear, which .*lin_wh_…/],
		['standard_webhooks', 'shpat_', /Shopify, which/],
	])('is found for %s: %s…', (key, prefix, message) => {
		expect(problem(key, prefix + GOOD)).toMatch(message);
	});

	it.each([
		['github', GOOD],
		// Paystack signs with its secret API key.
		['paystack', `sk_live_${GOOD}`],
		['linear', `lin_wh_${GOOD}`],
	])('is not found for %s: %s', (key, secret) => {
		expect(problem(key, secret)).toBeUndefined();
	});

	it('prevents an activation, but no verification', () => {
		const result = connect(
			{
				getNodeParameter: (name: string, fallback: unknown) =>
					name === 'provider' ? 'github' : fallback,
			} as unknown as TriggerFunctions,
			{ secret: `ghp_${GOOD}` } as never,
		);
		if (!result.ok) throw new Error(result.problem.message);
		expect(signedWebhooks.configError?.(result.value)).toBeUndefined();
		expect(signedWebhooks.doubt?.(result.value)).toMatch(/access token of GitHub/);
	});
});

describe('the panel', () => {
	const functions = (parameters: Record<string, unknown>) =>
		({
			getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		}) as unknown as TriggerFunctions;
	const custom = (parameters: Record<string, unknown>) =>
		connect(functions({ provider: 'custom', signatureHeader: 'X-Signature', ...parameters }), {
			secret: GOOD,
		} as never);

	it('reads a custom scheme', () => {
		const result = custom({
			signatureName: 'v1',
			content: '{timestamp}.{body}',
			timestampHeader: 'signature:t',
			eventTypePath: 'type',
			options: { tolerance: 600 },
		});
		expect(result).toMatchObject({
			ok: true,
			value: {
				toleranceSeconds: 600,
				row: {
					key: 'custom',
					signature: {
						in: 'header:x-signature',
						list: { separator: ',', assign: '=', name: 'v1' },
					},
					timestamp: { in: 'signature:t', unit: 's' },
				},
			},
		});
	});

	it.each([
		[{ signatureHeader: '' }, 'Signature Header'],
		[{ signatureHeader: 'a b' }, 'Signature Header'],
		[{ algorithm: 'md5' }, 'Algorithm'],
		[{ encoding: 'base32' }, 'Encoding'],
		[{ content: 'always the same' }, 'no placeholder'],
		[{ content: '{bdy}' }, '{bdy} is not a placeholder'],
		[{ content: '{body' }, 'a { is not closed'],
		[{ content: '[{body}' }, 'a [ is not closed'],
		[{ content: '{body}]' }, 'a ] has no ['],
		[{ content: '{timestamp}.{body}' }, 'Timestamp Header is empty'],
		[{ timestampHeader: 'a b' }, 'Timestamp Header'],
	])('rejects the custom scheme %j', (parameters, message) => {
		const result = custom(parameters);
		expect(!result.ok && result.problem.message).toContain(message);
	});

	it('rejects a provider that the table lacks', () => {
		for (const provider of ['', 'unknown', '__proto__', 'constructor']) {
			const result = connect(functions({ provider }), { secret: GOOD } as never);
			expect(!result.ok && result.problem.message).toMatch(/does not know the provider/);
		}
	});
});

it('says of a short secret, which the user may have chosen, what to do', async () => {
	const { message } = await testWebhookSecret({
		...{ id: '1', name: 'hook', type: 'signedEventsWebhookApi', data: { secret: 'password123' } },
	});
	expect(message).toBe(
		'The credential cannot be used: a secret has only 11 characters, but needs at least 16. Copy it again from the provider. If you chose it yourself, choose another one there.',
	);
});
