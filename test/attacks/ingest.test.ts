import crypto from 'node:crypto';

import { signedEvents } from '../../nodes/SignedEvent/verify/receiverVendor';
import { ATTACKS } from './attacks';
import { changed, doorsOf, type Door, type Headers, type Letter } from './doors';
import { LIES, UNSIGNED } from './unsignedHeaders';

const AT = Date.parse('2026-11-21T10:00:05Z');
const TARGET = { address: 'https://n8n.example/webhook/one/webhook', at: AT };

const SHARED = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const DOORS = doorsOf({
	shopify: { secret: 'shpss_0123456789abcdef', domain: 'my-shop.myshopify.com' },
	box: { primary: 'a-primary-key', secondary: 'a-secondary-key' },
	ecwid: { secret: 'a-client-secret', storeId: '1003' },
	wooCommerce: 'cs_0123456789abcdef',
	shared: SHARED,
	privateKey: `whsk_${Buffer.alloc(32, 7).toString('base64')}`,
});

const provenOf = (door: Door, letter = door.write(TARGET)) => {
	const verdict = door.verify(letter, TARGET);
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	return verdict;
};

/** Whether the app's secret signs a letter: only then may it be another account's of the same app. */
const isSignedFor = (door: Door, letter: Letter) =>
	door.misdirections.some(([, write]) => write(TARGET).body.equals(letter.body));

describe.each(DOORS)('the door of $name', (door: Door) => {
	it('accepts a correctly signed letter, which the tests of rejections depend on', () => {
		expect(door.verify(door.write(TARGET), TARGET)).toMatchObject({ ok: true, kind: 'change' });
	});

	it.each(ATTACKS.filter(({ forge }) => forge(door, TARGET).length > 0))(
		'$number: rejects $what',
		({ number, forge }) => {
			for (const letter of forge(door, TARGET)) {
				const verdict = door.verify(letter, TARGET);
				const isForeign = verdict.ok && verdict.kind === 'foreign' && isSignedFor(door, letter);
				// Attack 10 is a text that the same secret signs. It contains no event.
				const isText = number === 10 && verdict.ok && verdict.kind === 'unreadable';
				expect([letter.headers, isForeign || isText || verdict]).toEqual([
					letter.headers,
					isForeign || isText || expect.objectContaining({ ok: false, reason: expect.any(String) }),
				]);
			}
		},
	);

	it.each(['', ' ', '\t\n'])(
		'9, 15: is not opened by %j, and no node can be activated with it',
		(blank) => {
			expect(door.configError(blank)).toMatch(/\w+ .*\.$/s);
			const letters = [
				door.write(TARGET),
				changed(door.write(TARGET), { [door.signature.header]: undefined }),
			];
			if (!door.name.startsWith('Standard')) letters.push(door.write({ ...TARGET, secret: blank }));
			for (const letter of letters) expect(door.verify(letter, TARGET, blank).ok).toBe(false);
		},
	);

	if (door.name !== 'Standard Webhooks v1a')
		// Where it is not called, how long a comparison takes tells how much of a guess is right.
		it('19: compares digests, of one length, in time that tells nothing', () => {
			const compare = jest.spyOn(crypto, 'timingSafeEqual');
			const { header, prefix } = door.signature;
			const letter = door.write(TARGET);
			const right = String(letter.headers[header]).slice(prefix.length);
			const nearly = prefix + right.slice(0, -2) + (right.endsWith('A=') ? 'B=' : 'A=');
			expect(door.verify(changed(letter, { [header]: nearly }), TARGET).ok).toBe(false);
			expect(door.verify(changed(letter, { [header]: `${prefix}AA==` }), TARGET).ok).toBe(false);
			const lengths = compare.mock.calls.map((pair) => pair.map(({ byteLength }) => byteLength));
			expect(lengths).toEqual(lengths.map(() => [right.length, right.length]));
			expect(lengths.length).toBeGreaterThan(0);
			compare.mockRestore();
		});
});

describe('7, 16: ten thousand signatures in a header, the last one right', () => {
	it.each(DOORS.filter(({ name }) => name.startsWith('Standard')))(
		'are rejected before one is checked: $name',
		(door) => {
			const letter = door.write(TARGET);
			const { header, prefix } = door.signature;
			const other = `${prefix}${Buffer.alloc(prefix === 'v1,' ? 32 : 64).toString('base64')} `;
			const many = other.repeat(9_999) + String(letter.headers[header]);
			const work = [jest.spyOn(crypto, 'createHmac'), jest.spyOn(crypto, 'verify')];
			const verdict = door.verify(changed(letter, { [header]: many }), TARGET);
			expect(verdict).toMatchObject({ ok: false, reason: 'signature_malformed' });
			for (const one of work) expect(one).not.toHaveBeenCalled();
			work.forEach((one) => one.mockRestore());
		},
	);
});

describe('11: headers that are not signed', () => {
	const doorNamed = (name: string) => DOORS.find((door) => door.name === name)!;

	it.each<[name: string, lies: Headers]>([
		['Shopify', { 'x-shopify-event-id': 'lie', 'x-shopify-name': 'lie', 'user-agent': 'lie' }],
		['Box', { 'box-delivery-id': 'lie', 'user-agent': 'lie' }],
		['Ecwid', { 'user-agent': 'lie', 'content-type': 'text/plain' }],
		[
			'WooCommerce',
			{ 'x-wc-webhook-id': '9', 'x-wc-webhook-resource': 'lie', 'x-wc-webhook-event': 'deleted' },
		],
	])('make no other event of what %s sends', (name, lies) => {
		const door = doorNamed(name);
		expect(provenOf(door, changed(door.write(TARGET), lies))).toEqual(provenOf(door));
	});

	describe.each(['Standard Webhooks v1', 'Standard Webhooks v1a', 'Cloud Elements'])(
		'at the door of %s',
		(name) => {
			const door = doorNamed(name);
			type Verified = { payload: Array<{ unsignedHeaders?: object }> };
			const toldBy = (letter: Letter) => {
				const { payload, ...rest } = provenOf(door, letter) as unknown as Verified;
				return { ...rest, payload: payload.map((one) => ({ ...one, unsignedHeaders: undefined })) };
			};

			it.each(UNSIGNED)('decide nothing of an event: $what', ({ headers, bodies }) => {
				for (const body of bodies) {
					const letter = door.write({ ...TARGET, body: Buffer.from(body) });
					expect(toldBy(changed(letter, headers))).toEqual(toldBy(letter));
					expect(JSON.stringify(toldBy(letter))).not.toContain('lie');
				}
			});
		},
	);

	it.each(['Standard Webhooks v1', 'Cloud Elements'])(
		'are shown as what they are, where CloudEvents has its attributes in them: %s',
		(name) => {
			const door = doorNamed(name);
			const { payload } = provenOf(door, changed(door.write(TARGET), LIES));
			expect(payload).toMatchObject([{ topic: 'order.updated', unsignedHeaders: LIES }]);
		},
	);

	it("do not change the id of a body that Cloud Elements' signature covers", () => {
		const keys = { secrets: [SHARED], publicKeys: [] };
		const names = { instanceName: false, instanceTags: false };
		const only = { keys, schemes: ['cloudElements'] as const, toleranceSeconds: 300, names };
		const letter = doorNamed('Cloud Elements').write(TARGET);
		const told = (headers: Headers) =>
			signedEvents.verify({ ...changed(letter, headers), ...TARGET, receivedAt: AT }, only);
		expect(told({})).toMatchObject({ ok: true });
		expect(told({ 'webhook-id': 'lie' })).toEqual(told({}));
	});
});
