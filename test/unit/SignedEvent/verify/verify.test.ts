import { generateKeyPairSync } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { err } from '../../../../nodes/core/result';
import {
	signStandardWebhooks,
	type StandardWebhooksKey,
} from '../../../../nodes/core/envelope/standardWebhooks';
import { readKey } from '../../../../nodes/core/envelope/verifySignedEvent';
import {
	connect,
	signedEvents,
	type VerificationConfig,
} from '../../../../nodes/SignedEvent/verify/receiverVendor';
import { event, execute, type Panel } from '../node';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const credential = { signatureSecret: SECRET };
const accepted = ['standardWebhooks', 'cloudElements'];

async function emitted() {
	const parameters = { envelope: 'event', signature: ['standardWebhooks'] };
	const [[{ json }]] = await execute({ parameters, credential }, event('1'));
	return json as { body: string; headers: Record<string, string> };
}

const panel = (more: Partial<Panel> = {}, parameters = {}): Panel => ({
	parameters: {
		operation: 'verify',
		body: '={{ $json.body }}',
		headers: '={{ $json.headers }}',
		schemes: accepted,
		...parameters,
	},
	evaluate: (name, json) => json[name],
	credential,
	...more,
});

describe('the operation Verify', () => {
	it('returns the verification and the events of a verified request', async () => {
		const request = await emitted();
		const [[proven], refused] = await execute(panel(), request);
		expect(refused).toEqual([]);
		expect(proven).toMatchObject({
			json: {
				valid: true,
				scheme: 'standardWebhooks',
				version: 'v1',
				id: event('1').id,
				events: [{ id: event('1').id, objectId: '1', raw: event('1').raw }],
			},
			pairedItem: { item: 0 },
		});
	});

	it('keeps the marks of an event and adds the sender', async () => {
		const parameters = {
			envelope: 'cloudElements',
			signature: ['cloudElements'],
			options: { signUnproven: true },
		};
		const marked = event('1', { unproven: true, unsigned: ['topic'] });
		const [[{ json }]] = await execute({ parameters, credential }, marked);
		const lies = { 'ce-specversion': '1.0', 'ce-id': 'lie', 'ce-type': 'orders.deleted' };
		const headers = { ...(json.headers as object), ...lies };
		const [[proven]] = await execute(panel(), { body: json.body, headers } as never);
		const { sender } = proven.json;
		expect(sender).toMatch(/^[A-Z2-7]{20}$/);
		expect(proven.json.events).toMatchObject([
			{ id: marked.id, eventType: 'UPDATED', unproven: true, unsigned: ['topic'], sender },
		]);
	});

	it('returns attributes, which the node sends again as those of a CloudEvent', async () => {
		const extensions = {
			traceparent: '00-a-b-01',
			partitionkey: 'shop 7',
			dataschema: 'https://a.example',
		};
		const body = JSON.stringify({
			specversion: '1.0',
			id: '1',
			source: '/a',
			type: 'b',
			...extensions,
		});
		const key = readKey(SECRET) as StandardWebhooksKey;
		const headers = signStandardWebhooks('m', Date.now(), Buffer.from(body), [key]);
		const [[proven]] = await execute(panel(), { body, headers });
		const [one] = proven.json.events as IDataObject[];
		expect(one).toMatchObject({ id: '1', attributes: extensions, raw: {} });
		for (const cloudEventsMode of ['Structured', 'Binary', 'Batch']) {
			const options = { cloudEventsMode };
			const parameters = { envelope: 'cloudEvents', signature: ['standardWebhooks'], options };
			const [[{ json }]] = await execute({ parameters, credential }, one);
			const sent = [JSON.parse(String(json.body))].flat()[0] as object;
			const [inBody, inHeaders] =
				cloudEventsMode === 'Binary'
					? [{ attributes: extensions }, { 'ce-partitionkey': 'shop%207' }]
					: [extensions, {}];
			expect(sent).toMatchObject(inBody);
			expect(json.headers).toMatchObject(inHeaders);
		}
	});

	it('returns the reason of a failure on the second output', async () => {
		const { body, headers } = await emitted();
		const items = [
			{ body: `${body} `, headers },
			{ body, headers: { ...headers, 'webhook-timestamp': '1' } },
			{ body, headers: {} },
			{ body, headers: JSON.stringify(headers) },
		];
		const [proven, refused] = await execute(panel(), ...items);
		expect(proven.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 3 }]);
		expect(refused.map(({ json }) => json)).toEqual([
			{
				valid: false,
				reason: 'signature_mismatch',
				message: expect.stringMatching(/Compare the secret/),
			},
			{
				valid: false,
				reason: 'timestamp_out_of_tolerance',
				message: expect.stringMatching(/signed \d+ s ago, and the tolerance is 300 s/),
			},
			{
				valid: false,
				reason: 'signature_missing',
				message: expect.stringMatching(/no header webhook-signature or elements-/),
			},
		]);
	});

	it('reads headers in the forms of clients and proxies', async () => {
		const { body, headers } = await emitted();
		const loud = Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]);
		expect((await execute(panel(), { body, headers: Object.fromEntries(loud) }))[0]).toHaveLength(
			1,
		);
		for (const twice of [
			{ ...headers, 'webhook-id': [headers['webhook-id'], 'other'] },
			{ 'Webhook-Id': 'other', ...headers },
		]) {
			const [, [{ json }]] = await execute(panel(), { body, headers: twice });
			expect(json).toMatchObject({ valid: false, reason: 'header_repeated' });
		}
	});

	it('reads 16,000 spellings of one header in linear time', async () => {
		const letters = 'webhooksignatu';
		const spelling = (number: number) =>
			[...letters].map((each, at) => ((number >> at) & 1 ? each.toUpperCase() : each)).join('');
		const headers = Object.fromEntries(
			Array.from({ length: 16_000 }, (_, n) => [spelling(n), 'x']),
		);
		const before = process.cpuUsage();
		const [, [{ json }]] = await execute(panel(), { body: 'x', headers });
		expect(json).toMatchObject({ valid: false, reason: 'signature_missing' });
		const { user, system } = process.cpuUsage(before);
		expect((user + system) / 1_000_000).toBeLessThan(4);
	});

	it('accepts a message of another day with a wider tolerance', async () => {
		const { body, headers } = await emitted();
		const dayLater = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_400_000);
		try {
			const outputs = async (tolerance?: number) =>
				(await execute(panel({}, { verifyOptions: { tolerance } }), { body, headers })).map(
					({ length }) => length,
				);
			expect(await outputs()).toEqual([0, 1]);
			expect(await outputs(86_300)).toEqual([0, 1]);
			expect(await outputs(86_500)).toEqual([1, 0]);
		} finally {
			dayLater.mockRestore();
		}
	});

	it("reads the bytes that n8n's Webhook node keeps", async () => {
		const { body, headers } = await emitted();
		const parameters = { verifyOptions: { binaryField: 'data' }, body: 'something else' };
		const binary = { data: Buffer.from(body) };
		const [[proven]] = await execute(panel({ binary }, parameters), { headers });
		expect(proven.json).toMatchObject({ valid: true, id: event('1').id });
		await expect(execute(panel({}, parameters), { headers })).rejects.toThrow(
			/^Item 1 cannot be verified: it has no binary field data/,
		);
	});

	it.each([
		[{ body: { parsed: true }, headers: {} }, /its body is not a text/],
		[{ body: '{}', headers: 'none' }, /its headers are not an object/],
		[{ body: '{}', headers: [] }, /its headers are not an object/],
	])('reports an unreadable request: %p', async (item, message) => {
		await expect(execute(panel(), item as never)).rejects.toThrow(message);
		const [proven, refused] = await execute(panel({ continueOnFail: true }), item as never);
		expect(proven).toEqual([]);
		expect(refused.map(({ json }) => Object.keys(json))).toEqual([['error']]);
	});

	it('needs a key', async () => {
		const run = execute(panel({ credential: undefined }), { body: '', headers: {} });
		await expect(run).rejects.toThrow(/Choose a Signed Events API credential/);
	});
});

describe('the receiver', () => {
	const trust = (more: Partial<VerificationConfig> = {}): VerificationConfig => ({
		keys: { secrets: [SECRET], publicKeys: [] },
		schemes: ['standardWebhooks', 'cloudElements'],
		toleranceSeconds: 300,
		names: { instanceName: false, instanceTags: false },
		...more,
	});
	const deliver = (
		body: string,
		headers: Record<string, string>,
		more?: Partial<VerificationConfig>,
	) =>
		signedEvents.verify(
			{
				body: Buffer.from(body),
				headers: Object.fromEntries(
					Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
				),
				address: 'https://n8n.example/webhook',
				receivedAt: Date.now(),
			},
			trust(more),
		);

	it('recognizes a redelivery by its signed id', async () => {
		const { body, headers } = await emitted();
		expect(deliver(body, headers)).toMatchObject({ ok: true, deliveryId: event('1').id });
		expect(deliver(body, headers, { schemes: ['cloudElements'] })).toEqual({
			ok: false,
			reason: 'scheme_unknown',
		});
	});

	it('uses the names of the sender unless the user sets others', async () => {
		const { body, headers } = await emitted();
		const verdict = deliver(body, headers);
		if (!verdict.ok || verdict.kind !== 'change') throw new Error('not proven');
		const eventWith = async (instanceName: boolean, instanceTags = false) => {
			const names = { instanceName, instanceTags };
			const changes = await signedEvents.normalize(verdict.payload, trust({ names }), 0);
			return changes.ok && changes.value[0].overrides;
		};
		expect(await eventWith(false)).toMatchObject({
			id: event('1').id,
			instanceName: 'Shop',
			instanceTags: [],
		});
		expect(await eventWith(true)).not.toHaveProperty('instanceName');
		expect(await eventWith(true)).toHaveProperty('instanceTags');
		expect(await eventWith(false, true)).not.toHaveProperty('instanceTags');
	});

	it('recognizes a delivery after one of two signatures is removed', () => {
		const previous = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
		const keys = { secrets: [SECRET, previous], publicKeys: [] };
		const body = JSON.stringify(event('1'));
		const signing = [SECRET, previous].map(readKey) as StandardWebhooksKey[];
		const [both, ...one] = [signing, [signing[0]], [signing[1]]].map((used) => {
			const headers = signStandardWebhooks('evt_1', Date.now(), Buffer.from(body), used);
			return deliver(body, headers, { keys });
		});
		expect(both.ok).toBe(true);
		expect(one).toEqual([both, both]);
	});

	it('keeps two senders apart although one repeats what the other sends', async () => {
		const pair = generateKeyPairSync('ed25519');
		const seed = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
		const point = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
		const other = `whsk_${seed.toString('base64')}`;
		const publicKeys = [`whpk_${point.toString('base64')}`];
		const both = { keys: { secrets: [SECRET], publicKeys } };
		const body = JSON.stringify({ ...event('1'), sender: 'A'.repeat(20) });
		const verdicts = [SECRET, other, SECRET].map((secret) => {
			const key = readKey(secret) as StandardWebhooksKey;
			const headers = signStandardWebhooks('evt_1', Date.now(), Buffer.from(body), [key]);
			const verdict = deliver(body, headers, both);
			if (!verdict.ok || verdict.kind !== 'change') throw new Error('not proven');
			return verdict;
		});
		const senders = verdicts.map(({ payload }) => payload[0].sender);
		expect(senders[2]).toBe(senders[0]);
		expect(new Set([...senders, 'A'.repeat(20)]).size).toBe(3);
		expect(verdicts.map(({ deliveryId }) => deliveryId)).toEqual(Array(3).fill('evt_1'));
		const fingerprints = verdicts.map(({ fingerprint }) => fingerprint);
		expect(fingerprints[2]).toBe(fingerprints[0]);
		expect(fingerprints[1]).not.toBe(fingerprints[0]);
	});

	it('recognizes a redelivery of Cloud Elements by its body', async () => {
		const sign = async (id: string) => {
			const parameters = { envelope: 'event', signature: ['cloudElements'] };
			const [[{ json }]] = await execute({ parameters, credential }, event(id));
			const verdict = deliver(String(json.body), json.headers as Record<string, string>);
			return verdict.ok && verdict.kind === 'change' ? verdict.deliveryId : undefined;
		};
		const ids = [await sign('1'), await sign('1'), await sign('2')];
		expect(ids[0]).toEqual(expect.any(String));
		expect(ids[1]).toBe(ids[0]);
		expect(ids[2]).not.toBe(ids[0]);
	});

	it('rejects a verified body that is too deep, and accepts any other', () => {
		const key = readKey(SECRET) as StandardWebhooksKey;
		const send = (body: string) =>
			deliver(body, signStandardWebhooks('m', Date.now(), Buffer.from(body), [key]));
		expect(send('['.repeat(600) + ']'.repeat(600))).toEqual({
			ok: false,
			reason: 'body_malformed',
		});
		for (const body of ['hello', '', '[1]'])
			expect(send(body)).toMatchObject({
				ok: true,
				deliveryId: 'm',
				payload: [{ topic: 'message' }],
			});
	});

	it('accepts what Svix sends', () => {
		const key = readKey(SECRET) as StandardWebhooksKey;
		const body = '{"type":"invoice.paid","data":{"id":"in_1"}}';
		const signed = signStandardWebhooks('msg_1', Date.now(), Buffer.from(body), [key]);
		const headers = Object.entries(signed).map(([name, value]) => [
			name.replace('webhook', 'svix'),
			value,
		]);
		expect(deliver(body, Object.fromEntries(headers))).toMatchObject({
			...{ ok: true, deliveryId: 'msg_1' },
			payload: [{ topic: 'invoice.paid', objectId: 'in_1' }],
		});
	});

	it.each([
		[{}, undefined],
		[{ keys: { secrets: ['any text'], publicKeys: [] } }, undefined],
		[{ schemes: [] }, /Choose at least one/],
		[{ keys: { secrets: [], publicKeys: [] } }, /\(whsec_\)/],
		[
			{ keys: { secrets: ['any text'], publicKeys: [] }, schemes: ['standardWebhooks'] as const },
			/\(whsec_\)/,
		],
		[
			{ keys: { secrets: [], publicKeys: [] }, schemes: ['cloudElements'] as const },
			/has no secret\..*shares with you/,
		],
	])('reports a missing key: %p', (more, message) => {
		const configError = signedEvents.configError?.(trust(more));
		if (message === undefined) expect(configError).toBeUndefined();
		else expect(configError).toMatch(message);
	});

	it('is not activated with an invalid key', () => {
		const panel = { getNodeParameter: (_name: string, fallback: unknown) => fallback };
		const connected = (signatureSecret: string, verificationKeys = '') =>
			connect(panel as never, { signatureSecret, verificationKeys });
		expect(connected('whsec_AAAA')).toEqual(
			err('misconfigured', expect.stringMatching(/24 to 64 bytes/) as never),
		);
		expect(connected(SECRET)).toMatchObject({ ok: true, value: { toleranceSeconds: 300 } });
		for (const short of [' ', 'x', '1234567', ' 1234567 '])
			expect(connected(short)).toEqual(
				err('misconfigured', expect.stringMatching(/at least 8 characters/) as never),
			);
		expect(connected('any text', SECRET)).toEqual(
			err('misconfigured', expect.stringMatching(/does not begin with whpk_/) as never),
		);
	});
});
