import { Info } from 'luxon';

import { BoundedMap } from '../../../core/cache/boundedMap';

/** Words that luxon reads in a date beside the name of a zone, in small letters. */
const WORDS: ReadonlySet<string> = new Set(
	(['long', 'short'] as const)
		.flatMap((length) => [
			...Info.months(length, { locale: 'en' }),
			...Info.weekdays(length, { locale: 'en' }),
			...Info.eras(length, { locale: 'en' }),
		])
		.concat(Info.meridiems({ locale: 'en' }))
		.map((word) => word.toLowerCase()),
);

/** Some 100 KB. A shop uses few zones. */
const MOST_NAMES = 1_000;
const LONGEST_NAME = 60;
const names = new BoundedMap<string, string>(MOST_NAMES);
const NO_ZONE = '';

/**
 * Returns a date with each name of a zone in the spelling of the tz database, and all other words in small letters.
 * Returns undefined if the date has an unknown word. luxon keeps some 28 KB for each spelling that it is given as a zone,
 * also of no zone, and never frees them.
 *
 * @param literals words of the format itself, in small letters
 */
export function withKnownZones(date: string, literals: ReadonlySet<string>): string | undefined {
	let isKnown = true;
	const spelled = date.replace(/[A-Za-z_+,./-]+/g, (run) => {
		const word = trimmed(run);
		// `readJavaPattern` replaces the letter Z, which is UTC.
		if (word === '' || word === 'Z') return run;
		const small = word.toLowerCase();
		if (WORDS.has(small) || literals.has(small)) return run.toLowerCase();
		const zone = zoneNamed(small);
		if (zone === undefined) isKnown = false;
		return run.replace(word, () => zone ?? word);
	});
	return isKnown ? spelled : undefined;
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
