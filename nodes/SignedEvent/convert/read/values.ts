import { isScalar } from '../../../core/json';
import { readLenientJson } from './lenientJson';

/** A value for n8n, or a description of the expected one. `note` describes a change of the value. */
type ReadValue = { ok: true; value: unknown; note?: string } | { ok: false; expected: string };
export type ReadsValue = (given: unknown) => ReadValue;

const accept = (value: unknown, note?: string): ReadValue => ({ ok: true, value, note });
const expect = (expected: string): ReadValue => ({ ok: false, expected });

/** Whether a text holds a placeholder such as `<WEB_STORE_URL>`. `<http://shop.example>` is not one. */
function holdsBrackets(text: string): boolean {
	const parts = text.split('<').slice(1);
	return parts.some((part) => part.includes('>') && !/^https?:/i.test(part));
}
const BRACKETED = /^<(?!https?:)[^<>]*>$/i;
/** The form of secrets in documents and in Cloud Elements' responses. */
const MASKED = /^[x*•]{4,}$/i;

/**
 * Whether a value is a placeholder.
 *
 * @param isSecret whether the value is a secret, which may contain brackets. Only a whole secret is a placeholder.
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

/** Returns a text, number or boolean as trimmed text. An object, whose `toString` is remote, gives the empty text. */
export function textOf(value: unknown): string {
	return isScalar(value) ? String(value).trim() : '';
}

/** Reads a text, a number or a boolean as text. */
export const text: ReadsValue = (given) => {
	return isScalar(given) ? accept(textOf(given)) : expect('a text');
};

/** Reads a secret without trimming, because blanks are part of it. */
export const secret: ReadsValue = (given) => {
	if (typeof given !== 'string' && typeof given !== 'number') return expect('a text');
	return accept(String(given));
};

/** Reads an address with or without angle brackets. */
export const address: ReadsValue = (given) => {
	const read = text(given);
	if (!read.ok) return read;
	const url = String(read.value);
	return accept(url.startsWith('<') && url.endsWith('>') ? url.slice(1, -1).trim() : url);
};

/** Reads the URL that events are posted to. */
export const callback: ReadsValue = (given) => {
	const read = address(given);
	if (!read.ok) return read;
	const url = String(read.value);
	if (!/^https?:\/\//i.test(url) || !URL.canParse(url) || holdsTemplate(url))
		return expect('a web address');
	return /(^|\.)cloud-elements\.(com|io|co\.uk)$/.test(new URL(url).hostname)
		? expect('an address that does not belong to Cloud Elements')
		: accept(url);
};

/** Reads `a, b` or `["a", "b"]` as a list. */
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

/** Reads a list as comma-separated text for a panel. Its parts cannot contain commas. */
export const joined: ReadsValue = (given) => {
	const read = list(given);
	if (!read.ok) return read;
	const texts = read.value as string[];
	return texts.some((one) => one.includes(','))
		? expect('texts without commas, which separate them here')
		: accept(texts.join(', '));
};

/** Reads the minutes between polls as n8n's Poll Times. If they do not allow that interval, a shorter one is used. */
export const pollTimes: ReadsValue = (given) => {
	const minutes = typeof given === 'string' ? Number(given.trim() || NaN) : given;
	if (typeof minutes !== 'number' || !(minutes >= 1))
		return expect('a number of minutes, at least 1');
	const { item, description, isExact } = timesOf(minutes);
	const note = `n8n counts its intervals from each hour or day, so ${minutes} minutes became ${description}.`;
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

/** Reads the object `event.poller.configuration`, or its JSON, as text for the panel. */
export const pollerConfiguration: ReadsValue = (given) => {
	const json = typeof given === 'string' ? readLenientJson(given) : accept(given);
	if (!json.ok) return expect('a JSON object');
	return typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)
		? expect('a JSON object')
		: accept(JSON.stringify(json.value, null, 2));
};

/** Reads a number of Cloud Elements' accounts and instances. */
export const wholeNumber: ReadsValue = (given) => {
	const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
	return Number.isSafeInteger(number) ? accept(number) : expect('a whole number');
};

/** Accepts the only type of notification that Cloud Elements documents. */
export const webhookOnly: ReadsValue = (given) =>
	textOf(given).toLowerCase() === 'webhook' ? accept(given) : expect('webhook');

/** Accepts any value of a parameter that no field holds. */
export const anything: ReadsValue = (given) => accept(given);
