import { isObject, parseJson } from '../core/json';
import { ok, err, PROBLEM, type Result } from '../core/result';
import type { HttpAnswer, HttpRequest, Send } from '../host/http';
import { readAnswerJson } from './apiErrors';
import { isMissingObject } from './errorCodes';
import type { Store } from './storeUrl';

export type Row = Record<string, unknown>;
export type IdRow = Row & { id: number };

/** One page of a list, and what came with it. */
export interface Listing {
	rows: Row[];
	/** `X-WP-Total`: how many rows the whole list has. */
	total: number;
	/** The shop's clock when it answered, epoch milliseconds in whole seconds. */
	serverNow: number;
}

/** A page of a list that is ordered by numeric ids. */
export type IdListing = Omit<Listing, 'rows'> & { rows: IdRow[] };

/** A shop and the way to it. */
export interface Shop {
	store: Store;
	send: Send;
	/** Used only where an answer carries no `Date`; epoch milliseconds. */
	now(): number;
	/** Resolves once the process has had the chance to do other work, I/O included. */
	pause(): Promise<void>;
}

/**
 * One page of a list (https://woocommerce.github.io/woocommerce-rest-api-docs/#pagination).
 *
 * @param path under `/wp-json/`
 */
export async function list(
	shop: Shop,
	path: string,
	query: Readonly<Record<string, string>>,
): Promise<Result<Listing>> {
	const answer = await get(shop, path, query);
	if (!answer.ok) return answer;
	const json = readAnswerJson(answer.value, shop.store.account);
	if (!json.ok) return json;
	if (!isRows(json.value))
		return err(
			PROBLEM.unexpected,
			`${shop.store.account} answered ${path} with something that is no list of objects. Check the store URL and the plugins that change its REST API.`,
		);
	return ok({
		rows: json.value,
		total: Number(answer.value.headers['x-wp-total'] ?? json.value.length),
		serverNow: serverTime(answer.value, shop),
	});
}

/** One object as it is now, trashed ones included; `undefined` where there is none. */
export async function read(shop: Shop, path: string, id: string): Promise<Result<Row | undefined>> {
	const answer = await get(shop, `${path}/${encodeURIComponent(id)}`, {});
	if (!answer.ok) return answer;
	if (answer.value.status === 404 && isWordPressError(answer.value)) return ok(undefined);
	const json = readAnswerJson(answer.value, shop.store.account);
	if (!json.ok) return json;
	if (isObject(json.value)) return ok(json.value);
	return err(
		PROBLEM.unexpected,
		`${shop.store.account} answered ${path}/${id} with something that is not an object. Check the plugins that change its REST API.`,
	);
}

async function get(shop: Shop, path: string, query: Readonly<Record<string, string>>) {
	return await send(shop, 'GET', path, { query });
}

/**
 * Any request; the answer as it came, whatever its status.
 *
 * @param path under `/wp-json/`
 */
export async function send(
	shop: Shop,
	method: HttpRequest['method'],
	path: string,
	{ query, json }: { query?: Readonly<Record<string, string>>; json?: object },
): Promise<Result<HttpAnswer>> {
	const request = { method, url: `${shop.store.url}/wp-json/${path}`, query: { ...query } };
	if (json === undefined) return await shop.send(request);
	const body = Buffer.from(JSON.stringify(json));
	return await shop.send({ ...request, body, headers: { 'Content-Type': 'application/json' } });
}

/**
 * One page of a list in the order of its ids. A plugin or a cache may ignore `orderby` or `per_page`
 * without an error, and its rows are then not the ones that were asked for: the page is an error.
 *
 * @param query has `per_page`
 */
export async function listById(
	shop: Shop,
	path: string,
	query: Readonly<Record<string, string>>,
): Promise<Result<IdListing>> {
	const read = await list(shop, path, { orderby: 'id', order: 'asc', ...query });
	if (!read.ok) return read;
	const { rows } = read.value;
	const { account } = shop.store;
	if (rows.length > Number(query.per_page))
		return err(
			PROBLEM.unordered,
			`The list ${path} of ${account} returned ${rows.length} objects instead of at most ${query.per_page}. Check the caches and plugins that change its REST API.`,
		);
	const ids = rows.map(({ id }) => id);
	const areIds = ids.every((id) => Number.isSafeInteger(id) && (id as number) >= 0);
	const isAfter = (id: unknown, index: number) =>
		index === 0 || (ids[index - 1] as number) < (id as number);
	if (areIds && ids.every(isAfter)) return ok({ ...read.value, rows: rows as IdRow[] });
	return err(PROBLEM.unordered, `${account} does not order ${path} by id.`);
}

function isRows(value: unknown): value is Row[] {
	return Array.isArray(value) && value.every(isObject);
}

/** A 404 of WordPress names its code; one of a web server, a firewall or a missing route proves nothing. */
function isWordPressError(answer: HttpAnswer): boolean {
	const error = parseJson(answer.body.toString('utf8'));
	return error.ok && isObject(error.value) && isMissingObject(error.value.code);
}

function serverTime(answer: HttpAnswer, shop: Shop): number {
	const told = Date.parse(answer.headers.date ?? '');
	return Number.isNaN(told) ? Math.floor(shop.now() / 1000) * 1000 : told;
}
