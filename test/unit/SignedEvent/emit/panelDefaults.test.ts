import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { NodeHelpers, type INode, type INodeParameters, type INodeType } from 'n8n-workflow';

import { SignedEvent } from '../../../../nodes/SignedEvent/SignedEvent.node';
import { event, execute } from '../node';

const { description }: INodeType = new SignedEvent();
const ROOT = join(__dirname, '../../../..');

/** Returns the parameters of a node as n8n completes them, or as it stores them (n8n-workflow, getNodeParameters). */
function parametersOf(typeVersion: number, stored: INodeParameters, isComplete = true) {
	const node = { typeVersion, parameters: stored } as INode;
	const { properties } = description;
	return NodeHelpers.getNodeParameters(properties, stored, isComplete, false, node, description);
}

it('is added in its newest version', () => {
	expect([description.version].flat().at(-1)).toBe(2);
});

it.each([
	[1, { envelope: 'cloudElements', signature: ['cloudElements'] }],
	[2, { envelope: 'event', signature: ['standardWebhooks'] }],
])('version %d without stored values has its own defaults', (typeVersion, expected) => {
	expect(parametersOf(typeVersion, { operation: 'emit' })).toMatchObject(expected);
});

it.each([1, 2])(
	'version %d keeps a stored value that is a default of the other version',
	(version) => {
		for (const other of [1, 2].filter((one) => one !== version)) {
			const { envelope, signature } = parametersOf(other, { operation: 'emit' }) ?? {};
			const given = { operation: 'emit', envelope, signature } as INodeParameters;
			const stored = parametersOf(version, given, false) ?? {};
			expect(parametersOf(version, stored)).toMatchObject({ envelope, signature });
		}
	},
);

it.each([
	[1, /"user":"notifications@cloud-elements\.com"/, ['Elements-Webhook-Signature']],
	[2, /^\{"id":"evt_/, ['webhook-id', 'webhook-signature']],
])('version %d emits the message of its defaults', async (typeVersion, body, headers) => {
	const parameters = parametersOf(typeVersion, { operation: 'emit' }) as never;
	const credential = { signatureSecret: `whsec_${'A'.repeat(32)}` };
	const [[{ json }]] = await execute({ parameters, typeVersion, credential }, event('1'));
	expect(json.body).toMatch(body);
	expect(Object.keys(json.headers as object)).toEqual(expect.arrayContaining(headers));
});

it('has the newest version and its defaults in every example', () => {
	const folder = join(ROOT, 'workflows');
	for (const file of readdirSync(folder)) {
		const { nodes } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { nodes: INode[] };
		for (const { type, typeVersion, parameters } of nodes) {
			if (!type.endsWith('.signedEvent')) continue;
			expect([file, typeVersion]).toEqual([file, 2]);
			if (parameters.operation !== 'emit') continue;
			const { envelope, signature } = parameters;
			expect([file, envelope, signature]).toEqual([file, 'event', ['standardWebhooks']]);
		}
	}
});
