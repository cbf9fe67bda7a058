/** What somebody without the secret sends to a signed webhook (docs/facts/attacks.md). It never starts a workflow. */
import { coverageOf } from '../../nodes/core/signature/content';
import { isHmac } from '../../nodes/core/signature/keys';
import { splitPlace } from '../../nodes/core/signature/request';
import type { Place, Provider } from '../../nodes/core/signature/scheme';
import { signScheme } from '../../nodes/core/signature/signScheme';
import type { Delivery } from '../../nodes/core/vendor';
import { genuine, NOW, pairOf, partsOf, type Pair } from './genuine';

export interface SchemeAttack {
	/** Its number in docs/facts/attacks.md. */
	number: number;
	what: string;
	/** Returns the forged deliveries. None if a scheme has nothing of the kind. */
	forge(row: Provider, pair: Pair, now: number): Delivery[];
}

type Forged = string | string[] | undefined;

/** Replaces the value at a place of a request. A repeated value only fits a header. */
export function withValue(
	delivery: Delivery,
	place: string,
	change: (value: string) => Forged,
	each?: string,
): Delivery[] {
	const [source, name] = splitPlace(place);
	if (source === 'header') {
		const changed = change(String(delivery.headers[name] ?? ''));
		return [{ ...delivery, headers: { ...delivery.headers, [name]: changed } }];
	}
	if (source === 'form' || source === 'query') {
		const text = source === 'form' ? delivery.body.toString() : (delivery.query ?? '');
		const fields = new URLSearchParams(text);
		const changed = change(fields.get(name) ?? '');
		fields.delete(name);
		for (const value of [changed].flat()) if (value !== undefined) fields.append(name, value);
		const made = fields.toString();
		return [
			source === 'form' ? { ...delivery, body: Buffer.from(made) } : { ...delivery, query: made },
		];
	}
	const document = JSON.parse(delivery.body.toString('utf8')) as Record<string, unknown>;
	const path = [...(each === undefined ? [] : [...each.split('.'), '0']), ...name.split('.')];
	const last = path.pop() as string;
	const holder = path.reduce((at, step) => at[step] as Record<string, unknown>, document);
	const changed = change(String(holder[last]));
	if (Array.isArray(changed)) return [];
	if (changed === undefined) delete holder[last];
	else holder[last] = changed;
	return [{ ...delivery, body: Buffer.from(JSON.stringify(document)) }];
}

const placeOf = ({ signature }: Provider): Place =>
	typeof signature.in === 'string' ? signature.in : signature.in[0];

const bySignature = (
	what: string,
	change: (value: string, row: Provider) => Forged,
	number = 1,
): SchemeAttack => ({
	number,
	what: `a signature that is ${what}`,
	forge: (row, pair, now) =>
		withValue(genuine(row, pair, { now }), placeOf(row), (value) => change(value, row), row.each),
});

/** Applies a change to the signature itself, and leaves prefix and list as they are. */
const inside =
	(change: (signature: string) => string) =>
	(value: string, { signature: { prefix = '', list } }: Provider): string => {
		const marker = prefix || (list === undefined ? '' : (list.name ?? '') + (list.assign ?? ''));
		const at =
			marker === ''
				? list?.skip
					? value.indexOf(list.separator) + 1
					: 0
				: value.lastIndexOf(marker) + marker.length;
		return value.slice(0, at) + change(value.slice(at));
	};

const flip = (text: string) =>
	(text.startsWith('A') || text.startsWith('a') ? 'b' : 'a') + text.slice(1);

const byBody = (what: string, change: (body: Buffer) => Buffer): SchemeAttack => ({
	number: 2,
	what: `a body ${what}`,
	forge: (row, pair, now) => {
		if (!coverageOf(row).body) return [];
		const delivery = genuine(row, pair, { now });
		const body = change(delivery.body);
		return body.equals(delivery.body) ? [] : [{ ...delivery, body }];
	},
});

/** Signs a time as it is spelled. */
const byTime = (what: string, spell: (seconds: number) => string): SchemeAttack => ({
	number: 4,
	what: `a time ${what}`,
	forge: (row, pair, now) => {
		const { timestamp, signature } = row;
		if (timestamp === undefined || !coverageOf(row).timestamp) return [];
		const [source, name] = splitPlace(timestamp.in);
		if (source !== 'header' || placeOf(row).split(':')[0] !== 'header') return [];
		const text = spell(Math.floor(now / 1_000));
		const delivery = genuine(row, pair, { now });
		const headers = { ...delivery.headers, [name]: text };
		// The content takes the time from its header, so a scheme without a timestamp signs it as it is.
		const literal = row.content.replaceAll('{timestamp}', `{header:${name}}`);
		const plain = { ...row, timestamp: undefined, content: literal, signature };
		return [
			{ ...delivery, headers: signScheme(plain, { ...delivery, headers }, pair.signing, now) },
		];
	},
});

const off = (what: string, seconds: (tolerance: number) => number): SchemeAttack => ({
	number: 4,
	what,
	forge: (row, pair, now) => {
		const tolerance = row.timestamp?.tolerance ?? 300;
		if (row.timestamp === undefined || tolerance === 0 || !coverageOf(row).timestamp) return [];
		const at = now + seconds(tolerance) * 1_000;
		return [{ ...genuine(row, pair, { now: at }), receivedAt: now }];
	},
});

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const after = (tail: string) => (body: Buffer) => Buffer.concat([body, Buffer.from(tail)]);
const asJson = (change: (value: object) => string) => (body: Buffer) => {
	try {
		return Buffer.from(change(JSON.parse(body.toString('utf8')) as object));
	} catch {
		return body;
	}
};

export const SCHEME_ATTACKS: readonly SchemeAttack[] = [
	bySignature('missing', () => undefined),
	bySignature('empty', () => ''),
	bySignature('a space', () => ' '),
	bySignature('only padding', () => '='),
	bySignature('no signature at all', () => '\u0000💥'),
	bySignature('sent twice', (value) => [value, value], 6),
	bySignature('sent twice, the second one false', (value) => [value, 'AAAA'], 6),
	bySignature(
		'cut by one character',
		inside((text) => text.slice(0, -1)),
	),
	bySignature(
		'cut to half',
		inside((text) => text.slice(0, text.length / 2)),
	),
	bySignature(
		'followed by more',
		inside((text) => `${text}AAAA`),
	),
	bySignature('false in its first character', inside(flip)),
	bySignature(
		'all zeros',
		inside((text) => '0'.repeat(text.length)),
	),
	bySignature(
		'its prefix alone',
		inside(() => ''),
	),
	bySignature(
		'under another scheme',
		inside((text) => `sha1=${text}`),
		14,
	),
	bySignature(
		'of a version that does not exist',
		(value, { signature: { list } }) =>
			list?.name === undefined
				? ''
				: value.replaceAll(list.name + (list.assign ?? ''), `v9${list.assign}`),
		14,
	),
	bySignature(
		'one of ten thousand',
		(value, { signature: { list } }) =>
			`${inside(flip)(value, { signature: { list } } as Provider)}${list?.separator ?? ' '}`.repeat(
				10_000,
			) + value,
		7,
	),
	byBody('that lost everything', () => Buffer.alloc(0)),
	byBody('that lost its last byte', (body) => body.subarray(0, -1)),
	byBody('followed by a space', after(' ')),
	byBody('followed by a line break', after('\n')),
	byBody('led by a byte order mark', (body) => Buffer.concat([BOM, body])),
	byBody('sent twice in one', (body) => Buffer.concat([body, body])),
	byBody('in UTF-16', (body) => Buffer.from(body.toString('utf8'), 'utf16le')),
	byBody(
		'with other white space',
		asJson((value) => JSON.stringify(value, null, 2)),
	),
	byBody(
		'with its keys in another order',
		asJson((value) =>
			JSON.stringify(
				Array.isArray(value) ? [...value, 1] : Object.fromEntries(Object.entries(value).reverse()),
			),
		),
	),
	byBody(
		'with one more member',
		asJson((value) => JSON.stringify({ ...value, admin: true })),
	),
	{
		number: 2,
		what: 'a body in which one bit was flipped',
		forge: (row, pair, now) => {
			if (!coverageOf(row).body) return [];
			const delivery = genuine(row, pair, { now });
			return [...delivery.body.keys()].map((index) => {
				const body = Buffer.from(delivery.body);
				body[index] ^= 1;
				return { ...delivery, body };
			});
		},
	},
	...[{ what: 'another secret', seed: 'somebody-else' }].map(
		({ what, seed }): SchemeAttack => ({
			number: 9,
			what: `a delivery signed with ${what}`,
			forge: (row, _pair, now) => [genuine(row, pairOf(row, seed), { now })],
		}),
	),
	{
		number: 9,
		what: 'a delivery signed with the form of the secret that everybody knows',
		forge: (row, pair, now) =>
			isHmac(row.signature.algorithm) && row.secretAs === undefined
				? [genuine(row, { ...pair, signing: 'secret' }, { now })]
				: [],
	},
	{
		number: 14,
		what: 'a delivery signed with another algorithm of the same length',
		forge: (row, pair, now) => {
			const { algorithm } = row.signature;
			if (!isHmac(algorithm)) return [];
			const other = algorithm === 'hmac-sha1' ? 'hmac-sha256' : 'hmac-sha1';
			return [
				genuine({ ...row, signature: { ...row.signature, algorithm: other } }, pair, { now }),
			];
		},
	},
	{
		number: 10,
		what: 'the signature of the body alone, where more is signed',
		forge: (row, pair, now) =>
			row.content === '{body}' || placeOf(row).split(':')[0] !== 'header'
				? []
				: [genuine(row, pair, { now })].map((delivery) => ({
						...delivery,
						headers: signScheme({ ...row, content: '{body}' }, delivery, pair.signing, now),
					})),
	},
	{
		number: 10,
		what: 'the signature of nothing',
		forge: (row, pair, now) => {
			if (placeOf(row).split(':')[0] !== 'header') return [];
			const delivery = genuine(row, pair, { now });
			const empty = { ...delivery, body: Buffer.alloc(0) };
			const plain = { ...row, content: '{body}' };
			return [{ ...delivery, headers: signScheme(plain, empty, pair.signing, now) }];
		},
	},
	off('a delivery of long ago', (tolerance) => -tolerance - 60),
	off('a delivery of the future', (tolerance) => tolerance + 60),
	off('a delivery of 1970', () => -Math.floor(NOW / 1_000)),
	byTime('followed by more', (seconds) => `${seconds}junk`),
	byTime('with a fraction', (seconds) => `${seconds}.0`),
	byTime('with a plus', (seconds) => `+${seconds}`),
	byTime('below zero', (seconds) => `-${seconds}`),
	byTime('in hexadecimal', (seconds) => `0x${seconds.toString(16)}`),
	byTime('that is empty', () => ''),
	byTime('of a year alone', () => '2026'),
	byTime('that is not a number', () => 'NaN'),
	byTime('in microseconds', (seconds) => `${seconds}000000`),
	{
		number: 6,
		what: 'a signed header that is missing, empty or repeated',
		forge: (row, pair, now) => {
			const [source, time] = splitPlace(row.timestamp?.in ?? '');
			const signed = partsOf(row.content).flatMap((part) =>
				part.kind === 'header' && !part.isOptional ? [part.name] : [],
			);
			const usesTime = coverageOf(row).timestamp && source === 'header';
			const delivery = genuine(row, pair, { now });
			return [...new Set([...signed, ...(usesTime ? [time] : [])])].flatMap((name) =>
				[
					undefined,
					'',
					[String(delivery.headers[name]), 'x'],
					`${String(delivery.headers[name])}, x`,
				].map((value) => ({ ...delivery, headers: { ...delivery.headers, [name]: value } })),
			);
		},
	},
	{
		number: 11,
		what: 'a delivery for another URL',
		forge: (row, pair, now) =>
			coverageOf(row).url
				? [
						{
							...genuine(row, pair, { now }),
							address: 'https://n8n.example.com/webhook/other/webhook',
						},
						{ ...genuine(row, pair, { now }), query: 'admin=true' },
					]
				: [],
	},
	{
		number: 2,
		what: 'a form whose type says that it is JSON, so that its fields are not read',
		forge: (row, pair, now) =>
			partsOf(row.content).some(({ kind }) => kind === 'sortedForm')
				? [genuine(row, pair, { now })].map((delivery) => ({
						...delivery,
						body: Buffer.from('{"SmsStatus":"sent"}'),
						headers: {
							...signScheme({ ...row, content: '{url}' }, delivery, pair.signing, now),
							'content-type': 'application/json',
						},
					}))
				: [],
	},
];
