import { PROVIDERS, providerOf } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import type { Provider } from '../../nodes/core/signature/scheme';
import { verifyScheme } from '../../nodes/core/signature/verifyScheme';
import { SCHEME_ATTACKS } from '../signedWebhooks/attacks';
import { genuine, NOW, pairOf } from '../signedWebhooks/genuine';

describe.each(PROVIDERS.map((row) => [row.name, row] as const))('the door of %s', (_name, row) => {
	const pair = pairOf(row);
	const connection = { row, keys: { ...pair, verifyToken: '' } };

	it('accepts a genuine delivery, which the other tests depend on', () => {
		expect(signedWebhooks.verify(genuine(row, pair), connection)).toMatchObject({ ok: true });
	});

	it.each(SCHEME_ATTACKS.filter(({ forge }) => forge(row, pair, NOW).length > 0))(
		'$number: rejects $what',
		({ forge }) => {
			for (const delivery of forge(row, pair, NOW)) {
				const verdict = signedWebhooks.verify(delivery, connection);
				expect([delivery.headers, delivery.body.toString(), verdict]).toEqual([
					delivery.headers,
					delivery.body.toString(),
					{ ok: false, reason: expect.any(String) as unknown },
				]);
			}
		},
	);

	it('9: is not opened without keys, also not by a signature with an empty key', () => {
		for (const keys of [
			{ secrets: [], publicKeys: [] },
			{ secrets: ['', ' '], publicKeys: ['', '\n'] },
		])
			expect(verifyScheme(row, genuine(row, pair), keys, NOW)).toEqual({
				ok: false,
				reason: 'secret_missing',
			});
	});
});

/** With 1,000 events and 2 MB, the joined topics exhausted the 4 GB of n8n's memory. */
it('texts beside many events are not repeated for each of them', () => {
	const row = providerOf('xero') as Provider;
	const pair = pairOf(row);
	const long = 'x'.repeat(100_000);
	const beside = { eventCategory: long, eventType: long, tenantId: long, resourceId: long };
	const body = { events: Array<object>(100).fill({}), ...beside };
	const delivery = genuine(row, pair, { body });
	const join = jest.spyOn(Array.prototype, 'join');
	const verdict = signedWebhooks.verify(delivery, { row, keys: { ...pair, verifyToken: '' } });
	const joined = join.mock.results.map(({ value }) => (value as string).length);
	join.mockRestore();
	expect(verdict).toMatchObject({ ok: true, kind: 'change' });
	expect(joined.length).toBeGreaterThanOrEqual(100);
	expect(Math.max(...joined)).toBeLessThan(1_000);
});

describe('a handshake that signs the challenge', () => {
	const row: Provider = {
		...{ key: 'crc', name: 'CRC', hub: 'social', source: ['https://example.com/'] },
		signature: {
			algorithm: 'hmac-sha256',
			encoding: 'base64',
			in: 'header:x-signature',
			prefix: 'sha256=',
		},
		content: '{body}',
		event: { type: 'type' },
		handshake: {
			method: 'GET',
			when: [['query:crc_token', true]],
			challenge: 'query:crc_token',
			mac: { algorithm: 'hmac-sha256', encoding: 'base64', prefix: 'sha256=' },
			answer: { json: { response_token: 'mac' } },
		},
	};
	const pair = pairOf(row);
	const connection = { row, keys: { ...pair, verifyToken: '' } };
	const ask = (token: string) =>
		signedWebhooks.verify(
			{
				...genuine(row, pair),
				method: 'GET',
				body: Buffer.alloc(0),
				query: `crc_token=${encodeURIComponent(token)}`,
			},
			connection,
		);

	it('10: signs no text that an event can have', () => {
		for (const text of [
			'{"type":"order.created"}',
			'{}',
			'[]',
			'v0:1:{}',
			'a.b',
			'',
			'a'.repeat(129),
			'ü',
		])
			expect(ask(text)).toMatchObject({ kind: 'reply', status: 405 });
	});

	it('10: and accepts no event of the bytes that it signs', () => {
		const reply = ask('1234567890');
		if (!reply.ok || reply.kind !== 'reply') throw new Error('no reply');
		const { response_token } = JSON.parse(String(reply.body)) as { response_token: string };
		const forged = {
			...genuine(row, pair),
			headers: { 'x-signature': response_token },
			body: Buffer.from('1234567890'),
		};
		expect(signedWebhooks.verify(forged, connection)).toEqual({
			ok: false,
			reason: 'signature_mismatch',
		});
	});
});
