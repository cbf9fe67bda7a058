/**
 * Compares the interpreter with another implementation of the same schemes, over mutated requests. Each difference has a
 * cause in the table below, which docs/signed-webhook.md explains.
 */
import { createPublicKey } from 'node:crypto';

import { isHmac } from '../../../nodes/core/signature/keys';
import type { Provider } from '../../../nodes/core/signature/scheme';
import { verifyScheme } from '../../../nodes/core/signature/verifyScheme';
import { PROVIDERS } from '../../../nodes/SignedWebhook/providers';
import { isLong, SEED } from '../../long';
import {
	getAdapterForScheme,
	PROVIDERS as THEIRS,
	type Adapter,
} from '../../oracles/webhooks-spec.cjs';
import { partsOf, type Pair } from '../../signedWebhooks/genuine';
import { mutatedFor, randomOf, type Mutated } from '../../signedWebhooks/mutations';

const COUNT = isLong ? 1_000_000 : 6_000;

/** Our rows, and their adapters for the same schemes. */
const COMPARED = PROVIDERS.flatMap((row) => {
	// Theirs compares GitLab's secret token. The row verifies its signing token.
	const isSame = THEIRS.includes(row.key) && row.key !== 'gitlab';
	const adapter = isSame ? getAdapterForScheme(row.key) : undefined;
	return adapter === undefined ? [] : [{ row, adapter }];
});

interface Verdicts {
	row: Provider;
	mutated: Mutated;
	ours: boolean;
	theirs: boolean;
	/** Our verdict, if the timestamp could have any age. */
	timeless: boolean;
	reason?: string;
	theirReason: string;
}

/** Why the two may differ. The first cause that applies counts. */
const CAUSES: ReadonlyArray<[cause: string, applies: (verdicts: Verdicts) => boolean]> = [
	[
		'they decode the key of Authorize.Net as hexadecimal, and a real delivery fits its text only',
		({ row }) => row.key === 'authorize_net',
	],
	[
		'they decode the secret as base64, which its page or SDK does not: BigCommerce, Increase',
		({ row }) => ['bigcommerce', 'increase'].includes(row.key),
	],
	[
		"they read Klaviyo's time as seconds, and its page shows an HTTP date",
		({ row }) => row.key === 'klaviyo',
	],
	[
		'they compare the age with another tolerance, or not at all',
		({ ours, timeless, theirReason }) => (ours ? theirReason.startsWith('TIMESTAMP_') : timeless),
	],
	[
		'they decode base64 that is spelled otherwise',
		({ row, ours, mutated }) =>
			!ours && row.signature.encoding !== 'hex' && /signature: /.test(mutated.what),
	],
	[
		'they read a body as a form, although its type says otherwise',
		({ row, ours, mutated }) =>
			!ours &&
			/content-type/.test(mutated.what) &&
			partsOf(row.content).some(({ kind }) => kind === 'sortedForm' || kind === 'form'),
	],
	[
		'they read fields of a form that is not UTF-8',
		({ row, ours, mutated }) =>
			!ours && /body: /.test(mutated.what) && row.content.includes('{form:'),
	],
	[
		"they take Persona's time from what stands before the first blank only",
		({ row, ours, theirReason }) =>
			ours && row.key === 'persona' && theirReason === 'MALFORMED_SIGNATURE',
	],
	[
		'they take the last of two different times in one header',
		({ row, ours, reason }) =>
			!ours && reason === 'timestamp_malformed' && row.signature.list !== undefined,
	],
];

describe('the interpreter and @webhook-co/webhooks-spec', () => {
	it('are compared for most of their providers', () => {
		expect(COMPARED.length).toBeGreaterThan(5);
	});

	it(`agree on ${COUNT.toLocaleString('en')} requests, or the cause is known`, async () => {
		const random = randomOf(SEED);
		const counts = new Map<string, number>();
		const unexplained: string[] = [];
		let accepted = 0;
		for (let index = 0; index < COUNT; index++) {
			const { row, adapter } = COMPARED[random(COMPARED.length)];
			const mutated = mutatedFor(row, random);
			const verdicts = await verdictsOf(row, adapter, mutated);
			if (verdicts.ours) accepted++;
			if (verdicts.ours === verdicts.theirs) continue;
			const cause = CAUSES.find(([, applies]) => applies(verdicts))?.[0];
			if (cause === undefined) {
				if (unexplained.length < 30)
					unexplained.push(
						`${row.key}: ours ${verdicts.ours} (${verdicts.reason ?? ''}), theirs ${verdicts.theirs} (${verdicts.theirReason}): ${mutated.what}`,
					);
			} else counts.set(cause, (counts.get(cause) ?? 0) + 1);
		}
		process.stdout.write(
			`${COUNT} requests of ${COMPARED.length} providers, ${accepted} accepted. Differences: ${JSON.stringify([...counts])}\n`,
		);
		expect(unexplained).toEqual([]);
		expect(accepted).toBeGreaterThan(COUNT / 20);
	}, 3_600_000);
});

async function verdictsOf(row: Provider, adapter: Adapter, mutated: Mutated): Promise<Verdicts> {
	const { delivery, pair } = mutated;
	const { receivedAt } = delivery;
	const result = verifyScheme(row, delivery, pair, receivedAt);
	const timeless = verifyScheme(row, delivery, pair, receivedAt, 0).ok;
	const { query = '', address } = delivery;
	const theirs = await adapter.verify({
		rawBody: delivery.body,
		headers: Object.entries(delivery.headers).flatMap(([name, value]) =>
			[value].flat().flatMap((one) => (one === undefined ? [] : [[name, one] as const])),
		),
		secrets: keysFor(row, pair),
		requestUrl: query === '' ? address : `${address}?${query}`,
		method: 'POST',
		now: new Date(receivedAt),
	});
	return {
		...{ row, mutated, ours: result.ok, theirs: theirs.ok, timeless },
		theirReason: theirs.reason?.code ?? '',
		...(!result.ok && { reason: result.reason }),
	};
}

/** Their adapters take a public key in the form in which the vendor shows it. */
function keysFor(row: Provider, { secrets, publicKeys }: Pair): readonly string[] {
	const { algorithm, encoding } = row.signature;
	if (isHmac(algorithm)) return secrets;
	if (algorithm === 'rsa-sha256') return publicKeys;
	return publicKeys.map((pem) => {
		const der = createPublicKey(pem).export({ format: 'der', type: 'spki' });
		return (algorithm === 'ed25519' ? der.subarray(-32) : der).toString(encoding);
	});
}
