import { toMessages } from '../../../../nodes/SignedEvent/emit/toMessages';
import { event } from '../node';

const instance = { accountId: 1, companyId: 1, instanceId: 1, userId: 1 };
const items = (count: number, urlOf: (item: number) => string) => {
	const one = event('1');
	return Array.from({ length: count }, (_, item) => ({
		kind: 'event' as const,
		keys: [],
		item,
		event: one,
		callbackUrl: urlOf(item),
	}));
};

describe('messages', () => {
	it('hold the events of one callback URL, in the order of the first one of each', () => {
		const settings = { envelope: 'cloudElements', instance, batchSize: 10, perItem: [] } as const;
		const messages = toMessages(
			items(6, (item) => `https://${item % 2}.example/`),
			settings,
			0,
		);
		expect(messages.map(({ callbackUrl, items }) => [callbackUrl, items])).toEqual([
			['https://0.example/', [0, 2, 4]],
			['https://1.example/', [1, 3, 5]],
		]);
	});

	it('read a raw that events share once, and do not repeat a large one', () => {
		let reads = 0;
		const raw = { name: 'x'.repeat(100_000) };
		const counted = Object.defineProperty({ ...raw }, 'name', {
			enumerable: true,
			get: () => {
				reads++;
				return raw.name;
			},
		});
		const shared = items(1_001, () => '').map((one, item) => ({
			...one,
			event: event(String(item), { capture: 'webhook', deliveryId: 'a', raw: counted }),
		}));
		const settings = { envelope: 'cloudElements', instance, batchSize: 10, perItem: [] } as const;
		const messages = toMessages(shared, settings, 0);
		expect(messages.map(({ items: { length } }) => length)).toEqual([1_000, 1]);
		expect(reads).toBeLessThan(10);
	});

	it('compares no callback URL with all others: 50,000 URLs are read once each', () => {
		let reads = 0;
		const counted = items(50_000, () => '').map((one, item) =>
			Object.defineProperty({ ...one }, 'callbackUrl', {
				enumerable: true,
				get: () => {
					reads++;
					if (reads > 500_000) throw new Error('More than ten reads an item.');
					return `https://${item}.example/`;
				},
			}),
		);
		const settings = { envelope: 'event', instance, batchSize: 10, perItem: [] } as const;
		expect(toMessages(counted, settings, 0)).toHaveLength(50_000);
	});
});
