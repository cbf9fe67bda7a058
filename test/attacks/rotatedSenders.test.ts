import { eventKey } from '../../nodes/core/envelope/eventKey';
import { signRequest } from '../../nodes/core/envelope/signRequest';
import type { SignatureScheme } from '../../nodes/core/envelope/verifySignedEvent';
import { signedEvents } from '../../nodes/SignedEvent/verify/receiverVendor';
import { providerOf } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';

const [OLD, NEW] = ['old', 'new'].map(
	(name) => `whsec_${Buffer.from(name.repeat(12)).toString('base64')}`,
);
const NOW = Date.parse('2026-12-01T00:00:00Z');
const body = Buffer.from(JSON.stringify({ id: 'evt_1', type: 'order.created', data: { id: '1' } }));

/** Verifies a request that the sender signed with a secret. */
function receive(scheme: SignatureScheme, secrets: string[], signing = OLD) {
	const schemes = [scheme];
	const headers = signRequest({ id: 'msg_1', body }, [signing], { schemes, now: NOW });
	const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	const result = signedEvents.verify(
		{
			...{ headers: Object.fromEntries(lower), body, address: '', receivedAt: NOW },
			...{ method: 'POST', query: '' },
		},
		{
			...{ keys: { secrets }, schemes, toleranceSeconds: 300 },
			names: { instanceName: false, instanceTags: false },
		},
	);
	if (!result.ok || result.kind !== 'change') throw new Error('not verified');
	const [{ sender, overrides }] = result.payload;
	return { ...result, key: eventKey({ id: String(overrides?.id), sender }) };
}

describe.each(['standardWebhooks', 'cloudElements'] as const)(
	'a delivery (%s) that comes again after the receiver has moved its secret to the previous ones',
	(scheme) => {
		it('is the same delivery', () => {
			const [before, after] = [receive(scheme, [OLD]), receive(scheme, [NEW, OLD])];
			expect(after.fingerprint).toBe(before.fingerprint);
		});

		it('has the same event for Skip Duplicates', () => {
			const [before, after] = [receive(scheme, [OLD]), receive(scheme, [NEW, OLD])];
			expect(after.key).toBe(before.key);
		});

		it('is the same delivery after the old secret is removed too', () => {
			const [before, after] = [receive(scheme, [NEW, OLD], NEW), receive(scheme, [NEW], NEW)];
			expect(after.fingerprint).toBe(before.fingerprint);
		});
	},
);

it('an event of a general scheme has the same sender after the receiver has moved its secret to the previous ones', () => {
	const headers = signRequest({ id: 'msg_1', body }, [OLD], {
		schemes: ['standardWebhooks'],
		now: NOW,
	});
	const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	const [before, after] = [[OLD], [NEW, OLD]].map((secrets) => {
		const result = signedWebhooks.verify(
			{
				...{ headers: Object.fromEntries(lower), body, address: '', receivedAt: NOW },
				...{ method: 'POST', query: '' },
			},
			{
				row: providerOf('standard_webhooks')!,
				keys: { secrets, publicKeys: [], verifyToken: '' },
			},
		);
		if (!result.ok || result.kind !== 'change') throw new Error('not verified');
		return result.payload[0].sender;
	});
	expect(after).toMatch(/^[A-Z2-7]{20}$/);
	expect(after).toBe(before);
});
