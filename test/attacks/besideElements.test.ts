/** Adyen signs fields of each element. What stands beside the list is not signed, and anyone can add it. */
import { providerOf } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import { signatureOf } from '../../nodes/core/signature/signScheme';
import type { Provider } from '../../nodes/core/signature/scheme';
import { genuine, pairOf } from '../signedWebhooks/genuine';

const row = providerOf('adyen') as Provider;
const pair = pairOf(row);

/** Returns the changes of a delivery that Adyen signed, to whose document somebody has added members. */
function changesOf(added: object, item: Record<string, unknown>) {
	const base = genuine(row, pair);
	const element = { NotificationRequestItem: item };
	const plain = { ...base, body: Buffer.from(JSON.stringify(element)) };
	item.additionalData = { hmacSignature: signatureOf(row, plain, pair.signing, '', element) };
	const body = Buffer.from(JSON.stringify({ ...added, notificationItems: [element] }));
	const verdict = signedWebhooks.verify(
		{ ...base, body },
		{ row, keys: { ...pair, verifyToken: '' } },
	);
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	return verdict.payload;
}

it.each([
	['merchantAccountCode', 'account', 'adyen'],
	['eventCode', 'topic', 'event'],
	['pspReference', 'objectId', undefined],
])('an added %s does not decide the %s', (member, field, without) => {
	const item = { pspReference: 'psp_1', merchantAccountCode: 'shop', eventCode: 'REFUND' };
	const others = Object.fromEntries(Object.entries(item).filter(([name]) => name !== member));
	const added = { NotificationRequestItem: { [member]: 'chosen' } };
	const [change] = changesOf(added, { ...others });
	expect(change).not.toMatchObject({ [field]: 'chosen' });
	if (without !== undefined) expect(change).toMatchObject({ [field]: without });
	expect(changesOf({}, { ...others })[0]).toEqual({ ...change, raw: expect.anything() });
});
