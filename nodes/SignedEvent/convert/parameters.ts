import type { Capture, ElementKey } from './elements';
import { onCredential, onSignature, onSignedEvent, onTrigger, type Place } from './fieldPath';
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
} from './values';

/** What became of one parameter of Cloud Elements. */
export interface Parameter {
	/** A key of `configuration`, or the path of what stands beside it. */
	key: string;
	/** The elements where it means this; all without. */
	elements?: readonly ElementKey[];
	/** The way of capture for which it means this; any without. */
	capture?: Capture;
	/** It means this only where the body lacks that key. */
	unless?: string;
	/** Where its value goes; nowhere if another thing of n8n does its work. */
	places: readonly Place[];
	read: ReadsValue;
	isSecret?: true;
	/** What does its work in n8n, if its value goes nowhere: a sentence for `todo` and the documents. */
	instead?: string;
	/** For the documents: what else to know. */
	remark?: string;
}

const instanceNumber = (key: string, path: string, label: string): Parameter => ({
	key,
	places: [onSignedEvent(`options.instance.numbers.${path}`, `Options > Instance > ${label}`)],
	read: wholeNumber,
});

/**
 * Every parameter of Cloud Elements' documents on events, and of its answers. The conversion and the
 * documents' table (docs/cloud-elements.md) both come from here.
 */
export const PARAMETERS: readonly Parameter[] = [
	{
		key: 'element.key',
		places: [],
		read: anything,
		remark:
			"which trigger node, and `elementKey` of each event; where it is empty, the configuration's own keys tell",
	},
	{
		key: 'providerData.code',
		elements: ['shopify', 'box'],
		places: [],
		read: anything,
		isSecret: true,
		instead: 'a code works only once. Press Connect in the credential',
	},
	{
		key: 'oauth.callback.url',
		elements: ['shopify', 'box'],
		places: [],
		read: anything,
		instead: 'n8n has an OAuth Redirect URL of its own. The credential shows it',
	},
	{
		key: 'oauth.callback.url',
		elements: ['woocommercerest'],
		unless: 'store.url',
		places: [onCredential('storeUrl', 'Store URL')],
		read: address,
		remark: 'if the body has no `store.url`: the documents on WooCommerce call it the store URL',
	},
	{
		key: 'store.url',
		elements: ['woocommercerest'],
		places: [onCredential('storeUrl', 'Store URL')],
		read: address,
		remark: 'angle brackets around it are taken off',
	},
	{
		key: 'shopify.site.address',
		elements: ['shopify'],
		places: [onCredential('shop', 'Shop')],
		read: address,
	},
	{
		key: 'oauth.api.key',
		elements: ['shopify', 'box'],
		places: [onCredential('clientId', 'Client ID')],
		read: text,
	},
	{
		key: 'oauth.api.key',
		elements: ['woocommercerest'],
		places: [onCredential('consumerKey', 'Consumer Key')],
		read: text,
	},
	{
		key: 'oauth.api.secret',
		elements: ['shopify', 'box'],
		places: [onCredential('clientSecret', 'Client Secret')],
		read: secret,
		isSecret: true,
	},
	{
		key: 'oauth.api.secret',
		elements: ['woocommercerest'],
		places: [onCredential('consumerSecret', 'Consumer Secret')],
		read: secret,
		isSecret: true,
	},
	{
		key: 'ecwid.store.id',
		elements: ['ecwid'],
		places: [onCredential('storeId', 'Store ID')],
		read: text,
	},
	{
		key: 'ecwid.order.key',
		elements: ['ecwid'],
		places: [onCredential('orderSecretKey', 'Order Secret Key (Legacy)')],
		read: secret,
		isSecret: true,
	},
	{
		key: 'ecwid.product.key',
		elements: ['ecwid'],
		places: [onCredential('productSecretKey', 'Product Secret Key (Legacy)')],
		read: secret,
		isSecret: true,
	},
	{
		key: 'shopify.webhook.topics',
		elements: ['shopify'],
		places: [onTrigger('topics', 'Topics')],
		read: list,
	},
	{
		key: 'events.list.ids',
		elements: ['box'],
		places: [onTrigger('targets', 'Targets by ID or URL')],
		read: joined,
	},
	{
		key: 'event.vendor.type',
		places: [],
		read: anything,
		remark:
			'which trigger node: *WooCommerce Poll Trigger* for `polling`, *WooCommerce Events Trigger* for `webhook` and `webhooks`',
	},
	{
		key: 'event.poller.refresh_interval',
		capture: 'polling',
		places: [onTrigger('pollTimes', 'Poll Times')],
		read: pollTimes,
		remark: 'minutes; 15, as at Cloud Elements, where the body does not say',
	},
	{
		key: 'event.poller.configuration',
		capture: 'polling',
		places: [onTrigger('pollerConfiguration', 'Poller Configuration')],
		read: pollerConfiguration,
		remark:
			'the same JSON: `url`, `idField` and `datesConfiguration` (`updatedDateField`, `updatedDateFormat`, `createdDateField`, `createdDateFormat`) by resource',
	},
	{
		key: 'event.notification.enabled',
		places: [],
		read: anything,
		remark: 'whether the workflow is active',
	},
	{
		key: 'event.notification.type',
		places: [],
		read: webhookOnly,
		remark: '`webhook` is the only type that Cloud Elements documents: the callback',
	},
	{
		key: 'event.notification.callback.url',
		places: [onSignedEvent('callbackUrl', 'Callback URL')],
		read: callback,
	},
	{
		key: 'eventsNotificationCallbackUrl',
		unless: 'event.notification.callback.url',
		places: [onSignedEvent('callbackUrl', 'Callback URL')],
		read: callback,
		remark: 'of an answer; where the configuration has no callback of its own',
	},
	{
		key: 'event.notification.signature.key',
		places: [onSignature('signatureSecret', 'Signature Secret')],
		read: secret,
		isSecret: true,
		remark:
			'header `Elements-Webhook-Signature`; without a key nothing is signed, as at Cloud Elements',
	},
	{
		key: 'name',
		places: [onTrigger('options.instanceName', 'Options > Instance Name')],
		read: text,
		remark: 'and the name of the workflow',
	},
	{
		key: 'tags',
		places: [onTrigger('options.instanceTags', 'Options > Instance Tags')],
		read: joined,
	},
	{
		...instanceNumber('id', 'instanceId', 'Instance ID'),
		remark: 'of an answer; else derived from the workflow',
	},
	instanceNumber('accountId', 'accountId', 'Account ID'),
	instanceNumber('companyId', 'companyId', 'Company ID'),
	instanceNumber('userId', 'userId', 'User ID'),
	{
		key: 'token',
		places: [],
		read: anything,
		isSecret: true,
		instead: "n8n's login protects the workflow. Nothing has to be entered",
	},
];
