import { readVerificationKeys, type SignedEventsCredential } from '../../../nodes/SignedEvent/keys';
import { testSecret } from '../../../nodes/SignedEvent/testSecret';

const PUBLIC = 'whpk_MCowBQYDK2VwAyEAMCowBQYDK2VwAyEAMCowBQYDK2U=';
const result = async (data: SignedEventsCredential) =>
	await testSecret({ id: '1', name: 'key', type: 'signedEventsApi', data: { ...data } });

describe('the test of the credential', () => {
	it.each([
		['', /it has no key\. Enter a verification key or a signature secret/],
		[' ', /it has no key\. Enter a verification key or a signature secret/],
		['x', /at least 8 characters, but this one has 1/],
		['1234567', /at least 8 characters, but this one has 7/],
		[' 12345678', /begins or ends with a space/],
		['"my secret text"', /is in quotation marks/],
		['whsec_', /24 to 64 bytes/],
		['whsec_AAAA', /24 to 64 bytes/],
		[`"whsec_${'A'.repeat(32)}"`, /begins with whsec_, whsk_ or whpk_/],
		[`v2,whsec_${'A'.repeat(32)}`, /begins with whsec_, whsk_ or whpk_/],
	])('rejects the signature secret %p', async (signatureSecret, message) => {
		expect(await result({ signatureSecret })).toEqual({
			status: 'Error',
			message: expect.stringMatching(message) as unknown,
		});
	});

	it.each(['', 'short', 'whsec_AAAA'])(
		'offers a new secret each time instead of %p',
		async (signatureSecret) => {
			const offered = async () =>
				/whsec_\S{44}$/.exec((await result({ signatureSecret })).message)?.[0] ?? '';
			const [one, other] = [await offered(), await offered()];
			expect(one).not.toBe(other);
			expect(Buffer.from(one.slice(6), 'base64')).toHaveLength(32);
			expect(await result({ signatureSecret: one })).toMatchObject({ status: 'OK' });
		},
	);

	it.each(['password123', 'a long secret', 'A'.repeat(44)])(
		'fails for the text %p, which the default signature cannot use, and offers a new secret',
		async (signatureSecret) => {
			const { status, message } = await result({ signatureSecret });
			expect(status).toBe('Error');
			expect(message).toMatch(
				/cannot sign Standard Webhooks[^]*Cloud Elements Only[^]*whsec_\S{44}$/,
			);
			const declared = { signatureSecret, cloudElementsOnly: true };
			expect(await result(declared)).toMatchObject({ status: 'OK' });
		},
	);

	it.each(['y', '12345678, x', 'whsec_AAAA'])(
		'rejects the previous secret %p',
		async (previous) => {
			const text = { signatureSecret: 'a long secret', cloudElementsOnly: true };
			const data = { ...text, previousSignatureSecrets: previous };
			expect(await result(data)).toMatchObject({ status: 'Error' });
		},
	);

	it('rejects a public key as the signature secret, because it cannot sign', async () => {
		expect(await result({ signatureSecret: PUBLIC })).toEqual({
			status: 'Error',
			message:
				'The Signature Secret is a public key (whpk_), which cannot sign. Enter it under Verification Keys.',
		});
	});

	it('rejects a blank secret beside a verification key', async () => {
		const data = { signatureSecret: ' ', verificationKeys: PUBLIC };
		expect(await result(data)).toMatchObject({ status: 'Error' });
	});

	it.each([
		'12345678',
		'xxxxxxxxxxxxxxxxxxxxxxxxx',
		`whsec_${'A'.repeat(32)}`,
		` whsec_${'-_'.repeat(16)}\n`,
		`v1,whsec_${'A'.repeat(32)}`,
	])('accepts %p', async (signatureSecret) => {
		const cloudElementsOnly = true;
		expect(await result({ signatureSecret, cloudElementsOnly })).toMatchObject({ status: 'OK' });
		const previous = {
			...{ signatureSecret: 'a long secret', cloudElementsOnly },
			previousSignatureSecrets: signatureSecret,
		};
		expect(await result(previous)).toMatchObject({ status: 'OK' });
	});

	it('accepts a list of previous secrets with their version', async () => {
		const [one, two] = ['A', 'B'].map((letter) => `v1,whsec_${letter.repeat(32)}`);
		const previousSignatureSecrets = `${one},${two}`;
		const data = {
			...{ signatureSecret: 'a long secret', cloudElementsOnly: true, previousSignatureSecrets },
		};
		expect(await result(data)).toMatchObject({ status: 'OK' });
		expect(readVerificationKeys(data)).toMatchObject({
			value: { secrets: ['a long secret', one.slice(3), two.slice(3)] },
		});
	});
});
