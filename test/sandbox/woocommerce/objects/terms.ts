import type { JsonObject } from '../../json';
import { boundaryOfPosts } from '../dates';
import { ApiError } from '../errors';
import { listParameters, type ParameterRule } from '../parameters';
import type { Resource, ShopView } from '../resource';
import { selfAndCollection } from './posts';
import { termIdsOf, type TermField } from './productSeed';

const CATEGORY_NAMES = ['Uncategorized', 'Furniture', 'Kitchen', 'Clothing', 'Office', 'Outdoor'];
const TAG_NAMES = ['new', 'gift', 'handmade', 'clearance'];
const ORDER_BY: Readonly<Record<string, string>> = {
	id: 'id',
	include: 'include',
	name: 'name',
	slug: 'slug',
	term_group: 'id',
	description: 'description',
	count: 'count',
};

/** Terms have no dates; their lists know no date parameters, and ignore them. */
const PARAMETERS: Readonly<Record<string, ParameterRule>> = {
	...listParameters(Object.keys(ORDER_BY), 'name', 'asc'),
	slug: { kind: 'text' },
	parent: { kind: 'integer' },
	hide_empty: { kind: 'boolean', default: false },
};

interface TermKind {
	name: TermField;
	names: readonly string[];
	blank: JsonObject;
}

function terms(kind: TermKind): Resource {
	const path = `products/${kind.name}`;
	return {
		name: kind.name,
		path,
		ids: 'terms',
		noun: 'term',
		unknown: () => new ApiError(404, 'woocommerce_rest_term_invalid', 'Resource does not exist.'),
		groups: ['term'],
		listed: () => ['term'],
		parameters: PARAMETERS,
		orderBy: ORDER_BY,
		sortKeys: (view, table) => {
			const read = (row: number) => view.read(kind.name, row);
			const text = (field: string) => (row: number) => String(read(row)[field]).toLowerCase();
			return {
				name: (row) => nameOf(kind, table.contents.get(row), table.ids[row]).toLowerCase(),
				slug: text('slug'),
				description: text('description'),
				count: (row) => Number(read(row).count),
			};
		},
		boundary: boundaryOfPosts,
		filters: {
			slug: (term, wanted) => term.slug === wanted,
			parent: (term, wanted) => term.parent === wanted,
			hide_empty: (term, wanted) => wanted !== true || Number(term.count) > 0,
		},
		searched: ['name', 'slug'],
		totalPastEnd: 'right',
		blank: kind.blank,
		generate: (_view, id) => {
			const name = nameOf(kind, undefined, id);
			return { ...kind.blank, name, slug: name.toLowerCase() };
		},
		finish: (view, term) => {
			term.count = countsOf(view, kind.name).get(term.id as number) ?? 0;
		},
		dates: () => ({}),
		links: (view, term) => selfAndCollection(view, path, term),
		movesDate: () => false,
	};
}

function nameOf(kind: TermKind, content: JsonObject | undefined, id: number): string {
	return String(content?.name ?? kind.names[id % kind.names.length]);
}

interface Counts {
	version: number;
	byTerm: Map<number, number>;
}

const countsByTable = new WeakMap<object, Partial<Record<TermField, Counts>>>();

/** How many products each term has; counted again only after products have changed. */
function countsOf(view: ShopView, kind: TermField): Map<number, number> {
	const products = view.table('products');
	const known = countsByTable.get(products) ?? {};
	countsByTable.set(products, known);
	let counts = known[kind];
	if (counts?.version !== products.version) {
		counts = { version: products.version, byTerm: new Map() };
		for (let row = 0; row < products.length; row++)
			if (products.isThere(row))
				for (const id of termIdsOf(view, kind, row))
					counts.byTerm.set(id, (counts.byTerm.get(id) ?? 0) + 1);
		known[kind] = counts;
	}
	return counts.byTerm;
}

/** The resource `categories`. */
export function categories(): Resource {
	return terms({
		name: 'categories',
		names: CATEGORY_NAMES,
		blank: {
			id: 0,
			name: '',
			slug: '',
			parent: 0,
			description: '',
			display: 'default',
			image: null,
			menu_order: 0,
			count: 0,
		},
	});
}

/** The resource `tags`. */
export function tags(): Resource {
	return terms({
		name: 'tags',
		names: TAG_NAMES,
		blank: { id: 0, name: '', slug: '', description: '', count: 0 },
	});
}
