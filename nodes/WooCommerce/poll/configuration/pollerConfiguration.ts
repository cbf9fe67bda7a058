import { z } from 'zod';

import { readJavaPattern } from './javaDates';
import { isObject, parseJson } from '../../../core/json';
import { ok, type Result, misconfigured } from '../../../core/result';
import { shownText } from '../../../core/text/shownText';
import { withoutTrailing } from '../../../core/text/trailing';
import { redactSecrets } from '../../../host/vendorErrors';
import { readPath } from '../../../core/jsonPath';
import { readIdText, resourceAt, withDates, type DateField, type Resource } from '../../resources';
import {
	DEFAULT_DELAY_MS,
	defaultPolledResource,
	type ConfigAssertion,
	type PolledResource,
} from '../../polledResource';

/** Cloud Elements sometimes wrote numbers and booleans as text. */
const flag = z.preprocess(
	(value) => (value === 'true' ? true : value === 'false' ? false : value),
	z.boolean({ message: 'true or false' }),
);
/** Maximum of the numbers. 1,000,000 seconds are more than 11 days. */
const MOST = 1_000_000;
/** The same for all rules, because zod 4 rejects `Infinity` as a type, and zod 3 by its size. */
const COUNT_EXPECTED = `a number from 0 to ${MOST.toLocaleString('en')}`;
const count = z.preprocess(
	(value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
	z.number({ message: COUNT_EXPECTED }).min(0, COUNT_EXPECTED).max(MOST, COUNT_EXPECTED),
);
const text = z.string({ message: 'a text' }).min(1, 'a text that is not empty');

const dates = z.object(
	{
		updatedDateField: text.optional(),
		updatedDateFormat: text.optional(),
		updatedDateTimezone: text.optional(),
		createdDateField: text.optional(),
		createdDateFormat: text.optional(),
		createdDateTimezone: text.optional(),
		createdCheckTolerance: count.optional(),
	},
	{ message: 'an object such as { "updatedDateField": "date_modified" }' },
);
const entry = z.object(
	{
		url: text,
		idField: text.default('id'),
		datesConfiguration: dates.default({}),
		filterByUpdatedDate: flag.default(true),
		// Accepted as in Cloud Elements, without effect: no window extends past the time of the poll.
		filterByCurrentDate: flag.optional(),
		createdCheckTolerance: count.optional(),
		pageSize: count.optional(),
		pollDelay: count.default(0),
	},
	{ message: 'an object such as { "url": "/hubs/ecommerce/orders", "idField": "id" }' },
);
type Entry = z.infer<typeof entry>;

/** Keys that later pollers of this format have (docs/facts/cloud-elements.md 3.2). They are accepted, without effect. */
const IGNORED_KEYS: readonly string[] = [
	...['batchSize', 'postHooks', 'postHookPipelines', 'useLastPollDate'],
	...['useHydrationBeforePostHooks', 'objectName', 'parameters'],
];

/**
 * Reads Cloud Elements' `event.poller.configuration`.
 *
 * @param given its JSON, as text or object; empty if nothing is configured. The shell's `'\''` from the
 *   documents' cURL examples is read as a quote
 * @returns the resources to poll. A problem names the key, the value and what was expected
 */
export function readPollerConfiguration(given: unknown): Result<PolledResource[]> {
	const json = parse(given);
	if (json === undefined) return ok([]);
	if (typeof json !== 'object' || json === null || Array.isArray(json))
		return wrong(
			'',
			given,
			'JSON such as { "orders": { "url": "/hubs/ecommerce/orders", "idField": "id" } }',
		);
	const resources: PolledResource[] = [];
	for (const [name, value] of Object.entries(json)) {
		// n8n's static data does not keep such a key, so its state would be lost between two polls.
		if (name === '__proto__') return wrong('', name, 'another name for a resource');
		const one = readEntry(name, value);
		if (!one.ok) return one;
		resources.push(one.value);
	}
	return ok(resources);
}

function parse(given: unknown): unknown {
	if (typeof given !== 'string') return given ?? undefined;
	if (given.trim() === '') return undefined;
	const parsed = parseJson(given.replaceAll("'\\''", "'"));
	return parsed.ok ? parsed.value : given;
}

function readEntry(name: string, value: unknown): Result<PolledResource> {
	// An unknown key comes first: without it, a mistyped key would be reported as missing.
	const unknown = unknownKey(name, value);
	if (unknown !== undefined) return unknown;
	const parsed = entry.safeParse(value);
	if (!parsed.success) {
		const [{ path, message }] = parsed.error.issues;
		return wrong([name, ...path].join('.'), valueAt(value, path), message);
	}
	const configured = parsed.data;
	const path = readUrl(configured.url);
	if (path === undefined)
		return wrong(
			`${name}.url`,
			configured.url,
			'a path such as /hubs/ecommerce/orders or /wp-json/wc/v3/orders',
		);
	const readField = readPath(configured.idField);
	if (readField === undefined)
		return wrong(
			`${name}.idField`,
			configured.idField,
			'a field, or fields joined by dots, such as customer.id',
		);
	const created = readDate(name, configured, 'created');
	if (!created.ok) return created;
	const updated = readDate(name, configured, 'updated');
	if (!updated.ok) return updated;
	const resource = withDates(resourceAt(path), created.value, updated.value);
	const readId = (row: Record<string, unknown>) => readIdText(readField(row));
	return ok(polledAs(name, { ...resource, readId }, configured));
}

/** Returns the problem with the first unknown key of a resource, or undefined. It is most likely mistyped. */
function unknownKey(name: string, value: unknown) {
	if (!isObject(value)) return undefined;
	const own = unknownIn(name, value, Object.keys(entry.shape));
	if (own !== undefined || !isObject(value.datesConfiguration)) return own;
	return unknownIn(
		`${name}.datesConfiguration`,
		value.datesConfiguration,
		Object.keys(dates.shape),
	);
}

function unknownIn(place: string, value: object, known: readonly string[]) {
	const key = Object.keys(value).find((one) => !known.includes(one) && !IGNORED_KEYS.includes(one));
	if (key === undefined) return undefined;
	const nextStep = Object.hasOwn(dates.shape, key)
		? 'Move it into datesConfiguration'
		: `Use one of ${known.join(', ')}, or remove it`;
	return misconfigured(
		`The JSON of the resources cannot be used: ${shownText(`${place}.${key}`, 200)} is not a known key. ${nextStep}.`,
	);
}

function polledAs(name: string, resource: Resource, configured: Entry): PolledResource {
	const { datesConfiguration, pageSize = 100, pollDelay, filterByUpdatedDate } = configured;
	const tolerance =
		configured.createdCheckTolerance ?? datesConfiguration.createdCheckTolerance ?? 0;
	return {
		...defaultPolledResource(name, resource),
		pageSize: Math.min(Math.max(pageSize, 2), 100),
		onlyCreated: !filterByUpdatedDate,
		createdCheckToleranceMs: tolerance * 1000,
		pollDelayMs: pollDelay > 0 ? pollDelay * 1000 : DEFAULT_DELAY_MS,
		assertions: assertionsOf(configured, resource),
	};
}

/** Resources that have one name in Cloud Elements and another in WooCommerce. */
const HUB_NAMES: ReadonlyMap<string, string> = new Map([
	['contacts', 'customers'],
	['discounts', 'coupons'],
	['categories', 'products/categories'],
	['tags', 'products/tags'],
	['reviews', 'products/reviews'],
]);

/** Returns the path under `/wp-json/` for a hub's URL or a path of the shop's own API. */
function readUrl(url: string): string | undefined {
	const path = withoutTrailing(url.trim().replace(/^\/+/, ''), '/');
	if (!/^[\w-]+(?:\/[\w-]+)*$/.test(path)) return undefined;
	const own = path.replace(/^wp-json\//, '');
	const hub = /^(?:hubs\/ecommerce\/)?(.+)$/.exec(own)?.[1] ?? own;
	return /^[\w-]+\/v\d+\//.test(hub) ? hub : `wc/v3/${HUB_NAMES.get(hub) ?? hub}`;
}

function readDate(
	name: string,
	{ datesConfiguration }: Entry,
	which: 'created' | 'updated',
): Result<DateField | undefined> {
	const key = (part: string) => `${name}.datesConfiguration.${which}Date${part}`;
	const path = datesConfiguration[`${which}DateField`];
	const format = datesConfiguration[`${which}DateFormat`] ?? "yyyy-MM-dd'T'HH:mm:ss";
	const zone = datesConfiguration[`${which}DateTimezone`];
	if (path === undefined) return ok(undefined);
	if (readPath(path) === undefined)
		return wrong(key('Field'), path, 'a field such as date_modified');
	const pattern = readJavaPattern(format, zone);
	if (pattern.ok) {
		const hasZone = zone !== undefined || /[zZX]|'Z'|^milliseconds$/.test(format);
		return ok({ path, read: pattern.read, hasZone });
	}
	const { reason, what } = pattern;
	return reason === 'unknown_zone'
		? wrong(key('Timezone'), what, 'a time zone such as America/Denver or -8:00')
		: wrong(
				key('Format'),
				format,
				`a Java date pattern without ${what}, which has no meaning there`,
			);
}

/** Returns what the configuration asserts about the objects of the shop. */
function assertionsOf(
	{ idField, datesConfiguration }: Entry,
	resource: Resource,
): ConfigAssertion[] {
	const id: ConfigAssertion = {
		key: 'idField',
		value: idField,
		expectedInstead: (row) =>
			resource.readId(row) !== undefined
				? undefined
				: `the path of a text or a number${examplesOf(row)}`,
	};
	const dates = (['created', 'updated'] as const).flatMap((which): ConfigAssertion[] => {
		const field = datesConfiguration[`${which}DateField`];
		const format = datesConfiguration[`${which}DateFormat`];
		if (field === undefined) return [];
		const read = readPath(field);
		const readMoment = which === 'created' ? resource.readCreated : resource.readModified;
		return [
			{
				key: `datesConfiguration.${which}DateField`,
				value: field,
				expectedInstead: (row) =>
					read?.(row) === undefined ? 'a field that the objects have' : undefined,
			},
			{
				key: `datesConfiguration.${which}DateFormat`,
				value: format ?? '',
				expectedInstead: (row) => expectedDate(read?.(row), readMoment(row), format),
			},
		];
	});
	return [id, ...dates];
}

/** A name of a field. Other texts could tell the reader of an error what to do. */
const FIELD_NAME = /^[\w-]{1,40}$/;

/** Returns the first fields of an object, as the end of a sentence. */
function examplesOf(row: Record<string, unknown>): string {
	const names = Object.keys(row).filter((name) => FIELD_NAME.test(name));
	return names.length === 0 ? '' : `, such as one of ${names.slice(0, 8).join(', ')} …`;
}

/** An object without a date, such as a customer who never logged in, cannot contradict the pattern. */
function expectedDate(value: unknown, read: number | undefined, format = ''): string | undefined {
	if (value === null || value === '') return undefined;
	const pattern = readJavaPattern(format === '' ? "yyyy-MM-dd'T'HH:mm:ss" : format);
	const fits = pattern.ok && pattern.read(value) !== undefined && read !== undefined;
	return fits
		? undefined
		: `a pattern that fits ${redactSecrets(shownText(JSON.stringify(value) ?? 'nothing', 100))}`;
}

function valueAt(value: unknown, path: ReadonlyArray<string | number>): unknown {
	return path.reduce<unknown>(
		(inner, step) => (inner as Record<string, unknown> | undefined)?.[step],
		value,
	);
}

function wrong(key: string, value: unknown, expected: string) {
	// JSON has no text for the number Infinity, which 1e999 becomes.
	const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
	const shown = text?.slice(0, 100) ?? 'missing';
	const place = key === '' ? 'it' : key;
	return misconfigured(
		`The JSON of the resources cannot be used: ${place} is ${shown}. Enter ${expected}.`,
	);
}
