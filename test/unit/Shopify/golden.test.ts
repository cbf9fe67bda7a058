import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { normalizedEvent, toEvent, type NormalizedEvent } from '../../../nodes/core/event';
import { normalize } from '../../../nodes/Shopify/normalize';
import { topicNamed } from '../../../nodes/Shopify/topics/topics';
import { verify } from '../../../nodes/Shopify/verify';

/** A payload of Shopify's documentation, with fewer fields. */
interface Golden {
	delivery: { source: string; headers: Record<string, string>; body: unknown };
	event: unknown;
}

const FOLDER = join(__dirname, '../../golden/shopify');
const SECRET = 'shpss_0123456789abcdef';
const DOMAIN = 'my-shop.myshopify.com';
const RECEIVED_AT = Date.parse('2026-11-21T12:00:00.500Z');
const SHOP = {
	...{ elementKey: 'shopify', hubKey: 'ecommerce', account: DOMAIN },
	...{ instanceName: 'Shopify Events', instanceTags: [], includeRaw: true },
};

/** Returns the event that the trigger emits for a delivery that Shopify has signed. */
function eventOf({ headers, body }: Golden['delivery']): NormalizedEvent {
	const bytes = Buffer.from(JSON.stringify(body));
	const hmac = createHmac('sha256', SECRET).update(bytes).digest('base64');
	const verdict = verify(
		{
			headers: { ...headers, 'x-shopify-hmac-sha256': hmac },
			...{ body: bytes, address: 'https://n8n.example/webhook/shopify', receivedAt: RECEIVED_AT },
		},
		{ secrets: [SECRET], domain: DOMAIN, topics: [topicNamed(headers['x-shopify-topic'])] },
	);
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	const { payload, deliveryId } = verdict;
	const capture = { capture: 'webhook', deliveryId, receivedAt: RECEIVED_AT } as const;
	return normalizedEvent.parse(toEvent(normalize(payload), SHOP, capture));
}

const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden;

it.each(readdirSync(FOLDER))('the documented payload %s becomes the event in its file', (file) => {
	const { delivery, event } = read(file);
	expect(delivery.source).toMatch(/^https:\/\/shopify\.dev\//);
	expect(eventOf(delivery)).toEqual(event);
});
