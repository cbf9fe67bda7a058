import { Webhook } from 'standardwebhooks';

import type { NormalizedEvent } from '../../../../nodes/core/event';
import type { SignedEvent } from '../../../../nodes/core/envelope/signedEvent';
import { signRequest } from '../../../../nodes/core/envelope/signRequest';
import { verifySignedEvent } from '../../../../nodes/core/envelope/verifySignedEvent';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const PRIVATE = `whsk_${Buffer.alloc(32, 7).toString('base64')}`;
const now = Date.UTC(2026, 10, 28, 12);
const body = '{"a":"ä"}';

describe('signRequest', () => {
	it('signs as Standard Webhooks, which its own library verifies', () => {
		const headers = signRequest({ id: 'msg_1', body }, [SECRET]);
		expect(new Webhook(SECRET).verify(body, headers)).toEqual({ a: 'ä' });
	});

	it('signs with every key of Standard Webhooks', () => {
		const headers = signRequest({ id: 'msg_1', body }, [SECRET, PRIVATE], { now });
		expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1a,\S+$/);
		for (const secret of [SECRET, PRIVATE])
			expect(verifySignedEvent({ body, headers }, { secrets: [secret] }, { now })).toMatchObject({
				ok: true,
				id: 'msg_1',
			});
	});

	it('signs with a secret as a vendor shows it', () => {
		const options = {
			now: 1_614_265_330_000,
			schemes: ['standardWebhooks', 'cloudElements'] as const,
		};
		const message = { id: 'msg_1', body: '{}' };
		expect(signRequest(message, [` v1,${SECRET}`], options)).toEqual(
			signRequest(message, [SECRET], options),
		);
	});

	it('signs bytes as Cloud Elements with the first shared secret', () => {
		const headers = signRequest({ body: Buffer.from(body) }, [PRIVATE, 'a secret', SECRET], {
			schemes: ['cloudElements'],
		});
		expect(Object.keys(headers)).toEqual(['Elements-Webhook-Signature']);
		expect(verifySignedEvent({ body, headers }, { secrets: ['a secret'] })).toMatchObject({
			ok: true,
			scheme: 'cloudElements',
		});
	});

	// Without types, JavaScript passes what it would have to serialize first.
	it.each([
		['an object', { a: 1 }, 'The body is an object'],
		['a list', [1], 'The body is a list'],
		['undefined', undefined, 'The body is missing'],
	])('explains a body that is %s', (_what, given, beginning) => {
		for (const schemes of [['standardWebhooks'], ['cloudElements']] as const)
			expect(() => signRequest({ id: 'a', body: given as never }, [SECRET], { schemes })).toThrow(
				new TypeError(
					`${beginning}. Pass the exact text that is sent, such as JSON.stringify(event).`,
				),
			);
	});

	it.each([
		['no key of Standard Webhooks', ['a secret'], { id: 'a' }, ['standardWebhooks']],
		['no shared secret', [PRIVATE], { id: 'a' }, ['cloudElements']],
		['no id', [SECRET], {}, ['standardWebhooks']],
		['an id with a dot', [SECRET], { id: 'a.b' }, ['standardWebhooks']],
		['an empty secret', [''], { id: 'a' }, ['cloudElements']],
		['a whsec_ that is not base64', ['whsec_!'], { id: 'a' }, ['standardWebhooks']],
	] as const)(
		'throws a TypeError without the secret in it for %s',
		(_what, secrets, message, schemes) => {
			let error: unknown;
			try {
				signRequest({ ...message, body }, secrets, { schemes });
			} catch (thrown) {
				error = thrown;
			}
			expect(error).toBeInstanceOf(TypeError);
			for (const secret of secrets.filter((one) => one !== ''))
				expect((error as Error).message).not.toContain(secret);
		},
	);
});

describe('a mistake in JavaScript', () => {
	const sign = (secrets: unknown) => () => signRequest({ id: 'a', body }, secrets as string[]);

	it.each([[[undefined]], [['']], [[' ']], [[SECRET, undefined]], [[7]]])(
		'throws a TypeError that names the missing key for %j',
		(secrets) => {
			const cause =
				/^A key is missing or empty\. Check that the environment variable with the secret is set\.$/;
			expect(sign(secrets)).toThrow(TypeError);
			expect(sign(secrets)).toThrow(cause);
		},
	);

	it.each([SECRET, undefined, { secrets: [SECRET] }])(
		'throws a TypeError that asks for a list for %j',
		(secrets) => {
			expect(sign(secrets)).toThrow(TypeError);
			expect(sign(secrets)).toThrow('`secrets` must be a list of keys. Pass [secret].');
		},
	);
});

it('the public type of an event is the type of a normalized event', () => {
	const outward = (event: NormalizedEvent): SignedEvent => event;
	const inward = (event: SignedEvent): NormalizedEvent => event;
	expect([outward, inward]).toHaveLength(2);
});
