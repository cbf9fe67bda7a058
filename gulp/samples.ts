import { toEvent, type NormalizedEvent } from '../nodes/core/event';
import { SAMPLE_AT, type Samples } from '../nodes/core/sample';
import { samples as box } from '../nodes/Box/samples';
import { samples as ecwid } from '../nodes/Ecwid/samples';
import { samples as shopify } from '../nodes/Shopify/samples';
import { samples as wooCommerce } from '../nodes/WooCommerce/samples/samples';
import { topicTables } from './topicTables';

/** The samples by `elementKey`. */
const SAMPLES: Readonly<Record<string, Samples>> = {
	box,
	ecwid,
	shopify,
	woocommercerest: wooCommerce,
};

/**
 * Returns the content of each file of `docs/samples`, by its name: an event of each topic of a vendor.
 *
 * @throws if a topic has no sample
 */
export async function sampleFiles(): Promise<Map<string, Record<string, NormalizedEvent>>> {
	const files = topicTables().map(async ({ elementKey, hubKey, topics }) => {
		const { account, deliveryId, changeOf } = SAMPLES[elementKey];
		const source = {
			...{ elementKey, hubKey, account },
			...{ instanceName: 'Sample', instanceTags: ['sample'], includeRaw: true },
		};
		const received = { capture: 'webhook', deliveryId, receivedAt: SAMPLE_AT + 1_000 } as const;
		const events: Record<string, NormalizedEvent> = {};
		for (const topic of Object.keys(topics)) {
			const change = await changeOf(topic);
			if (change === undefined) throw new Error(`${elementKey} has no sample of ${topic}.`);
			events[topic] = toEvent(change, source, received);
		}
		return [`${elementKey}.json`, events] as const;
	});
	return new Map(await Promise.all(files));
}
