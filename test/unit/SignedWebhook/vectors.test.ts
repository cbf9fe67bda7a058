import { readdirSync, readFileSync } from 'node:fs';

import { reportedBy } from '../../../nodes/core/signature/events';
import type { Provider } from '../../../nodes/core/signature/scheme';
import { verifyScheme, type SchemeResult } from '../../../nodes/core/signature/verifyScheme';
import type { Delivery } from '../../../nodes/core/vendor';
import { providerOf } from '../../../nodes/SignedWebhook/providers';
import { NOW } from '../../signedWebhooks/genuine';

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
	/** When it is received, if the age counts. */
	at?: string;
	/** What the row reads from it, if the body is one that the vendor sends. The first event of a list. */
	event?: Record<string, string>;
}

const FOLDER = `${__dirname}/../../vectors/signedWebhooks`;
const VECTORS = readdirSync(FOLDER).flatMap(
	(name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Vector[],
);
const TITLED = VECTORS.map(
	(vector, index) => [`${vector.provider} (${vector.origin}, ${index})`, vector] as const,
);

function rowOf(provider: string): Provider {
	const row = providerOf(provider);
	if (row === undefined) throw new Error(`No row: ${provider}`);
	return row;
}

const receivedAtOf = ({ at }: Pick<Vector, 'at'>) => (at === undefined ? NOW : Date.parse(at));

function verify({ provider, url, secret, publicKey, ...vector }: Vector): SchemeResult {
	const [address, query = ''] = (url ?? 'https://n8n.example.com/webhook/1').split('?');
	const receivedAt = receivedAtOf(vector);
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
	return verifyScheme(rowOf(provider), delivery, keys, receivedAt);
}

it.each(TITLED)('accepts the signature of %s', (_title, vector) => {
	expect(verify(vector)).toMatchObject({ ok: true });
});

it.each(TITLED)('rejects another secret for %s', (_title, vector) => {
	const { secret } = vector;
	if (secret === undefined) return;
	const at = secret.length - 3;
	const other = secret[at] === '0' ? '1' : '0';
	const wrong = secret.slice(0, at) + other + secret.slice(at + 1);
	expect(verify({ ...vector, secret: wrong })).toMatchObject({ ok: false });
});

it.each(TITLED.filter(([, { provider }]) => providerOf(provider)?.content.includes('body}')))(
	'rejects one more byte in the body of %s',
	(_title, vector) => {
		expect(verify({ ...vector, body: `${vector.body} ` })).toMatchObject({ ok: false });
	},
);

it.each(TITLED.filter(([, { event }]) => event !== undefined))(
	'reads type, object, date and account of %s',
	(_title, vector) => {
		const result = verify(vector);
		if (!result.ok) throw new Error(result.reason);
		const reported = reportedBy(rowOf(vector.provider), result.signed, receivedAtOf(vector));
		if (typeof reported === 'string') throw new Error(reported);
		expect(reported.changes[0]).toMatchObject(vector.event ?? {});
	},
);

it('names where each comes from', () => {
	const nameless = VECTORS.filter(({ source, made }) => source === undefined && made === undefined);
	expect(nameless).toEqual([]);
});
