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

/** Signed headers that differ for each attempt. */
const HEADERS: Readonly<Record<string, (attempt: number) => Record<string, string>>> = {
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
	klaviyo: (_attempt, object) => ({
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
