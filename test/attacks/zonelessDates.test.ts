import { providerOf } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import type { Provider } from '../../nodes/core/signature/scheme';
import { genuine, NOW, pairOf } from '../signedWebhooks/genuine';

it("Xero's signed date counts, although it has no zone", () => {
	const row = providerOf('xero') as Provider;
	const pair = pairOf(row);
	// https://developer.xero.com/documentation/guides/webhooks/overview/
	const event = {
		...{ resourceId: 'r1', tenantId: 't1', tenantType: 'ORGANISATION' },
		...{ eventCategory: 'INVOICE', eventType: 'UPDATE', eventDateUtc: '2026-11-30T08:15:39.902' },
	};
	const body = { events: [event], firstEventSequence: 1, lastEventSequence: 1, entropy: 'e' };
	const verdict = signedWebhooks.verify(genuine(row, pair, { body, now: NOW }), {
		row,
		keys: { ...pair, verifyToken: '' },
	});
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	expect(verdict.payload[0].date).toMatch(/^2026-11-30T08:15:39/);
});
