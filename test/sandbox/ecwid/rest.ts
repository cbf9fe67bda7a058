import type { Answer, Call } from '../http';
import type { JsonObject, JsonValue } from '../json';
import { KINDS, kindOf, type KindName } from './kinds';
import { ALLOWED, type RateLimit } from './limits';
import { formatDate, type EcwidStore, type Stored } from './store';

/** An access token and its scopes. */
export interface Token {
	token: string;
	scopes: readonly string[];
}

export const ALL_SCOPES = [
	'read_store_profile',
	'read_orders',
	'read_catalog',
	'read_customers',
	'read_discount_coupons',
	'read_promotion',
	'read_reviews',
	'read_invoices',
];

/** An answer of REST v3. */
export function json(
	status: number,
	value: JsonValue,
	headers: Record<string, string> = {},
): Answer {
	return {
		status,
		headers: { 'Content-Type': 'application/json;charset=UTF-8', ...headers },
		body: JSON.stringify(value),
	};
}

function refusal(status: number, errorCode: string, errorMessage: string): Answer {
	return json(status, { errorMessage, errorCode });
}

/** Not even a body: so it was measured of a token that Ecwid does not know. */
const BARE_403: Answer = { status: 403, headers: {}, body: '' };

const MOST = 100;

/** REST v3 of one store, as far as it is read (https://docs.ecwid.com/api-reference/rest-api). */
export class RestApi {
	readonly tokens = new Map<string, Token>();

	constructor(
		private readonly store: EcwidStore,
		private readonly limit: RateLimit,
	) {}

	/** Answers a request under `/api/v3/`. */
	answer(call: Call): Answer {
		const bearer = /^Bearer (\S+)$/.exec(call.headers.authorization ?? '')?.[1] ?? '';
		const token = this.tokens.get(bearer);
		const wait = this.limit.take(bearer, token ? ALLOWED.live : ALLOWED.dead);
		if (wait !== undefined)
			return json(
				429,
				{ errorMessage: 'Too many requests', errorCode: 'RATE_LIMITED' },
				{
					'Retry-After': String(wait),
				},
			);
		const [, , , storeId, ...rest] = call.path.split('/').map(decodeURIComponent);
		if (storeId !== String(this.store.storeId))
			return refusal(404, 'STORE_NOT_FOUND', 'Store not found');
		if (token === undefined) return BARE_403;
		if (call.method !== 'GET') return refusal(405, 'METHOD_NOT_ALLOWED', 'Method not allowed');
		return this.read(rest, new URLSearchParams(call.query), token);
	}

	private read(path: readonly string[], query: URLSearchParams, { scopes }: Token): Answer {
		const lacking = (needed: readonly string[]) =>
			needed.some((scope) => !scopes.includes(scope))
				? refusal(403, 'INSUFFICIENT_APP_SCOPE', `The app lacks ${needed.join(', ')}`)
				: undefined;
		if (path.length === 1 && path[0] === 'profile')
			return lacking(['read_store_profile']) ?? this.profile();
		if (path.length === 2 && path[1] === 'deleted') {
			const name = names().find((each) => kindOf(each).deleted === path[0]);
			if (name !== undefined)
				return lacking([kindOf(name).scope, 'read_store_profile']) ?? this.deleted(name, query);
		}
		if (path.length === 3 && path[0] === 'orders' && path[2] === 'invoices')
			return lacking(['read_orders', 'read_invoices']) ?? this.invoices(path[1]);
		const name = names().find((each) => kindOf(each).path === path[0]);
		if (name === undefined || path.length > 2)
			return refusal(404, 'NOT_FOUND', `No such endpoint: ${path.join('/')}`);
		const refused = lacking([kindOf(name).scope]);
		if (refused) return refused;
		return path.length === 1 ? this.list(name, query) : this.single(name, path[1]);
	}

	private profile(): Answer {
		return json(200, {
			generalInfo: { storeId: this.store.storeId, storeUrl: 'https://shop.example' },
			account: { accountName: 'Shop', suspended: false },
		});
	}

	private single(name: KindName, id: string): Answer {
		const { single, missing } = kindOf(name);
		const object = single ? this.store.get(name, id) : undefined;
		return object === undefined ? refusal(404, missing, `No ${name} ${id}`) : json(200, object);
	}

	private invoices(orderId: string): Answer {
		if (this.store.get('orders', orderId) === undefined)
			return refusal(404, 'ORDER_NOT_FOUND', 'Order not found');
		return json(200, { invoices: this.store.invoices.get(orderId) ?? [] });
	}

	private list(name: KindName, query: URLSearchParams): Answer {
		const { filters, listing } = kindOf(name);
		const unknown = unknownParameter(query, [...filters, 'offset', 'limit', 'responseFields']);
		if (unknown) return unknown;
		const bounds = readBounds(query);
		const paging = readPaging(query, 100);
		if (bounds === undefined || paging === undefined) return malformed();
		const ids = query.get('ids')?.split(',') ?? query.get('reviewId')?.split(',');
		const show = (row: Stored) => this.store.show(name, row);
		const rows = this.store
			.within(name, (created, updated) => isWithin(bounds, seconds(created), seconds(updated)))
			.filter(
				(row) =>
					ids === undefined ||
					// `ids` "works with order ID, internal order ID": docs.ecwid.com, Search orders.
					[show(row)[kindOf(name).idField], show(row).internalId].some((id) =>
						ids.includes(String(id)),
					),
			);
		return listing === 'plain' ? json(200, rows.map(show)) : page(rows, paging, show);
	}

	/** Kept for six months; ten at a time where nothing is said. */
	private deleted(name: KindName, query: URLSearchParams): Answer {
		const unknown = unknownParameter(query, ['from_date', 'to_date', 'offset', 'limit']);
		if (unknown) return unknown;
		const paging = readPaging(query, 10);
		const [from, to] = [readMoment(query.get('from_date')), readMoment(query.get('to_date'))];
		if (paging === undefined || from === null || to === null) return malformed();
		const kept = this.store.clock.now() - 183 * 86_400_000;
		const rows = this.store.deletions
			.filter(({ kind, at }) => kind === name && at >= kept)
			.filter(({ at }) => seconds(at) >= (from ?? 0) && seconds(at) <= (to ?? Infinity))
			.map(
				({ id, orderId, at }): JsonObject => ({
					id,
					...(orderId !== undefined && { orderId }),
					date: formatDate(at),
				}),
			);
		return page(rows, paging, (row) => row);
	}
}

const names = () => Object.keys(KINDS) as KindName[];
const seconds = (ms: number) => Math.floor(ms / 1000);
const malformed = () => refusal(400, 'BAD_REQUEST', 'Request parameters are malformed');

/** Stricter than Ecwid, which ignores unknown parameters, so that a misspelled filter has no effect. */
function unknownParameter(query: URLSearchParams, known: readonly string[]): Answer | undefined {
	const unknown = [...query.keys()].find((name) => !known.includes(name));
	return unknown === undefined
		? undefined
		: refusal(400, 'BAD_REQUEST', `The sandbox knows no parameter ${unknown} here`);
}

interface Paging {
	offset: number;
	limit: number;
}

function readPaging(query: URLSearchParams, usual: number): Paging | undefined {
	const [offset, limit] = [query.get('offset') ?? '0', query.get('limit') ?? String(usual)];
	if (!/^\d+$/.test(offset) || !/^\d+$/.test(limit) || Number(limit) > MOST) return undefined;
	return { offset: Number(offset), limit: Number(limit) };
}

function page<Row>(
	rows: readonly Row[],
	{ offset, limit }: Paging,
	show: (row: Row) => JsonObject,
): Answer {
	const items = rows.slice(offset, offset + limit).map(show);
	return json(200, { total: rows.length, count: items.length, offset, limit, items });
}

type Bounds = Record<'createdFrom' | 'createdTo' | 'updatedFrom' | 'updatedTo', number | undefined>;

function readBounds(query: URLSearchParams): Bounds | undefined {
	const names = ['createdFrom', 'createdTo', 'updatedFrom', 'updatedTo'] as const;
	const moments = names.map((name) => [name, readMoment(query.get(name))] as const);
	if (moments.some(([, moment]) => moment === null)) return undefined;
	return Object.fromEntries(moments) as Bounds;
}

function isWithin(bounds: Bounds, created: number, updated: number): boolean {
	return (
		created >= (bounds.createdFrom ?? 0) &&
		created <= (bounds.createdTo ?? Infinity) &&
		updated >= (bounds.updatedFrom ?? 0) &&
		updated <= (bounds.updatedTo ?? Infinity)
	);
}

/** Reads seconds since 1970, or a date. Returns undefined without a text, and null for a malformed one. */
function readMoment(text: string | null): number | undefined | null {
	if (text === null) return undefined;
	if (/^\d{1,12}$/.test(text)) return Number(text);
	const parts = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?: ([+-]\d\d)(\d\d))?)?$/.exec(text);
	if (parts === null) return null;
	const zone = parts[3] === undefined ? 'Z' : `${parts[3]}:${parts[4]}`;
	const ms = Date.parse(`${parts[1]}T${parts[2] ?? '00:00:00'}${zone}`);
	return Number.isNaN(ms) ? null : seconds(ms);
}
