import { readPollerConfiguration } from '../../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { createdChange, readObject } from '../../../nodes/WooCommerce/changes';

describe('the id of an object by a configured field', () => {
	const configured = readPollerConfiguration({
		orders: { url: '/hubs/ecommerce/orders', idField: 'ref' },
	});
	if (!configured.ok) throw new Error(configured.problem.message);
	const [polled] = configured.value;
	const idOf = (ref: unknown) =>
		createdChange(polled, readObject(polled, { id: 17, ref }), 0).objectId;

	it.each([
		['a text', 'A-1', 'A-1'],
		['a number', 5, '5'],
	])('is %s', (_, ref, id) => {
		expect(idOf(ref)).toBe(id);
	});

	// A plugin or a customer of the shop can write anything into such a field.
	it.each([
		[{ toString: 1 }],
		[{}],
		[''],
		[' '],
		[[[]]],
		[null],
		[undefined],
		[Number.NaN],
		[true],
	])('is the id of the row if the field is %j', (ref) => {
		expect(idOf(ref)).toBe('17');
	});
});
