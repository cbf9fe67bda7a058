import { DateTime } from 'luxon';

import { eventTime } from '../../../core/dates';
import { findZones } from './zoneNames';

/**
 * The fields of Java's SimpleDateFormat, with luxon's names for them. Fields that are not listed have the same name in
 * both.
 */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
	['y', 'yyyy'],
	['yyy', 'yyyy'],
	['YYYY', 'kkkk'],
	['D', 'o'],
	['DDD', 'ooo'],
	['E', 'EEE'],
	['EE', 'EEE'],
	['u', 'E'],
	['X', 'ZZZ'],
	['XX', 'ZZZ'],
	['XXX', 'ZZ'],
	['Z', 'ZZZ'],
	// The name of a zone is found first, and replaced by this mark (zoneNames.ts).
	['z', "'§'"],
	['zzz', "'§'"],
	['zzzz', "'§'"],
	['k', 'H'],
	['kk', 'HH'],
	['K', 'h'],
	['KK', 'hh'],
	['aa', 'a'],
]);
const KNOWN =
	/^(y+|Y{4}|M{1,4}|d{1,2}|D{1,3}|E{1,4}|u|a{1,2}|[HkKh]{1,2}|m{1,2}|s{1,2}|S{1,3}|z{1,4}|Z|X{1,3}|w{1,2}|G)$/;

/**
 * Maximum length of a date. luxon builds a regular expression from a format. Repeated fields make matching
 * exponentially slow, so each field may occur once.
 */
const LONGEST_DATE = 60;

/** luxon's formats cannot contain a quote, so pattern and date both use this character instead. */
const QUOTE = '’';
/** Stands for the name of a zone in a date. */
const ZONE = '§';

export type DateReader = (value: unknown) => number | undefined;
export type JavaPattern =
	| { ok: true; read: DateReader }
	| { ok: false; reason: 'unknown_letters' | 'unknown_zone'; what: string };

/**
 * Returns a reader for dates in a Java pattern, as in Cloud Elements' configurations
 * (https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html).
 *
 * An unterminated quote ends with the pattern. Cloud Elements' documents have such a pattern:
 * `yyyy-MM-dd'T'HH:mm:ss'`. The word `milliseconds` means epoch milliseconds.
 *
 * @param zone for dates without one: an IANA name or an offset such as `-8:00`. Defaults to UTC
 * @returns `read`, which returns epoch milliseconds, or undefined if the value does not fit
 */
export function readJavaPattern(pattern: string, zone = 'UTC'): JavaPattern {
	if (pattern === 'milliseconds') return { ok: true, read: readMilliseconds };
	const luxonZone = readZone(zone);
	if (luxonZone === undefined) return { ok: false, reason: 'unknown_zone', what: zone };
	let format = '';
	const literals: string[] = [];
	const fields = new Set<string>();
	for (const { text, isLiteral } of tokens(pattern)) {
		if (isLiteral) {
			format += `'${text}'`;
			for (const [word] of text.matchAll(/[A-Za-z]+/g)) literals.push(word.toLowerCase());
		} else if (!/^[A-Za-z]/.test(text)) format += text;
		else if (!KNOWN.test(text) || fields.has(text[0]))
			return { ok: false, reason: 'unknown_letters', what: text };
		else {
			fields.add(text[0]);
			format += SPELLINGS.get(text) ?? text;
		}
	}
	const read = (value: unknown) => {
		if (typeof value !== 'string' || value.length > LONGEST_DATE) return undefined;
		const text = value.replace(/'/g, QUOTE);
		const dates = fields.has('z')
			? findZones(text, literals).map(({ zone: named, before, after }) =>
					readDate(`${before}${ZONE}${after}`, format, named),
				)
			: [readDate(text, format, luxonZone)];
		return dates.find((date) => date !== undefined);
	};
	return { ok: true, read };
}

/** Reads a date by a format of luxon. Returns epoch milliseconds, or undefined if it does not fit. */
function readDate(text: string, format: string, zone: string): number | undefined {
	// Java's X reads the letter Z as UTC. luxon's fields read only digits.
	const spelledOut = text.replace(/Z$/, format.includes('ZZZ') ? '+0000' : '+00:00');
	const date = [text, spelledOut]
		.map((each) => DateTime.fromFormat(each, format, { zone, locale: 'en' }))
		.find(({ isValid }) => isValid);
	return date && eventTime(date.toMillis());
}

function readMilliseconds(value: unknown): number | undefined {
	const ms = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
	return typeof ms === 'number' && Number.isSafeInteger(ms) ? eventTime(ms) : undefined;
}

function readZone(zone: string): string | undefined {
	const offset = /^(?:GMT|UTC)?([+-])(\d{1,2}):?(\d\d)?$/.exec(zone.trim());
	const name = offset
		? `UTC${offset[1]}${offset[2]}${offset[3] ? `:${offset[3]}` : ''}`
		: zone.trim();
	const luxonName = ABBREVIATIONS.get(name) ?? name;
	return DateTime.utc().setZone(luxonName).isValid ? luxonName : undefined;
}

/** Time zones by Java's abbreviations, which no standard defines. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
	['PST', 'America/Los_Angeles'],
	['MST', 'America/Denver'],
	['CST', 'America/Chicago'],
	['EST', 'America/New_York'],
	['GMT', 'UTC'],
]);

interface Token {
	text: string;
	isLiteral: boolean;
}

/** Returns runs of one letter, quoted texts (two quotes mean one), and everything else. */
function tokens(pattern: string): Token[] {
	const found: Token[] = [];
	for (const [text] of pattern.matchAll(/''|'(?:[^']|'')*(?:'|$)|([A-Za-z])\1*|[^A-Za-z']+/g)) {
		if (!text.startsWith("'")) found.push({ text, isLiteral: false });
		else if (text !== "'") found.push({ text: unquote(text), isLiteral: true });
	}
	return found;
}

function unquote(text: string): string {
	return text === "''" ? QUOTE : text.replace(/^'|'$/g, '').replace(/''/g, QUOTE);
}
