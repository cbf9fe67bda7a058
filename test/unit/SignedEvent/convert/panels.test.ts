import { join } from 'node:path';

import type {
	ICredentialType,
	INodeProperties,
	INodePropertyCollection,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import { n8n as registered } from '../../../../package.json';
import {
	ELEMENT_KEYS,
	ELEMENTS,
	type ElementKey,
	type Trigger,
} from '../../../../nodes/SignedEvent/convert/elements';
import { secret } from '../../../../nodes/SignedEvent/convert/read/values';
import { PARAMETERS } from '../../../../nodes/SignedEvent/convert/parameters';
import type { FieldPath } from '../../../../nodes/SignedEvent/convert/fieldPath';

/** What `package.json` registers, from its sources. */
function load<Type>(files: string[]): Type[] {
	return files.flatMap((file) => {
		const source = join(__dirname, '..', '..', '..', '..', file.replace(/^dist\/(.*)\.js$/, '$1'));
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		const module = require(source) as Record<string, new () => Type>;
		return Object.values(module).map((loaded) => new loaded());
	});
}
const nodes = load<INodeType>(registered.nodes).map(({ description }) => description);
const credentials = load<ICredentialType>(registered.credentials);

function nodeOf(type: string): INodeTypeDescription {
	const found = nodes.find(({ name }) => name === type);
	if (found === undefined) throw new Error(`No node ${type} is registered`);
	return found;
}
function credentialOf(type: string): ICredentialType {
	const found = credentials.find(({ name }) => name === type);
	if (found === undefined) throw new Error(`No credential ${type} is registered`);
	return found;
}

/** Returns the properties along a path. */
function along(properties: INodeProperties[], path: string[]): Array<{ displayName: string }> {
	const [name, ...rest] = path;
	const found = properties.find((one) => one.name === name);
	if (found === undefined) throw new Error(`There is no ${name}`);
	if (rest.length === 0) return [found];
	const options = (found.options ?? []) as Array<INodeProperties | INodePropertyCollection>;
	const group = options.find((one) => one.name === rest[0]);
	return group !== undefined && 'values' in group
		? [found, ...along(group.values, rest.slice(1))]
		: [found, ...along(options as INodeProperties[], rest)];
}

function panelOf(
	{ in: which }: FieldPath,
	element: ElementKey,
	trigger: Trigger,
): INodeProperties[] {
	const panels: Record<FieldPath['in'], () => INodeProperties[]> = {
		trigger: () => nodeOf(trigger.type).properties,
		signedEvent: () => nodeOf('signedEvent').properties,
		credential: () => credentialOf(ELEMENTS[element].credential.type).properties,
		signature: () => credentialOf('signedEventsApi').properties,
	};
	return panels[which]();
}

/** n8n adds these itself. */
const NOT_OURS: Record<string, string> = {
	pollTimes: 'Poll Times',
	clientId: '',
	clientSecret: '',
};

function check(field: FieldPath, element: ElementKey, trigger: Trigger): void {
	const path = field.path.split('.');
	const properties = panelOf(field, element, trigger);
	const isOurs = properties.some(({ name }) => name === path[0]);
	if (!isOurs && path[0] in NOT_OURS) return;
	const labels = along(properties, path).map(({ displayName }) => displayName);
	expect([field.path, labels.join(' > ')]).toEqual([field.path, field.label]);
}

const cases = ELEMENT_KEYS.flatMap((element) =>
	Object.entries(ELEMENTS[element].captures as Record<string, Trigger>).map(
		([capture, trigger]) => ({ element, capture, trigger, type: trigger.type }),
	),
);

describe.each(cases)('a conversion to $type', ({ element, capture, trigger }) => {
	const means = PARAMETERS.filter(
		(one) =>
			(one.elements === undefined || one.elements.includes(element)) &&
			(one.capture === undefined || one.capture === capture),
	);

	it('fills fields that the panel has, with their labels', () => {
		for (const { field } of [...means, ...trigger.choices, ...trigger.needs])
			if (field !== undefined) check(field, element, trigger);
	});

	it('uses an existing version, title and fields of the node', () => {
		const { version, displayName, properties, webhooks } = nodeOf(trigger.type);
		expect([version].flat()).toContain(trigger.typeVersion);
		expect(displayName).toBe(trigger.title);
		expect(webhooks !== undefined).toBe(capture === 'webhook');
		const names = [...properties.map(({ name }) => name), 'pollTimes'];
		expect(names).toEqual(expect.arrayContaining(Object.keys(trigger.parameters)));
		const { type, data } = ELEMENTS[element].credential;
		const fields = credentialOf(type).properties.map(({ name }) => name);
		for (const field of Object.keys(data))
			if (!(field in NOT_OURS)) expect(fields).toContain(field);
	});

	it('chooses only values that the panel offers', () => {
		const chosen = Object.fromEntries(
			trigger.choices.map(({ field, value }) => [field.path, value]),
		);
		const { properties } = nodeOf(trigger.type);
		for (const [name, value] of Object.entries({ ...trigger.parameters, ...chosen })) {
			const property = properties.find((one) => one.name === name);
			if (property?.type !== 'options' && property?.type !== 'multiOptions') continue;
			const offered = (property.options ?? []).map((one) => ('value' in one ? one.value : ''));
			expect(offered).toEqual(expect.arrayContaining([value].flat()));
		}
	});

	it('fills secrets only into fields that the panel masks', () => {
		for (const { read, field } of means) {
			if (read !== secret || field === undefined) continue;
			const shown = panelOf(field, element, trigger).find((one) => one.name === field.path);
			if (shown) expect(shown.typeOptions?.password).toBe(true);
		}
	});
});
