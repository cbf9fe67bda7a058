import type { IExecuteFunctions } from 'n8n-workflow';

import { instanceOf } from '../../nodes/core/envelope/cloudElementsEnvelope';
import { ok } from '../../nodes/core/result';
import { deliver, type Transport } from '../../nodes/SignedEvent/emit/deliver';
import { readEmitSettings } from '../../nodes/SignedEvent/emit/settings';

/*
 * n8n does not check the type of an option that an expression fills (n8n-core, validate-value-against-schema.js, unless the
 * option has `validateType`).
 */
describe('Retries that an expression fills', () => {
	it.each([
		['a text', 'none'],
		['an object', {}],
		['a large number', 1e9],
	])('do not make the node send without end: %s', async (_, retries) => {
		let pauses = 0;
		const transport: Transport = {
			post: async () => ok({ status: 503, headers: {}, text: '' }),
			rules: { allowsLocal: true, mayPin: () => true },
			retries: retries as number,
			now: Date.now,
			random: () => 0,
			pause: async () => {
				// The panel allows at most 5 retries.
				if (++pauses > 100) throw new Error('The node retries without end.');
			},
		};
		const request = { headers: {}, body: Buffer.from('{}') };
		const { outcome } = await deliver(transport, 'http://192.0.2.1/events', () => request);
		expect(outcome.tries).toBeLessThanOrEqual(6);
	});
});

describe('a number of Sign and Send that an expression fills', () => {
	const settings = async (options: object, batchSize: unknown = 10) =>
		await readEmitSettings({
			getNode: () => ({ typeVersion: 2, parameters: {} }),
			getWorkflow: () => ({ id: 'workflow' }),
			getInputData: () => [],
			getNodeParameter: (name: string, _item: number, fallback: unknown) =>
				({ options, batchSize, signature: [] })[name] ?? fallback,
		} as unknown as IExecuteFunctions);
	const INSTANCE = { numbers: { instanceId: 'x', userId: '7' } };

	it('stays within the limits of the panel', async () => {
		const huge = { retries: 1e9, timeout: 1e9, concurrency: 1e9 };
		expect(await settings(huge, 1e9)).toMatchObject({
			...{ retries: 5, timeout: 300_000, concurrency: 50, batchSize: 20 },
		});
		const tiny = { retries: -1, timeout: 0, concurrency: 0 };
		expect(await settings(tiny, 0)).toMatchObject({
			...{ retries: 0, timeout: 1_000, concurrency: 1, batchSize: 1 },
		});
	});

	it('has its default if it is not a number', async () => {
		const texts = { retries: 'none', timeout: {}, concurrency: 'all', instance: INSTANCE };
		const read = await settings(texts, 'all');
		expect(read).toMatchObject({ retries: 0, timeout: 15_000, concurrency: 1, batchSize: 10 });
		expect(read.instance).toEqual({ ...instanceOf('workflow'), userId: 7 });
	});
});
