/** Random requests that are genuine, or nearly. A seed always gives the same ones. */
import { splitPlace } from '../../nodes/core/signature/request';
import type { Provider } from '../../nodes/core/signature/scheme';
import type { Delivery } from '../../nodes/core/vendor';
import { withValue } from './attacks';
import { genuine, NOW, pairOf, type Pair } from './genuine';

/** Returns whole numbers below a limit (https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32). */
export type Random = (limit: number) => number;

export function randomOf(seed: number): Random {
	let state = seed >>> 0;
	return (limit) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
	};
}

export interface Mutated {
	what: string;
	delivery: Delivery;
	pair: Pair;
}

type Mutation = (random: Random, mutated: Mutated, row: Provider) => Mutated;

const placeOf = ({ signature }: Provider) =>
	typeof signature.in === 'string' ? signature.in : signature.in[0];

const bySignature =
	(
		what: string,
		change: (value: string, random: Random) => string | string[] | undefined,
	): Mutation =>
	(random, mutated, row) => {
		const { delivery } = mutated;
		const [made = delivery] = readable(() =>
			withValue(delivery, placeOf(row), (value) => change(value, random), row.each),
		);
		return { ...mutated, what: `${mutated.what}, ${what}`, delivery: made };
	};

const byBody =
	(what: string, change: (body: Buffer, random: Random) => Buffer): Mutation =>
	(random, mutated) => ({
		...mutated,
		what: `${mutated.what}, ${what}`,
		delivery: { ...mutated.delivery, body: change(mutated.delivery.body, random) },
	});

function readable(make: () => Delivery[]): Delivery[] {
	try {
		return make();
	} catch {
		// An earlier mutation broke the body that holds the place.
		return [];
	}
}

const at = (text: { length: number }, random: Random) => random(Math.max(1, text.length));
const cut = (text: string, from: number, to: number, by = '') =>
	text.slice(0, from) + by + text.slice(to);
const SIGNS = 'abcdefABCDEF0123456789+/=-_, ;:|&.';

const MUTATIONS: readonly Mutation[] = [
	bySignature('signature: a character replaced', (value, random) => {
		const index = at(value, random);
		return cut(value, index, index + 1, SIGNS[random(SIGNS.length)]);
	}),
	bySignature('signature: a character removed', (value, random) => {
		const index = at(value, random);
		return cut(value, index, index + 1);
	}),
	bySignature('signature: a character inserted', (value, random) => {
		const index = at(value, random);
		return cut(value, index, index, SIGNS[random(SIGNS.length)]);
	}),
	bySignature('signature: cut', (value, random) => value.slice(0, at(value, random))),
	bySignature('signature: in upper case', (value) => value.toUpperCase()),
	bySignature('signature: removed', () => undefined),
	bySignature('signature: empty', () => ''),
	bySignature('signature: its padding removed', (value) => value.replace(/=+$/, '')),
	bySignature(
		'signature: a false one before it',
		(value) =>
			`${value.replace(/[0-9A-Za-z]{8}$/, 'AAAAAAAA')}${value.includes('v1,') ? ' ' : ','}${value}`,
	),
	byBody('body: a bit flipped', (body, random) => {
		const copy = Buffer.from(body);
		if (copy.length > 0) copy[at(copy, random)] ^= 1 << random(8);
		return copy;
	}),
	byBody('body: cut', (body, random) => body.subarray(0, at(body, random))),
	byBody('body: followed by a line break', (body) => Buffer.concat([body, Buffer.from('\n')])),
	byBody('body: spaced', (body) => Buffer.from(body.toString('utf8').replaceAll(',', ', '))),
	byBody('body: empty', () => Buffer.alloc(0)),
	(random, mutated, row) => {
		const names = Object.keys(mutated.delivery.headers);
		const name = names[random(names.length)];
		if (name === undefined || name === splitPlace(placeOf(row))[1]) return mutated;
		const values = [undefined, '', 'x', `${String(mutated.delivery.headers[name])}0`, '1700000000'];
		const headers = { ...mutated.delivery.headers, [name]: values[random(values.length)] };
		return {
			...mutated,
			what: `${mutated.what}, header ${name}`,
			delivery: { ...mutated.delivery, headers },
		};
	},
	(_random, mutated, row) => ({
		...mutated,
		what: `${mutated.what}, other keys`,
		pair: pairOf(row, 'other'),
	}),
	(_random, mutated, row) => {
		const other = pairOf(row, 'other');
		const { pair } = mutated;
		return {
			...mutated,
			what: `${mutated.what}, a second key first`,
			pair: {
				...pair,
				secrets: [...other.secrets, ...pair.secrets],
				publicKeys: [...other.publicKeys, ...pair.publicKeys],
			},
		};
	},
	(random, mutated) => {
		const receivedAt = mutated.delivery.receivedAt + (random(2_000) - 1_000) * 1_000;
		return {
			...mutated,
			what: `${mutated.what}, clock`,
			delivery: { ...mutated.delivery, receivedAt },
		};
	},
	(random, mutated) => {
		const query = ['', 'a=1', 'a=%20b'][random(3)];
		return { ...mutated, what: `${mutated.what}, query`, delivery: { ...mutated.delivery, query } };
	},
];

const genuineOf = new Map<string, Mutated>();

/** Returns a request for a row: one in eight is genuine, the others have up to three mutations. */
export function mutatedFor(row: Provider, random: Random): Mutated {
	const known = genuineOf.get(row.key) ?? {
		what: 'genuine',
		delivery: genuine(row, pairOf(row), { now: NOW }),
		pair: pairOf(row),
	};
	genuineOf.set(row.key, known);
	let mutated = known;
	const count = random(8) === 0 ? 0 : 1 + random(3);
	for (let index = 0; index < count; index++)
		mutated = MUTATIONS[random(MUTATIONS.length)](random, mutated, row);
	return mutated;
}
