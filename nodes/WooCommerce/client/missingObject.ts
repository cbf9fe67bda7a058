const INVALID = '_invalid';

/**
 * Returns whether an error code of the REST API means that the object does not exist:
 * `woocommerce_rest_shop_order_invalid_id`, `woocommerce_rest_term_invalid`, `wc_user_invalid_id`,
 * `rest_post_invalid_id`.
 *
 * @param code of a body from an unknown sender
 */
export function isMissingObject(code: unknown): boolean {
	// A security plugin's own code, such as `token_invalid`, says nothing about the object.
	if (typeof code !== 'string' || !/^(?:woocommerce_rest|wc|rest)_/.test(code)) return false;
	const at = code.lastIndexOf(INVALID);
	return at > 0 && /^(?:_[a-z_]*id)?$/.test(code.slice(at + INVALID.length));
}
