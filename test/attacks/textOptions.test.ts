import { startCallback, answers, type Callback } from '../unit/SignedEvent/callback';
import { event, execute } from '../unit/SignedEvent/node';

let callback: Callback;
beforeAll(async () => {
	callback = await startCallback();
	callback.answer = answers.status(200);
});
afterAll(async () => await callback.close());
beforeEach(() => void (callback.taken.length = 0));

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** What an expression returns for a cell of a sheet, a query parameter or an environment variable. */
const options = (value: unknown, name: string) => ({
	parameters: {
		operation: 'emit',
		envelope: 'event',
		signature: ['standardWebhooks'],
		callbackUrl: callback.url,
		options: { [name]: value },
	},
	credential: { signatureSecret: SECRET },
	connected: [0, 1],
});

describe('the text "false" of an expression', () => {
	it('does not turn on Sign Unproven Events', async () => {
		const unproven = event('1', { unproven: true });
		const [delivered, undelivered] = await execute(
			options('false', 'signUnproven'),
			unproven as never,
		);
		expect(callback.taken).toEqual([]);
		expect(delivered).toEqual([]);
		expect(undelivered[0].json.delivery).toMatchObject({ reason: 'unproven' });
	});

	it('does not turn on Allow Private Addresses', async () => {
		const [, undelivered] = await execute(
			options('false', 'allowPrivateAddresses'),
			event('1') as never,
		);
		expect(callback.taken).toEqual([]);
		expect(undelivered[0].json.delivery).toMatchObject({ reason: 'address_refused' });
	});
});
