import { readLenientJson } from './lenientJson';

/** A value as n8n takes it, or in words what was expected. `note` says what had to be changed. */
export type ReadValue =
	| { ok: true; value: unknown; note?: string }
	| { ok: false; expected: string };
export type ReadsValue = (given: unknown) => ReadValue;

const accept = (value: unknown, note?: string): ReadValue =>
	note === undefined ? { ok: true, value } : { ok: true, value, note };
const expect = (expected: string): ReadValue => ({ ok: false, expected });

/** `<WEB_STORE_URL>`, but not `<http://shop.example>`, which only stands in brackets. */
function holdsBrackets(text: string): boolean {
	const parts = text.split('<').slice(1);
	return parts.some((part) => part.includes('>') && !/^https?:/i.test(part));
}
const BRACKETED = /^<(?!https?:)[^<>]*>$/i;
/** As documents and Cloud Elements' own answers show secrets. */
const MASKED = /^[x*•]{4,}$/i;

/**
 * Whether a value only stands for another.
 *
 * @param isSecret a secret may hold anything: it is a placeholder as a whole or not at all
 */
export function isPlaceholder(value: unknown, isSecret = false): boolean {
	if (typeof value !== 'string') return false;
	const text = value.trim();
	if (MASKED.test(text)) return true;
	return isSecret
		? BRACKETED.test(text) || (text.startsWith('{{') && text.endsWith('}}'))
		: holdsBrackets(text) || holdsTemplate(text);
}

/** Whether `{{` and a later `}}` are in a text. */
function holdsTemplate(text: string): boolean {
	const begin = text.indexOf('{{');
	return begin !== -1 && text.indexOf('}}', begin + 2) !== -1;
}

/** The text of what is one, or a number or boolean; `String` would call what an object says of itself. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? String(value).trim()
		: '';
}

/** A text; numbers and booleans become one. */
export const text: ReadsValue = (given) => {
	if (!['string', 'number', 'boolean'].includes(typeof given)) return expect('a text');
	return accept(textOf(given));
};

/** Taken as it is, blanks included: they are a part of a key. */
export const secret: ReadsValue = (given) => {
	if (typeof given !== 'string' && typeof given !== 'number') return expect('a text');
	return accept(String(given));
};

/** An address, with or without angle brackets around it. */
export const address: ReadsValue = (given) => {
	const read = text(given);
	if (!read.ok) return read;
	const url = String(read.value);
	return accept(url.startsWith('<') && url.endsWith('>') ? url.slice(1, -1).trim() : url);
};

/** The URL that events are posted to. */
export const callback: ReadsValue = (given) => {
	const read = address(given);
	if (!read.ok) return read;
	const url = String(read.value);
	if (!/^https?:\/\//i.test(url) || !URL.canParse(url) || holdsTemplate(url))
		return expect('a web address');
	return /(^|\.)cloud-elements\.(com|io|co\.uk)$/.test(new URL(url).hostname)
		? expect('an address of your own; this one is of Cloud Elements')
		: accept(url);
};

/** `a, b` or `["a", "b"]`, as a list. */
export const list: ReadsValue = (given) => {
	const parts: unknown[] = typeof given === 'string' ? given.split(',') : [given].flat();
	const texts: string[] = [];
	for (const part of parts) {
		const read = text(part);
		if (!read.ok) return read;
		if (read.value !== '') texts.push(String(read.value));
	}
	return accept(texts);
};

/** The same, as the text that a panel shows; so a part may hold no comma of its own. */
export const joined: ReadsValue = (given) => {
	const read = list(given);
	if (!read.ok) return read;
	const texts = read.value as string[];
	return texts.some((one) => one.includes(','))
		? expect('texts without commas, which separate them here')
		: accept(texts.join(', '));
};

/** Minutes between two polls, as n8n's Poll Times; at least as often where these have no such step. */
export const pollTimes: ReadsValue = (given) => {
	const minutes = typeof given === 'string' ? Number(given.trim() || NaN) : given;
	if (typeof minutes !== 'number' || !(minutes >= 1)) return expect('a number of minutes from 1');
	const { item, description, isExact } = timesOf(minutes);
	const note = `n8n counts its steps anew from each hour or day: ${minutes} minutes became ${description}.`;
	return accept({ item: [item] }, isExact ? undefined : note);
};

function timesOf(minutes: number) {
	if (minutes >= 24 * 60)
		return {
			item: { mode: 'everyDay', hour: 0, minute: 0 },
			description: 'once a day',
			isExact: minutes === 24 * 60,
		};
	const [unit, size, inAll] =
		minutes < 60 ? (['minutes', 1, 60] as const) : (['hours', 60, 24] as const);
	const value = Math.floor(minutes / size);
	return {
		item: { mode: 'everyX', value, unit },
		description: `every ${value} ${unit}`,
		isExact: value * size === minutes && inAll % value === 0,
	};
}

/** `event.poller.configuration`: an object, or its JSON as text; n8n's panel takes text. */
export const pollerConfiguration: ReadsValue = (given) => {
	const json = typeof given === 'string' ? readLenientJson(given) : accept(given);
	if (!json.ok) return expect('a JSON object');
	return typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)
		? expect('a JSON object')
		: accept(JSON.stringify(json.value, null, 2));
};

/** One of Cloud Elements' own numbers. */
export const wholeNumber: ReadsValue = (given) => {
	const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
	return Number.isSafeInteger(number) ? accept(number) : expect('a whole number');
};

/** The type of notification: Cloud Elements documents one. */
export const webhookOnly: ReadsValue = (given) =>
	textOf(given).toLowerCase() === 'webhook' ? accept(given) : expect('webhook');

/** Whatever it is: it goes nowhere. */
export const anything: ReadsValue = (given) => accept(given);
