import type { INodeExecutionData } from 'n8n-workflow';

import { event, execute } from '../node';

/**
 * n8n 1.123.81's rule for "On Error: Continue (using error output)" (n8n-core 1.122.48, workflow-execute.js,
 * `handleNodeErrorOutput`). n8n 2.41 also accepts the keys `error`, `message` and `details`.
 */
function isErrorOn1x({ error, json }: INodeExecutionData): boolean {
	if (error) return true;
	const keys = Object.keys(json);
	if (json.error && keys.length === 1) return true;
	return Boolean(json.error && json.message && keys.length === 2);
}

describe('an item that is not an event, with the error output, on n8n 1.123', () => {
	it('does not leave by the output Delivered', async () => {
		const parameters = { operation: 'emit', envelope: 'event', signature: [], callbackUrl: '' };
		const [delivered] = await execute(
			{ parameters, continueOnFail: true, connected: [0, 1] },
			{ orderId: 17, note: 'not an event' },
			event('1') as never,
		);
		const stays = delivered.filter((item) => !isErrorOn1x(item));
		// docs/signed-event.md: "Delivered items go to the first output (Delivered)."
		expect(stays.map(({ json }) => json.id)).toEqual([event('1').id]);
	});
});

it('an instance that cannot be converted leaves by the error output', async () => {
	const parameters = { operation: 'convertInstance', instance: '{}' };
	const [converted] = await execute({ parameters, continueOnFail: true }, {});
	expect(converted.map(isErrorOn1x)).toEqual([true]);
});

it('a request that cannot be read leaves by an output for failures', async () => {
	const parameters = { operation: 'verify', body: 5, headers: {} };
	const credential = { signatureSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
	const [verified, failed] = await execute({ parameters, credential, continueOnFail: true }, {});
	expect(verified).toEqual([]);
	expect(failed.map(isErrorOn1x)).toEqual([true]);
});
