import { ok, type Result, misconfigured } from '../../../core/result';
import { list } from '../../client/api';
import type { ShopResource } from '../read/readPages';

/** Checks the configuration's assertions about the objects against the first object of the list. */
export async function checkConfigAssertions({
	shop,
	polled,
}: ShopResource): Promise<Result<undefined>> {
	if (polled.assertions.length === 0) return ok(undefined);
	const { path, listAll } = polled.resource;
	const read = await list(shop, path, { ...listAll, per_page: '1' });
	if (!read.ok) return read;
	const [row] = read.value.rows;
	for (const { key, value, expectedInstead } of row === undefined ? [] : polled.assertions) {
		const expected = expectedInstead(row);
		if (expected !== undefined)
			return misconfigured(
				`The JSON of the resources cannot be used: ${polled.name}.${key} is ${JSON.stringify(value)}, which does not match the objects that ${shop.store.account} lists under ${path}. Enter ${expected}.`,
			);
	}
	return ok(undefined);
}
