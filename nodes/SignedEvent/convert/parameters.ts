import type { Capture, ElementKey } from './elements';
import {
	credentialField,
	signatureField,
	signedEventField,
	triggerField,
	type FieldPath,
} from './fieldPath';
import {
	address,
	anything,
	callback,
	joined,
	list,
	pollerConfiguration,
	pollTimes,
	secret,
	text,
	webhookOnly,
	wholeNumber,
	type ReadsValue,
} from './read/values';

/** A parameter of Cloud Elements and its field in n8n. */
export interface Parameter {
	/** A key of `configuration`, or the path of a member beside it. */
	key: string;
	/** The field that holds its value. Absent if another part of n8n replaces it. */
	field?: FieldPath;
	/** Reads the value. With `secret`, the value is never shown. */
	read: ReadsValue;
	/** The elements for which the key has this meaning. Defaults to all. */
	elements?: readonly ElementKey[];
	/** The way of capture for which the key has this meaning. Defaults to any. */
	capture?: Capture;
	/** The key has this meaning only if the body lacks this other key. */
	unless?: string;
	/** Why its value was left out, and the next step, for `todo` and the documents. */
	instead?: string;
	/** A note for the documents. */
	remark?: string;
}

const parameter = (
	key: string,
	field: FieldPath | undefined,
	read: ReadsValue,
	more: Omit<Parameter, 'key' | 'field' | 'read'> = {},
): Parameter => ({ key, field, read, ...more });

const instanceNumber = (path: string, label: string) =>
	signedEventField(`options.instance.numbers.${path}`, `Options > Instance > ${label}`);

const OAUTH = { elements: ['shopify', 'box'] } as const;
const SHOPIFY = { elements: ['shopify'] } as const;
const WOO = { elements: ['woocommercerest'] } as const;
const BOX = { elements: ['box'] } as const;
const ECWID = { elements: ['ecwid'] } as const;
const STORE_URL = credentialField('storeUrl', 'Store URL');
const CALLBACK_URL = signedEventField('callbackUrl', 'Callback URL');

/**
 * Every parameter of Cloud Elements' documents on events and of its responses. The conversion uses this list, and the
 * table in docs/cloud-elements.md is generated from it.
 */
export const PARAMETERS: readonly Parameter[] = [
	parameter('element.key', undefined, anything, {
		remark:
			'the trigger node, and `elementKey` of each event; if it is empty, the keys of the configuration determine the vendor',
	}),
	parameter('providerData.code', undefined, anything, {
		...OAUTH,
		instead: 'it works only once. Press Connect in the credential',
	}),
	parameter('oauth.callback.url', undefined, anything, {
		...OAUTH,
		instead: 'n8n has its own OAuth Redirect URL. Copy it from the credential',
	}),
	parameter('oauth.callback.url', STORE_URL, address, {
		...WOO,
		unless: 'store.url',
		remark:
			'used only without `store.url`, because Cloud Elements documents it as the store URL of WooCommerce',
	}),
	parameter('store.url', STORE_URL, address, {
		...WOO,
		remark: 'angle brackets around it are removed',
	}),
	parameter('shopify.site.address', credentialField('shop', 'Shop'), address, SHOPIFY),
	parameter('oauth.api.key', credentialField('clientId', 'Client ID'), text, OAUTH),
	parameter('oauth.api.key', credentialField('consumerKey', 'Consumer Key'), text, WOO),
	parameter('oauth.api.secret', credentialField('clientSecret', 'Client Secret'), secret, OAUTH),
	parameter('oauth.api.secret', credentialField('consumerSecret', 'Consumer Secret'), secret, WOO),
	parameter('ecwid.store.id', credentialField('storeId', 'Store ID'), text, ECWID),
	parameter(
		'ecwid.order.key',
		credentialField('orderSecretKey', 'Order Secret Key (Legacy)'),
		secret,
		ECWID,
	),
	parameter(
		'ecwid.product.key',
		credentialField('productSecretKey', 'Product Secret Key (Legacy)'),
		secret,
		ECWID,
	),
	parameter('shopify.webhook.topics', triggerField('topics', 'Topics'), list, SHOPIFY),
	parameter('events.list.ids', triggerField('targets', 'Targets by ID or URL'), joined, BOX),
	parameter('event.vendor.type', undefined, anything, {
		remark:
			'the trigger node: *WooCommerce Poll Trigger* for `polling`, *WooCommerce Events Trigger* for `webhook` and `webhooks`',
	}),
	parameter('event.poller.refresh_interval', triggerField('pollTimes', 'Poll Times'), pollTimes, {
		capture: 'polling',
		remark: 'in minutes; defaults to 15, as in Cloud Elements',
	}),
	parameter(
		'event.poller.configuration',
		triggerField('pollerConfiguration', 'Poller Configuration'),
		pollerConfiguration,
		{
			capture: 'polling',
			remark:
				'the same JSON: `url`, `idField` and `datesConfiguration` (`updatedDateField`, `updatedDateFormat`, `createdDateField`, `createdDateFormat`) by resource',
		},
	),
	parameter('event.notification.enabled', undefined, anything, {
		remark: 'whether the workflow is active',
	}),
	parameter('event.notification.type', undefined, webhookOnly, {
		remark:
			'only `webhook`, which is the only type that Cloud Elements documents; `todo` reports another type',
	}),
	parameter('event.notification.callback.url', CALLBACK_URL, callback),
	parameter('eventsNotificationCallbackUrl', CALLBACK_URL, callback, {
		unless: 'event.notification.callback.url',
		remark: 'in a response; used only if the configuration has no callback',
	}),
	parameter(
		'event.notification.signature.key',
		signatureField('signatureSecret', 'Signature Secret'),
		secret,
		{ remark: 'header `Elements-Webhook-Signature`; without a key, events are not signed' },
	),
	parameter('name', triggerField('options.instanceName', 'Options > Instance Name'), text, {
		remark: 'also the name of the workflow',
	}),
	parameter('tags', triggerField('options.instanceTags', 'Options > Instance Tags'), joined),
	parameter('id', instanceNumber('instanceId', 'Instance ID'), wholeNumber, {
		remark: 'in a response; if absent, derived from the workflow',
	}),
	parameter('accountId', instanceNumber('accountId', 'Account ID'), wholeNumber),
	parameter('companyId', instanceNumber('companyId', 'Company ID'), wholeNumber),
	parameter('userId', instanceNumber('userId', 'User ID'), wholeNumber),
	parameter('token', undefined, anything, {
		instead: "n8n's login protects the workflow. Enter nothing in its place",
	}),
];
