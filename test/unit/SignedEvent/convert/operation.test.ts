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
	it('puts out a workflow, its credentials and what is left, for what was pasted', async () => {
		const [[item, ...more], second] = await execute(panel({ instance: seed('box-curl') }), {});
		expect([more, second]).toEqual([[], []]);
		expect(Object.keys(item.json)).toEqual(['workflow', 'credentials', 'todo']);
		expect(item.json).toMatchObject({
			workflow: { name: 'API Instance', active: false },
			credentials: [{ type: 'signedEventsBoxOAuth2Api' }, { type: 'signedEventsApi' }],
		});
	});

	it('takes an object by expression, one item each, and tells the items apart', async () => {
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

	it('gives the workflow an id under which n8n stores what a poll remembers', async () => {
		const [[{ json }]] = await execute(panel({ instance: seed('woocommerce-polling') }), {});
		expect(json).toMatchObject({ workflow: { id: expect.stringMatching(/^[0-9a-f]{16}$/) } });
	});

	it('keeps secrets to itself unless asked', async () => {
		const text = JSON.stringify(body);
		const without = await execute(panel({ instance: text }), {});
		expect(JSON.stringify(without)).not.toContain(SECRET);
		const asked = await execute(panel({ instance: text, includeSecrets: true }), {});
		expect(JSON.stringify(asked)).toContain(SECRET);
	});

	it('fails with what a body lacks, or says it on that item and goes on', async () => {
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
