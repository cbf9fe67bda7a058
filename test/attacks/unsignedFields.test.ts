/** What an event of the Signed Webhook Trigger says about fields that no signature covers, and which events are one. */
import { createHmac } from 'node:crypto';

import { eventKey } from '../../nodes/core/envelope/eventKey';
import type { NormalizedEvent } from '../../nodes/core/event';
import { ok } from '../../nodes/core/result';
import type { Provider } from '../../nodes/core/signature/scheme';
import { newProcessState } from '../../nodes/host/trigger/processState';
import type { TriggerConfig } from '../../nodes/host/trigger/triggerConfig';
import { receive } from '../../nodes/host/trigger/delivery/receive';
import { PROVIDERS } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import { signScheme } from '../../nodes/core/signature/signScheme';
import { ADDRESS, genuine, NOW, pairOf } from '../signedWebhooks/genuine';
import { CREDENTIAL, FakeNode, fakeRequest } from '../unit/host/fakes';

const rowOf = (key: string) => PROVIDERS.find((row) => row.key === key) as Provider;

/** A delivery with any body. */
function signedAs(row: Provider, body: string, type: string) {
	const headers = { 'content-type': type };
	const plain = { headers, body: Buffer.from(body), address: ADDRESS, receivedAt: NOW, query: '' };
	return { ...plain, headers: signScheme(row, plain, pairOf(row).signing, NOW) };
}

/** A node with a credential. It returns the event that a delivery starts the workflow with, or the status. */
function open(row: Provider, seed = 'mine') {
	const node = new FakeNode();
	node.mode = 'webhook';
	let now = NOW;
	const state = newProcessState(() => now);
	const config = {
		vendor: signedWebhooks,
		credentialType: () => CREDENTIAL,
		connect: () => ok({ row, keys: { ...pairOf(row, seed), verifyToken: '' } }),
	} as unknown as TriggerConfig<never, never>;
	return async (
		body: string,
		headers: Record<string, string | string[]> = {},
		laterMs = 0,
	): Promise<NormalizedEvent | number> => {
		now += laterMs;
		const signed = genuine(row, pairOf(row, seed), {
			now,
			body: JSON.parse(body) as object as never,
		});
		const all = Object.entries({ ...signed.headers, ...headers });
		const request = fakeRequest(
			signed.body,
			Object.fromEntries(all.map(([name, value]) => [name, [value ?? []].flat()])),
		);
		const functions = node.webhook(request);
		const { response } = node;
		const { workflowData } = await receive(functions, config, state, () => now);
		if (workflowData === undefined) return response.statusCode;
		response.end();
		return workflowData[0][0].json as unknown as NormalizedEvent;
	};
}

const eventOf = (result: NormalizedEvent | number): NormalizedEvent => {
	if (typeof result === 'number') throw new Error(`The node responded ${result}.`);
	return result;
};

describe('the id of an event', () => {
	it.each([
		['helpscout', '{"id":1}', 'x-helpscout-event', ['convo.created', 'convo.deleted']],
		['sentry', '{"action":"created"}', 'sentry-hook-resource', ['issue', 'installation']],
		['knock', '{"type":"message.sent"}', 'x-knock-environment-id', ['a', 'b']],
		['github', '{"action":"deleted"}', 'x-github-event', ['issues', 'repository']],
	])(
		'of %s counts as unsigned if it follows from an unsigned header',
		async (key, body, header, values) => {
			const [one, other] = await Promise.all(
				values.map(async (value) => eventOf(await open(rowOf(key))(body, { [header]: value }))),
			);
			expect(one.id).not.toBe(other.id);
			expect(one.unsigned).toContain('id');
		},
	);

	it('is signed if only the date follows from an unsigned header', async () => {
		const row = { ...rowOf('github'), event: { type: 'type', date: 'header:x-date' } };
		const event = eventOf(
			await open(row)('{"type":"a"}', { 'x-date': new Date(NOW).toISOString() }),
		);
		expect(event.unsigned).toEqual(['date']);
	});
});

describe('an unsigned header', () => {
	const ISSUE = '{"action":"opened","issue":{"id":7}}';
	const SENT = { 'x-github-delivery': 'd-1', 'x-github-event': 'issues' };

	it.each([
		['is left out', {}],
		['is sent twice', { 'x-github-delivery': ['d-1', 'd-2'], 'x-github-event': ['a', 'issues'] }],
	])('that %s decides nothing without a mark', async (_title, headers) => {
		const send = open(rowOf('github'));
		const genuine = eventOf(await send(ISSUE, SENT));
		const replay = eventOf(await send(ISSUE, headers));
		expect(replay.id).not.toBe(genuine.id);
		expect(replay.unsigned).toEqual(
			expect.arrayContaining(['id', 'revision', 'deliveryId', 'topic', 'eventType', 'objectType']),
		);
		expect(await send(ISSUE, headers)).toBe(200);
	});

	it('marks the value of the place that is read if it is absent', async () => {
		const row = { ...rowOf('github'), event: { type: ['header:x-kind', 'type'] } };
		const event = eventOf(await open(row)('{"type":"order.deleted"}'));
		expect(event).toMatchObject({ topic: 'order.deleted' });
		expect(event.unsigned).toEqual(expect.arrayContaining(['id', 'topic', 'eventType']));
	});

	it.each([
		['chargify', 'id=5&event=payment_success&payload%5Bsubscription%5D%5Bid%5D=3'],
		['affirm', 'event=captured&checkout_token=c'],
		['acuity', 'action=scheduled&id=1&calendarID=2'],
		['slack', 'command=%2Fdeploy&team_id=T1'],
	])('with the type of the body does not make another event of a form of %s', (key, form) => {
		const row = rowOf(key);
		const keys = { ...pairOf(row), verifyToken: '' };
		const type = 'application/x-www-form-urlencoded';
		const delivery = signedAs(row, form, type);
		expect(signedWebhooks.verify(delivery, { row, keys })).toMatchObject({ kind: 'change' });
		for (const other of ['text/plain', 'application/json', undefined]) {
			const headers = { ...delivery.headers, 'content-type': other };
			const moved = { ...delivery, headers };
			expect(signedWebhooks.verify(moved, { row, keys })).toMatchObject({ kind: 'unreadable' });
		}
	});
});

describe('an unsigned date', () => {
	it.each([
		['counts while the vendor may retry', -60_000, true],
		['does not count if it is older', -2 * 3_600_000, false],
		['does not count if it is in the future', 3_600_000, false],
	])('%s', async (_title, offset, counts) => {
		const date = Math.floor((NOW + offset) / 1_000);
		const headers = { 'sentry-hook-resource': 'issue', 'sentry-hook-timestamp': String(date) };
		const event = eventOf(await open(rowOf('sentry'))('{"action":"created"}', headers));
		expect(event.date).toBe(
			counts
				? new Date(date * 1_000).toISOString()
				: new Date(NOW).toISOString().replace('.000', ''),
		);
		expect(event.unsigned?.includes('date')).toBe(counts);
	});
});

describe('two events with equal bytes', () => {
	it.each([
		['dropbox', '{"list_folder":{"accounts":["dbid:1"]},"delta":{"users":[1]}}'],
		[
			'attio',
			'{"events":[{"event_type":"record.updated","id":{"record_id":"r"},"actor":{"id":"a"}}]}',
		],
		['clickup', '{"event":"spaceUpdated","space_id":"1","webhook_id":"w"}'],
		['doppler', '{"type":"config.secrets.update","config":{"name":"prd"}}'],
	])('of %s start two executions, with two ids', async (key, body) => {
		const send = open(rowOf(key));
		const [one, other] = [eventOf(await send(body)), eventOf(await send(body, {}, 5_000))];
		expect(one.id).not.toBe(other.id);
		expect(one.unsigned).toEqual(expect.arrayContaining(['id', 'revision']));
	});

	it('start a limited number of executions if somebody replays one of them', async () => {
		const send = open(rowOf('dropbox'));
		let started = 0;
		for (let count = 0; count < 200; count++)
			if (typeof (await send('{"list_folder":{"accounts":["dbid:1"]}}', {}, 1)) !== 'number')
				started++;
		expect(started).toBe(60);
	});

	it('are two if they have one id, one length and two topics', async () => {
		const send = open({ ...rowOf('standard_webhooks'), event: { id: 'data.id', type: 'type' } });
		for (const type of ['order.created', 'order.deleted'])
			expect(eventOf(await send(`{"type":"${type}","data":{"id":"7"}}`)).topic).toBe(type);
	});

	it('are one if the vendor names them by a signed id', async () => {
		const send = open(rowOf('clickup'));
		const body = '{"event":"taskUpdated","task_id":"1","history_items":[{"id":"h1"}]}';
		const event = eventOf(await send(body));
		expect(event.unsigned).toBeUndefined();
		expect(await send(body, {}, 5_000)).toBe(200);
	});
});

describe('two senders in a scheme that anyone can use', () => {
	it.each(['standard_webhooks', 'svix'])(
		'cannot suppress each other with ids of %s',
		async (key) => {
			const row = rowOf(key);
			const body = '{"type":"order.created","data":{"id":"1"}}';
			const headers = {};
			const mine = eventOf(await open(row, 'mine')(body, headers));
			const theirs = eventOf(await open(row, 'theirs')(body, headers));
			expect(mine.id).toBe(theirs.id);
			expect(mine.sender).not.toBe(theirs.sender);
			expect(eventKey(mine)).not.toBe(eventKey(theirs));
		},
	);

	it('are one if their key was replaced, as long as it is a previous one', () => {
		const row = rowOf('standard_webhooks');
		const verdicts = ['mine', 'older'].map((seed) => {
			const secrets = [...pairOf(row, 'mine').secrets, ...pairOf(row, 'older').secrets];
			const keys = { secrets, publicKeys: [], verifyToken: '' };
			return signedWebhooks.verify(genuine(row, pairOf(row, seed)), { row, keys });
		});
		const senders = verdicts.map((verdict) =>
			verdict.ok && verdict.kind === 'change' ? verdict.payload[0].sender : undefined,
		);
		expect(senders[0]).toBeDefined();
		expect(senders[1]).toBe(senders[0]);
	});

	it('a provider of its own needs no sender, because it assigns the ids', () => {
		const row = rowOf('stripe');
		expect(
			signedWebhooks.verify(genuine(row), { row, keys: { ...pairOf(row), verifyToken: '' } }),
		).not.toMatchObject({
			payload: [{ sender: expect.any(String) as unknown }],
		});
	});
});

it('the helper signs as GitHub does', () => {
	const row = rowOf('github');
	const { headers, body } = genuine(row);
	const [secret] = pairOf(row).secrets;
	const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
	expect(headers['x-hub-signature-256']).toBe(expected);
});
