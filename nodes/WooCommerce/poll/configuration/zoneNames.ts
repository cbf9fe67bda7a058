import { Info } from 'luxon';

import { BoundedMap } from '../../../core/cache/boundedMap';

/** Words of a date beside the name of a zone, in small letters. */
const WORDS: readonly string[] = (['long', 'short'] as const)
	.flatMap((length) => [
		...Info.months(length, { locale: 'en' }),
		...Info.weekdays(length, { locale: 'en' }),
		...Info.eras(length, { locale: 'en' }),
	])
	.concat(Info.meridiems({ locale: 'en' }))
	.map((word) => word.toLowerCase());

/** The marks that a name of a zone can contain, and that also separate the words of a date. */
const SEPARATORS = [/[,.]/, /[,.-]/, /[,./-]/];

/** A shop uses few zones. */
const MOST_NAMES = 1_000;
const LONGEST_NAME = 60;
const names = new BoundedMap<string, string>(MOST_NAMES);
const NO_ZONE = '';

/** A name of a zone in a date. */
export interface FoundZone {
	/** As ICU spells it. */
	zone: string;
	/** The date before and after the name. */
	before: string;
	after: string;
}

/**
 * Finds what can be the name of a zone in a date, the longest first. luxon must not read it: luxon keeps some 28 KB for each
 * spelling that it is given as a zone, also of no zone, and never frees them.
 *
 * @param literals words of the format itself, in small letters. They can stand directly before the name
 */
export function findZones(date: string, literals: readonly string[]): FoundZone[] {
	const found = [...date.matchAll(/[A-Za-z_+,./-]+/g)].flatMap(({ 0: run, index }) =>
		[...namesIn(run, literals)].flatMap((name) => {
			const zone = zoneNamed(name.toLowerCase());
			if (zone === undefined) return [];
			const at = index + run.lastIndexOf(name);
			return [{ name, zone, before: date.slice(0, at), after: date.slice(at + name.length) }];
		}),
	);
	return found
		.sort((one, other) => other.name.length - one.name.length)
		.map(({ zone, before, after }) => ({ zone, before, after }));
}

/** Returns the parts of a run of letters and marks that can be the name of a zone. */
function namesIn(run: string, literals: readonly string[]): Set<string> {
	const pieces = [run, ...SEPARATORS.flatMap((separator) => run.split(separator))].map(trimmed);
	const before = [...WORDS, ...literals];
	const rests = pieces.flatMap((piece) => {
		const small = piece.toLowerCase();
		const isBefore = (word: string) => small.startsWith(word);
		return before.filter(isBefore).map((word) => trimmed(piece.slice(word.length)));
	});
	return new Set([...pieces, ...rests].filter((name) => name !== ''));
}

/** Returns a text from its first letter to its last one. */
function trimmed(text: string): string {
	const isLetter = (at: number) => /[A-Za-z]/.test(text.charAt(at));
	let [from, to] = [0, text.length];
	while (from < to && !isLetter(from)) from++;
	while (to > from && !isLetter(to - 1)) to--;
	return text.slice(from, to);
}

/** Returns the name of a zone as ICU spells it, or undefined if it does not exist. */
function zoneNamed(small: string): string | undefined {
	const known = names.get(small) ?? lookUp(small);
	names.set(small, known);
	return known === NO_ZONE ? undefined : known;
}

function lookUp(small: string): string {
	if (small.length > LONGEST_NAME) return NO_ZONE;
	try {
		return new Intl.DateTimeFormat('en', { timeZone: small }).resolvedOptions().timeZone;
	} catch {
		return NO_ZONE;
	}
}
