import { without, type JsonObject, type JsonValue } from '../json';
import type { DateParameter } from './dates';
import { notSimulated } from './errors';
import { readParameters, type ParameterValues } from './parameters';
import type { PhpParameters } from './phpQuery';
import type { Resource } from './resource';
import { select, type DateRange, type Page, type Selection } from './selection';
import type { Shop } from './shop';

/** One page of a list, and what its headers say. */
export interface ListPage {
	rows: number[];
	total: number;
	totalPages: number;
	/** The page as the `Link` header counts it. */
	page: number;
}

/** Parameters that the real lists know and this simulator does not: an error, not a wrong list. */
const NOT_SIMULATED: Readonly<Record<string, readonly string[]>> = {
	orders: ['dp', 'parent_exclude', 'order_item_display_meta', 'include_meta', 'exclude_meta'],
	products: [
		...['parent_exclude', 'exclude_status', 'include_types', 'exclude_types', 'tag', 'attribute'],
		...['attribute_term', 'shipping_class', 'tax_class', 'on_sale', 'min_price', 'max_price'],
		...['search_sku', 'search_name_or_sku', 'search_fields', 'downloadable', 'virtual'],
		...['stock_quantity', 'min_stock_quantity', 'max_stock_quantity', 'global_unique_id'],
	],
	categories: ['product'],
	tags: ['product'],
	reviews: ['reviewer', 'reviewer_exclude', 'reviewer_email'],
};

/**
 * Works a list request out.
 *
 * @param parent the id of the object that a list such as refunds belongs to.
 * @param skippedRows rows that a fault lets fall between two pages.
 */
export function listPage(
	shop: Shop,
	resource: Resource,
	given: PhpParameters,
	parent: number | undefined,
	skippedRows = 0,
): ListPage {
	const values = readParameters(given, resource.parameters);
	for (const name of NOT_SIMULATED[resource.name] ?? [])
		if (given[name] !== undefined) throw notSimulated(`the parameter ${name} of ${resource.path}`);
	const perPage = values.per_page as number;
	const byPage = ((values.page as number) - 1) * perPage;
	const isByOffset = values.offset !== undefined && (values.offset !== 0 || isOfPosts(resource));
	const offset = isByOffset ? (values.offset as number) : byPage;
	const selection = selectionOf(shop, resource, given, values, parent);
	const from = offset + skippedRows;
	const found =
		values.orderby === 'random'
			? selectAtRandom(shop, resource, selection, from, perPage)
			: select(shop.table(resource.name), selection, from, perPage);
	const total = totalOf(resource, found, isByOffset, values.page as number);
	return {
		rows: found.rows,
		total,
		totalPages: Math.ceil(total / perPage),
		// Users and terms count their page from the offset, posts from `page` alone.
		page: isOfPosts(resource) ? (values.page as number) : Math.floor(offset / perPage) + 1,
	};
}

function isOfPosts(resource: Resource): boolean {
	return resource.ids === 'posts' || resource.ids === 'custom';
}

function totalOf(resource: Resource, found: Page, isByOffset: boolean, page: number): number {
	if (found.rows.length > 0 || resource.totalPastEnd === 'right') return found.total;
	if (resource.totalPastEnd === 'zero') return 0;
	return isByOffset || page === 1 ? 0 : found.total;
}

function selectionOf(
	shop: Shop,
	resource: Resource,
	given: PhpParameters,
	values: ParameterValues,
	parent: number | undefined,
): Selection {
	const tests = testsOf(shop, resource, given, values, parent);
	const include = idsOf(values.include);
	const exclude = idsOf(values.exclude);
	const order = resource.orderBy[values.orderby as string];
	const isRandom = order === 'random';
	return {
		groups: groupBits(resource, resource.listed(values)),
		ranges: rangesOf(shop, resource, values),
		...(include && { include }),
		...(exclude && { exclude: new Set(exclude) }),
		...(tests.length > 0 && { test: (row: number) => tests.every((test) => test(row)) }),
		order: isRandom || (order === 'include' && !include) ? 'id' : order,
		isDescending: values.order === 'desc',
		// A selection by content depends on other tables too (names of categories), so none is kept.
		...(tests.length === 0 && { key: keyOf(values) }),
	};
}

function keyOf(values: ParameterValues): string {
	return JSON.stringify(without(values, 'page', 'per_page', 'offset'));
}

function idsOf(value: ParameterValues[string]): readonly number[] | undefined {
	const ids = value as readonly number[] | undefined;
	return ids && ids.length > 0 ? ids : undefined;
}

function groupBits(resource: Resource, groups: readonly string[]): number {
	return groups.reduce((bits, group) => {
		const number = resource.groups.indexOf(group);
		return number < 0 ? bits : bits | (1 << number);
	}, 0);
}

const DATE_FILTERS = [
	{ parameter: 'after', date: 'created', end: 'above' },
	{ parameter: 'before', date: 'created', end: 'below' },
	{ parameter: 'modified_after', date: 'modified', end: 'above' },
	{ parameter: 'modified_before', date: 'modified', end: 'below' },
] as const;

function rangesOf(shop: Shop, resource: Resource, values: ParameterValues): DateRange[] {
	return DATE_FILTERS.flatMap(({ parameter, date, end }): DateRange[] => {
		const asked = values[parameter] as DateParameter | undefined;
		if (!asked) return [];
		const areGmt = values.dates_are_gmt === true;
		const { scale, value } = resource.boundary(asked, areGmt, shop.zone);
		return [{ order: `${date}${scale === 'utc' ? 'Utc' : 'Local'}`, [end]: value }];
	});
}

function testsOf(
	shop: Shop,
	resource: Resource,
	given: PhpParameters,
	values: ParameterValues,
	parent: number | undefined,
): ((row: number) => boolean)[] {
	const read = (row: number) => shop.read(resource.name, row);
	const tests = Object.entries(resource.filters)
		.filter(([name]) => given[name] !== undefined && values[name] !== undefined)
		.map(
			([name, fits]) =>
				(row: number) =>
					fits(read(row), values[name] as JsonValue),
		);
	const search = String(values.search ?? '').toLowerCase();
	if (search !== '') tests.push((row) => contains(read(row), resource.searched, search));
	if (parent !== undefined) {
		const { parents } = shop.table(resource.name);
		tests.push((row) => parents[row] === parent);
	}
	return tests;
}

function contains(object: JsonObject, fields: readonly string[], search: string): boolean {
	return fields.some((path) => {
		let value: JsonValue | undefined = object;
		for (const name of path.split('.')) value = (value as JsonObject | undefined)?.[name];
		return String(value ?? '')
			.toLowerCase()
			.includes(search);
	});
}

/** Each request has a new order, so rows can repeat or be missing, as with ORDER BY RAND(). */
function selectAtRandom(
	shop: Shop,
	resource: Resource,
	selection: Selection,
	offset: number,
	length: number,
): Page {
	const { rows, total } = select(shop.table(resource.name), selection, 0, Infinity);
	const shuffled = rows
		.map((row) => ({ row, place: shop.random.next() }))
		.sort((first, second) => first.place - second.place)
		.map(({ row }) => row);
	return { total, rows: shuffled.slice(offset, offset + length) };
}
