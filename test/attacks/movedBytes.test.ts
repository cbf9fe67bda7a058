/**
 * Somebody who recorded a delivery moves bytes from one signed part to the next, so that the signature still fits: from the body
 * to a header, from the timestamp to the token, from one field of a form to another.
 */
import { createHmac } from 'node:crypto';

import type { Provider } from '../../nodes/core/signature/scheme';
import { signScheme } from '../../nodes/core/signature/signScheme';
import type { Delivery } from '../../nodes/core/vendor';
import { customProvider } from '../../nodes/SignedWebhook/custom';
import { PROVIDERS } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import { toEvent } from '../../nodes/core/event';
import { genuine, NOW, pairOf } from '../signedWebhooks/genuine';

const rowOf = (key: string) => PROVIDERS.find((row) => row.key === key) as Provider;

function verify(row: Provider, delivery: Delivery) {
	return signedWebhooks.verify(delivery, { row, keys: { ...pairOf(row), verifyToken: '' } });
}

/** What starts an execution: the key of its redelivery, and the ids of its events. */
function started(row: Provider, delivery: Delivery) {
	const verdict = verify(row, delivery);
	if (!verdict.ok || verdict.kind !== 'change') return undefined;
	const source = { elementKey: row.key, hubKey: row.hub, account: row.key };
	const shown = { instanceName: 'node', instanceTags: [], includeRaw: true };
	return {
		key: [verdict.fingerprint, verdict.occurrence],
		events: verdict.payload.map((change) =>
			toEvent(change, { ...source, ...shown }, { capture: 'webhook', receivedAt: NOW }),
		),
	};
}

/** Moves the border between a body and a header by each number of bytes, in the order in which they are signed. */
function moved(delivery: Delivery, header: string, isBodyFirst: boolean): Delivery[] {
	const value = String(delivery.headers[header]);
	const body = delivery.body.toString();
	const text = isBodyFirst ? body + value : value + body;
	const border = isBodyFirst ? body.length : value.length;
	return [...text].flatMap((_character, at) => {
		const [first, second] = [text.slice(0, at), text.slice(at)];
		const [newBody, newValue] = isBodyFirst ? [first, second] : [second, first];
		// Node drops blanks around the value of a header, and vendors send no empty one.
		if (at === border || newValue === '' || newValue.trim() !== newValue) return [];
		return [
			{
				...delivery,
				body: Buffer.from(newBody),
				headers: { ...delivery.headers, [header]: newValue },
			},
		];
	});
}

describe.each([
	['framer', 'framer-webhook-submission-id', true],
	['klaviyo', 'klaviyo-timestamp', true],
])('a recorded delivery of %s', (key, header, isBodyFirst) => {
	it('starts nothing if bytes of the body are moved to a header, or back', () => {
		const row = rowOf(key);
		const delivery = genuine(row, pairOf(row), {
			headers: { [header]: '7f3b12aa-90' },
			body: { data: [{ external_id: 'e1', topic: 'order' }], Email: 'a@b.example' },
		});
		expect(started(row, delivery)).toBeDefined();
		const copies = moved(delivery, header, isBodyFirst);
		expect(copies.length).toBeGreaterThan(20);
		for (const copy of copies)
			expect([copy.body.toString(), started(row, copy)]).toEqual([copy.body.toString(), undefined]);
	});
});

/** A scheme that a person entered, with the id in the header `x-id`. */
function schemeOf(content: string): Provider {
	const hasTime = content.includes('{timestamp}');
	const made = customProvider({
		...{ signatureHeader: 'x-signature', algorithm: 'hmac-sha256', encoding: 'hex', prefix: '' },
		...{ signatureName: '', secretAs: 'utf8', content, timestampUnit: 's' },
		timestampHeader: hasTime ? 'x-time' : '',
		...{ eventIdPath: 'header:x-id', eventTypePath: 'type', objectIdPath: '' },
	});
	if (!made.ok) throw new Error(made.problem.message);
	return made.value;
}

function copyOf(delivery: Delivery, headers: Record<string, string>, body = delivery.body) {
	return { ...delivery, body, headers: { ...delivery.headers, ...headers } };
}

describe('a recorded delivery whose parts have no separators', () => {
	const row = schemeOf('{header:x-id}{header:x-shop}{body}');
	const delivery = genuine(row, pairOf(row), { headers: { 'x-id': 'a1', 'x-shop': 'b2' } });

	it('starts nothing if bytes of the body are moved to a header', () => {
		expect(started(row, delivery)).toBeDefined();
		for (const copy of moved(delivery, 'x-shop', false)) expect(started(row, copy)).toBeUndefined();
	});

	it('has an unsigned id, because bytes can be moved between two headers', () => {
		const copy = copyOf(delivery, { 'x-id': 'a', 'x-shop': '1b2' });
		const [one, other] = [started(row, delivery), started(row, copy)];
		expect(other?.key[0]).toEqual(one?.key[0]);
		// Each is another occurrence, so the copy does not suppress the genuine one.
		expect(other?.key[1]).not.toEqual(one?.key[1]);
		for (const made of [one, other])
			expect(made?.events[0].unsigned).toEqual(expect.arrayContaining(['id', 'revision']));
	});
});

describe('a recorded delivery whose separators are in its values', () => {
	it.each([
		['{header:x-id}.{header:x-shop}.{timestamp}.{body}', 'a.b', 'c', 'a', 'b.c'],
		['{header:x-id}:{header:x-shop}.{timestamp}.{body}', 'a:b', 'c', 'a', 'b:c'],
	])('has an unsigned id under %s, however it is split', (content, id, shop, ...moved) => {
		const row = schemeOf(content);
		const delivery = genuine(row, pairOf(row), { headers: { 'x-id': id, 'x-shop': shop } });
		const copy = copyOf(delivery, { 'x-id': moved[0], 'x-shop': moved[1] });
		for (const each of [delivery, copy])
			expect(started(row, each)?.events[0].unsigned).toEqual(expect.arrayContaining(['id']));
		const plain = genuine(row, pairOf(row), { headers: { 'x-id': 'a', 'x-shop': 'b' } });
		expect(started(row, plain)?.events[0]).not.toHaveProperty('unsigned');
	});

	it('starts nothing if a header ends at its first separator, and the body is not JSON', () => {
		const row = schemeOf('{header:x-id}.{body}');
		const delivery = genuine(row, pairOf(row), { headers: { 'x-id': 'a.b' } });
		expect(started(row, delivery)).toBeDefined();
		const body = Buffer.from(`b.${delivery.body.toString()}`);
		const copy = copyOf(delivery, { 'x-id': 'a' }, body);
		expect(verify(row, copy)).toMatchObject({ ok: true, kind: 'unreadable' });
	});

	it('is unproven if texts are signed before and after its body', () => {
		const row = schemeOf('{header:x-id}:{body}{header:x-shop}');
		const delivery = genuine(row, pairOf(row), {
			headers: { 'x-id': 'a1', 'x-shop': 'b2' },
			body: { data: { type: 'order.deleted' } },
		});
		const body = '{"type":"order.deleted"}';
		const copy = copyOf(delivery, { 'x-id': 'a1:{"data"', 'x-shop': '}b2' }, Buffer.from(body));
		expect(started(row, copy)?.events[0]).toMatchObject({ topic: 'order.deleted', unproven: true });
		expect(started(row, delivery)?.events[0]).toMatchObject({ unproven: true });
	});
});

it('a recorded form has an unsigned revision if a header is signed beside its fields', () => {
	const row = schemeOf('{form:*sorted}{header:x-id}');
	const delivery = genuine(row, pairOf(row), { headers: { 'x-id': 'a1' } });
	expect(started(row, delivery)?.events[0].unsigned).toEqual(
		expect.arrayContaining(['id', 'revision']),
	);
});

it('a recorded delivery has an unsigned id if its value is signed in lower case', () => {
	const row = schemeOf('{header:x-id|lower}.{timestamp}.{body}');
	const delivery = genuine(row, pairOf(row), { headers: { 'x-id': 'a1' } });
	for (const each of [delivery, copyOf(delivery, { 'x-id': 'A1' })])
		expect(started(row, each)?.events[0].unsigned).toEqual(expect.arrayContaining(['id']));
});

describe('a recorded message of Standard Webhooks', () => {
	it('starts nothing if its text has another timestamp, and the message begins there', () => {
		const row = rowOf('standard_webhooks');
		const seconds = Math.floor(NOW / 1_000);
		const text = `hello.${seconds + 60}.and more`;
		const delivery = genuine(row, pairOf(row), {
			headers: { 'webhook-id': 'msg_1' },
			body: { type: 'form.sent', text },
		});
		expect(started(row, delivery)).toBeDefined();
		const signed = `msg_1.${seconds}.${delivery.body.toString()}`;
		const [before, after] = signed.split(`.${seconds + 60}.`);
		const copy = {
			...delivery,
			body: Buffer.from(after),
			headers: {
				...delivery.headers,
				'webhook-id': before,
				'webhook-timestamp': String(seconds + 60),
			},
		};
		expect(verify(row, copy)).toMatchObject({ ok: true, kind: 'unreadable' });
	});
});

describe('a recorded text that a customer has written', () => {
	/** The customer chooses a later time. At that time, somebody with the recorded delivery sends the end of the text. */
	it.each(['standard_webhooks', 'svix'])('is unproven if %s may have signed it', (key) => {
		const row = rowOf(key);
		const [id, time] = ['id', 'timestamp'].map(
			(name) => `${key === 'svix' ? 'svix' : 'webhook'}-${name}`,
		);
		const later = NOW / 1_000 + 86_400;
		const end = '{"type":"order.deleted","data":{"id":"1001"}}';
		const unsigned = {
			...genuine(row),
			headers: { 'content-type': 'text/plain', [id]: 'msg_1' },
			body: Buffer.from(`Hello.${later}.${end}`),
		};
		const headers = signScheme(row, unsigned, pairOf(row).signing, NOW);
		const genuineOne = { ...unsigned, headers };
		expect(started(row, genuineOne)?.events[0]).not.toHaveProperty('unproven');
		const moved = { [id]: `msg_1.${NOW / 1_000}.Hello`, [time]: String(later) };
		const copy = { ...copyOf(genuineOne, moved, Buffer.from(end)), receivedAt: later * 1_000 };
		expect(started(row, copy)?.events[0]).toMatchObject({ topic: 'order.deleted', unproven: true });
		// An id with a dot in it is another matter.
		const dotted = genuine(row, pairOf(row), { headers: { [id]: 'msg.1' } });
		expect(started(row, dotted)?.events[0]).not.toHaveProperty('unproven');
	});
});

describe('a recorded notification of Mailgun', () => {
	const row = rowOf('mailgun');
	const [secret] = pairOf(row).secrets;
	const sent = (timestamp: string, token: string): Delivery => ({
		...genuine(row),
		body: Buffer.from(
			JSON.stringify({
				signature: {
					...{ timestamp, token },
					signature: createHmac('sha256', secret)
						.update(timestamp + token)
						.digest('hex'),
				},
				'event-data': { event: 'delivered', id: 'e1' },
			}),
		),
	});

	it('is the same event, with the same limit, if digits are moved from the token to the timestamp', () => {
		const timestamp = String(Math.floor(NOW / 1_000) - 60);
		const first = started(row, sent(timestamp, '12ab34'));
		for (const [time, token] of [
			[`${timestamp}1`, '2ab34'],
			[timestamp.slice(0, -1), `${timestamp.slice(-1)}12ab34`],
		]) {
			const copy = started(row, sent(time, token));
			expect(copy?.key[0]).toEqual(first?.key[0]);
			expect(copy?.events.map(({ id }) => id)).toEqual(first?.events.map(({ id }) => id));
			const [{ date }] = copy?.events ?? [];
			expect(Math.abs(Date.parse(date) - NOW)).toBeLessThan(8 * 3_600_000);
		}
	});
});

describe('a recorded form of Twilio', () => {
	const row = rowOf('twilio');
	const [secret] = pairOf(row).secrets;
	const FORM = 'application/x-www-form-urlencoded';
	const signed = (text: string, body: string | Buffer): Delivery => {
		const { address, receivedAt } = genuine(row);
		const signature = createHmac('sha1', secret)
			.update(address + text)
			.digest('base64');
		return {
			...{ address, receivedAt, body: Buffer.from(body as string) },
			headers: { 'content-type': FORM, 'x-twilio-signature': signature },
		};
	};
	const TEXT = 'AccountSidAC1BodyhiMessageSidSM1SmsStatusreceived';
	const PLAIN = 'AccountSid=AC1&Body=hi&MessageSid=SM1&SmsStatus=received';

	it('reports the same event if its fields are repeated', () => {
		const first = started(row, signed(TEXT, PLAIN));
		const again = started(row, signed(TEXT, `${PLAIN}&MessageSid=SM1&AccountSid=AC1`));
		expect(again).toEqual(first);
		expect(first?.events[0]).toMatchObject({ account: 'AC1', objectId: 'SM1', topic: 'received' });
	});

	it('has the same id if letters are moved between names and values', () => {
		const first = started(row, signed(TEXT, PLAIN));
		const copy = started(row, signed(TEXT, 'AccountSid=AC1BodyhiMessageSidSM1SmsStatu&sreceived='));
		expect(copy?.events[0].account).not.toBe(first?.events[0].account);
		expect([copy?.key, copy?.events[0].id]).toEqual([first?.key, first?.events[0].id]);
	});

	it('is rejected with another body, if the signature is that of the URL alone', () => {
		const fields = Array.from({ length: 1_001 }, (_, index) => `a=${index}`).join('&');
		for (const body of ['', '&', Buffer.from([0xff, 0x41]), fields])
			expect(verify(row, signed('', body as string))).toMatchObject({ ok: false });
	});
});
