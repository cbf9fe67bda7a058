import { list, type Shop } from '../nodes/WooCommerce/client/api';

const PAGE = 100;
const PRODUCTS = 'wc/v3/products';
/** Products of every status, as both of us watch them. */
const ALL = { status: 'any', per_page: String(PAGE), dates_are_gmt: 'true' };

interface Seen {
	id: number;
	isNew: boolean;
}

/**
 * The poller that many a workflow is built with: asks for what was modified since it last asked, goes
 * through the pages, and remembers the time. Its dates are in UTC and its pages in the order of their
 * ids, which is better than most.
 */
export class NaivePoller {
	private since: string;

	constructor(private readonly shop: Shop) {
		this.since = second(shop.now());
	}

	async poll(): Promise<Seen[]> {
		const before = this.since;
		this.since = second(this.shop.now());
		const rows = await everyPage(this.shop, { ...ALL, orderby: 'id', modified_after: before });
		return rows.map(({ id, date_created_gmt }) => ({
			id: Number(id),
			isNew: String(date_created_gmt) > before,
		}));
	}
}

/** Lists everything, with only the fields that show whether an object has changed. */
export async function fullListing(shop: Shop): Promise<number> {
	const fields = { _fields: 'id,date_modified_gmt' };
	return (await everyPage(shop, { ...ALL, ...fields, orderby: 'id', order: 'asc' })).length;
}

async function everyPage(shop: Shop, query: Record<string, string>) {
	const rows = [];
	for (let offset = 0; ; offset += PAGE) {
		const page = await list(shop, PRODUCTS, { ...query, offset: String(offset) });
		if (!page.ok) throw new Error(page.problem.message);
		rows.push(...page.value.rows);
		if (rows.length >= page.value.total) return rows;
	}
}

function second(ms: number): string {
	return new Date(ms).toISOString().slice(0, 19);
}
