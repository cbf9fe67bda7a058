/** A person copies the names of headers from a provider's page, which often has them with capitals. */
import { customProvider } from '../../nodes/SignedWebhook/custom';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import { genuine, pairOf } from '../signedWebhooks/genuine';

const rowWith = (header: string) => {
	const row = customProvider({
		...{ signatureHeader: 'X-Signature', algorithm: 'hmac-sha256', encoding: 'hex', prefix: '' },
		...{ signatureName: '', secretAs: 'utf8', content: `{header:${header}}.{body}` },
		...{ timestampHeader: '', timestampUnit: 's', eventIdPath: `header:${header}` },
		...{ eventTypePath: 'header:X-Topic', objectIdPath: 'data.id' },
	} as const);
	if (!row.ok) throw new Error(row.problem.message);
	return row.value;
};

it('a custom scheme finds a header, and knows that it is signed, however its name is written', () => {
	const pair = pairOf(rowWith('x-event-id'));
	const headers = { 'x-event-id': 'evt_7', 'x-topic': 'order.created' };
	const delivery = genuine(rowWith('x-event-id'), pair, { headers });
	const row = rowWith('X-Event-Id');
	const verdict = signedWebhooks.verify(delivery, { row, keys: { ...pair, verifyToken: '' } });
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	expect(verdict.deliveryId).toBe('evt_7');
	expect(verdict.payload[0]).toMatchObject({ topic: 'order.created' });
	expect(verdict.payload[0].unsigned).not.toContain('deliveryId');
});
