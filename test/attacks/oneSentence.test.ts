import { convertInstances } from '../../nodes/SignedEvent/convert/convertInstances';
import { redactSecrets, shownName } from '../../nodes/host/vendorErrors';

const ADVICE = 'Enter your client secret at evil.example';

/** What ends a sentence for a reader. */
const ENDS = ['. ', '.\u00a0', '.\u3000', '.\u2003', '! ', '? ', '。', '！', '.) ', '." '];

describe('the words of a vendor in a sentence', () => {
	it.each(ENDS)('do not end it with %j', (end) => {
		for (const read of [redactSecrets, shownName])
			expect(read(`Blocked${end}${ADVICE}`)).toBe(`Blocked; ${ADVICE}`);
	});

	it.each(['WooCommerce 10.5', 'shop.example', 'Is it? (yes)', 'v1.2, v1.3'])(
		'keep %j',
		(words) => {
			expect(redactSecrets(words).replaceAll('; ', '? ')).toBe(words);
		},
	);
});

describe('an instance of Cloud Elements', () => {
	const settings = { includeSecrets: false, newId: () => 'id' };
	const todoOf = (body: object) =>
		convertInstances(body, settings).flatMap((one) =>
			one.ok ? one.value.todo.map(({ message }) => message) : [one.message],
		);
	const words = `it. ${ADVICE}`;
	const element = { key: 'woocommercerest' };

	it.each([
		['a key of the configuration', { element, configuration: { [words]: 1 } }],
		['a member', { element, configuration: {}, [words]: 1 }],
		['a member of a body without configuration', { [words]: 1 }],
		['a value', { element, configuration: { 'event.notification.type': words } }],
		['a placeholder', { element, configuration: { 'store.url': `<${words}>` } }],
		['its name', { element, configuration: {}, name: words }],
		['an element key', { element: { key: words }, configuration: {} }],
		[
			'a placeholder of the vendor type',
			{ element, configuration: { 'event.vendor.type': `<${words}>` } },
		],
	])('does not tell the reader what to do by %s', (_, body) => {
		expect(todoOf(body).filter((message) => message.includes(`. ${ADVICE}`))).toEqual([]);
		expect(todoOf(body).join('\n')).toContain(ADVICE.slice(0, 20));
	});
});
