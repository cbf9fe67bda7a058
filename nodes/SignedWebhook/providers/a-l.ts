import type { Provider } from '../../core/signature/scheme';

/** The providers whose key begins with a letter from a to l, sorted by key. A row has at most 12 lines. */
export const PROVIDERS_A_TO_L: readonly Provider[] = [
	{
		key: 'adyen', name: 'Adyen', hub: 'payment',
		source: ['https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures/', 'https://github.com/Adyen/adyen-node-api-library/blob/main/src/utils/hmacValidator.ts'],
		signature: { algorithm: 'hmac-sha256', encoding: 'base64', in: 'json:NotificationRequestItem.additionalData.hmacSignature' },
		each: 'notificationItems', secretAs: 'hex', secretHint: 'HMAC key of the webhook (hexadecimal)',
		content: '{json:NotificationRequestItem.pspReference?}:{json:NotificationRequestItem.originalReference?}:{json:NotificationRequestItem.merchantAccountCode?}:{json:NotificationRequestItem.merchantReference?}:{json:NotificationRequestItem.amount.value?}:{json:NotificationRequestItem.amount.currency?}:{json:NotificationRequestItem.eventCode?}:{json:NotificationRequestItem.success?}',
		event: { each: 'notificationItems', type: 'NotificationRequestItem.eventCode', objectType: '=payments', objectId: 'NotificationRequestItem.pspReference',
			date: 'NotificationRequestItem.eventDate', account: 'NotificationRequestItem.merchantAccountCode' },
	},
	{
		key: 'discord', name: 'Discord', hub: 'messaging',
		source: ['https://discord.com/developers/docs/events/webhook-events', 'https://github.com/discord/discord-interactions-js/blob/main/src/index.ts'],
		signature: { algorithm: 'ed25519', encoding: 'hex', in: 'header:x-signature-ed25519' },
		timestamp: { in: 'header:x-signature-timestamp', unit: 's' }, content: '{timestamp}{body}',
		event: { type: 'event.type', date: 'event.timestamp', account: 'application_id' },
		handshake: { method: 'POST', when: [['json:type', '0']], isSigned: true },
		secretHint: 'Public key of the application (General Information)',
	},
	{
		key: 'github', name: 'GitHub', hub: 'collaboration',
		source: ['https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries'],
		signature: { algorithm: 'hmac-sha256', encoding: 'hex', in: 'header:x-hub-signature-256', prefix: 'sha256=' }, content: '{body}',
		event: { id: 'header:x-github-delivery', type: 'header:x-github-event', action: 'action', account: ['organization.login', 'repository.full_name'] },
		secretHint: 'Secret of the webhook',
	},
];
