import type { Change } from '../../../nodes/core/event';
import type { Provider } from '../../../nodes/core/signature/scheme';
import type { Delivery } from '../../../nodes/core/vendor';
import { providerOf } from '../../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../../nodes/SignedWebhook/vendor';
import { ADDRESS, genuine, NOW, pairOf, type Content } from '../../signedWebhooks/genuine';

const row = (key: string) => providerOf(key) as Provider;
const connect = (key: string, verifyToken = '') => ({
	row: row(key),
	keys: { ...pairOf(row(key)), verifyToken },
});

function accept(key: string, delivery: Delivery) {
	const result = signedWebhooks.verify(delivery, connect(key));
	if (!result.ok || result.kind !== 'change') throw new Error(JSON.stringify(result));
	return result;
}

const write = (key: string, given: Content = {}) => genuine(row(key), pairOf(row(key)), given);
const changesOf = (key: string, delivery: Delivery): Change[] => accept(key, delivery).payload;

describe('an event of Stripe', () => {
	const body = {
		id: 'evt_1',
		type: 'customer.created',
		created: 1_780_000_000,
		account: 'acct_1',
		data: { object: { id: 'cus_1', object: 'customer' } },
	};

	it('has the type, object, date and account that the body names', () => {
		expect(changesOf('stripe', write('stripe', { body }))).toEqual([
			{
				eventType: 'CREATED',
				kind: 'CREATED',
				objectType: 'customers',
				objectId: 'cus_1',
				date: '2026-05-28T20:26:40.000Z',
				revision: 'evt_1',
				topic: 'customer.created',
				account: 'acct_1',
				raw: body,
			},
		]);
	});

	it('is the same delivery at each attempt, although Stripe signs another time', () => {
		const [first, second] = [NOW, NOW + 60_000].map((now) => write('stripe', { body, now }));
		expect(first.headers).not.toEqual(second.headers);
		const [one, other] = [first, second].map((delivery) => accept('stripe', delivery));
		expect(one.fingerprint).toBe(other.fingerprint);
		const another = accept('stripe', write('stripe', { body: { ...body, id: 'evt_2' } }));
		expect(another.fingerprint).not.toBe(one.fingerprint);
	});
});

describe('an event of GitHub', () => {
	const body = { action: 'opened', issue: { number: 1 }, repository: { full_name: 'octo/demo' } };
	const headers = { 'x-github-event': 'issues', 'x-github-delivery': 'one' };
	const delivery = write('github', { body, headers });

	it('names the fields that rest on unsigned headers', () => {
		const [change] = changesOf('github', delivery);
		expect(change).toMatchObject({ topic: 'issues.opened', eventType: 'CREATED' });
		expect(change.unsigned).toEqual(expect.arrayContaining(['id', 'topic', 'eventType']));
		expect(change).not.toHaveProperty('unproven');
	});

	it('cannot take the id of another event', () => {
		const other = write('github', { body: { ...body, issue: { number: 2 } }, headers });
		const [one] = changesOf('github', delivery);
		const [two] = changesOf('github', other);
		expect(one.revision).not.toBe(two.revision);
	});

	it('is identified by the signed bytes, and by the header only as an occurrence', () => {
		const claimed = { ...delivery, headers: { ...delivery.headers, 'x-github-delivery': 'two' } };
		const [one, other] = [accept('github', delivery), accept('github', claimed)];
		expect(one.fingerprint).toBe(other.fingerprint);
		expect(one.occurrence).not.toBe(other.occurrence);
	});
});

it('marks an event as unproven if the vendor does not sign the body', () => {
	const delivery = write('mailgun', { body: { 'event-data': { id: 'm1', event: 'delivered' } } });
	const [change] = changesOf('mailgun', delivery);
	expect(change).toMatchObject({ topic: 'delivered', unproven: true });
	expect(change.unsigned).toEqual(expect.arrayContaining(['id', 'topic', 'eventType']));
	// The same token with another body is the same delivery.
	const text = delivery.body.toString().replace('delivered', 'complained');
	const forged = { ...delivery, body: Buffer.from(text) };
	expect(accept('mailgun', forged).fingerprint).toBe(accept('mailgun', delivery).fingerprint);
});

it('emits one event per element of a list', () => {
	const body = [
		{ sg_event_id: 'a', event: 'open', timestamp: 1_780_000_000 },
		{ sg_event_id: 'b', event: 'click', timestamp: 1_780_000_001 },
	];
	const changes = changesOf('sendgrid', write('sendgrid', { body }));
	expect(changes.map(({ topic, revision }) => [topic, revision])).toEqual([
		['open', 'a'],
		['click', 'b'],
	]);
});

it('does not let the type of a body hide the fields of a form', () => {
	const delivery = write('twilio');
	const [change] = changesOf('twilio', delivery);
	expect(change.raw).toMatchObject({ MessageSid: 'SM1' });
});

it('reads keys of a body as own members only', () => {
	const text = '{"id":"evt_1","__proto__":{"type":"forged"},"constructor":{"type":"forged"}}';
	const delivery = write('stripe', { body: JSON.parse(text) as Record<string, unknown> });
	const [change] = changesOf('stripe', delivery);
	expect(change.topic).toBe('event');
	expect(({} as { type?: string }).type).toBeUndefined();
});

describe('handshakes', () => {
	const get = (key: string, query: string, verifyToken = '') =>
		signedWebhooks.verify(
			{
				headers: {},
				body: Buffer.alloc(0),
				address: ADDRESS,
				receivedAt: NOW,
				method: 'GET',
				query,
			},
			connect(key, verifyToken),
		);

	it('repeat the challenge of Meta only with the verify token of the credential', () => {
		const query = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=';
		expect(get('meta', `${query}my-token`, 'my-token')).toMatchObject({
			kind: 'reply',
			status: 200,
			body: '1158201444',
		});
		expect(get('meta', `${query}other`, 'my-token')).toMatchObject({ kind: 'reply', status: 403 });
		expect(get('meta', query)).toMatchObject({ kind: 'reply', status: 403 });
	});

	it('repeat the challenge of Dropbox as plain text', () => {
		expect(get('dropbox', 'challenge=abc')).toMatchObject({
			status: 200,
			body: 'abc',
			headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
		});
		expect(get('dropbox', 'challenge=%0d%0aset-cookie')).toMatchObject({ status: 405 });
		expect(get('dropbox', `challenge=${'a'.repeat(1_001)}`)).toMatchObject({ status: 405 });
	});

	it('sign the challenge of Zoom only if Zoom signed the request', () => {
		const body = {
			event: 'endpoint.url_validation',
			payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' },
		};
		const delivery = write('zoom', { body });
		const reply = signedWebhooks.verify(delivery, connect('zoom'));
		expect(reply).toMatchObject({ kind: 'reply', status: 200 });
		expect(JSON.parse(String('body' in reply && reply.body))).toMatchObject({
			plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
			encryptedToken: expect.stringMatching(/^[\da-f]{64}$/) as unknown,
		});
		const unsigned = { ...delivery, headers: { 'content-type': 'application/json' } };
		expect(signedWebhooks.verify(unsigned, connect('zoom'))).toMatchObject({ ok: false });
	});
});

describe('a rejected delivery', () => {
	const cause = (key: string, delivery: Delivery) => {
		const connection = connect(key);
		const result = signedWebhooks.verify(delivery, connection);
		if (result.ok) throw new Error('accepted');
		return signedWebhooks.diagnose?.(delivery, connection, result.reason);
	};

	it('names the provider whose signature it has', () => {
		expect(cause('github', write('stripe'))).toMatch(/^choose the provider Stripe/);
	});

	it.each<[string, (json: string) => string]>([
		['with indentation', (json) => JSON.stringify(JSON.parse(json), null, 2)],
		['as Python does', (json) => json.replaceAll('":', '": ').replaceAll(',"', ', "')],
		['with a line break at its end', (json) => `${json}\n`],
	])('names a proxy that encoded its body again: %s', (_what, rewrite) => {
		const delivery = write('github');
		const body = Buffer.from(rewrite(delivery.body.toString()));
		expect(cause('github', { ...delivery, body })).toMatch(/encoded the body again/);
	});

	it('names another form of the signed URL', () => {
		const delivery = { ...write('square'), address: ADDRESS.replace('https', 'http') };
		expect(cause('square', delivery)).toMatch(/WEBHOOK_URL/);
	});

	it('names an old timestamp if the signature is valid', () => {
		const delivery = { ...write('stripe'), receivedAt: NOW + 3_600_000 };
		expect(cause('stripe', delivery)).toMatch(/^check n8n's clock: the signature is valid/);
	});

	it.each<[string, 'utf8' | 'whsec' | 'hex', string]>([
		['github', 'hex', 'hexadecimal'],
		['github', 'whsec', 'base64'],
		['standard_webhooks', 'utf8', 'text'],
	])('names another format of the secret: %s, read as %s', (key, secretAs, name) => {
		const secret = '0123456789abcdef'.repeat(2);
		const keys = { secrets: [secret], publicKeys: [], verifyToken: '' };
		const delivery = genuine({ ...row(key), secretAs }, { ...keys, signing: secret });
		const connection = { row: row(key), keys };
		const result = signedWebhooks.verify(delivery, connection);
		expect(result).toMatchObject({ ok: false, reason: 'signature_mismatch' });
		expect(signedWebhooks.diagnose?.(delivery, connection, 'signature_mismatch')).toContain(
			`only if the secret is read as ${name}, but the node reads the secrets of ${row(key).name}`,
		);
	});

	it('gets no other explanation if the secret is wrong', () => {
		const other = genuine(row('github'), pairOf(row('github'), 'other'));
		expect(cause('github', other)).toBeUndefined();
	});
});

describe('a message of Twitch', () => {
	const verify = (status: string, messageType: string, more: object = {}) => {
		const subscription = { id: 'sub-1', type: 'channel.subscribe', status };
		const headers = { 'twitch-eventsub-message-type': messageType };
		const delivery = write('twitch', { body: { subscription, ...more }, headers });
		return signedWebhooks.verify(delivery, connect('twitch'));
	};
	const PENDING = 'webhook_callback_verification_pending';

	// https://dev.twitch.tv/docs/eventsub/handling-webhook-events/. The type is in an unsigned header, the status in the body.
	it.each(['webhook_callback_verification', 'notification', 'revocation'])(
		'is a handshake by its signed status, also under the type %s',
		(messageType) => {
			expect(verify(PENDING, messageType, { challenge: 'abc' })).toMatchObject({
				...{ kind: 'reply', status: 200, body: 'abc' },
			});
		},
	);

	it('is an event if the subscription is enabled, under each type in the header', () => {
		for (const messageType of ['notification', 'webhook_callback_verification', 'revocation'])
			expect(verify('enabled', messageType, { event: { id: 'e1' } })).toMatchObject({
				...{ kind: 'change', payload: [{ topic: 'channel.subscribe', objectId: 'e1' }] },
			});
	});

	it('does not have the topic of the event if it revokes the subscription', () => {
		expect(verify('authorization_revoked', 'revocation')).toMatchObject({
			...{ kind: 'change', payload: [{ topic: 'channel.subscribe.authorization_revoked' }] },
		});
	});
});
