import { execute } from '../node';
import { seed } from './seeds';

const panel = (parameters: Record<string, unknown>) => ({
	parameters: { operation: 'convertInstance', ...parameters } as never,
});
const SECRET = 'sesame';
const body = {
	element: { key: 'ecwid' },
	configuration: { 'ecwid.store.id': '1003', 'ecwid.order.key': SECRET },
	name: 'Main shop',
};

describe('the operation Convert Instance', () => {
	it('emits a workflow, its credentials and the todo list', async () => {
		const [[item, ...more], ...others] = await execute(panel({ instance: seed('box-curl') }), {});
		expect([more, others]).toEqual([[], []]);
		expect(Object.keys(item.json)).toEqual(['workflow', 'credentials', 'todo']);
		expect(item.json).toMatchObject({
			workflow: { name: 'API Instance', active: false },
			credentials: [{ type: 'signedEventsBoxOAuth2Api' }, { type: 'signedEventsApi' }],
		});
	});

	it('reads an object from an expression per item and pairs the items', async () => {
		const shown = {
			...panel({ instance: '={{ $json }}' }),
			evaluate: (_name: string, item: object) => item,
		};
		const [items] = await execute(shown, body, { ...body, name: 'Other shop' });
		const names = items.map(({ json, pairedItem }) => [
			(json.workflow as { name: string }).name,
			pairedItem,
		]);
		expect(names).toEqual([
			['Main shop', { item: 0 }],
			['Other shop', { item: 1 }],
		]);
		const ids = items.map(({ json }) => (json.workflow as { id: string }).id);
		expect(new Set(ids).size).toBe(2);
	});

	it('gives the workflow an id for which n8n stores static data', async () => {
		const [[{ json }]] = await execute(panel({ instance: seed('woocommerce-polling') }), {});
		expect(json).toMatchObject({ workflow: { id: expect.stringMatching(/^[0-9a-f]{16}$/) } });
	});

	it('emits secrets only if they are included', async () => {
		const text = JSON.stringify(body);
		const without = await execute(panel({ instance: text }), {});
		expect(JSON.stringify(without)).not.toContain(SECRET);
		const asked = await execute(panel({ instance: text, includeSecrets: true }), {});
		expect(JSON.stringify(asked)).toContain(SECRET);
	});

	it('fails with what a body lacks, or reports it on that item and continues', async () => {
		const broken = `[{ "name": "x" }, ${JSON.stringify(body)}]`;
		await expect(execute(panel({ instance: broken }), {})).rejects.toMatchObject({
			message: expect.stringMatching(/^Instance 1 of 2: .*lacks the object "configuration"/),
		});
		const [[refused, converted]] = await execute(
			{ ...panel({ instance: broken }), continueOnFail: true },
			{},
		);
		expect(refused.json).toEqual({
			error: expect.stringMatching(/^Instance 1 of 2: /),
			details: 'part_missing',
		});
		expect(converted.json).toHaveProperty('workflow');
	});
});
