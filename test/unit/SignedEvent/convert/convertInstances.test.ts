import { convertInstances } from '../../../../nodes/SignedEvent/convert/convertInstances';
import type { Conversion } from '../../../../nodes/SignedEvent/convert/convertDefinition';
import { ELEMENT_KEYS, type ElementKey } from '../../../../nodes/SignedEvent/convert/elements';
import { PARAMETERS } from '../../../../nodes/SignedEvent/convert/parameters';
import { readLenientJson } from '../../../../nodes/SignedEvent/convert/read/lenientJson';
import { secret } from '../../../../nodes/SignedEvent/convert/read/values';
import { seed, SEED_NAMES } from './seeds';

const settings = (includeSecrets = false) => {
	let id = 0;
	return { includeSecrets, newId: () => `id${++id}` };
};
function convert(given: unknown, includeSecrets = false): Conversion {
	const [converted] = convertInstances(given, settings(includeSecrets));
	if (!converted.ok) throw new Error(converted.message);
	return converted.value;
}
const refusals = (given: unknown) =>
	convertInstances(given, settings()).map((one) => (one.ok ? one : [one.reason, one.message]));
const keysOf = ({ todo }: Conversion, reason: string) =>
	todo.filter((one) => one.reason === reason).map(({ key }) => key);

/** A complete body, with `more` in its configuration. */
const body = (element: ElementKey, more: Record<string, unknown> = {}) => ({
	element: { key: element },
	configuration: {
		'event.notification.enabled': 'true',
		'event.notification.callback.url': 'https://example.com/events',
		...more,
	},
	name: 'Main shop',
});

describe('a body that is not an instance', () => {
	it.each([
		['', 'empty', /Paste the JSON of an instance/],
		['[]', 'empty', /the list is empty/],
		['not JSON', 'json_malformed', /does not contain JSON/],
		['{ "a": }', 'json_malformed', /in line 1/],
		[undefined, 'not_an_object', /it is nothing, not an object/],
		[['text'], 'not_an_object', /it is a string, not an object/],
		[
			'{ "name": "x" }',
			'part_missing',
			/lacks the object "configuration" and "element". It has name/,
		],
		[
			{ element: { key: 'box' } },
			'part_missing',
			/lacks the object "configuration"\. It has element/,
		],
		[
			{ configuration: { 'oauth.api.key': 'k' } },
			'part_missing',
			/lacks element.key.*shopify, wooc/,
		],
		[
			{ element: { key: 'hubspot' }, configuration: {} },
			'element_unknown',
			/"hubspot".*Convert only instances of shopify/,
		],
	])('is rejected with what it lacks: %j', (given, reason, message) => {
		expect(refusals(given)).toEqual([[reason, expect.stringMatching(message)]]);
	});

	it('does not stop the others of a list, and is reported by its number', () => {
		const several = `[${seed('ecwid')}, { "name": "x" }, ${seed('box')}]`;
		const [ecwid, broken, box] = convertInstances(several, settings());
		expect([ecwid.ok, broken.ok, box.ok]).toEqual([true, false, true]);
		expect(broken).toMatchObject({ message: expect.stringMatching(/^Instance 2 of 3: /) });
	});
});

describe('the element', () => {
	it.each([
		['shopify', { 'shopify.webhook.topics': 'orders/create' }],
		['woocommercerest', { 'store.url': 'http://shop.example' }],
		['woocommercerest', { 'event.poller.refresh_interval': 5 }],
		['box', { 'events.list.ids': '1' }],
		['ecwid', { 'ecwid.store.id': 1003 }],
	])('%s is recognized by its configuration if its key is empty', (element, more) => {
		const { todo, workflow } = convert({ ...body('box', more), element: { key: '' } });
		expect(todo).toContainEqual(expect.objectContaining({ reason: 'choice', key: 'element.key' }));
		const words: Record<string, RegExp> = { woocommercerest: /wooCommercePoll/ };
		expect(JSON.stringify(workflow)).toMatch(
			words[element] ?? new RegExp(`${element}EventsTrigger`),
		);
	});

	it('is read in upper and lower case', () => {
		expect(convert({ ...body('box'), element: { key: ' BOX ' } }).todo).not.toContainEqual(
			expect.objectContaining({ key: 'element.key' }),
		);
	});
});

describe('the way of capture', () => {
	const typeOf = (more: Record<string, unknown>, element: ElementKey = 'woocommercerest') => {
		const conversion = convert(body(element, more));
		const [{ type }] = conversion.workflow.nodes as Array<{ type: string }>;
		const said = conversion.todo.find(({ key }) => key === 'event.vendor.type');
		return [type.split('.')[1], said?.reason];
	};

	it.each([
		[{ 'event.vendor.type': 'polling' }, ['wooCommercePollTrigger', undefined]],
		[{ 'event.vendor.type': 'webhook' }, ['wooCommerceEventsTrigger', undefined]],
		[{ 'event.vendor.type': 'Webhooks' }, ['wooCommerceEventsTrigger', undefined]],
		[{}, ['wooCommercePollTrigger', 'choice']],
		[{ 'event.vendor.type': '<polling or webhook>' }, ['wooCommercePollTrigger', 'placeholder']],
		[{ 'event.vendor.type': 'push' }, ['wooCommercePollTrigger', 'misfit']],
	])('of WooCommerce: %j', (more, expected) => expect(typeOf(more)).toEqual(expected));

	it('is reported if the vendor does not have it', () => {
		const polled = { 'event.vendor.type': 'polling' };
		expect(typeOf(polled, 'shopify')).toEqual(['shopifyEventsTrigger', 'misfit']);
	});

	it('reports unused polling parameters if webhooks are meant', () => {
		const more = {
			'event.vendor.type': 'webhook',
			'event.poller.refresh_interval': 15,
			'event.poller.configuration': {},
		};
		expect(keysOf(convert(body('woocommercerest', more)), 'unused')).toEqual([
			'event.poller.refresh_interval',
			'event.poller.configuration',
		]);
	});

	it('polls the four resources of Cloud Elements if the body names none', () => {
		const { workflow } = convert(body('woocommercerest', { 'event.vendor.type': 'polling' }));
		expect(workflow.nodes[0]).toMatchObject({
			parameters: { resources: ['customers', 'discounts', 'orders', 'products'] },
		});
	});
});

describe('each parameter', () => {
	const VALUES: Record<string, unknown> = {
		'event.vendor.type': 'polling',
		'event.poller.refresh_interval': 30,
		'event.poller.configuration': { parcels: { url: '/wc/v3/parcels' } },
		'event.notification.callback.url': 'https://callback.example/events',
		eventsNotificationCallbackUrl: 'https://answer.example/events',
		id: 7950647,
		accountId: 874,
		companyId: 291,
		userId: 2749,
	};
	const cases = ELEMENT_KEYS.flatMap((element) =>
		PARAMETERS.filter(({ elements }) => elements === undefined || elements.includes(element)).map(
			(parameter) => ({ element, parameter, key: parameter.key }),
		),
	);

	it.each(cases)('$element: $key', ({ element, parameter }) => {
		const { key, field, capture } = parameter;
		const value = VALUES[key] ?? `value of ${key}`;
		const beside = { name: 'x', element: { key: element } };
		const isConfigured = /^(event|oauth|store|shopify|ecwid|events)\./.test(key);
		const [holder, part] = key.split('.');
		const bare = { 'event.vendor.type': 'polling' };
		const given = isConfigured
			? { ...beside, configuration: { ...bare, [key]: value } }
			: {
					...beside,
					configuration: bare,
					...(part === undefined ? { [key]: value } : { [holder]: { [part]: value } }),
				};
		if (key === 'element.key') return;
		const conversion = convert(given, true);
		const mentioned = conversion.todo.find((todo) => todo.key === key);
		const isPolling = element === 'woocommercerest';
		if (capture === 'polling' && !isPolling) {
			expect(mentioned?.reason).toBe('unused');
			return;
		}
		const out = JSON.stringify([conversion.workflow, conversion.credentials]);
		const shown = key.includes('poller') ? (key.includes('interval') ? '30' : 'parcels') : value;
		if (field !== undefined) expect(out).toContain(String(shown));
		else expect(out).not.toContain(`value of ${key}`);
		const isExplained =
			field !== undefined || key === 'event.vendor.type' || mentioned !== undefined;
		expect(isExplained || parameter.remark !== undefined).toBe(true);
		if (parameter.read === secret)
			expect(convert(given).todo).toContainEqual(
				expect.objectContaining({ key, reason: 'secret' }),
			);
	});

	it('oauth.callback.url is the store URL only without store.url', () => {
		const slip = { 'oauth.callback.url': 'http://slip.example' };
		const store = { 'store.url': 'http://store.example' };
		expect(convert(body('woocommercerest', slip)).credentials[0].data.storeUrl).toBe(
			'http://slip.example',
		);
		const both = convert(body('woocommercerest', { ...slip, ...store }));
		expect(both.credentials[0].data.storeUrl).toBe('http://store.example');
		expect(keysOf(both, 'unused')).toEqual(['oauth.callback.url']);
	});

	it('numbers of a response are set for the envelope', () => {
		const { workflow } = convert({ ...body('ecwid'), id: 7950647, userId: '2749' });
		expect(workflow.nodes[1]).toMatchObject({
			parameters: { options: { instance: { numbers: { instanceId: 7950647, userId: 2749 } } } },
		});
	});

	it('a list keeps its real values, and todo names its placeholders', () => {
		const conversion = convert({ ...body('box'), tags: ['EU', '<Add_Your_Tag>', 'B2B'] });
		expect(conversion.workflow.nodes[0]).toMatchObject({
			parameters: { options: { instanceTags: 'EU, B2B' } },
		});
		expect(keysOf(conversion, 'placeholder')).toEqual(['tags']);
	});
});

/** Every value of a body that is not an object, with its path; a list is one value. */
function leavesOf(value: unknown, path: string[] = []): Array<{ path: string[]; value: unknown }> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }];
	return Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]));
}

/** A copy of a body with another value at a path. */
function withLeaf(body: unknown, path: readonly string[], value: unknown): unknown {
	const [name, ...rest] = path;
	if (name === undefined) return value;
	const members = body as Record<string, unknown>;
	return { ...members, [name]: withLeaf(members[name], rest, value) };
}

describe('every leaf of a body', () => {
	const parsed = (name: string): unknown => {
		const read = readLenientJson(seed(name));
		return read.ok ? read.value : undefined;
	};
	const everything = {
		...body('shopify', {
			name: 'Name in the configuration',
			tags: ['tag in the configuration'],
			'element.key': 'box',
			'event.notification.type': 'email',
			'oauth.callback.url': 'https://example.com/redirect',
		}),
		tags: ['EU'],
		token: 'token',
		providerData: { code: 'code', state: 'state' },
		valid: true,
	};
	const cases = [...SEED_NAMES.map((name) => [name, parsed(name)] as const), ['all', everything]];

	it.each(cases as Array<[string, unknown]>)('is used or named in todo: %s', (_name, given) => {
		const conversion = convert(given, true);
		const leaves = leavesOf(given);
		expect(leaves.length).toBeGreaterThan(5);
		const dropped = leaves.filter(({ path, value }) => {
			const key = (path[0] === 'configuration' ? path.slice(1, 2) : path).join('.');
			const isNamed = conversion.todo.some((one) => one.key === key || one.key === path.join('.'));
			const changed = Array.isArray(value)
				? ['other']
				: value === true
					? false
					: 'https://o.example';
			const [other] = convertInstances(withLeaf(given, path, changed), settings(true));
			return !isNamed && other.ok && JSON.stringify(other.value) === JSON.stringify(conversion);
		});
		expect(dropped.map(({ path }) => path.join(' > '))).toEqual([]);
	});

	it('is used where Cloud Elements documents it if it stands twice', () => {
		const { workflow, todo } = convert(everything);
		expect(workflow.name).toBe('Main shop');
		expect(keysOf({ todo } as Conversion, 'unknown')).toEqual(
			expect.arrayContaining(['configuration.name', 'configuration.tags']),
		);
	});

	it('is reported if it is another type of notification than webhook', () => {
		const typed = (type: unknown) =>
			convert(body('box', { 'event.notification.type': type })).todo.find(
				({ key }) => key === 'event.notification.type',
			);
		expect(typed('email')).toMatchObject({
			reason: 'misfit',
			message: expect.stringMatching(/webhook.*"email"/),
		});
		expect(typed(' Webhook ')).toBeUndefined();
	});
});

describe('unknown keys', () => {
	it('are listed at every level, and their values are never shown', () => {
		const given = {
			...body('shopify', { 'shopify.api.limit': 40, 'event.metadata': {}, 'empty.one': '' }),
			element: { key: 'shopify', id: 48 },
			providerData: { state: 'sesame-open' },
			cachingEnabled: false,
		};
		const conversion = convert(given);
		expect(keysOf(conversion, 'unknown').sort()).toEqual([
			'cachingEnabled',
			'element.id',
			'empty.one',
			'event.metadata',
			'providerData.state',
			'shopify.api.limit',
		]);
		expect(JSON.stringify(conversion)).not.toContain('sesame');
	});
});

describe('secrets', () => {
	const SECRETS = {
		shopify: { 'oauth.api.secret': 'sesame-1' },
		woocommercerest: { 'oauth.api.secret': 'sesame-2' },
		box: { 'oauth.api.secret': 'sesame-3' },
		ecwid: { 'ecwid.order.key': 'sesame-4', 'ecwid.product.key': 'sesame-5' },
	};
	const withSecrets = (element: ElementKey) => ({
		...body(element, { ...SECRETS[element], 'event.notification.signature.key': 'sesame-key' }),
		providerData: { code: 'sesame-code' },
		token: 'sesame-token',
	});

	it.each(ELEMENT_KEYS)('%s: are left out, and each is named', (element) => {
		const conversion = convert(withSecrets(element));
		expect(JSON.stringify(conversion)).not.toContain('sesame');
		expect(keysOf(conversion, 'secret').sort()).toEqual(
			[...Object.keys(SECRETS[element]), 'event.notification.signature.key'].sort(),
		);
	});

	it.each(ELEMENT_KEYS)('%s: are in the credentials only, if they are included', (element) => {
		const { workflow, credentials, todo } = convert(withSecrets(element), true);
		expect(JSON.stringify([workflow, todo])).not.toContain('sesame');
		const held = JSON.stringify(credentials.map(({ data }) => data));
		for (const value of [...Object.values(SECRETS[element]), 'sesame-key'])
			expect(held).toContain(value);
		expect(held).not.toMatch(/sesame-(code|token)/);
		expect(keysOf({ workflow, credentials, todo }, 'secret')).toEqual([]);
	});

	it('are not shown in todo if they cannot be used', () => {
		const more = { 'oauth.api.secret': '={{ sesame }}' };
		const conversion = convert(body('box', more), true);
		expect(keysOf(conversion, 'misfit')).toEqual(['oauth.api.secret']);
		expect(JSON.stringify(conversion)).not.toContain('sesame');
	});
});

describe('several instances', () => {
	it('become several workflows with unique ids', () => {
		const all = [seed('box-curl'), seed('box'), seed('ecwid')].map((one) =>
			one.slice(one.indexOf('{'), one.lastIndexOf('}') + 1),
		);
		const converted = convertInstances(`[${all.join('\n')}]`, settings());
		expect(converted.map(({ ok }) => ok)).toEqual([true, true, true]);
		const ids = JSON.stringify(converted).match(/"(id|webhookId)":"id\d+"/g) ?? [];
		const own = converted.flatMap((one) =>
			one.ok
				? [
						one.value.workflow.id,
						...one.value.credentials.map(({ id }) => id),
						...(one.value.workflow.nodes as Array<{ id: string; webhookId?: string }>).flatMap(
							({ id, webhookId }) => [id, ...(webhookId ? [webhookId] : [])],
						),
					]
				: [],
		);
		expect(ids.length).toBeGreaterThan(own.length);
		expect(new Set(own).size).toBe(own.length);
		expect(own).toHaveLength(16);
	});
});

describe('an instance whose events were off', () => {
	it.each([false, 'false', undefined])(
		'%j: is not to be activated unless its user wants it',
		(enabled) => {
			const { todo } = convert(body('ecwid', { 'event.notification.enabled': enabled }));
			expect(todo.at(-1)).toMatchObject({
				reason: 'activate',
				message: expect.stringMatching(/only if/),
			});
		},
	);
});
