/** Bodies as vendors send them, grown to a size by what grows in life: an order's lines, a text. */

export const SIZES = { '1 KB': 1_000, '64 KB': 64_000, '1 MB': 1_000_000 } as const;

/** The object with as many lines as fit into `bytes`, and a note that fills the rest. */
function filled(bytes: number, make: (lines: number, note: string) => object): object {
	const size = (lines: number, note = '') => Buffer.byteLength(JSON.stringify(make(lines, note)));
	let lines = 0;
	for (let step = 1 << 14; step >= 1; step >>= 1) if (size(lines + step) <= bytes) lines += step;
	return make(lines, 'x'.repeat(Math.max(0, bytes - size(lines))));
}

/** An order as Shopify's webhooks have it. */
export function shopifyOrder(bytes: number): object {
	return filled(bytes, (lines, note) => ({
		id: 5_820_982_911,
		admin_graphql_api_id: 'gid://shopify/Order/5820982911',
		created_at: '2026-11-21T09:30:00+01:00',
		updated_at: '2026-11-21T11:00:00+01:00',
		currency: 'EUR',
		email: 'joerg@example.com',
		financial_status: 'paid',
		note,
		total_price: '398.00',
		customer: { id: 115_310, first_name: 'Jörg', last_name: 'Müller', tags: '', state: 'enabled' },
		line_items: Array.from({ length: lines }, (_, index) => ({
			id: 466_157_049 + index,
			admin_graphql_api_id: `gid://shopify/LineItem/${466_157_049 + index}`,
			fulfillable_quantity: 1,
			name: 'Grüner Tee',
			price: '19.90',
			price_set: {
				shop_money: { amount: '19.90', currency_code: 'EUR' },
				presentment_money: { amount: '19.90', currency_code: 'EUR' },
			},
			product_id: 7_513_594 + index,
			properties: [],
			quantity: 1 + (index % 5),
			requires_shipping: true,
			sku: `TEA-${index}`,
			tax_lines: [{ price: '1.30', rate: 0.07, title: 'MwSt' }],
			taxable: true,
		})),
	}));
}

/** An order as WooCommerce's webhooks have it. */
export function wooOrder(bytes: number): object {
	return filled(bytes, (lines, note) => ({
		id: 4711,
		parent_id: 0,
		status: 'processing',
		currency: 'EUR',
		version: '10.5.1',
		date_created_gmt: '2026-11-21T08:30:00',
		date_modified_gmt: '2026-11-21T10:00:00',
		total: '398.00',
		customer_note: note,
		billing: { first_name: 'Jörg', last_name: 'Müller', city: 'Köln', postcode: '50667' },
		line_items: Array.from({ length: lines }, (_, index) => ({
			id: 300 + index,
			name: 'Grüner Tee',
			product_id: 90 + index,
			variation_id: 0,
			quantity: 1 + (index % 5),
			tax_class: '',
			subtotal: '19.90',
			total: '19.90',
			total_tax: '1.30',
			taxes: [{ id: 75, total: '1.30', subtotal: '1.30' }],
			meta_data: [{ id: 2000 + index, key: '_gift', value: 'no', display_key: 'Gift' }],
			sku: `TEA-${index}`,
			price: 19.9,
		})),
		_links: { self: [{ href: 'https://shop.example/wp-json/wc/v3/orders/4711' }] },
	}));
}

/** An upload as Box's webhooks V2 have it; what can grow is the path to the file. */
export function boxUpload(bytes: number): object {
	return filled(bytes, (lines, note) => ({
		type: 'webhook_event',
		id: 'eb0c4e06-751f-442c-86f8-fd5bb404dbec',
		created_at: '2026-11-21T01:59:58-08:00',
		trigger: 'FILE.UPLOADED',
		webhook: { id: '53', type: 'webhook' },
		created_by: { type: 'user', id: '226067247', name: 'Jörg', login: 'joerg@acme.example' },
		source: {
			id: '73835521473',
			type: 'file',
			file_version: {
				type: 'file_version',
				id: '78096737033',
				sha1: '2c61623e86bee78e6ab444af456',
			},
			sequence_id: '0',
			name: 'Plan.pdf',
			description: note,
			size: 26_458,
			path_collection: {
				total_count: lines,
				entries: Array.from({ length: lines }, (_, index) => ({
					type: 'folder',
					id: String(40_000 + index),
					sequence_id: '1',
					etag: '1',
					name: `Baupläne ${index}`,
				})),
			},
			item_status: 'active',
		},
		additional_info: [],
	}));
}

/** An order's webhook as Ecwid has it; in life some hundred bytes. */
export function ecwidOrder(bytes: number, created: number): object {
	return filled(bytes, (lines, note) => ({
		eventId: '80aece08-40e8-4145-8764-6c2f0d38678',
		eventCreated: created,
		storeId: 1003,
		entityId: 103_878_161,
		eventType: 'order.updated',
		data: {
			orderId: 'XJ12H',
			note,
			oldPaymentStatus: 'AWAITING_PAYMENT',
			newPaymentStatus: 'PAID',
			items: Array.from({ length: lines }, (_, index) => ({
				productId: 37_208_342 + index,
				name: 'Grüner Tee',
				sku: `TEA-${index}`,
				quantity: 1 + (index % 5),
				price: 19.9,
				selectedOptions: [{ name: 'Größe', value: '100 g' }],
			})),
		},
	}));
}
