import { providerOf } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import type { Provider } from '../../nodes/core/signature/scheme';
import { toEvent } from '../../nodes/core/event';
import { Redeliveries } from '../../nodes/host/trigger/delivery/redeliveries';
import { genuine, NOW, pairOf } from '../signedWebhooks/genuine';

const HOUR = 3_600_000;

/** Bodies as the providers document them: they have neither an ID of the event nor its time. */
const BODIES: Readonly<Record<string, object>> = {
	// https://docs.cronofy.com/developers/api/push-notifications/
	cronofy: {
		notification: { type: 'profile_disconnected' },
		channel: { channel_id: 'chn_1', callback_url: 'https://n8n.example.com/', filters: {} },
	},
	// https://paystack.com/docs/identity-verification/validate-customer/
	paystack: {
		event: 'customeridentification.failed',
		data: {
			...{ customer_id: '82796315', customer_code: 'CUS_1', email: 'a@example.com' },
			identification: { country: 'NG', type: 'bank_account', bvn: '123*****456' },
			reason: 'Account number or BVN is incorrect',
		},
	},
};

describe.each(Object.entries(BODIES))(
	'a second event of %s with the bytes of the first',
	(key, body) => {
		const row = providerOf(key) as Provider;
		const pair = pairOf(row);
		const deliveries = new Redeliveries();

		function send(at: number) {
			const delivery = genuine(row, pair, { body: body as Record<string, unknown>, now: at });
			const verdict = signedWebhooks.verify(delivery, { row, keys: { ...pair, verifyToken: '' } });
			if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
			const { fingerprint, occurrence, retriesForMs = 0 } = verdict;
			const name = {
				...{ signed: ['node', fingerprint], retriesForMs: occurrence === null ? 0 : retriesForMs },
				...(typeof occurrence === 'string' && { occurrence }),
			};
			const admission = deliveries.admit(name, at);
			if (admission === 'new') deliveries.accept(name, at);
			const source = { elementKey: key, hubKey: row.hub, account: key, instanceName: 'n' };
			const { id } = toEvent(
				verdict.payload[0],
				{ ...source, instanceTags: [], includeRaw: false },
				{ capture: 'webhook', receivedAt: at },
			);
			return { admission, id };
		}

		it('starts the workflow, a day after the first, with an id of its own', () => {
			const first = send(NOW);
			const second = send(NOW + 24 * HOUR);
			expect(second.admission).toBe('new');
			expect(second.id).not.toBe(first.id);
		});
	},
);
