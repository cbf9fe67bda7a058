import { createPublicKey, createSecretKey, verify, type KeyObject } from 'node:crypto';

import { hmacSha256, isDigest } from '../../nodes/core/hash/hmac';
import {
	isHmac,
	isSignature,
	readKey,
	verifySignedEvent,
} from '../../nodes/core/envelope/verifySignedEvent';
import ed25519 from '../vectors/ed25519.json';
import { readPublicKey } from '../../nodes/core/signature/keys';
import hmac from '../vectors/hmacSha256.json';

/*
 * The RFCs' own vectors, and the classes of forgeries that Wycheproof tries on them (its flags stand in
 * brackets). Wycheproof's files themselves are in no npm or Debian package that was found.
 */

const bytes = (hex: string) => Buffer.from(hex, 'hex');
/** A key that can be entered; of white space alone it is taken for none. */
const isText = (key: Buffer) => key.toString().trim() !== '' && key.every((byte) => byte < 0x80);

describe('HMAC-SHA256', () => {
	/** Both that this package verifies by: the vendors' and the receivers'. */
	const verifiers: Array<
		[what: string, isProven: (key: Buffer, data: Buffer, claim: string) => boolean]
	> = [
		['hmac.ts', (key, data, claim) => isDigest(hmacSha256(createSecretKey(key), data), claim)],
		['verifySignedEvent.ts', (key, data, claim) => isHmac(createSecretKey(key), [data], claim)],
	];
	const whole = hmac.cases.filter(({ digest }) => digest.length === 64);

	describe.each(verifiers)('of %s', (_what, isProven) => {
		it.each(whole)('agrees with RFC 4231, $name', ({ key, data, digest }) => {
			expect(isProven(bytes(key), bytes(data), bytes(digest).toString('base64'))).toBe(true);
		});

		it('takes no digest that is cut, not even the one that RFC 4231 cuts (4.6)', () => {
			const cut = hmac.cases.filter(({ digest }) => digest.length < 64);
			expect(cut).toHaveLength(1);
			const [{ key, data, digest }] = cut;
			expect(isProven(bytes(key), bytes(data), bytes(digest).toString('base64'))).toBe(false);
			const right = hmacSha256(createSecretKey(bytes(key)), bytes(data));
			expect(right.toString('hex').startsWith(digest)).toBe(true);
			for (let length = 0; length < right.length; length++) {
				const claim = right.subarray(0, length).toString('base64');
				expect(isProven(bytes(key), bytes(data), claim)).toBe(false);
			}
		});

		it.each(whole)('takes no modified digest of $name [ModifiedTag]', ({ key, data, digest }) => {
			const right = bytes(digest);
			const modified = [
				...Array.from({ length: 256 }, (_, bit) => {
					const flipped = Buffer.from(right);
					flipped[bit >> 3] ^= 1 << (bit & 7);
					return flipped;
				}),
				Buffer.from(right.map((byte) => byte ^ 0xff)),
				Buffer.from(right.map((byte) => byte ^ 0x80)),
				Buffer.from(right).reverse(),
				Buffer.alloc(32),
				Buffer.alloc(32, 0xff),
				Buffer.concat([right, Buffer.alloc(1)]),
				Buffer.concat([Buffer.alloc(1), right]),
			];
			for (const claim of modified)
				expect(isProven(bytes(key), bytes(data), claim.toString('base64'))).toBe(false);
			expect(isProven(bytes(key), bytes(data), digest)).toBe(false);
		});
	});

	// RFC 4231 case 2 has a key of four letters, which is too short for a secret here.
	it.each(whole.filter(({ key }) => isText(bytes(key)) && bytes(key).length >= 8))(
		"verifies $name as a request with Cloud Elements' signature",
		({ key, data, digest }) => {
			const claim = `sha256=${bytes(digest).toString('base64')}`;
			const request = { body: bytes(data), headers: { 'elements-webhook-signature': claim } };
			const secrets = [bytes(key).toString()];
			expect(verifySignedEvent(request, { secrets }).ok).toBe(true);
			expect(verifySignedEvent({ ...request, body: bytes(`${data}00`) }, { secrets }).ok).toBe(
				false,
			);
		},
	);
});

describe('Ed25519', () => {
	/** The order of the group, and the prime of the field. */
	const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
	const PRIME = 2n ** 255n - 19n;
	const littleEndian = (value: bigint) =>
		Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
	const toInteger = (buffer: Buffer) =>
		BigInt(`0x${Buffer.from(buffer).reverse().toString('hex')}`);
	const keyOf = (hex: string) => {
		const parsed = readKey(`whpk_${bytes(hex).toString('base64')}`);
		if (parsed.kind !== 'public') throw new Error('no public key');
		return parsed.key;
	};
	const isProven = (key: KeyObject, message: Buffer, signature: Buffer) =>
		isSignature(key, message, signature.toString('base64'));

	/** Of the points whose order divides eight; p - 1, p and p + 1 are 0xec…, 0xed… and 0xee…. */
	const smallOrders = [
		...[0n, 1n, PRIME - 1n, PRIME, PRIME + 1n].map(littleEndian),
		bytes('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
		bytes('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
	].flatMap((key) => [key, Buffer.from([...key.subarray(0, 31), key[31] | 0x80])]);

	it.each(smallOrders.map((key) => [key.toString('hex')]))(
		'is rejected with the key %s, for which anyone can sign [SmallPublicKey]',
		(hex) => {
			const der = bytes(`302a300506032b6570032100${hex}`);
			const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
			const ofNobody = Buffer.concat([littleEndian(1n), Buffer.alloc(32)]);
			const messages = Array.from({ length: 200 }, (_, index) => Buffer.from(`message ${index}`));
			const proven = messages.filter((message) => verify(null, message, key, ofNobody));
			expect(proven.length).toBeGreaterThan(0);
			expect(() => keyOf(hex)).toThrow('anyone can sign for it');
			// The key of a provider, as the Signed Webhook Trigger reads it.
			const pem = key.export({ type: 'spki', format: 'pem' }) as string;
			for (const text of [hex, der.toString('base64'), pem])
				expect(readPublicKey(text, 'ed25519')).toBeUndefined();
		},
	);

	describe.each(ed25519.cases)('$name of RFC 8032', (vector) => {
		const key = keyOf(vector.publicKey);
		const message = bytes(vector.message);
		const right = bytes(vector.signature);
		const [r, s] = [right.subarray(0, 32), right.subarray(32)];

		it('is verified', () => {
			expect(isProven(key, message, right)).toBe(true);
		});

		it('has the key that its seed makes', () => {
			const seed = readKey(
				`whsk_${Buffer.concat([bytes(vector.seed), bytes(vector.publicKey)]).toString('base64')}`,
			);
			expect(seed.kind).toBe('private');
		});

		it('is rejected if the order is added to S [SignatureMalleability]', () => {
			for (let times = 1n; times < 16n; times++) {
				const other = toInteger(s) + times * ORDER;
				if (other >= 2n ** 256n) break;
				expect(isProven(key, message, Buffer.concat([r, littleEndian(other)]))).toBe(false);
			}
			expect(toInteger(s) < ORDER).toBe(true);
		});

		it('is nothing with special values for R and S [InvalidSignature]', () => {
			const values = [
				0n,
				1n,
				ORDER - 1n,
				ORDER,
				ORDER + 1n,
				PRIME - 1n,
				PRIME,
				PRIME + 1n,
				2n ** 255n - 1n,
				2n ** 256n - 1n,
			].map(littleEndian);
			for (const one of values)
				for (const other of values)
					expect(isProven(key, message, Buffer.concat([one, other]))).toBe(false);
			for (const value of values) {
				expect(isProven(key, message, Buffer.concat([r, value]))).toBe(false);
				expect(isProven(key, message, Buffer.concat([value, s]))).toBe(false);
			}
		});

		it('is nothing when cut, longer, or put together otherwise [Truncated, SignatureWithGarbage, Compressed]', () => {
			const others = [
				...Array.from({ length: 64 }, (_, length) => right.subarray(0, length)),
				...[Buffer.alloc(1), Buffer.alloc(32), right].flatMap((more) => [
					Buffer.concat([right, more]),
					Buffer.concat([more, right]),
				]),
				Buffer.concat([s, r]),
				Buffer.concat([r, r]),
				Buffer.concat([s, s]),
				Buffer.concat([r, Buffer.from(s).reverse()]),
				Buffer.concat([r, littleEndian(ORDER - toInteger(s))]),
			];
			for (const other of others) expect(isProven(key, message, other)).toBe(false);
		});

		it('is nothing with one bit changed, of signature, message or key [InvalidEncoding]', () => {
			for (let bit = 0; bit < 512; bit++) {
				const flipped = Buffer.from(right);
				flipped[bit >> 3] ^= 1 << (bit & 7);
				expect(isProven(key, message, flipped)).toBe(false);
			}
			expect(isProven(key, Buffer.concat([message, Buffer.alloc(1)]), right)).toBe(false);
			for (const { publicKey } of ed25519.cases)
				expect(isProven(keyOf(publicKey), message, right)).toBe(publicKey === vector.publicKey);
		});

		it('is nothing in another spelling of its base64', () => {
			const text = right.toString('base64');
			const spelled = [
				text.replace(/=+$/, ''),
				right.toString('base64url'),
				` ${text}`,
				`${text}\n`,
				right.toString('hex'),
			];
			for (const claim of spelled.filter((each) => each !== text))
				expect(isSignature(key, message, claim)).toBe(false);
		});
	});
});
