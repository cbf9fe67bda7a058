import { toEvent } from '../../nodes/core/event';
import type { Provider } from '../../nodes/core/signature/scheme';
import { customProvider } from '../../nodes/SignedWebhook/custom';
import { providerOf } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import { genuine, NOW, pairOf } from '../signedWebhooks/genuine';

const custom = (paths: { eventIdPath?: string }) => {
	const row = customProvider({
		...{ signatureHeader: 'x-signature', algorithm: 'hmac-sha256', encoding: 'hex', prefix: '' },
		...{ signatureName: '', secretAs: 'utf8', content: '{timestamp}.{body}' },
		...{ timestampHeader: 'x-time', timestampUnit: 's', eventIdPath: '' },
		...{ eventTypePath: 'type', objectIdPath: '' },
		...paths,
	});
	if (!row.ok) throw new Error(row.problem.message);
	return row.value;
};

/** Returns what identifies a delivery and its event. */
function read(row: Provider, body: Record<string, unknown>, minutes: number) {
	const pair = pairOf(row);
	const delivery = genuine(row, pair, { body, now: NOW + minutes * 60_000 });
	const verdict = signedWebhooks.verify(delivery, { row, keys: { ...pair, verifyToken: '' } });
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	const source = { elementKey: row.key, hubKey: row.hub, account: row.key, instanceName: 'n' };
	const { id } = toEvent(
		verdict.payload[0],
		{ ...source, instanceTags: [], includeRaw: false },
		{ capture: 'webhook', receivedAt: NOW },
	);
	return { id, fingerprint: verdict.fingerprint };
}

const RING = { type: 'doorbell.rang' };
const STOCK = { triggerType: 'ecomm_inventory_changed', payload: { id: 'item', quantity: 5 } };

it.each([
	['a custom provider', custom({}), RING],
	['Webflow', providerOf('webflow') as Provider, STOCK],
])(
	'two events of %s with equal bodies are two events if the provider signed two times',
	(_name, row, body) => {
		const [first, again, later] = [0, 0, 10].map((minutes) => read(row, body, minutes));
		expect(again).toEqual(first);
		expect(later.fingerprint).not.toBe(first.fingerprint);
		expect(later.id).not.toBe(first.id);
	},
);

it.each([
	['has an ID', custom({ eventIdPath: 'id' }), { ...RING, id: 'evt_1' }],
	[
		'has a date',
		providerOf('webflow') as Provider,
		{ ...STOCK, payload: { id: 'item', lastUpdated: '2026-11-30T09:00:00Z' } },
	],
])('a retry with a new signed time is the same event if the body %s', (_what, row, body) => {
	const [first, retry] = [0, 10].map((minutes) => read(row, body, minutes));
	expect(retry).toEqual(first);
});
