import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { convertInstances } from '../../../../nodes/SignedEvent/convert/convertInstances';
import type { Conversion } from '../../../../nodes/SignedEvent/convert/convertDefinition';
import pollerConfiguration from '../../../vectors/cloudElementsPollerConfiguration.json';
import { seed } from './seeds';

interface Expected {
	seed: string;
	trigger: string;
	/** Parameters of the trigger node that come from the body. */
	parameters: Record<string, unknown>;
	credential: Record<string, unknown>;
	signedEvent: { signature: string[]; callbackUrl: string };
	/** The todo list as `reason key`, without the entries of every workflow. */
	todo: string[];
}

const NAMED = { instanceName: 'API Instance', instanceTags: 'Docs' };
const SIGNED = ['cloudElements'];
const POLL_TIMES = { item: [{ mode: 'everyX', value: 15, unit: 'minutes' }] };
const TOPICS = ['orders/create', 'orders/updated', 'customers/create'];
const TEMPLATE_TODO = [
	'placeholder event.notification.callback.url',
	'placeholder name',
	'placeholder tags',
	'placeholder oauth.api.key',
	'placeholder oauth.api.secret',
];
const OAUTH_TODO = ['unused providerData.code', 'unused oauth.callback.url'];
const KEYS_TODO = ['placeholder oauth.api.key', 'placeholder oauth.api.secret'];

/** All eleven bodies of the documents with their expected conversions. */
const SEEDS: Expected[] = [
	...[
		{ seed: 'shopify', todo: ['choice element.key'] },
		{ seed: 'shopify-devportal', todo: ['placeholder element.key'] },
	].map(({ seed, todo }) => ({
		seed,
		trigger: 'shopifyEventsTrigger',
		parameters: { topics: [], options: {} },
		credential: { shop: '', clientId: '', clientSecret: '' },
		signedEvent: { signature: SIGNED, callbackUrl: '' },
		todo: [
			...todo,
			...TEMPLATE_TODO,
			'placeholder shopify.webhook.topics',
			'placeholder event.notification.signature.key',
			'missing Shop',
			...OAUTH_TODO,
			'step',
		],
	})),
	...[
		{ seed: 'shopify-curl', todo: ['choice element.key'] },
		{ seed: 'shopify-devportal-curl', todo: ['placeholder element.key'] },
	].map(({ seed, todo }) => ({
		seed,
		trigger: 'shopifyEventsTrigger',
		parameters: { topics: TOPICS, options: NAMED },
		credential: { shop: '', clientId: '', clientSecret: '' },
		signedEvent: { signature: SIGNED, callbackUrl: 'https://mycoolapp.com/events' },
		todo: [
			...todo,
			...KEYS_TODO,
			'placeholder event.notification.signature.key',
			'missing Shop',
			...OAUTH_TODO,
			'step',
		],
	})),
	{
		seed: 'woocommerce-polling',
		trigger: 'wooCommercePollTrigger',
		parameters: {
			pollTimes: POLL_TIMES,
			resources: [],
			pollerConfiguration: JSON.parse(pollerConfiguration.body),
			options: {},
		},
		credential: { storeUrl: '', consumerKey: '', consumerSecret: '' },
		signedEvent: { signature: SIGNED, callbackUrl: 'http://mycoolapp.com' },
		todo: [
			...TEMPLATE_TODO.slice(1),
			'placeholder store.url',
			'placeholder event.poller.refresh_interval',
			'placeholder event.notification.signature.key',
		],
	},
	{
		seed: 'woocommerce-polling-curl',
		trigger: 'wooCommercePollTrigger',
		parameters: {
			pollTimes: POLL_TIMES,
			resources: [],
			pollerConfiguration: JSON.parse(pollerConfiguration.curl.replaceAll("'\\''", "'")),
			options: { instanceName: 'API Instance with Polling', instanceTags: 'Docs' },
		},
		credential: { storeUrl: 'http://mycoolstore.com', consumerKey: '', consumerSecret: '' },
		signedEvent: { signature: [], callbackUrl: '' },
		todo: [
			...KEYS_TODO,
			'misfit event.notification.callback.url',
			'choice event.notification.signature.key',
		],
	},
	{
		seed: 'woocommerce-webhooks',
		trigger: 'wooCommerceEventsTrigger',
		parameters: { options: {} },
		credential: { storeUrl: '', consumerKey: '', consumerSecret: '' },
		signedEvent: { signature: SIGNED, callbackUrl: '' },
		todo: [
			...TEMPLATE_TODO,
			'placeholder store.url',
			'placeholder event.notification.signature.key',
			'choice Topics',
			'step',
		],
	},
	{
		seed: 'woocommerce-webhooks-curl',
		trigger: 'wooCommerceEventsTrigger',
		parameters: { options: NAMED },
		credential: { storeUrl: 'http://mycoolstore.com', consumerKey: '', consumerSecret: '' },
		signedEvent: { signature: SIGNED, callbackUrl: 'https://mycoolapp.com/events' },
		todo: [...KEYS_TODO, 'placeholder event.notification.signature.key', 'choice Topics', 'step'],
	},
	{
		seed: 'box',
		trigger: 'boxEventsTrigger',
		parameters: { targets: '', targetType: 'folder', options: {} },
		credential: { clientId: '', clientSecret: '', primarySignatureSecret: '' },
		signedEvent: { signature: [], callbackUrl: '' },
		todo: [
			...TEMPLATE_TODO,
			'placeholder events.list.ids',
			'missing Primary Signature Secret',
			'choice Triggers',
			'choice IDs Without a Type Are',
			...OAUTH_TODO,
			'choice event.notification.signature.key',
			'step',
		],
	},
	{
		seed: 'box-curl',
		trigger: 'boxEventsTrigger',
		parameters: { targets: '', targetType: 'folder', options: NAMED },
		credential: { clientId: '', clientSecret: '', primarySignatureSecret: '' },
		signedEvent: { signature: SIGNED, callbackUrl: 'https://mycoolapp.com/events' },
		todo: [
			...KEYS_TODO,
			'placeholder event.notification.signature.key',
			'missing Targets by ID or URL',
			'missing Primary Signature Secret',
			'choice Triggers',
			'choice IDs Without a Type Are',
			...OAUTH_TODO,
			'step',
		],
	},
	{
		seed: 'ecwid',
		trigger: 'ecwidEventsTrigger',
		parameters: {
			eventTypes: ['order.created', 'order.updated', 'order.deleted'],
			legacy: true,
			options: {},
		},
		credential: { storeId: '', orderSecretKey: '', productSecretKey: '' },
		signedEvent: { signature: [], callbackUrl: '' },
		todo: [
			...TEMPLATE_TODO.slice(0, 3),
			'placeholder ecwid.store.id',
			'placeholder ecwid.order.key',
			'placeholder ecwid.product.key',
			'choice Legacy Notifications',
			'choice event.notification.signature.key',
			'step',
		],
	},
];

function convert(text: string): Conversion {
	let id = 0;
	const settings = { includeSecrets: false, newId: () => `id${++id}` };
	const [converted, ...others] = convertInstances(text, settings);
	expect(others).toEqual([]);
	if (!converted.ok) throw new Error(converted.message);
	return converted.value;
}

/** Returns `reason key`, or `reason label` for an entry without a key. */
const short = ({ todo }: Conversion) =>
	todo
		.filter(({ reason }) => reason !== 'activate')
		.map(({ reason, key, message }) => {
			const label = /, ([^,]+)\.$/.exec(message)?.[1];
			return reason === 'step' ? reason : `${reason} ${key ?? label}`;
		});

interface Node {
	type: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
}

describe("the eleven bodies of Cloud Elements' documents", () => {
	it('are all tested', () => {
		const folder = join(__dirname, '..', '..', '..', 'vectors', 'cloudElementsInstances');
		const files = readdirSync(folder).map((file) => file.replace('.txt', ''));
		expect(SEEDS.map((one) => one.seed).sort()).toEqual(files.sort());
		expect(SEEDS).toHaveLength(11);
	});

	it.each(SEEDS)('$seed', (expected) => {
		const conversion = convert(seed(expected.seed));
		const [trigger, signedEvent] = conversion.workflow.nodes as Node[];
		expect(trigger.type).toBe(`n8n-nodes-signed-events.${expected.trigger}`);
		const { pollerConfiguration: configured, ...parameters } = trigger.parameters;
		const read =
			configured === undefined ? {} : { pollerConfiguration: JSON.parse(String(configured)) };
		expect({ ...parameters, ...read }).toMatchObject(expected.parameters);
		expect(signedEvent).toMatchObject({
			typeVersion: 2,
			parameters: { operation: 'emit', envelope: 'cloudElements', ...expected.signedEvent },
		});
		const [vendor, signature] = conversion.credentials;
		expect(vendor.data).toMatchObject(expected.credential);
		expect(trigger.credentials).toEqual({ [vendor.type]: { id: vendor.id, name: vendor.name } });
		expect(signature?.type).toBe(expected.signedEvent.signature[0] && 'signedEventsApi');
		expect(short(conversion).sort()).toEqual(expected.todo.sort());
	});

	it('have the activation of the workflow as the last step', () => {
		for (const { seed: name } of SEEDS)
			expect(convert(seed(name)).todo.at(-1)?.message).toMatch(/^Activate the workflow after/);
	});
});
