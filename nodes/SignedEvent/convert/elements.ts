import { credentialField, triggerField, type FieldPath } from './fieldPath';

export type ElementKey = 'shopify' | 'woocommercerest' | 'box' | 'ecwid';
export type Capture = 'webhook' | 'polling';

/** A trigger node of this package, with the parameters that the instance does not decide. */
export interface Trigger {
	type: string;
	typeVersion: number;
	title: string;
	parameters: Readonly<Record<string, unknown>>;
	choices: readonly Choice[];
	needs: readonly Need[];
	/** What the user has to do outside of the nodes. */
	steps: readonly string[];
}

/** A value that the body does not decide. */
export interface Choice {
	field: FieldPath;
	value: unknown;
	/** If the body has this key, the body decides. */
	unless?: string;
	message: string;
}

/** A required field, and the message if the body does not fill it. */
export interface Need {
	field: FieldPath;
	message: string;
}

/** An element of Cloud Elements: one vendor. */
export interface Element {
	title: string;
	/** Configuration keys that only an instance of this element has. */
	recognizedBy: RegExp;
	credential: { type: string; data: Readonly<Record<string, unknown>> };
	captures: Readonly<Partial<Record<Capture, Trigger>>>;
}

const DEFAULT_RESOURCES = ['customers', 'discounts', 'orders', 'products'];
const OAUTH =
	'Add the OAuth Redirect URL of the credential to the settings of your app, then press Connect in the credential.';
const oauthNeeds = (app: string): Need[] => [
	{
		field: credentialField('clientId', 'Client ID'),
		message: `The body has no oauth.api.key. Enter the client ID of ${app}.`,
	},
	{
		field: credentialField('clientSecret', 'Client Secret'),
		message: `The body has no oauth.api.secret. Enter the client secret of ${app}.`,
	},
];
const storeNeeds: Need[] = [
	{
		field: credentialField('storeUrl', 'Store URL'),
		message: 'The body has no store.url. Enter the URL of the shop.',
	},
	{
		field: credentialField('consumerKey', 'Consumer Key'),
		message: 'The body has no oauth.api.key. Enter the consumer key of the shop.',
	},
	{
		field: credentialField('consumerSecret', 'Consumer Secret'),
		message: 'The body has no oauth.api.secret. Enter the consumer secret of the shop.',
	},
];

/** Every element that can be converted, with its credential and triggers. */
export const ELEMENTS: Readonly<Record<ElementKey, Element>> = {
	shopify: {
		title: 'Shopify',
		recognizedBy: /^shopify\./,
		credential: {
			type: 'signedEventsShopifyOAuth2Api',
			data: { shop: '', grantType: 'authorizationCode', clientId: '', clientSecret: '' },
		},
		captures: {
			webhook: {
				type: 'shopifyEventsTrigger',
				typeVersion: 2,
				title: 'Shopify Events Trigger',
				parameters: {
					authentication: 'oAuth2',
					topics: [],
					acknowledge: 'received',
					options: {},
				},
				choices: [],
				needs: [
					{
						field: credentialField('shop', 'Shop'),
						message: 'The body does not name the shop. Enter its name, such as my-shop.',
					},
					...oauthNeeds("the app in Shopify's Dev Dashboard"),
					{
						field: triggerField('topics', 'Topics'),
						message: 'The body has no shopify.webhook.topics. Choose at least one topic.',
					},
				],
				steps: [
					`${OAUTH} Enter the scopes that the chosen topics list. For a Dev Dashboard app in your own shop, choose the grant type Client Credentials instead of connecting.`,
				],
			},
		},
	},
	woocommercerest: {
		title: 'WooCommerce',
		recognizedBy: /^(store\.url|event\.poller\..*|event\.vendor\.type)$/,
		credential: {
			type: 'signedEventsWooCommerceApi',
			data: { storeUrl: '', consumerKey: '', consumerSecret: '' },
		},
		captures: {
			polling: {
				type: 'wooCommercePollTrigger',
				typeVersion: 1,
				title: 'WooCommerce Poll Trigger',
				parameters: {
					// Cloud Elements' default.
					pollTimes: { item: [{ mode: 'everyX', value: 15, unit: 'minutes' }] },
					resources: [],
					eventTypes: ['CREATED', 'UPDATED', 'DELETED'],
					pollerConfiguration: '{}',
					options: {},
				},
				choices: [
					{
						field: triggerField('resources', 'Resources'),
						value: DEFAULT_RESOURCES,
						unless: 'event.poller.configuration',
						message:
							'The body does not name resources, so the node chose the four of Cloud Elements. Remove those that you do not need.',
					},
				],
				needs: storeNeeds,
				steps: [],
			},
			webhook: {
				type: 'wooCommerceEventsTrigger',
				typeVersion: 2,
				title: 'WooCommerce Events Trigger',
				parameters: { topics: [], options: {} },
				choices: [
					{
						field: triggerField('topics', 'Topics'),
						value: [
							...['coupon', 'order', 'product'].flatMap((word) =>
								['created', 'deleted', 'restored', 'updated'].map((action) => `${word}.${action}`),
							),
							...['customer.created', 'customer.deleted', 'customer.updated'],
						],
						message:
							'The body does not name topics, so the node chose those of orders, products, customers and coupons. Remove those that you do not need.',
					},
				],
				needs: storeNeeds,
				steps: [
					"Give the key the permission Read/Write, which creating webhooks needs. Make n8n's webhook URL reachable for the shop.",
				],
			},
		},
	},
	box: {
		title: 'Box',
		recognizedBy: /^events\.list\.ids$/,
		credential: {
			type: 'signedEventsBoxOAuth2Api',
			data: {
				...{ grantType: 'authorizationCode', clientId: '', clientSecret: '' },
				...{ primarySignatureSecret: '', secondarySignatureSecret: '' },
			},
		},
		captures: {
			webhook: {
				type: 'boxEventsTrigger',
				typeVersion: 2,
				title: 'Box Events Trigger',
				parameters: {
					triggers: [],
					targets: '',
					targetType: 'folder',
					acknowledge: 'received',
					options: {},
				},
				choices: [
					{
						field: triggerField('triggers', 'Triggers'),
						value: [
							...['FILE.UPLOADED', 'FOLDER.CREATED'],
							...['MOVED', 'RENAMED', 'TRASHED', 'RESTORED', 'DELETED'].flatMap((action) => [
								`FILE.${action}`,
								`FOLDER.${action}`,
							]),
						],
						message:
							'The body does not name triggers, so the node chose those that create, change or delete files and folders. Remove those that you do not need.',
					},
					{
						field: triggerField('targetType', 'IDs Without a Type Are'),
						value: 'folder',
						message:
							'The body does not show whether its IDs are files or folders, so the node treats them as folders. Move the IDs of files to another trigger node, and write file: before each. Choose no triggers there that are only for folders.',
					},
				],
				needs: [
					...oauthNeeds('the app in the Box Developer Console'),
					{
						field: triggerField('targets', 'Targets by ID or URL'),
						message:
							'The body has no events.list.ids. Box webhooks cover files and folders, not a whole account. Choose some.',
					},
					{
						field: credentialField('primarySignatureSecret', 'Primary Signature Secret'),
						message:
							'The body has no signature key of Box. Copy it from Developer Console > your app > Webhooks > Manage signature keys.',
					},
				],
				steps: [OAUTH],
			},
		},
	},
	ecwid: {
		title: 'Ecwid',
		recognizedBy: /^ecwid\./,
		credential: {
			type: 'signedEventsEcwidApi',
			data: {
				...{ storeId: '', accessToken: '', clientSecret: '' },
				...{ orderSecretKey: '', productSecretKey: '' },
			},
		},
		captures: {
			webhook: {
				type: 'ecwidEventsTrigger',
				typeVersion: 2,
				title: 'Ecwid Events Trigger',
				parameters: {
					// The events that Cloud Elements documents for Ecwid.
					eventTypes: ['order.created', 'order.updated', 'order.deleted'],
					fetchObject: true,
					acknowledge: 'received',
					legacy: false,
					options: {},
				},
				choices: [
					{
						field: triggerField('legacy', 'Legacy Notifications'),
						value: true,
						message:
							"Cloud Elements used Ecwid's legacy notifications, which ended in 2017 according to Ecwid's documents. For current webhooks, enter Access Token and Client Secret in the credential, and turn off Legacy Notifications.",
					},
				],
				needs: [
					{
						field: credentialField('storeId', 'Store ID'),
						message: 'The body has no ecwid.store.id. Enter the number of the store.',
					},
					{
						field: credentialField('orderSecretKey', 'Order Secret Key (Legacy)'),
						message:
							'The body has no ecwid.order.key. Enter it, or turn off Legacy Notifications and enter Access Token and Client Secret.',
					},
				],
				steps: [
					'Replace the webhook URL https://api.cloud-elements.com/elements/api-v2/events/ecwid in Ecwid with the URL of the trigger node.',
				],
			},
		},
	},
};

export const ELEMENT_KEYS = Object.keys(ELEMENTS) as ElementKey[];
