import { NodeHelpers, type INode, type INodeParameters, type INodeType } from 'n8n-workflow';

import { BoxEventsTrigger } from '../../nodes/Box/BoxEventsTrigger.node';
import { connect as connectBox } from '../../nodes/Box/connect';
import { connect as connectEcwid } from '../../nodes/Ecwid/connect';
import { EcwidEventsTrigger } from '../../nodes/Ecwid/EcwidEventsTrigger.node';
import { SignedEvent } from '../../nodes/SignedEvent/SignedEvent.node';
import { SignedEventTrigger } from '../../nodes/SignedEvent/SignedEventTrigger.node';
import { execute } from './SignedEvent/node';
import { WooCommercePollTrigger } from '../../nodes/WooCommerce/WooCommercePollTrigger.node';

/** Returns the parameters that n8n stores for a node when it is saved, and completes when it runs. */
function saved({ description }: INodeType, typeVersion: number, parameters: INodeParameters) {
	const node = { typeVersion } as INode;
	const read = (given: INodeParameters, isComplete: boolean) =>
		NodeHelpers.getNodeParameters(
			description.properties,
			given,
			isComplete,
			false,
			node,
			description,
		) ?? {};
	return read(read(parameters, false), true);
}
const functionsWith = (parameters: INodeParameters) =>
	({
		getNode: () => ({ name: 'Node' }),
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getWorkflow: () => ({ id: 'workflow' }),
		getMode: () => 'trigger',
		helpers: {},
	}) as never;

const MOVED: Array<[string, INodeType, version: number, name: string, value: string | boolean]> = [
	['WooCommerce', new WooCommercePollTrigger(), 1, 'pollerConfiguration', '{"contacts":{}}'],
	['Ecwid', new EcwidEventsTrigger(), 2, 'legacy', true],
	['Box', new BoxEventsTrigger(), 2, 'targetType', 'file'],
];

describe.each(MOVED)('a parameter of %s that became an option', (_, node, version, name, value) => {
	it('keeps its place and value in a node that was added before', () => {
		expect(saved(node, version, { [name]: value })).toMatchObject({ [name]: value });
	});

	it('is an option of a new node, under the same name', () => {
		const newest = [node.description.version].flat().at(-1)!;
		expect(newest).toBe(version + 1);
		const parameters = saved(node, newest, { options: { [name]: value } });
		expect(parameters).toMatchObject({ options: { [name]: value } });
		expect(parameters).not.toHaveProperty(name);
	});
});

it.each([
	[1, 'Poller Configuration'],
	[2, 'Options > More Resources (JSON)'],
])('Resources of a WooCommerce poll of version %i names %s', (version, name) => {
	const { properties } = new WooCommercePollTrigger().description;
	const shown = properties.filter(
		(one) => one.name === 'resources' && one.displayOptions?.show?.['@version']?.includes(version),
	);
	expect(shown).toEqual([
		expect.objectContaining({ description: expect.stringContaining(`use ${name}.`) }),
	]);
	expect(saved(new WooCommercePollTrigger(), version, { resources: ['customers'] })).toMatchObject({
		resources: ['customers'],
	});
});

it('Signed Event Trigger accepts Standard Webhooks only, unless it was added before version 3', () => {
	const node = new SignedEventTrigger();
	expect(saved(node, 2, {})).toMatchObject({ schemes: ['cloudElements', 'standardWebhooks'] });
	expect(saved(node, 3, {})).toMatchObject({ schemes: ['standardWebhooks'] });
	const both = { schemes: ['cloudElements', 'standardWebhooks'] };
	for (const version of [2, 3]) expect(saved(node, version, both)).toMatchObject(both);
});

it.each([
	['a parameter', { targets: '1', targetType: 'file' }],
	['an option', { targets: '1', options: { targetType: 'file' } }],
])('Box reads the type of its IDs as %s', (_, parameters) => {
	const connected = connectBox(functionsWith({ triggers: ['FILE.RENAMED'], ...parameters }), {
		grantType: 'authorizationCode',
	} as never);
	expect(connected).toMatchObject({ value: { targets: [{ type: 'file', id: '1' }] } });
});

it.each([
	['a parameter', { legacy: true }, true],
	['an option', { options: { legacy: true } }, true],
	['neither', {}, false],
])('Ecwid reads Legacy Notifications as %s', (_, parameters, isOn) => {
	const connected = connectEcwid(functionsWith(parameters), { storeId: '1003' } as never);
	expect(connected.ok && 'legacy' in connected.value).toBe(isOn);
});

describe('the outputs of Signed Event', () => {
	const { outputs, credentials } = new SignedEvent().description;
	const [, code] = /^=\{\{ (.*) \}\}$/s.exec(String(outputs))!;
	const namesOf = (operation?: string) => {
		const all = new Function('$parameter', `return ${code}`)({ operation }) as object[];
		return all.map((one) => (one as { displayName: string }).displayName);
	};

	it('are named after the operation', () => {
		expect(namesOf('emit')).toEqual(['Delivered', 'Undelivered']);
		expect(namesOf()).toEqual(['Delivered', 'Undelivered']);
		expect(namesOf('verify')).toEqual(['Verified', 'Unverified']);
		expect(namesOf('convertInstance')).toEqual(['Converted']);
		expect(code).not.toContain('}}');
	});

	// The editor names a further output "2 Branch".
	it.each(['check', 'report', 'convertInstance'])('are as many as %s names', async (operation) => {
		const parameters = { operation, triggers: '', instance: '{"element":{"key":"shopify"}}' };
		const given = await execute({ parameters, continueOnFail: true }, {});
		expect(given).toHaveLength(namesOf(operation).length);
	});

	// n8n 2.41 cuts "Not Delivered" of an output without a connection by a pixel.
	it.each(['emit', 'verify'])('have names of %s that the canvas does not cut', (operation) => {
		for (const name of namesOf(operation)) expect(name.length).toBeLessThan(13);
	});

	it('belong to a credential unless an instance is converted', () => {
		const isShown = (operation: string) =>
			NodeHelpers.displayParameter(
				{ operation },
				credentials![0],
				{ typeVersion: 2 },
				new SignedEvent().description,
			);
		expect(['emit', 'verify', 'convertInstance'].map(isShown)).toEqual([true, true, false]);
	});
});
