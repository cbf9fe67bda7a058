import { readdirSync, readFileSync } from 'node:fs';

import { verifyScheme } from '../../../nodes/core/signature/verifyScheme';
import type { Delivery } from '../../../nodes/core/vendor';
import { PROVIDERS } from '../../../nodes/SignedWebhook/providers';
import { ADDRESS, NOW } from '../../signedWebhooks/genuine';

/**
 * A delivery whose signature the vendor published (`published`), or made or verified with the vendor's own SDK (`sdk`).
 * Each was recomputed with node:crypto when it was recorded.
 */
interface Vector {
	provider: string;
	origin: 'published' | 'sdk';
	/** The public page or file. */
	source: string;
	/** The package and its function. */
	made?: string;
	note?: string;
	secret?: string;
	publicKey?: string;
	/** Defaults to POST. */
	method?: string;
	url?: string;
	/** When the delivery was signed, if its age is checked. */
	at?: string;
	/** Names are in lower case. */
	headers: Record<string, string>;
	body: string;
}

const FOLDER = `${__dirname}/../../vectors/signedWebhooks`;
const VECTORS = readdirSync(FOLDER).flatMap(
	(name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Vector[],
);

function verify(vector: Vector, changed: Partial<Vector> = {}) {
	const { provider, headers, body, method, url, at, secret, publicKey } = { ...vector, ...changed };
	const row = PROVIDERS.find(({ key }) => key === provider);
	if (row === undefined) throw new TypeError(`Unknown provider: ${provider}`);
	const now = at === undefined ? NOW : Date.parse(at);
	const [address, query] = (url ?? ADDRESS).split('?');
	const delivery: Delivery = {
		headers,
		body: Buffer.from(body),
		address,
		receivedAt: now,
		...(query !== undefined && { query }),
		...(method !== undefined && { method }),
	};
	const keys = { secrets: secret === undefined ? [] : [secret], publicKeys: [publicKey ?? ''] };
	return verifyScheme(row, delivery, keys, now);
}

const named = VECTORS.map((vector, index) => [`${vector.provider} ${index}`, vector] as const);

it.each(named)('verifies the vector %s', (_name, vector) => {
	expect(verify(vector)).toMatchObject({ ok: true });
});

it.each(named)('rejects the vector %s with another key or another body', (_name, vector) => {
	if (vector.secret !== undefined)
		expect(verify(vector, { secret: flipped(vector.secret) }).ok).toBe(false);
	// Ecwid signs two members of the body only.
	if (vector.provider !== 'ecwid')
		expect(
			verify(vector, { body: vector.body.replace(/[a-z0-9](?=[^a-z0-9]*$)/i, flipped) }).ok,
		).toBe(false);
});

/** Changes the first letter or digit after a prefix such as `whsec_`. Other encodings of the same key stay the same. */
function flipped(text: string): string {
	return text.replace(/(?<=_|^)[a-z0-9](?!.*_)/i, (one) =>
		one === 'A' || one === 'a' ? 'b' : 'a',
	);
}
