import {
	address,
	callback,
	isPlaceholder,
	joined,
	list,
	pollerConfiguration,
	pollTimes,
	secret,
	text,
	wholeNumber,
} from '../../../../../nodes/SignedEvent/convert/read/values';

const taken = (value: unknown) => ({ ok: true, value });
const refused = (expected: RegExp) => ({ ok: false, expected: expect.stringMatching(expected) });

describe('a placeholder', () => {
	it.each([
		'<LIST_OF_WEBHOOK_TOPICS>',
		' <minutes> ',
		'{{page.elementKey}}',
		'xxxxxxxxxxxxxxxxxx',
		'********',
		'https://<your-host>/events',
	])('is %j', (value) => expect(isPlaceholder(value)).toBe(true));

	it.each(['<http://mycoolstore.com>', 'orders/create', 'xx', 'a < b', '', 15, true, null])(
		'is not %j',
		(value) => expect(isPlaceholder(value)).toBe(false),
	);

	it('is a secret only as a whole', () => {
		expect(isPlaceholder('k<e>y', true)).toBe(false);
		expect(isPlaceholder('a{{b}}', true)).toBe(false);
		expect(isPlaceholder('<SIGNATURE_KEY>', true)).toBe(true);
		expect(isPlaceholder('xxxxxxxxxxxxxxxxxxxxxxxxx', true)).toBe(true);
	});
});

describe('a value', () => {
	it.each([
		[text, ' Docs ', taken('Docs')],
		[text, 4711, taken('4711')],
		[text, {}, refused(/^a text$/)],
		[secret, ' a b\n', taken(' a b\n')],
		[address, '<http://mycoolstore.com>', taken('http://mycoolstore.com')],
		[address, 'my-shop', taken('my-shop')],
		[callback, '<https://example.com/events>', taken('https://example.com/events')],
		[callback, 'example.com/events', refused(/a web address/)],
		[callback, 'ftp://example.com', refused(/a web address/)],
		[
			callback,
			'https://api.cloud-elements.com/elements/api-v2/events/x',
			refused(/does not belong to Cloud Elements/),
		],
		[callback, 'https://api.not-cloud-elements.com/', taken('https://api.not-cloud-elements.com/')],
		[list, 'orders/create, orders/updated,', taken(['orders/create', 'orders/updated'])],
		[list, ['a', 7], taken(['a', '7'])],
		[list, [{}], refused(/a text/)],
		[joined, ['Docs', 'EU'], taken('Docs, EU')],
		[joined, '1, 2', taken('1, 2')],
		[joined, ['9007199254740993', 12], taken('9007199254740993, 12')],
		[joined, ['a, b'], refused(/without commas/)],
		[
			pollerConfiguration,
			'{ "orders": { "url": "/x" } }',
			taken('{\n  "orders": {\n    "url": "/x"\n  }\n}'),
		],
		[pollerConfiguration, ['orders'], refused(/a JSON object/)],
		[pollerConfiguration, 'orders', refused(/a JSON object/)],
		[wholeNumber, '7950647', taken(7950647)],
		[wholeNumber, 'seven', refused(/a whole number/)],
	])('%p %j', (reads, given, expected) => {
		expect(reads(given)).toEqual(expected);
	});
});

describe('minutes between two polls', () => {
	const every = (value: number, unit: string) => ({ item: [{ mode: 'everyX', value, unit }] });

	it.each([
		[1, every(1, 'minutes')],
		['15', every(15, 'minutes')],
		[60, every(1, 'hours')],
		['360', every(6, 'hours')],
		[1440, { item: [{ mode: 'everyDay', hour: 0, minute: 0 }] }],
	])('%j are Poll Times', (given, expected) => expect(pollTimes(given)).toEqual(taken(expected)));

	it.each([
		[45, every(45, 'minutes'), /45 minutes became every 45 minutes/],
		[90, every(1, 'hours'), /90 minutes became every 1 hours/],
		[420, every(7, 'hours'), /420 minutes became every 7 hours/],
		[2880, { item: [{ mode: 'everyDay', hour: 0, minute: 0 }] }, /2880 minutes became once a day/],
		[1.5, every(1, 'minutes'), /1.5 minutes became every 1 minutes/],
	])('%j become a shorter step of n8n, with a note', (given, value, note) => {
		expect(pollTimes(given)).toEqual({ ok: true, value, note: expect.stringMatching(note) });
	});

	it.each([0, '0.5', -15, 'often', '', null, true])('%j are rejected', (given) => {
		expect(pollTimes(given)).toEqual(refused(/a number of minutes/));
	});
});
