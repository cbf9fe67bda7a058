import { isObject } from '../../core/json';
import { ok, err, PROBLEM, type Problem, type Result, unexpected } from '../../core/result';
import { serverTime, type HttpAnswer, type HttpRequest, type Send } from '../../host/http';
import { redactSecrets } from '../../host/vendorErrors';
import { readAnswerJson } from './apiErrors';
import { parseBody } from './bodyJson';
import { isMissingObject } from './missingObject';
import { resourceAt } from '../resources';
import { restRequest, type Store } from './storeUrl';

export type Row = Record<string, unknown>;
export type IdRow = Row & { id: number };

/** A row that is malformed, or that the shop cannot return. */
export interface Hole {
	/** Its index on the page, from 0. */
	index: number;
	id?: number;
	/** Why it is left out of the rows, as a sentence. */
	cause: string;
}

/**
 * Maximum number of malformed rows that are recorded. A page has at most 100 rows, unless a plugin ignores `per_page`.
 */
const MOST_HOLES = 100;

/** One page of a list, with the data of its headers. */
export interface Listing<ListedRow extends Row = Row> {
	rows: ListedRow[];
	/** Number of rows of the page, including those that are left out. Defaults to the number of `rows`. */
	length?: number;
	/** The rows that are left out. Defaults to none. */
	holes?: Hole[];
	/** `X-WP-Total`: the number of rows in the whole list. Without that header, the number of rows of the page. */
	total: number;
	/** Whether the response had no number in `X-WP-Total`. */
	isUncounted?: boolean;
	/** The shop's clock when it responded, epoch milliseconds in whole seconds. */
	serverNow: number;
	/** Bytes of the response's body. */
	bytes: number;
	/** Set if more rows of the page may follow: the problem that ended it. */
	cutBy?: Problem;
}

/** A page of a list that is ordered by numeric ids. */
export type IdListing = Listing<IdRow>;

/** A shop, and how requests reach it. */
export interface Shop {
	store: Store;
	send: Send;
	/**
	 * n8n's clock, epoch milliseconds. The node checks the shop's `Date` against it, and uses it if `Date` is missing.
	 */
	now(): number;
	/** Epoch milliseconds of a monotonic clock: no one sets it while the process runs. */
	steadyNow(): number;
	/** When the monotonic clock began. Only times with the same origin can be compared. */
	steadyOrigin: number;
	/** Resolves after `ms` milliseconds (0 by default), once the process could also do other work, including I/O. */
	pause(ms?: number): Promise<void>;
}

/**
 * Reads one page of a list (https://woocommerce.github.io/woocommerce-rest-api-docs/#pagination).
 *
 * @param path under `/wp-json/`
 */
export async function list(
	shop: Shop,
	path: string,
	query: Readonly<Record<string, string>>,
): Promise<Result<Listing>> {
	const answer = await send(shop, 'GET', path, { query });
	if (!answer.ok) return answer;
	const { plugin, isMeasured } = resourceAt(path);
	if ((plugin !== undefined || !isMeasured) && isMissingRoute(answer.value))
		return plugin === undefined ? withoutPath(shop, path) : withoutPlugin(shop, path, plugin);
	const serverNow = serverTime(answer.value, shop.now);
	const bytes = answer.value.body.length;
	if (isPastTheEnd(answer.value, query))
		return ok({ isUncounted: true, rows: [], total: 0, serverNow, bytes });
	const json = readAnswerJson(answer.value, shop.store.account);
	if (!json.ok) return json;
	const rows = Array.isArray(json.value) ? json.value.filter(isObject) : [];
	// A malformed row, for example of a plugin, must not hide the other rows.
	if (!Array.isArray(json.value) || (rows.length === 0 && json.value.length > 0))
		return err(
			Array.isArray(json.value) ? PROBLEM.unusable : PROBLEM.unexpected,
			`Reading ${path} failed: ${shop.store.account} did not return a list of objects. Check the store URL and the plugins that change its REST API.`,
		);
	const holes = json.value
		.flatMap((row: unknown, index) => (isObject(row) ? [] : [{ index, row }]))
		.slice(0, MOST_HOLES)
		.map(({ index, row }): Hole => ({ index, cause: notAnObject(row) }));
	const counted = readTotal(answer.value.headers['x-wp-total']);
	return ok({
		...(holes.length === 0 ? {} : { holes, length: json.value.length }),
		...(counted === undefined ? { isUncounted: true } : {}),
		rows,
		total: counted ?? json.value.length,
		serverNow,
		bytes,
	});
}

/**
 * Returns whether a page is after the last one. WooCommerce responds with an empty list, but WordPress's own lists, which
 * plugins extend, with an error (https://developer.wordpress.org/reference/classes/wp_rest_posts_controller/get_items/).
 */
function isPastTheEnd(
	answer: HttpAnswer,
	{ page, offset }: Readonly<Record<string, string>>,
): boolean {
	if (answer.status !== 400 || !(Number(page) > 1 || Number(offset) > 0)) return false;
	const error = parseBody(answer.body);
	const code = error.ok && isObject(error.value) ? error.value.code : undefined;
	return typeof code === 'string' && PAST_THE_END.test(code);
}

/** The codes of lists of posts, comments, terms and users. */
const PAST_THE_END = /^rest_(?:[a-z]{1,20}_)?invalid_page_number$/;

/** Returns whether WordPress has no such route (https://developer.wordpress.org/reference/classes/wp_rest_server/match_request_to_handler/). */
function isMissingRoute({ status, body }: HttpAnswer): boolean {
	const error = status === 404 ? parseBody(body) : undefined;
	return error?.ok === true && isObject(error.value) && error.value.code === 'rest_no_route';
}

/** Returns the problem of a resource whose plugin the shop lacks. The other resources of the node are still polled. */
function withoutPlugin({ store }: Shop, path: string, plugin: string): Result<never> {
	const { problem } = err(
		PROBLEM.notFound,
		`Reading ${path} failed: ${store.account} is a shop without the plugin ${plugin}. Activate the plugin ${plugin}, or remove this resource from the node.`,
	);
	return { ok: false, problem: { ...problem, isOptional: true } };
}

/** Returns the problem of a path that a person has entered, and that the shop does not have. */
function withoutPath({ store }: Shop, path: string): Result<never> {
	return err(
		PROBLEM.notFound,
		`Reading ${path} failed: the REST API of ${store.account} has no such path (HTTP 404: rest_no_route). Correct the url of this resource in More Resources (JSON), which is Poller Configuration in version 1 of the node. Or activate the plugin that adds the path.`,
	);
}

/** Returns the number in the header, or undefined. If a proxy repeats the header, Node joins both values: `51, 51`. */
function readTotal(header = ''): number | undefined {
	const [text] = header.split(',', 1);
	const total = Number(text);
	return text.trim() !== '' && Number.isSafeInteger(total) && total >= 0 ? total : undefined;
}

/** Reads one object by its id, from the trash too; returns `undefined` if it does not exist. */
export async function read(shop: Shop, path: string, id: string): Promise<Result<Row | undefined>> {
	const answer = await send(shop, 'GET', `${path}/${encodeURIComponent(id)}`, {});
	if (!answer.ok) return answer;
	// Webhooks: 404 since WooCommerce 9.2, 400 before (https://github.com/woocommerce/woocommerce/pull/48729).
	const isMissing = [400, 404].includes(answer.value.status) && isWordPressError(answer.value);
	if (isMissing) return ok(undefined);
	const json = readAnswerJson(answer.value, shop.store.account);
	if (!json.ok) return json;
	if (isObject(json.value)) return ok(json.value);
	return unexpected(
		`Reading ${path}/${id} failed: ${shop.store.account} did not return an object. Check the plugins that change its REST API.`,
	);
}

/**
 * Sends any request and returns the response, with any status.
 *
 * @param path under `/wp-json/`
 */
export async function send(
	shop: Shop,
	method: HttpRequest['method'],
	path: string,
	{ query, json }: { query?: Readonly<Record<string, string>>; json?: object },
): Promise<Result<HttpAnswer>> {
	const { url, query: route } = restRequest(shop.store, path);
	if (json === undefined) {
		const headers = { 'Cache-Control': 'no-cache' };
		// WordPress ignores the parameter `_`. A cache that ignores the header treats each value of `_` as another URL.
		const varying: Record<string, string> = method === 'GET' ? { _: String(shop.now()) } : {};
		return await shop.send({ method, url, query: { ...route, ...query, ...varying }, headers });
	}
	const body = Buffer.from(JSON.stringify(json));
	const headers = { 'Content-Type': 'application/json' };
	return await shop.send({ method, url, query: { ...route, ...query }, body, headers });
}

/**
 * Reads one page of a list in the order of its ids. A plugin or a cache may ignore `orderby` or
 * `per_page` without an error. Such a page has other rows than were requested, so it is rejected. Single rows without
 * a usable id are left out.
 *
 * @param query with `per_page`
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
	const { length = rows.length } = read.value;
	if (length > Number(query.per_page))
		return err(
			PROBLEM.unordered,
			`Reading ${path} failed: ${account} returned ${length} objects instead of at most ${query.per_page}. Check the caches and plugins that change its REST API.`,
		);
	const usable = rows.flatMap(withId);
	if (usable.length === 0 && rows.length > 0)
		return err(
			PROBLEM.unusable,
			`Reading ${path} failed: the objects that ${account} returned have no ID. Check the plugins that change its REST API.`,
		);
	const isOrdered = usable.every(({ id }, index) => index === 0 || usable[index - 1].id < id);
	if (isOrdered) return ok({ ...read.value, rows: usable, ...holesOf(read.value, usable.length) });
	return notOrdered(shop, path);
}

/** Returns the problem of a list whose rows are not in the order of their ids. */
export function notOrdered({ store }: Shop, path: string) {
	return err(
		PROBLEM.unordered,
		`Reading ${path} failed: ${store.account} does not order the list by id. Check the caches and plugins that change its REST API.`,
	);
}

/** Returns the rows of a page that are left out, including those without an id. */
function holesOf(
	{ rows, holes = [], length = rows.length }: Listing,
	usable: number,
): Pick<Listing, 'holes' | 'length'> {
	if (usable === length) return {};
	const places = Array.from({ length }, (_, index) => index);
	const full = places.filter((index) => !holes.some((hole) => hole.index === index));
	const idless = rows.flatMap((row, at): Hole[] =>
		withId(row).length > 0
			? []
			: [{ index: full[at], cause: `The shop returned an object without an ID. ${CHECK_PLUGINS}` }],
	);
	return { length, holes: [...holes, ...idless].sort((one, other) => one.index - other.index) };
}

const CHECK_PLUGINS = 'Check the plugins that change its REST API.';

function notAnObject(row: unknown): string {
	const shown = redactSecrets(JSON.stringify(row)).slice(0, 40);
	return `The shop returned ${shown} instead of an object. ${CHECK_PLUGINS}`;
}

/** Returns a list with the row and its id as a number. The list is empty if the row has no usable id. */
function withId(row: Row): IdRow[] {
	const { id } = row;
	if (typeof id === 'number') return Number.isSafeInteger(id) && id >= 0 ? [row as IdRow] : [];
	return typeof id === 'string' && /^\d{1,15}$/.test(id) ? [{ ...row, id: Number(id) }] : [];
}

/**
 * A 404 from WordPress has an error code. A 404 from a web server or firewall does not mean that the object is gone.
 */
function isWordPressError(answer: HttpAnswer): boolean {
	const error = parseBody(answer.body);
	return error.ok && isObject(error.value) && isMissingObject(error.value.code);
}
