import { createHmac } from 'node:crypto';

import { toEvent, type Change } from '../../nodes/core/event';
import { providerOf } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';

const SECRET = 'a-client-secret-of-an-integration';
const NOW = Date.parse('2026-12-01T10:00:00Z');
const row = providerOf('sentry')!;

/**
 * An issue without a date of the change (https://docs.sentry.io/integrations/integration-platform/webhooks/issues/). A
 * person resolves it, takes that back, and resolves it again, while no error happens. The bodies are equal.
 */
const body = Buffer.from(
	JSON.stringify({
		action: 'resolved',
		installation: { uuid: '24b0c4ee-8a0c-4a0e-a6d1-5d8d2b1b5f00' },
		data: {
			issue: {
				id: '1170820242',
				status: 'resolved',
				statusDetails: {},
				lastSeen: '2026-11-30T08:17:18.320000Z',
			},
		},
		actor: { type: 'user', id: 789, name: 'Person' },
	}),
);

function receive(at: number) {
	const headers = {
		'content-type': 'application/json',
		'sentry-hook-resource': 'issue',
		'sentry-hook-timestamp': String(Math.floor(at / 1000)),
		'request-id': `${at}`,
		'sentry-hook-signature': createHmac('sha256', SECRET).update(body).digest('hex'),
	};
	const delivery = { headers, body, address: 'https://n8n.example/webhook/1', receivedAt: at };
	const result = signedWebhooks.verify(
		{ ...delivery, method: 'POST', query: '' },
		{ row, keys: { secrets: [SECRET], publicKeys: [], verifyToken: '' } },
	);
	if (!result.ok || result.kind !== 'change') throw new Error('not verified');
	return { ...result, change: result.payload[0] };
}

function idOf(change: Change): string {
	const source = { elementKey: 'sentry', hubKey: 'helpdesk', account: 'sentry' };
	return toEvent(
		change,
		{ ...source, instanceName: '', instanceTags: [], includeRaw: true },
		{ capture: 'webhook', receivedAt: NOW },
	).id;
}

describe('an issue that is resolved, reopened and resolved again', () => {
	const [first, second] = [receive(NOW), receive(NOW + 10 * 60_000)];

	it('is two deliveries', () => {
		const keys = [first, second].map(({ fingerprint, occurrence }) =>
			JSON.stringify([fingerprint, occurrence]),
		);
		expect(keys[0]).not.toBe(keys[1]);
	});

	it('is two events', () => {
		expect(idOf(first.change)).not.toBe(idOf(second.change));
	});
});
