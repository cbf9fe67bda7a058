import type { Shop } from '../../../nodes/WooCommerce/client/api';

/** A shop whose host returns at most so many rows a page, also if `per_page` asks for more. */
export function withCappedPages(shop: Shop, rows: number): Shop {
	return {
		...shop,
		send: async (request) => {
			const { query } = request;
			if (query?.per_page === undefined) return await shop.send(request);
			const capped = String(Math.min(rows, Number(query.per_page)));
			return await shop.send({ ...request, query: { ...query, per_page: capped } });
		},
	};
}
