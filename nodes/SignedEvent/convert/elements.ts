import { credentialField, triggerField, type FieldPath } from './fieldPath';

export type ElementKey = 'shopify' | 'woocommercerest' | 'box' | 'ecwid';
export type Capture = 'webhook' | 'polling';

/** A trigger node of this package, with the parameters that no instance decides. */
export interface Trigger {
	type: string;
	typeVersion: number;
	title: string;
	/** Kept in the URL of its webhooks; a poll has none. */
	hasWebhook: boolean;
	parameters: Readonly<Record<string, unknown>>;
	choices: readonly Choice[];
	needs: readonly Need[];
	/** What the user has to do outside of n8n's nodes. */
	steps: readonly string[];
}

/** What Cloud Elements' body leaves open here. */
export interface Choice {
	field: FieldPath;
	value: unknown;
	/** Not chosen where the body has this key. */
	unless?: string;
	message: string;
}

/** What the workflow cannot do without, and what to say when the body does not have it. */
export interface Need {
	field: FieldPath;
	message: string;
}

/** What Cloud Elements called an element: one vendor. */
export interface Element {
	title: string;
	/** Configuration keys that only an instance of this element has. */
	recognizedBy: RegExp;
	credential: { type: string; data: Readonly<Record<string, unknown>> };
	captures: Readonly<Partial<Record<Capture, Trigger>>>;
}

const DEFAULT_RESOURCES = ['customers', 'discounts', 'orders', 'products'];
const OAUTH =
	'Cloud Elements connected with its own redirect URL and a code that was good once. Allow the OAuth Redirect URL that the credential shows in the settings of your app, then press Connect in the credential.';
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
		message: 'The body has no store.url. Enter the address of the shop.',
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

/** Every element that can be converted, and what becomes of it. */
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
				hasWebhook: true,
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
						message:
							'The body does not say which shop it is about. Enter its name, such as my-shop.',
					},
					...oauthNeeds("the app in Shopify's Dev Dashboard"),
					{
						field: triggerField('topics', 'Topics'),
						message: 'The body has no shopify.webhook.topics. Choose at least one topic.',
					},
				],
				steps: [
					`${OAUTH} Enter the scopes there that the topics need; each topic says which. For an app of the Dev Dashboard in a shop of your own, choose the grant type Client Credentials instead: nothing has to be connected then.`,
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
				hasWebhook: false,
				parameters: {
					// The default of Cloud Elements.
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
							'The body does not say what is polled. All four resources of Cloud Elements are: take out what you do not need.',
					},
				],
				needs: storeNeeds,
				steps: [],
			},
			webhook: {
				type: 'wooCommerceEventsTrigger',
				typeVersion: 2,
				title: 'WooCommerce Events Trigger',
				hasWebhook: true,
				parameters: { topics: [], options: {} },
				choices: [
					{
						field: triggerField('topics', 'Topics'),
						value: [
							...['coupon', 'order', 'product'].flatMap((word) => [
								`${word}.created`,
								`${word}.deleted`,
								`${word}.restored`,
								`${word}.updated`,
							]),
							'customer.created',
							'customer.deleted',
							'customer.updated',
						],
						message:
							'The body does not say which webhooks. Those of orders, products, customers and coupons are chosen: take out what you do not need.',
					},
				],
				needs: storeNeeds,
				steps: [
					"The key needs the permission Read/Write, since webhooks are made with it, and the shop must reach n8n's webhook URL from outside.",
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
				grantType: 'authorizationCode',
				clientId: '',
				clientSecret: '',
				primarySignatureSecret: '',
				secondarySignatureSecret: '',
			},
		},
		captures: {
			webhook: {
				type: 'boxEventsTrigger',
				typeVersion: 2,
				title: 'Box Events Trigger',
				hasWebhook: true,
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
							'FILE.UPLOADED',
							'FILE.MOVED',
							'FILE.RENAMED',
							'FILE.TRASHED',
							'FILE.RESTORED',
							'FILE.DELETED',
							'FOLDER.CREATED',
							'FOLDER.MOVED',
							'FOLDER.RENAMED',
							'FOLDER.TRASHED',
							'FOLDER.RESTORED',
							'FOLDER.DELETED',
						],
						message:
							'The body does not say what is told of files and folders. What creates, changes or deletes them is chosen: take out what you do not need.',
					},
					{
						field: triggerField('targetType', 'IDs Without a Type Are'),
						value: 'folder',
						message:
							'The body does not say what its IDs are. They are taken for folders, each with all that is in it. Write file: before those of files; these need a trigger node of their own, without the triggers that Box offers for folders only.',
					},
				],
				needs: [
					...oauthNeeds('the app in the Box Developer Console'),
					{
						field: triggerField('targets', 'Targets by ID or URL'),
						message:
							'The body has no events.list.ids. Cloud Elements heard of the whole account; webhooks of today watch files and folders: choose some.',
					},
					{
						field: credentialField('primarySignatureSecret', 'Primary Signature Secret'),
						message:
							'Box signs its webhooks, which Cloud Elements did not ask for. Enter the key from Developer Console > your app > Webhooks > Manage signature keys.',
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
				storeId: '',
				accessToken: '',
				clientSecret: '',
				orderSecretKey: '',
				productSecretKey: '',
			},
		},
		captures: {
			webhook: {
				type: 'ecwidEventsTrigger',
				typeVersion: 2,
				title: 'Ecwid Events Trigger',
				hasWebhook: true,
				parameters: {
					// What Cloud Elements promised of Ecwid.
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
							"Cloud Elements took Ecwid's legacy notifications, and so does the workflow. Ecwid's documents say that they ended in 2017: for webhooks of today enter Access Token and Client Secret in the credential and switch Legacy Notifications off.",
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
							'The body has no ecwid.order.key. Enter it, or switch Legacy Notifications off and enter Access Token and Client Secret.',
					},
				],
				steps: [
					'Ecwid takes a webhook URL from a person only: give it the one that the trigger node shows, in place of https://api.cloud-elements.com/elements/api-v2/events/ecwid.',
				],
			},
		},
	},
};

export const ELEMENT_KEYS = Object.keys(ELEMENTS) as ElementKey[];
