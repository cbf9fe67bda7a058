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
	fields: readonly FieldPath[];
	read: ReadsValue;
	isSecret?: true;
	/** What does its work in n8n, if its value goes nowhere: a sentence for `todo` and the documents. */
	instead?: string;
	/** For the documents: what else to know. */
	remark?: string;
}

const instanceNumber = (key: string, path: string, label: string): Parameter => ({
	key,
	fields: [signedEventField(`options.instance.numbers.${path}`, `Options > Instance > ${label}`)],
	read: wholeNumber,
});

/**
 * Every parameter of Cloud Elements' documents on events, and of its answers. The conversion and the
 * documents' table (docs/cloud-elements.md) both come from here.
 */
export const PARAMETERS: readonly Parameter[] = [
	{
		key: 'element.key',
		fields: [],
		read: anything,
		remark:
			"which trigger node, and `elementKey` of each event; where it is empty, the configuration's own keys tell",
	},
	{
		key: 'providerData.code',
		elements: ['shopify', 'box'],
		fields: [],
		read: anything,
		isSecret: true,
		instead: 'a code works only once. Press Connect in the credential',
	},
	{
		key: 'oauth.callback.url',
		elements: ['shopify', 'box'],
		fields: [],
		read: anything,
		instead: 'n8n has an OAuth Redirect URL of its own. The credential shows it',
	},
	{
		key: 'oauth.callback.url',
		elements: ['woocommercerest'],
		unless: 'store.url',
		fields: [credentialField('storeUrl', 'Store URL')],
		read: address,
		remark: 'where there is no `store.url`: the documents on WooCommerce call it the store URL',
	},
	{
		key: 'store.url',
		elements: ['woocommercerest'],
		fields: [credentialField('storeUrl', 'Store URL')],
		read: address,
		remark: 'angle brackets around it are taken off',
	},
	{
		key: 'shopify.site.address',
		elements: ['shopify'],
		fields: [credentialField('shop', 'Shop')],
		read: address,
	},
	{
		key: 'oauth.api.key',
		elements: ['shopify', 'box'],
		fields: [credentialField('clientId', 'Client ID')],
		read: text,
	},
	{
		key: 'oauth.api.key',
		elements: ['woocommercerest'],
		fields: [credentialField('consumerKey', 'Consumer Key')],
		read: text,
	},
	{
		key: 'oauth.api.secret',
		elements: ['shopify', 'box'],
		fields: [credentialField('clientSecret', 'Client Secret')],
		read: secret,
		isSecret: true,
	},
	{
		key: 'oauth.api.secret',
		elements: ['woocommercerest'],
		fields: [credentialField('consumerSecret', 'Consumer Secret')],
		read: secret,
		isSecret: true,
	},
	{
		key: 'ecwid.store.id',
		elements: ['ecwid'],
		fields: [credentialField('storeId', 'Store ID')],
		read: text,
	},
	{
		key: 'ecwid.order.key',
		elements: ['ecwid'],
		fields: [credentialField('orderSecretKey', 'Order Secret Key (Legacy)')],
		read: secret,
		isSecret: true,
	},
	{
		key: 'ecwid.product.key',
		elements: ['ecwid'],
		fields: [credentialField('productSecretKey', 'Product Secret Key (Legacy)')],
		read: secret,
		isSecret: true,
	},
	{
		key: 'shopify.webhook.topics',
		elements: ['shopify'],
		fields: [triggerField('topics', 'Topics')],
		read: list,
	},
	{
		key: 'events.list.ids',
		elements: ['box'],
		fields: [triggerField('targets', 'Targets by ID or URL')],
		read: joined,
	},
	{
		key: 'event.vendor.type',
		fields: [],
		read: anything,
		remark:
			'which trigger node: *WooCommerce Poll Trigger* for `polling`, *WooCommerce Events Trigger* for `webhook` and `webhooks`',
	},
	{
		key: 'event.poller.refresh_interval',
		capture: 'polling',
		fields: [triggerField('pollTimes', 'Poll Times')],
		read: pollTimes,
		remark: 'minutes; 15, as at Cloud Elements, where the body does not say',
	},
	{
		key: 'event.poller.configuration',
		capture: 'polling',
		fields: [triggerField('pollerConfiguration', 'Poller Configuration')],
		read: pollerConfiguration,
		remark:
			'the same JSON: `url`, `idField` and `datesConfiguration` (`updatedDateField`, `updatedDateFormat`, `createdDateField`, `createdDateFormat`) by resource',
	},
	{
		key: 'event.notification.enabled',
		fields: [],
		read: anything,
		remark: 'whether the workflow is active',
	},
	{
		key: 'event.notification.type',
		fields: [],
		read: webhookOnly,
		remark: '`webhook` is the only type that Cloud Elements documents: the callback',
	},
	{
		key: 'event.notification.callback.url',
		fields: [signedEventField('callbackUrl', 'Callback URL')],
		read: callback,
	},
	{
		key: 'eventsNotificationCallbackUrl',
		unless: 'event.notification.callback.url',
		fields: [signedEventField('callbackUrl', 'Callback URL')],
		read: callback,
		remark: 'of an answer; where the configuration has no callback of its own',
	},
	{
		key: 'event.notification.signature.key',
		fields: [signatureField('signatureSecret', 'Signature Secret')],
		read: secret,
		isSecret: true,
		remark:
			'header `Elements-Webhook-Signature`; without a key nothing is signed, as at Cloud Elements',
	},
	{
		key: 'name',
		fields: [triggerField('options.instanceName', 'Options > Instance Name')],
		read: text,
		remark: 'and the name of the workflow',
	},
	{
		key: 'tags',
		fields: [triggerField('options.instanceTags', 'Options > Instance Tags')],
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
		fields: [],
		read: anything,
		isSecret: true,
		instead: "n8n's login protects the workflow. Nothing has to be entered",
	},
];
