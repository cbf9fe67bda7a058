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
	const delivery = genuine(row, pair, { body: body as Record<string, unknown>, now });
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
};

describe.each(Object.entries(ATTEMPTS))('a retry of %s', (key, bodyOf) => {
	it('is the same delivery, with the same ids, although its signed body differs', () => {
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
