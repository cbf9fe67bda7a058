import { signCloudElements } from '../../../../nodes/core/envelope/cloudElementsSignature';
import { secretKey } from '../../../../nodes/core/hash/hmac';
import vector from '../../../vectors/cloudElements.json';

describe("Cloud Elements' signature", () => {
	it('is the one that its documentation shows', () => {
		expect(signCloudElements(Buffer.from(vector.body), vector.secret)).toBe(vector.header);
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
