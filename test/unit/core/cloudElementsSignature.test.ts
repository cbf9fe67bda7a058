import { signCloudElements, verifyCloudElements } from '../../../nodes/core/cloudElementsSignature';
import { secretKey } from '../../../nodes/core/hmac';
import vector from '../../vectors/cloudElements.json';

const body = Buffer.from(vector.body);

describe("Cloud Elements' signature", () => {
	it('is the one that its documentation shows', () => {
		expect(signCloudElements(body, vector.secret)).toBe(vector.header);
	});

	it('is accepted from any key that is trusted', () => {
		expect(verifyCloudElements(body, vector.header, ['other', vector.secret])).toEqual({
			ok: true,
		});
	});

	it.each<[string, string | string[] | undefined, string]>([
		['no header', undefined, 'signature_missing'],
		['an empty header', '', 'signature_malformed'],
		['the header twice', [vector.header, vector.header], 'signature_malformed'],
		['the older sha1', vector.header.replace('sha256', 'sha1'), 'signature_malformed'],
		['no padding', vector.header.replace('=', '').slice(0, -1), 'signature_malformed'],
		['a cut signature', vector.header.slice(0, -4), 'signature_mismatch'],
		['a space after it', `${vector.header} `, 'signature_mismatch'],
		['the URL-safe alphabet', vector.header.replace('+', '-'), 'signature_mismatch'],
	])('is refused with %s', (_what, header, reason) => {
		expect(verifyCloudElements(body, header, [vector.secret])).toEqual({ ok: false, reason });
	});

	it('is refused for another body and for another key', () => {
		const refused = { ok: false, reason: 'signature_mismatch' };
		expect(
			verifyCloudElements(Buffer.from(`${vector.body} `), vector.header, [vector.secret]),
		).toEqual(refused);
		expect(verifyCloudElements(body, vector.header, ['other'])).toEqual(refused);
		expect(verifyCloudElements(body, vector.header, [])).toEqual(refused);
	});
});

describe('the key objects', () => {
	it('are made once, and the last hundred are kept', () => {
		const first = secretKey('a secret');
		expect(secretKey('a secret')).toBe(first);
		for (let index = 0; index < 100; index++) secretKey(`another ${index}`);
		expect(secretKey('a secret')).not.toBe(first);
	});
});
