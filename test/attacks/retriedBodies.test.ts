import { providerOf } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import type { Provider } from '../../nodes/core/signature/scheme';
import { toEvent } from '../../nodes/core/event';
import { genuine, NOW, pairOf } from '../signedWebhooks/genuine';

/** Returns what identifies a delivery and its events. */
function read(key: string, body: object, attempt: number) {
	const row = providerOf(key) as Provider;
	const pair = pairOf(row);
	const now = NOW + attempt * 60_000;
	const delivery = genuine(row, pair, {
		body: body as Record<string, unknown>,
		now,
		headers: HEADERS[key]?.(attempt) ?? {},
	});
	const verdict = signedWebhooks.verify(delivery, { row, keys: { ...pair, verifyToken: '' } });
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	const source = { elementKey: key, hubKey: row.hub, account: key, instanceName: 'n' };
	const ids = verdict.payload.map(
		(change) =>
			toEvent(
				change,
				{ ...source, instanceTags: [], includeRaw: false },
				{ capture: 'webhook', receivedAt: NOW },
			).id,
	);
	return { fingerprint: verdict.fingerprint, occurrence: verdict.occurrence, ids };
}

/** Headers that the provider sends with an attempt. Those of Klaviyo and Sinch are signed. */
const HEADERS: Readonly<Record<string, (attempt: number) => Record<string, string>>> = {
	wise: () => ({ 'x-delivery-id': 'd1' }),
	klaviyo: (attempt) => ({ 'klaviyo-timestamp': `2026-11-30T10:0${attempt}:00Z` }),
	sinch: (attempt) => ({ 'x-sinch-webhook-signature-nonce': `nonce-${attempt}` }),
};

/** Bodies in which the provider counts its attempts, or writes the time of the attempt. Each is signed. */
const ATTEMPTS: Readonly<Record<string, (attempt: number, object: number) => object>> = {
	hubspot: (attemptNumber, objectId) =>
		[objectId, 8].map((id) => ({
			...{ eventId: 100, subscriptionType: 'contact.creation', occurredAt: NOW },
			...{ objectId: id, attemptNumber },
		})),
	docusign: (retryCount, object) => ({
		...{ event: 'envelope-completed', retryCount },
		...{ generatedDateTime: '2026-11-30T00:00:00Z', data: { envelopeId: `e${object}` } },
	}),
	// It signs `webhookTimestamp` in the body, which `genuine` sets.
	linear: (_attempt, object) => ({
		...{ action: 'create', type: 'Issue', createdAt: '2026-11-30T00:00:00Z' },
		data: { id: `i${object}` },
	}),
	printful: (retries, id) => ({
		...{ type: 'order_created', occurred_at: '2026-11-30T00:00:00Z', retries },
		...{ store_id: 1, data: { order: { id } } },
	}),
	klaviyo: (attempt, object) => ({
		meta: { klaviyo_account_id: 'k', timestamp: `2026-11-30T10:0${attempt}:00Z` },
		data: [object, 8].map((id) => ({ external_id: `k${id}`, topic: 'event:klaviyo.opened_email' })),
	}),
	primer: (attempt, id) => ({
		...{ eventType: 'PAYMENT.STATUS', date: '2026-11-30T00:00:00Z' },
		...{ signedAt: String(NOW + attempt), payment: { id } },
	}),
	sinch: (_attempt, id) => ({
		...{ project_id: 'p', event_time: '2026-11-30T00:00:00Z' },
		...{ message_delivery_report: { message_id: `m${id}`, status: 'DELIVERED' } },
	}),
	smartsheet: (attempt, object) => ({
		...{ nonce: `nonce-${attempt}`, scopeObjectId: 1, webhookId: 2 },
		timestamp: `2026-11-30T10:0${attempt}:00Z`,
		events: [object, 8].map((id) => ({
			...{ objectType: 'row', eventType: 'updated', id, timestamp: '2026-11-30T00:00:00Z' },
		})),
	}),
	xero: (attempt, object) => ({
		...{ firstEventSequence: 1, lastEventSequence: 2, entropy: `entropy-${attempt}` },
		events: [object, 8].map((id) => ({
			...{ resourceId: `r${id}`, eventCategory: 'INVOICE', eventType: 'UPDATE' },
			...{ eventDateUtc: '2026-11-30T00:00:00', tenantId: 't' },
		})),
	}),
	wise: (attempt, id) => ({
		...{ event_type: 'transfers#state-change', sent_at: `2026-11-30T10:0${attempt}:00Z` },
		data: { resource: { type: 'transfer', id }, occurred_at: '2026-11-30T00:00:00Z' },
	}),
	// The id of the event is signed. Only the length of the body differs for each attempt.
	coinbase_commerce: (attempt, object) => ({
		attempt_number: 9 + attempt,
		event: { id: `e${object}`, type: 'charge:created', data: { id: `c${object}` } },
	}),
	intercom: (attempt, object) => ({
		...{ delivery_attempts: attempt + 1, delivery_status: ['pending', 'retry'][attempt] },
		...{
			id: `notif_${object}`,
			topic: 'user.created',
			data: { item: { type: 'user', id: object } },
		},
	}),
	mux: (attempt, object) => ({
		attempts: [{ response_status_code: 503 }].slice(0, attempt),
		...{ id: `e${object}`, type: 'video.asset.ready', object: { type: 'asset', id: object } },
	}),
	stripe: (attempt, object) => ({
		pending_webhooks: 10 - attempt,
		...{ id: `evt_${object}`, type: 'invoice.paid', data: { object: { id: object } } },
	}),
	// It does not document whether a retry keeps the date, which is signed.
	ecwid: (attempt, object) => ({
		...{ eventCreated: NOW / 1_000 + attempt * 60, eventId: `e${object}`, storeId: 1 },
		...{ eventType: 'product.updated', entityId: object },
	}),
};

describe.each(Object.entries(ATTEMPTS))('a retry of %s', (key, bodyOf) => {
	it('is the same delivery, with the same ids, although its signed bytes differ', () => {
		const [first, second] = [0, 1].map((attempt) => read(key, bodyOf(attempt, 7), attempt));
		expect(second).toEqual(first);
		expect(new Set(first.ids).size).toBe(first.ids.length);
	});

	it('differs from the delivery of another object', () => {
		const [one, other] = [7, 9].map((object) => read(key, bodyOf(0, object), 0));
		expect(other.fingerprint).not.toBe(one.fingerprint);
		expect(other.ids).not.toEqual(one.ids);
	});
});

it('Smartsheet reports the same status of a webhook twice: each report is another event', () => {
	const reports = [0, 1].map((report) =>
		read(
			'smartsheet',
			{
				...{ nonce: `nonce-${report}`, timestamp: `2026-11-30T10:0${report}:00Z` },
				...{ scopeObjectId: 1, webhookId: 2, newWebhookStatus: 'ENABLED' },
			},
			0,
		),
	);
	expect(reports[1].fingerprint).not.toBe(reports[0].fingerprint);
	expect(reports[1].ids).not.toEqual(reports[0].ids);
});
