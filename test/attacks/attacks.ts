import { forgedBodies, forgedSignatures, otherSecrets } from '../conformance/forgeries';
import { changed, type Door, type Letter, type Writing } from './doors';

/** What somebody without the secret, or with an old letter, sends; no door may take it. */
export interface Attack {
	/** Its number in docs/facts/attacks.md. */
	number: number;
	what: string;
	/** The letters; none where a door has nothing of the kind. */
	forge(door: Door, writing: Writing): Letter[];
}

const claimOf = ({ signature: { header, prefix } }: Door, { headers }: Letter): string =>
	String(headers[header]).slice(prefix.length);

const bySignature: Attack[] = forgedSignatures.map(({ what, forge }) => ({
	number: 1,
	what: `a signature that is ${what}`,
	forge: (door, writing) => {
		const { header, prefix } = door.signature;
		const letter = door.write(writing);
		const forged = forge(claimOf(door, letter));
		const value =
			typeof forged === 'string' ? prefix + forged : forged?.map((each) => prefix + each);
		return [changed(letter, { [header]: value })];
	},
}));

const byBody: Attack[] = forgedBodies.map(({ what, signed, sent }) => ({
	number: 2,
	what: `a body ${what}`,
	forge: (door, writing) => {
		if (!door.isBodySigned) return [];
		const { body } = door.write(writing);
		const { headers } = door.write({ ...writing, body: signed(body) });
		return [{ headers, body: sent(body) }];
	},
}));

/** A time as it is spelled, signed as it stands there. */
const spelled = (
	what: string,
	spell: (right: string, at: number) => string | undefined,
): Attack => ({
	number: 4,
	what: `a time ${what}`,
	forge: (door, writing) => {
		if (door.time === undefined) return [];
		const right = door.time.write(writing.at);
		const time = spell(right, writing.at);
		return time === undefined || time === right ? [] : [door.write({ ...writing, time })];
	},
});

const off = (what: string, by: (time: NonNullable<Door['time']>) => number): Attack => ({
	number: 4,
	what,
	forge: (door, writing) =>
		door.time === undefined ? [] : [door.write({ ...writing, at: writing.at + by(door.time) })],
});

/** Well outside: what is on its way in the real n8n takes its time. */
const MINUTE_MS = 60_000;

const byTime: Attack[] = [
	off('a letter of long ago', ({ oldestMs }) => -oldestMs - MINUTE_MS),
	off('a letter of the future', ({ aheadMs }) => aheadMs + MINUTE_MS),
	off('a letter of 1970', () => -1e15),
	// Ecwid's milliseconds are read: the signature covers their digits.
	spelled('in microseconds', (_, at) => `${at}000`),
	spelled('in seconds where a date is due, and the other way round', (right, at) =>
		right.includes('T') ? String(Math.floor(at / 1000)) : new Date(at).toISOString(),
	),
	spelled('followed by more', (right) => `${right}junk`),
	spelled('followed by another', (right) => `${right}, 99`),
	spelled('with a fraction of nothing', (right) => `${right}.0`),
	spelled('with a plus', (right) => `+${right}`),
	spelled('below zero', (right) => `-${right}`),
	spelled('in hexadecimal', (_, at) => `0x${Math.floor(at / 1000).toString(16)}`),
	spelled('with an exponent', (_, at) => `${at / 1e12}e9`),
	spelled('that is no number', () => 'NaN'),
	spelled('without end', () => 'Infinity'),
	spelled('that is empty', () => ''),
	spelled('of a year alone', (_, at) => String(new Date(at).getUTCFullYear())),
	spelled('of one digit', () => '1'),
	spelled('that is a day', (_, at) => new Date(at).toISOString().slice(0, 10)),
	spelled('without a zone', (right) => right.replace(/Z$/, '')),
	spelled('as mail has it', (_, at) => new Date(at).toUTCString()),
	spelled('in other digits', (right) =>
		right.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
	),
];

const byHeader: Attack[] = [
	...['missing', 'empty'].map(
		(what, index): Attack => ({
			number: 1,
			what: `a header of the proof that is ${what}`,
			forge: (door, writing) =>
				door.proofHeaders.map((name) =>
					changed(door.write(writing), { [name]: [undefined, ''][index] }),
				),
		}),
	),
	...[
		{ what: 'in two lines', repeat: (value: string) => [value, value] },
		{ what: 'in two lines, the second one of another', repeat: (value: string) => [value, 'x'] },
		{ what: 'in two lines, the first one of another', repeat: (value: string) => ['x', value] },
		{ what: 'in one line, as a proxy joins two', repeat: (value: string) => `${value}, ${value}` },
	].map(
		({ what, repeat }): Attack => ({
			number: 6,
			what: `a header of the proof that came twice ${what}`,
			forge: (door, writing) => {
				const letter = door.write(writing);
				return [door.signature.header, ...door.proofHeaders].map((name) =>
					changed(letter, { [name]: repeat(String(letter.headers[name])) }),
				);
			},
		}),
	),
];

const bySecret: Attack[] = [...otherSecrets, { what: 'no secret', secret: '' }].map(
	({ what, secret }) => ({
		number: 9,
		what: `a letter signed with ${what}`,
		// Standard Webhooks' keys have a form; a false one is signed by other attacks.
		forge: (door, writing) =>
			door.name.startsWith('Standard') ? [] : [door.write({ ...writing, secret })],
	}),
);

const ofDoors: Attack[] = [
	{
		number: 7,
		what: 'three hundred signatures in one header, the last one right',
		forge: (door, writing) => {
			const letter = door.write(writing);
			const { header, prefix } = door.signature;
			const false_ = `${prefix}${Buffer.alloc(32).toString('base64')} `;
			return [changed(letter, { [header]: false_.repeat(300) + String(letter.headers[header]) })];
		},
	},
	{
		number: 10,
		what: 'what the same secret signs for another purpose',
		forge: ({ otherUses }, writing) => otherUses.map(([, write]) => write(writing)),
	},
	{
		number: 11,
		what: 'a good letter to somebody else',
		forge: ({ misdirections }, writing) => misdirections.map(([, write]) => write(writing)),
	},
	{
		number: 13,
		what: 'bytes shifted between what is signed one after the other',
		forge: (door, writing) => door.shifts(door.write(writing)),
	},
	{
		number: 14,
		what: 'a scheme that is none of ours, or not the one it says',
		forge: (door, writing) => {
			const letter = door.write(writing);
			return door.downgrades.map(([, change]) => changed(letter, change(claimOf(door, letter))));
		},
	},
];

/** Each attack of docs/facts/attacks.md on what comes in, but for those that only HTTP knows. */
export const ATTACKS: readonly Attack[] = [
	...bySignature,
	...byBody,
	...byTime,
	...byHeader,
	...bySecret,
	...ofDoors,
];
