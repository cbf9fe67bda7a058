import { readdirSync, readFileSync } from 'node:fs';

import { verifyScheme } from '../../../nodes/core/signature/verifyScheme';
import type { Delivery } from '../../../nodes/core/vendor';
import { providerOf } from '../../../nodes/SignedWebhook/providers';

/** A delivery whose signature somebody else made. */
interface Vector {
	provider: string;
	/** `published`: a vendor's page or test has the signature. `sdk`: the vendor's package made or accepted it. */
	origin: 'published' | 'sdk';
	/** Where it is published. */
	source?: string;
	/** The package, its version and its function. */
	made?: string;
	secret?: string;
	publicKey?: string;
	/** The node's URL with the query, if the vendor signs it. */
	url?: string;
	method?: string;
	headers: Record<string, string>;
	body: string;
	/** When it is received. */
	at: string;
}

const FOLDER = `${__dirname}/../../vectors/signedWebhooks`;
const VECTORS = readdirSync(FOLDER).flatMap(
	(name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Vector[],
);
const TITLED = VECTORS.map(
	(vector, index) => [`${vector.provider} (${vector.origin}, ${index})`, vector] as const,
);

function verify({ provider, url, secret, publicKey, ...vector }: Vector): boolean {
	const row = providerOf(provider);
	if (row === undefined) throw new Error(`No row: ${provider}`);
	const [address, query = ''] = (url ?? 'https://n8n.example.com/webhook/1').split('?');
	const receivedAt = Date.parse(vector.at);
	const delivery: Delivery = {
		headers: vector.headers,
		body: Buffer.from(vector.body),
		address,
		query,
		method: vector.method ?? 'POST',
		receivedAt,
	};
	const keys = {
		secrets: secret === undefined ? [] : [secret],
		publicKeys: publicKey === undefined ? [] : [publicKey],
	};
	return verifyScheme(row, delivery, keys, receivedAt).ok;
}

it.each(TITLED)('accepts the signature of %s', (_title, vector) => {
	expect(verify(vector)).toBe(true);
});

it.each(TITLED)('rejects another secret for %s', (_title, vector) => {
	const { secret } = vector;
	if (secret === undefined) return;
	const at = secret.length - 3;
	const other = secret[at] === '0' ? '1' : '0';
	expect(verify({ ...vector, secret: secret.slice(0, at) + other + secret.slice(at + 1) })).toBe(
		false,
	);
});

it.each(TITLED.filter(([, { provider }]) => providerOf(provider)?.content.includes('body}')))(
	'rejects one more byte in the body of %s',
	(_title, vector) => {
		expect(verify({ ...vector, body: `${vector.body} ` })).toBe(false);
	},
);

it('names where each comes from', () => {
	const nameless = VECTORS.filter(({ source, made }) => source === undefined && made === undefined);
	expect(nameless).toEqual([]);
});
