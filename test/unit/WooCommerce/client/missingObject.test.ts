import { isMissingObject } from '../../../../nodes/WooCommerce/client/missingObject';

describe('an error code', () => {
	it.each([
		'woocommerce_rest_shop_order_invalid_id',
		'woocommerce_rest_term_invalid',
		'wc_user_invalid_id',
		'rest_post_invalid_id',
	])('of WooCommerce or WordPress means that the object does not exist: %s', (code) => {
		expect(isMissingObject(code)).toBe(true);
	});

	it.each(['token_invalid', 'license_invalid', 'session_invalid_id', 'rest_no_route', 404, null])(
		'means nothing about the object: %s',
		(code) => {
			expect(isMissingObject(code)).toBe(false);
		},
	);
});
