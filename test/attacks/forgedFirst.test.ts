/**
 * Some providers do not sign the body. If n8n cannot accept a delivery, the provider retries it. Before that, somebody who
 * has its signature can send it with a forged body.
 */

import { Redeliveries } from '../../nodes/host/trigger/delivery/redeliveries';
import { coverageOf } from '../../nodes/core/signature/content';
import { PROVIDERS } from '../../nodes/SignedWebhook/providers';
import type { Provider } from '../../nodes/core/signature/scheme';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import type { Delivery } from '../../nodes/core/vendor';
import { genuine, pairOf } from '../signedWebhooks/genuine';

const UNSIGNED_BODIES = PROVIDERS.filter((row) => !coverageOf(row).body);

/** Returns what the node compares of a delivery with its records. */
function keyOf(row: Provider, delivery: Delivery) {
	const keys = { ...pairOf(row), verifyToken: '' };
	const verdict = signedWebhooks.verify(delivery, { row, keys });
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	const { fingerprint, occurrence, retriesForMs = 0 } = verdict;
	return { signed: ['node', fingerprint], occurrence: occurrence ?? undefined, retriesForMs };
}

/** Returns a delivery with the same signature and another body. */
function forged(delivery: Delivery, by: number): Delivery {
	const text = delivery.body.toString();
	const isJson = text.startsWith('{');
	const body = Buffer.from(
		isJson ? text.replace(/^\{/, `{"forged":${by},`) : `${text}&forged=${by}`,
	);
	return { ...delivery, body };
}

it('five providers do not sign the whole body', () => {
	expect(UNSIGNED_BODIES.map(({ key }) => key)).toEqual([
		...['adyen', 'braintree', 'ecwid', 'mailgun', 'mercado_pago'],
	]);
});

describe.each(UNSIGNED_BODIES.map((row) => [row.name, row] as const))('%s', (_name, row) => {
	const delivery = genuine(row);

	it('a forged body does not make the genuine delivery a redelivery', () => {
		const records = new Redeliveries();
		const forgery = keyOf(row, forged(delivery, 1));
		expect(records.admit(forgery, 0)).toBe('new');
		records.accept(forgery, 0);
		expect(records.admit(keyOf(row, delivery), 1_000)).toBe('new');
	});

	it('a retry is a redelivery', () => {
		const records = new Redeliveries();
		expect(records.admit(keyOf(row, delivery), 0)).toBe('new');
		records.accept(keyOf(row, delivery), 0);
		expect(records.admit(keyOf(row, delivery), 60_000)).toBe('seen');
	});

	it('one signature starts five executions at most, with any number of bodies', () => {
		const records = new Redeliveries();
		const admitted = Array.from({ length: 50 }, (_, count) =>
			records.admit(keyOf(row, forged(delivery, count)), 0),
		);
		expect(admitted.filter((one) => one === 'new')).toHaveLength(5);
	});
});
