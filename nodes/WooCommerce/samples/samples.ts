import { ok } from '../../core/result';
import { SAMPLE_AT, type Samples } from '../../core/sample';
import type { Row, Shop } from '../client/api';
import { newProcessMemory } from '../processMemory';
import { normalize } from '../webhooks/normalize';
import { topicOf, TOPICS } from '../webhooks/topics';
import { coupon } from './coupon';
import { customer } from './customer';
import { order } from './order';
import { product } from './product';
import { subscription } from './subscription';

/** The sample objects, by `objectType`. */
export const SAMPLE_ROWS: ReadonlyMap<string, Row> = new Map([
	['orders', order],
	['products', product],
	['customers', customer],
	['discounts', coupon],
	['subscriptions', subscription],
]);

const DELIVERY_ID = '4b2f6f7c0d1e4a3b9c8d7e6f5a4b3c2d';

/** The sample events of WooCommerce's webhooks. */
export const samples: Samples = {
	account: 'shop.example',
	deliveryId: DELIVERY_ID,
	changeOf: async (name) => {
		const topic = TOPICS.find((one) => one.topic === name) && topicOf(name);
		const row = topic && SAMPLE_ROWS.get(topic.resource.objectType);
		if (topic === undefined || row === undefined) return undefined;
		const { action, resource } = topic;
		const payload = {
			topic: name,
			address: '',
			body: action === 'deleted' ? { id: row.id } : row,
			deliveryId: DELIVERY_ID,
		};
		const connection = {
			...newProcessMemory(),
			shop: sampleShop(resource.hasTrash ? { ...row, status: 'trash' } : undefined),
			...{ secret: '', topics: [name], ignoredFields: [], allowsPrivateUrl: false },
		};
		const changes = await normalize(payload, connection, SAMPLE_AT);
		return changes.ok ? changes.value[0] : undefined;
	},
};

/** A shop whose only object is in the trash. */
function sampleShop(trashed: Row | undefined): Shop {
	const missing = { code: 'woocommerce_rest_invalid_id', message: 'Invalid ID.' };
	return {
		store: { url: 'https://shop.example', account: 'shop.example' },
		send: async () =>
			ok({
				status: trashed === undefined ? 404 : 200,
				headers: {},
				body: Buffer.from(JSON.stringify(trashed ?? missing)),
			}),
		now: () => SAMPLE_AT,
		steadyNow: () => 0,
		steadyOrigin: 0,
		pause: async () => {},
	};
}
