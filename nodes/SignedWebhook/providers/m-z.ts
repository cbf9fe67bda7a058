import type { Provider } from '../../core/signature/scheme';

/** The providers whose key begins with a letter from m to z, sorted by key. A row has at most 12 lines. */
export const PROVIDERS_M_TO_Z: readonly Provider[] = [
	{
		key: 'mailgun', name: 'Mailgun', hub: 'messaging',
		source: ['https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks'],
		signature: { algorithm: 'hmac-sha256', encoding: 'hex', in: 'json:signature.signature' },
		timestamp: { in: 'json:signature.timestamp', unit: 's', tolerance: 0 },
		content: '{json:signature.timestamp}{json:signature.token}', secretHint: 'HTTP webhook signing key',
		event: { id: 'event-data.id', type: 'event-data.event', objectType: '=messages', objectId: 'event-data.message.headers.message-id', date: 'event-data.timestamp' },
		retryHours: 8,
	},
	{
		key: 'sendgrid', name: 'SendGrid', hub: 'messaging',
		source: ['https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features'],
		signature: { algorithm: 'ecdsa-p256', encoding: 'base64', in: 'header:x-twilio-email-event-webhook-signature' },
		timestamp: { in: 'header:x-twilio-email-event-webhook-timestamp', unit: 's' }, content: '{timestamp}{body}',
		event: { each: '$', id: 'sg_event_id', type: 'event', objectType: '=messages', objectId: 'sg_message_id', date: 'timestamp' },
		retryHours: 24, secretHint: 'Verification key of the signed event webhook',
	},
	{
		key: 'slack', name: 'Slack', hub: 'messaging',
		source: ['https://docs.slack.dev/authentication/verifying-requests-from-slack/', 'https://docs.slack.dev/reference/events/url_verification/'],
		signature: { algorithm: 'hmac-sha256', encoding: 'hex', in: 'header:x-slack-signature', prefix: 'v0=' },
		timestamp: { in: 'header:x-slack-request-timestamp', unit: 's' }, content: 'v0:{timestamp}:{body}',
		event: { id: 'event_id', type: ['event.type', 'type'], date: 'event_time', account: 'team_id' },
		handshake: { method: 'POST', when: [['json:type', 'url_verification']], isSigned: true, challenge: 'json:challenge', answer: { text: 'challenge' } },
		retryHours: 2, secretHint: 'Signing secret of the app (Basic Information)',
	},
	{
		key: 'square', name: 'Square', hub: 'payment',
		source: ['https://developer.squareup.com/docs/webhooks/step3validate'],
		signature: { algorithm: 'hmac-sha256', encoding: 'base64', in: 'header:x-square-hmacsha256-signature' }, content: '{url}{body}',
		event: { id: 'event_id', type: 'type', objectType: 'data.type', objectId: 'data.id', date: 'created_at', account: 'merchant_id', verbs: 'suffix' },
		retryHours: 24, secretHint: 'Signature key of the webhook subscription',
	},
	{
		key: 'standard_webhooks', name: 'Standard Webhooks', hub: 'custom',
		source: ['https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md'],
		signature: { algorithm: 'hmac-sha256', encoding: 'base64', in: 'header:webhook-signature', list: { separator: ' ', assign: ',', name: 'v1' } },
		timestamp: { in: 'header:webhook-timestamp', unit: 's' }, secretAs: 'whsec',
		content: '{header:webhook-id}.{timestamp}.{body}',
		event: { id: 'header:webhook-id', type: 'type', objectId: 'data.id', date: 'timestamp', verbs: 'suffix' },
		secretHint: 'Signing secret (whsec_…)',
	},
	{
		key: 'stripe', name: 'Stripe', hub: 'payment',
		source: ['https://docs.stripe.com/webhooks#verify-manually', 'https://github.com/stripe/stripe-node/blob/master/src/Webhooks.ts'],
		signature: { algorithm: 'hmac-sha256', encoding: 'hex', in: 'header:stripe-signature', list: { separator: ',', assign: '=', name: 'v1' } },
		timestamp: { in: 'signature:t', unit: 's' }, content: '{timestamp}.{body}',
		event: { id: 'id', type: 'type', objectType: 'data.object.object', objectId: 'data.object.id', date: 'created', account: 'account', verbs: 'suffix' },
		retryHours: 72, secretHint: 'Signing secret of the endpoint (whsec_…)',
	},
	{
		key: 'twilio', name: 'Twilio', hub: 'messaging',
		source: ['https://www.twilio.com/docs/usage/webhooks/webhooks-security', 'https://github.com/twilio/twilio-node/blob/main/src/webhooks/webhooks.ts'],
		signature: { algorithm: 'hmac-sha1', encoding: 'base64', in: 'header:x-twilio-signature' }, content: '{url}{form:*sorted}',
		event: { type: ['form:SmsStatus', 'form:CallStatus', 'form:EventType'], objectType: '=messages', objectId: ['form:MessageSid', 'form:CallSid'], account: 'form:AccountSid' },
		secretHint: 'Auth token of the account',
	},
];
