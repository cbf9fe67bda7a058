import fc from 'fast-check';

import { parseJson } from '../../nodes/core/json';
import type { Conversion } from '../../nodes/SignedEvent/convert/convertDefinition';
import { convertInstances } from '../../nodes/SignedEvent/convert/convertInstances';
import { readLenientJson } from '../../nodes/SignedEvent/convert/read/lenientJson';
import { SEED_NAMES, seed } from '../unit/SignedEvent/convert/seeds';

/*
 * The author of an instance must not be able to write an expression, a node type or code into the converted
 * workflow. n8n evaluates every text of a node or credential that begins with `=`.
 */

const settings = { includeSecrets: true, newId: () => 'id' };
const convert = (given: unknown) => convertInstances(given, settings);

const NODE_TYPES = [
	'boxEventsTrigger',
	'ecwidEventsTrigger',
	'shopifyEventsTrigger',
	'signedEvent',
	'wooCommerceEventsTrigger',
	'wooCommercePollTrigger',
].map((name) => `n8n-nodes-signed-events.${name}`);
const CREDENTIAL_TYPES = [
	'signedEventsApi',
	'signedEventsBoxOAuth2Api',
	'signedEventsEcwidApi',
	'signedEventsShopifyOAuth2Api',
	'signedEventsWooCommerceApi',
];
const NODE_NAMES = ['Box', 'Ecwid', 'Shopify', 'Signed Event', 'WooCommerce'];
const NODE_KEYS =
	/^(id|name|type|typeVersion|position|webhookId|parameters|credentials)(,(id|name|type|typeVersion|position|webhookId|parameters|credentials))*$/;

/** Every text of a value, its keys included. */
function textsOf(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, member]) => [key, ...textsOf(member)]);
}

function expectHarmless({ workflow, credentials }: Conversion): void {
	expect(textsOf([workflow, credentials]).filter((text) => /^\s*=/.test(text))).toEqual([]);
	for (const node of workflow.nodes as Array<Record<string, unknown>>) {
		expect(NODE_TYPES).toContain(node.type);
		expect(NODE_NAMES).toContain(node.name);
		expect(Object.keys(node).join()).toMatch(NODE_KEYS);
	}
	for (const { type } of credentials) expect(CREDENTIAL_TYPES).toContain(type);
}

const CODE = '={{ $http.get("http://127.0.0.1:38809") }}';
const CASES = [
	`<${CODE}>`,
	'<={{ ["http://127.0.0.1",38809].join(":") //<http:>',
	`<http:>\n${CODE}`,
	`< ${CODE} >`,
	` \u00a0\ufeff${CODE}`,
	`\n${CODE}`,
	'=1',
	`<<${CODE}>>`,
	`${CODE}, orders/create`,
];

const LISTS = ['shopify.webhook.topics', 'events.list.ids'];

describe('a text that n8n would evaluate', () => {
	const keys = {
		woocommercerest: ['store.url', 'oauth.callback.url', 'oauth.api.key', 'oauth.api.secret'],
		shopify: ['shopify.site.address', 'oauth.api.secret', 'shopify.webhook.topics'],
		box: ['events.list.ids'],
		ecwid: ['ecwid.store.id', 'ecwid.order.key'],
	};
	const places = Object.entries(keys).flatMap(([element, each]) =>
		[...each, 'event.notification.signature.key', 'event.notification.callback.url'].map((key) => ({
			element,
			key,
		})),
	);

	it.each(places)(
		'is left out of $element and named, or stays a text: $key',
		({ element, key }) => {
			for (const text of CASES) {
				const [converted] = convert({ element: { key: element }, configuration: { [key]: text } });
				if (!converted.ok) throw new Error(converted.message);
				expectHarmless(converted.value);
				const isNamed = converted.value.todo.some((one) => one.key === key);
				const { workflow, credentials } = converted.value;
				const isText = textsOf([workflow, credentials]).some((one) => one.includes(text.trim()));
				// Lists are split at their commas first.
				if (!LISTS.includes(key)) expect([text, isNamed || isText]).toEqual([text, true]);
			}
		},
	);

	it('is left out of names and tags', () => {
		for (const text of CASES) {
			const [converted] = convert({
				element: { key: 'box' },
				configuration: {},
				name: text,
				tags: [text, text],
			});
			if (!converted.ok) throw new Error(converted.message);
			expectHarmless(converted.value);
		}
	});
});

/** Texts that are expressions, or become one after stripping. */
const hostile = fc.oneof(
	fc.constantFrom(...CASES, '__proto__', 'constructor', 'toString', 'n8n-nodes-base.code'),
	fc
		.tuple(fc.constantFrom('', ' ', '<', '"', "'", '\ufeff', 'https://'), fc.string())
		.map(([before, after]) => `${before}=${after}`),
	fc.string(),
);
const value = fc.oneof(
	hostile,
	fc.array(hostile, { maxLength: 3 }),
	fc.dictionary(hostile, hostile, { maxKeys: 3 }),
	fc.constantFrom(1, true, null, 1e300, -0),
);

const bodies = SEED_NAMES.map((name) => {
	const read = readLenientJson(seed(name));
	if (!read.ok) throw new Error(read.message);
	return read.value as Record<string, unknown>;
});

/** A seed's body with some of its values replaced, and some keys added. */
const mutated = fc
	.tuple(
		fc.constantFrom(...bodies),
		fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 8 }),
		fc.dictionary(hostile, value, { maxKeys: 3 }),
		fc.boolean(),
	)
	.map(([body, changes, added, isAnswer]) => {
		const copy = structuredClone(body) as Record<string, Record<string, unknown>>;
		const keys = Object.keys(copy.configuration);
		for (const [at, changed] of changes) {
			const key = [...keys, 'name', 'tags', 'id', 'store.url', 'shopify.site.address'][
				at % (keys.length + 5)
			];
			const holder = ['name', 'tags', 'id'].includes(key) ? copy : copy.configuration;
			(holder as Record<string, unknown>)[key] = changed;
		}
		for (const [key, more] of Object.entries(added))
			Object.defineProperty(copy.configuration, key, {
				...{ value: more, enumerable: true, configurable: true, writable: true },
			});
		return isAnswer ? { ...copy, eventsNotificationCallbackUrl: CODE } : copy;
	});

describe('any body of the seeds with hostile values', () => {
	it('becomes a workflow of known types and names without an expression', () => {
		fc.assert(
			fc.property(mutated, fc.boolean(), (body, asText) => {
				const [converted] = convert(asText ? JSON.stringify(body) : body);
				if (converted.ok) expectHarmless(converted.value);
				for (const text of converted.ok
					? converted.value.todo.map(({ message }) => message)
					: [converted.message])
					expect(text).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202e]/u);
			}),
			{ numRuns: 3_000 },
		);
	});
});

describe('a body that is odd as a whole', () => {
	it.each([
		[
			'a key that says how it is read',
			'{"element":{"key":{"toString":1,"valueOf":1}},"configuration":{}}',
		],
		[
			'a way of capture that is a method',
			'{"element":{"key":"box"},"configuration":{"event.vendor.type":"constructor"}}',
		],
		[
			'__proto__',
			'{"__proto__":{"configuration":{}},"element":{"key":"box"},"configuration":{"__proto__":"=1"}}',
		],
	])('is rejected or becomes a harmless workflow: %s', (_what, text) => {
		const parsed = parseJson(text);
		if (!parsed.ok) throw new Error('not JSON');
		for (const given of [text, parsed.value])
			for (const converted of convert(given)) {
				if (converted.ok) expectHarmless(converted.value);
				expect(JSON.stringify(converted)).not.toMatch(/function|native code/);
			}
	});

	it('is rejected if it is nested as deeply as memory allows', () => {
		const deep = `{"element":{"key":"box"},"configuration":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_001)}`;
		expect(convert(deep)).toMatchObject([{ ok: false, reason: 'json_malformed' }]);
		let value: unknown = 1;
		for (let level = 0; level < 50_000; level++) value = { value };
		expect(convert({ element: { key: 'box' }, configuration: { value } })).toMatchObject([
			{ ok: false, reason: 'json_malformed' },
		]);
	});
});

describe('a callback to a private network', () => {
	const converted = (callback: string) => {
		const configuration = { 'event.notification.callback.url': callback };
		const [one] = convert({ name: 'Shop', element: { key: 'woocommercerest' }, configuration });
		if (!one.ok) throw new Error(one.message);
		const { workflow, todo } = one.value;
		const nodes = workflow.nodes as Array<{ name: string; parameters: { options?: object } }>;
		const options = nodes.find(({ name }) => name === 'Signed Event')?.parameters.options;
		return { options, named: todo.filter(({ message }) => /private network/.test(message)).length };
	};

	it.each([
		'http://127.0.0.1:5678/rest/login',
		'http://2130706433/',
		'http://[::1]/',
		'http://[::ffff:10.0.0.1]/',
		'http://10.1.2.3/',
		'http://169.254.169.254/latest',
		'http://localhost:6379/',
		'http://redis:6379/',
		'http://vault.internal/v1',
		'https://nas.local./',
		'http://n8n.internal../',
		'http://redis../',
		'http://kubernetes.default.svc/',
		'http://erp.corp/',
		'http://erp.intranet/',
		'http://x.home/',
		'http://x.private/',
		'http://10.0.0.1.nip.io/',
		'http://app-192-168-1-250.sslip.io/',
		'http://169.254.169.254.nip.io/',
		'http://1.2.3.10.0.0.1.nip.io/',
	])('is not called, and is named: %s', (callback) => {
		expect(converted(callback)).toEqual({ options: { allowPrivateAddresses: false }, named: 1 });
	});

	it.each([
		'https://example.com/events',
		'http://8.8.8.8/',
		'https://local.example.com/internal',
		'https://home.example/',
		'https://8.8.8.8.nip.io/',
		'https://build-2010-11-29-1.example/',
	])('is not any other callback: %s', (callback) => {
		expect(converted(callback)).toEqual({ options: {}, named: 0 });
	});
});
